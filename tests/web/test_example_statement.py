"""The example company's statement and objectives: whole, believable, and by the same rules as everybody's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from holdfast.collectors.records.statement import ORG_SOA, ORG_SOA_ENTRY
from holdfast.content.load import load_intent
from holdfast.demo import records as example
from holdfast.demo import statement_stories as stories
from holdfast.pipeline.objective_reads import State
from holdfast.pipeline.views import EVERYTHING
from holdfast.web.accounts.models import User
from holdfast.web.accounts.roles import Role
from holdfast.web.applicability import entries, facts, versions
from holdfast.web.history import verify
from holdfast.web.objectives import work

if TYPE_CHECKING:
    from pathlib import Path

    from holdfast.pipeline.reads import Reads

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(company: Path) -> None:
    User.objects.create_user("admin", roles=[Role.ADMINISTRATOR])
    assert example.tell(load_intent(company))


def test_every_control_says_why_and_who_and_the_version_is_approved_by_another(told: None) -> None:  # noqa: ARG001  the story
    said = entries.now()
    assert len(said) == 94
    assert all(one.justified for one in said)
    assert all(one.owner for one in said if one.applicable)
    assert {one.control for one in versions.plan(said)} == set(stories.PLANS)
    assert all(one.due for one in versions.plan(said))
    assert any(one.risks for one in said)
    (row,) = facts.rows()[ORG_SOA]
    assert (row["number"], row["changed"], row["accepted"], row["approved_by_writer"]) == (1, 0, 1, False)
    assert all(one["owned"] for one in facts.rows()[ORG_SOA_ENTRY] if one["applicable"])
    assert list(verify.problems()) == []


def test_its_objectives_are_measured_by_checks_that_there_are(told: None, reads: Reads) -> None:  # noqa: ARG001  as above
    listed = work.listed()
    assert len(listed) == 3
    standings = reads.objectives(EVERYTHING, [work.goal(one) for one in listed], None)
    assert [standing.now.missing for standing in standings if "There is no" in standing.now.missing] == []
    assert State.ON_THE_WAY in {standing.state for standing in standings}
    known = {check.id for check in reads.intent(EVERYTHING, None).content.checks}
    assert set(stories.OWN.checks) <= known
