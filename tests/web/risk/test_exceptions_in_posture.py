"""An approved exception changes posture and never a check's result; its end brings the finding back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from holdfast.collectors.records import reading_with
from holdfast.config import Settings
from holdfast.errors import StoreError
from holdfast.pipeline.runs import Company
from holdfast.pipeline.views import EVERYTHING
from holdfast.web import records
from holdfast.web.accounts.models import User
from holdfast.web.accounts.roles import Role
from holdfast.web.risk import exceptions
from holdfast.web.risk.exceptions import Wanted

if TYPE_CHECKING:
    from pathlib import Path

    from holdfast.collectors.interface import Request, Sink, Summary
    from holdfast.content.model import Check
    from holdfast.posture.model import Counts

pytestmark = pytest.mark.django_db
CHECK = "org.team.has_champion"


@dataclass
class Clock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime.now(UTC).replace(microsecond=0))


@pytest.fixture
def small(tmp_path: Path, clock: Clock) -> Company:
    """A company of one team without a champion: one fail, and it is all that is looked at here."""
    (tmp_path / "holdfast.yaml").write_text("name: Small\n")
    (tmp_path / "teams.yaml").write_text("- {id: albums, title: Albums}\n")
    (tmp_path / "people.yaml").write_text(
        "- {id: p001, name: Kim Example, email: kim@small.example, team: albums, roles: [engineer]}\n"
    )
    return Company(Settings(company=tmp_path), clock=clock, records=reading_with(records.collect))


def counts(small: Company) -> Counts:
    reads = small.reads()
    shown = reads.check(EVERYTHING, CHECK, None)
    assert shown is not None
    return shown.line.rollup.counts


def the_check(small: Company) -> Check:
    return next(check for check in small.content().checks if check.id == CHECK)


def excepted(small: Company, days: int = 30) -> None:
    lead = User.objects.create_user("ottoline", roles=[Role.SECURITY_LEAD])
    asker = User.objects.create_user("kim", roles=[Role.ENGINEER])
    approver = User.objects.create_user("ada", roles=[Role.EXECUTIVE])
    check = the_check(small)
    exceptions.give_authority(approver, check.header.severity, lead)
    made = exceptions.request(
        check,
        Wanted(
            subjects=("team:albums",),
            reason="The team is formed in January.",
            ends_on=datetime.now(UTC).date() + timedelta(days=days),
            compensating_control="The platform team's champion helps out.",
            risk_accepted="Questions are asked late.",
        ),
        asker,
    )
    exceptions.decide(made, approver, approve=True, why="Until January.")


def test_a_records_run_makes_an_exception_count_and_its_end_brings_the_fail_back(small: Company, clock: Clock) -> None:
    small.run()
    assert (counts(small).failed, counts(small).excepted) == (1, 0)
    excepted(small)
    clock.now += timedelta(minutes=1)
    assert small.run(["records"]).manifest.kind == "records"
    assert (counts(small).failed, counts(small).excepted) == (0, 1)
    clock.now += timedelta(days=31)
    small.run()
    assert (counts(small).failed, counts(small).excepted) == (1, 0)


def test_the_check_s_own_result_stays_a_fail(small: Company, clock: Clock) -> None:
    excepted(small)
    clock.now += timedelta(minutes=1)
    report = small.run()
    with small.store().reading(report.manifest) as reading:
        rows = reading.engine.rows(
            "SELECT status FROM results JOIN checks USING (check_no) JOIN subjects USING (subject_id) "
            f"WHERE check_id = '{CHECK}' AND subject = 'team:albums'"
        )
    assert rows == [(0,)]


def test_a_past_moment_keeps_what_it_said(small: Company, clock: Clock) -> None:
    small.run()
    before = clock.now
    excepted(small)
    clock.now += timedelta(minutes=1)
    small.run(["records"])
    shown = small.reads().check(EVERYTHING, CHECK, before + timedelta(seconds=30))
    assert shown is not None
    assert (shown.line.rollup.counts.failed, shown.line.rollup.counts.excepted) == (1, 0)


def test_records_that_cannot_be_read_are_unknown_and_cost_nothing_else(small: Company, clock: Clock) -> None:
    def broken(request: Request, sink: Sink) -> Summary:
        raise StoreError("the database cannot be opened", where=str(request.company) + str(type(sink)))

    excepted(small)
    small.run()
    clock.now += timedelta(minutes=1)
    lost = Company(small.settings, clock=clock, records=reading_with(broken))
    report = lost.run()
    assert report.exit != 0
    shown = lost.reads().check(EVERYTHING, "org.exception.decided_by_another", None)
    assert shown is not None
    assert shown.line.rollup.counts.unknown >= 1
    assert shown.line.rollup.counts.passed == 0
    # Whether the fail is excepted nobody can say now, so it is neither hidden nor certain.
    champion = lost.reads().check(EVERYTHING, CHECK, None)
    assert champion is not None
    assert (champion.line.rollup.counts.failed, champion.line.rollup.status.value) == (1, "unknown")


def test_a_company_without_a_database_has_no_records_and_no_unknowns(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "holdfast.yaml").write_text("name: Small\n")
    small = Company(Settings(company=tmp_path), clock=clock)
    small.run()
    shown = small.reads().check(EVERYTHING, "org.exception.decided_by_another", None)
    assert shown is not None
    assert shown.line.rollup.counts.unknown == 0
