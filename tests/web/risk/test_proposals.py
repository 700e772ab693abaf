"""A control that starts failing proposes a higher rating; its owner answers, and nothing changes by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from holdfast.collectors.records import reading_with
from holdfast.config import Settings
from holdfast.content.risk_method import DEFAULT_METHOD as METHOD
from holdfast.errors import UsageError
from holdfast.pipeline.runs import Company
from holdfast.web import records
from holdfast.web.accounts.models import User
from holdfast.web.accounts.roles import Role
from holdfast.web.history.records import SYSTEM, keep
from holdfast.web.risk import proposing, risks
from holdfast.web.risk.estimates import Answer, Proposal
from holdfast.web.risk.register import Risk
from holdfast.web.worker import Worker

if TYPE_CHECKING:
    from pathlib import Path

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


def run(small: Company, at: datetime) -> None:
    small.clock.now = at  # type: ignore[attr-defined]  # the clock of this test
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


@pytest.fixture
def proposal(small: Company, risk: Risk, monkeypatch: pytest.MonkeyPatch) -> Proposal:
    """The proposal that the control's failing brings."""
    from holdfast.posture.model import Status  # noqa: PLC0415  beside its only use

    assert risk.pk
    run(small, timezone.now() - timedelta(minutes=20))
    failing(small, monkeypatch, Status.FAILING, timezone.now() - timedelta(minutes=5))
    assert proposing.follow(small.reads()) == 1
    return Proposal.objects.get()


def failing(small: Company, monkeypatch: pytest.MonkeyPatch, status: object, since: datetime) -> None:
    """Let the store say of every control that it stands so since then: how posture comes to that has its own tests."""
    from dataclasses import replace  # noqa: PLC0415  beside its only use

    from holdfast.pipeline.rollup_reads import Posture  # noqa: PLC0415  as above

    asked = Posture.one

    def one(self: Posture, *about: object) -> object:
        return replace(asked(self, *about), status=status, since=int(since.timestamp()))  # type: ignore[arg-type]  # what was asked

    assert small
    monkeypatch.setattr(Posture, "one", one)


def test_a_control_that_starts_failing_proposes_and_changes_nothing(proposal: Proposal, risk: Risk) -> None:
    risk.refresh_from_db()
    assert (proposal.likelihood, proposal.impact, proposal.answer) == (3, 3, Answer.OPEN)
    assert risk.current == (2, 3)


def test_one_failing_proposes_once(small: Company, proposal: Proposal) -> None:
    assert proposing.follow(small.reads()) == 0
    assert proposal.pk == Proposal.objects.get().pk


def test_what_failed_before_the_rating_was_known_to_whoever_rated(
    small: Company, risk: Risk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from holdfast.posture.model import Status  # noqa: PLC0415  beside its only use

    run(small, timezone.now() - timedelta(minutes=20))
    assert risk.rated_at is not None
    failing(small, monkeypatch, Status.FAILING, risk.rated_at - timedelta(minutes=1))
    assert proposing.follow(small.reads()) == 0


def test_unknown_neither_proposes_nor_lapses(
    small: Company, proposal: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    from holdfast.posture.model import Status  # noqa: PLC0415  beside its only use

    failing(small, monkeypatch, Status.UNKNOWN, timezone.now())
    assert proposing.follow(small.reads()) == 0
    proposal.refresh_from_db()
    assert proposal.answer == Answer.OPEN


def test_a_control_that_works_again_lets_the_proposal_lapse(
    small: Company, proposal: Proposal, risk: Risk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from holdfast.posture.model import Status  # noqa: PLC0415  beside its only use

    failing(small, monkeypatch, Status.EFFECTIVE, timezone.now())
    proposing.follow(small.reads())
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


def test_the_top_of_the_scales_is_as_high_as_it_goes(
    small: Company, risk: Risk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from holdfast.posture.model import Status  # noqa: PLC0415  beside its only use

    run(small, timezone.now() - timedelta(minutes=20))
    risk.current_likelihood = 5
    keep(risk, SYSTEM)
    failing(small, monkeypatch, Status.FAILING, timezone.now())
    assert proposing.follow(small.reads()) == 0


def test_the_worker_proposes_after_a_run_and_judges_what_it_proposed(
    small: Company, risk: Risk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from holdfast.posture.model import Status  # noqa: PLC0415  beside its only use

    assert risk.pk
    run(small, timezone.now() - timedelta(minutes=2))
    failing(small, monkeypatch, Status.FAILING, timezone.now())
    small.clock.now = datetime.now(UTC)  # type: ignore[attr-defined]  # the clock of this test
    said: list[str] = []
    worker = Worker(small, said.append)
    assert worker.look()
    assert Proposal.objects.count() == 1
    assert any("proposed to their owners" in line for line in said)
    small.clock.now += timedelta(minutes=1)  # type: ignore[attr-defined]  # as above
    assert worker.look()
    assert any("are judged" in line for line in said)
    assert Proposal.objects.count() == 1
