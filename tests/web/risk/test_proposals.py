"""A control that starts failing proposes a higher rating; its owner answers, and nothing changes by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from holdfast.collectors.records import reading_with
from holdfast.config import Settings
from holdfast.content.risk_method import DEFAULT_METHOD as METHOD
from holdfast.errors import UsageError
from holdfast.pipeline.runs import Company
from holdfast.posture.model import Counts, Kind, Rollup, Status
from holdfast.web import records
from holdfast.web.accounts.models import User
from holdfast.web.accounts.roles import Role
from holdfast.web.history.records import SYSTEM, keep
from holdfast.web.risk import proposing, risks
from holdfast.web.risk.estimates import Answer, Proposal
from holdfast.web.worker import Worker

if TYPE_CHECKING:
    from pathlib import Path

    from holdfast.web.risk.register import Risk

pytestmark = pytest.mark.django_db
#: The control that a team without a champion fails.
CHECK, TEAMS = "org.team.has_champion", "teams.yaml"
PERSON = "{{id: p001, name: Kim Example, email: kim@small.example, team: albums, roles: [{roles}]}}"


@dataclass
class Clock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def small(tmp_path: Path) -> Company:
    """A company of one team with a champion."""
    (tmp_path / "holdfast.yaml").write_text("name: Small\n")
    (tmp_path / TEAMS).write_text("- {id: albums, title: Albums}\n")
    champion(tmp_path, yes=True)
    clock = Clock(timezone.now().replace(microsecond=0) - timedelta(minutes=30))
    return Company(Settings(company=tmp_path), clock=clock, records=reading_with(records.collect))


def champion(folder: Path, *, yes: bool) -> None:
    roles = "engineer, champion" if yes else "engineer"
    (folder / "people.yaml").write_text(f"- {PERSON.format(roles=roles)}\n")


def clock_at(small: Company, moment: datetime) -> None:
    assert isinstance(small.clock, Clock)
    small.clock.now = moment.replace(microsecond=0)


def run(small: Company, moment: datetime) -> None:
    clock_at(small, moment)
    small.run()


def key(small: Company) -> str:
    """The first control that the check shows by itself."""
    check = next(check for check in small.content().checks if check.id == CHECK)
    return f"iso27001:{check.header.controls[0].partition('/')[0]}"


@pytest.fixture
def owner() -> User:
    return User.objects.create_user("jonah", roles=[Role.RISK_OWNER])


@pytest.fixture
def risk(small: Company, owner: User) -> Risk:
    """A risk that this control holds down, rated ten minutes ago."""
    lead = User.objects.create_user("bastian", roles=[Role.PROGRAM_LEAD])
    said = {"title": "Questions are asked late", "scenario": "x", "controls": [key(small)], "owner": owner}
    made = risks.raise_risk(lead, METHOD, said | {"current_likelihood": 2, "current_impact": 3})
    made.rated_at = timezone.now() - timedelta(minutes=10)
    keep(made, SYSTEM)
    return made


def stands(small: Company, status: Status, since: datetime) -> dict[str, Rollup]:
    """The control's posture, as a run would have it."""
    return {key(small): Rollup(Kind.REQUIREMENT, key(small), status, int(since.timestamp()), Counts(), "As said.")}


@pytest.fixture
def proposal(small: Company, risk: Risk) -> Proposal:
    """The proposal that the control's failing brings."""
    assert risk.rated_at is not None
    failing = stands(small, Status.FAILING, risk.rated_at + timedelta(minutes=5))
    assert proposing.propose(METHOD, failing) == 1
    return Proposal.objects.get()


def test_a_control_that_starts_failing_proposes_and_changes_nothing(proposal: Proposal, risk: Risk) -> None:
    risk.refresh_from_db()
    assert (proposal.likelihood, proposal.impact, proposal.answer) == (3, 3, Answer.OPEN)
    assert risk.current == (2, 3)


def test_one_failing_proposes_once_and_the_next_again(small: Company, proposal: Proposal, risk: Risk) -> None:
    assert proposing.propose(METHOD, stands(small, Status.FAILING, proposal.failing_since)) == 0
    assert proposing.propose(METHOD, stands(small, Status.FAILING, proposal.failing_since + timedelta(minutes=1))) == 1
    assert risk.pk


def test_what_failed_before_the_rating_was_known_to_whoever_rated(small: Company, risk: Risk) -> None:
    assert risk.rated_at is not None
    before = risk.rated_at - timedelta(minutes=1)
    assert proposing.propose(METHOD, stands(small, Status.FAILING, before)) == 0


@pytest.mark.parametrize("status", [Status.UNKNOWN, Status.NOT_EVIDENCED])
def test_unknown_neither_proposes_nor_lapses(small: Company, proposal: Proposal, status: Status) -> None:
    assert proposing.propose(METHOD, stands(small, status, timezone.now())) == 0
    proposal.refresh_from_db()
    assert proposal.answer == Answer.OPEN


def test_a_control_that_works_again_lets_the_proposal_lapse(small: Company, proposal: Proposal, risk: Risk) -> None:
    proposing.propose(METHOD, stands(small, Status.EFFECTIVE, timezone.now()))
    proposal.refresh_from_db()
    risk.refresh_from_db()
    assert (proposal.answer, risk.current) == (Answer.LAPSED, (2, 3))


def test_the_owner_confirms_and_nobody_else(proposal: Proposal, risk: Risk, owner: User) -> None:
    with pytest.raises(UsageError):
        proposing.confirm(proposal, User.objects.get(username="bastian"), "")
    before = timezone.now()
    proposing.confirm(proposal, owner, "")
    risk.refresh_from_db()
    assert risk.current == (3, 3)
    assert risk.rated_at is not None
    assert risk.rated_at >= before
    with pytest.raises(UsageError, match="answered already"):
        proposing.decline(Proposal.objects.get(), owner, "No.")


def test_declining_takes_a_reason_and_leaves_the_rating(proposal: Proposal, risk: Risk, owner: User) -> None:
    with pytest.raises(UsageError, match="reason"):
        proposing.decline(proposal, owner, " ")
    proposing.decline(proposal, owner, "The platform team's champion helps out.")
    risk.refresh_from_db()
    assert (risk.current, Proposal.objects.get().answer) == ((2, 3), Answer.DECLINED)


def test_the_top_of_the_scales_is_as_high_as_it_goes(small: Company, risk: Risk) -> None:
    risk.current_likelihood = 5
    keep(risk, SYSTEM)
    assert proposing.propose(METHOD, stands(small, Status.FAILING, timezone.now())) == 0


def test_the_worker_proposes_after_a_run_and_judges_what_it_proposed(
    small: Company, risk: Risk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("holdfast.web.worker.connection.close", lambda: None)  # it is the test's own, in a transaction
    assert risk.pk
    run(small, timezone.now() - timedelta(minutes=20))
    champion(small.settings.company, yes=False)
    run(small, timezone.now() - timedelta(minutes=2))
    clock_at(small, timezone.now())
    said: list[str] = []
    worker = Worker(small, said.append)
    assert worker.look()
    assert [one.control for one in Proposal.objects.all()] == [key(small)]
    assert any("proposed to their owners" in line for line in said)
    clock_at(small, timezone.now() + timedelta(minutes=1))
    assert worker.look()
    assert any("are judged" in line for line in said)
    assert Proposal.objects.count() == 1
