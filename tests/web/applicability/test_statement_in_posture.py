"""A recorded statement reaches posture by a run, and what a past run said is said for ever."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from holdfast.collectors.records import reading_with
from holdfast.config import Settings
from holdfast.errors import SourceError, UsageError
from holdfast.pipeline.runs import Company
from holdfast.pipeline.views import EVERYTHING
from holdfast.posture.model import Status
from holdfast.reports import soa
from holdfast.web import records
from holdfast.web.accounts.models import User
from holdfast.web.accounts.roles import Role
from holdfast.web.applicability import entries, versions
from holdfast.web.applicability.models import SoaEntry

if TYPE_CHECKING:
    from pathlib import Path

    from holdfast.collectors.interface import Request, Sink, Summary
    from holdfast.pipeline.views import RequirementView

pytestmark = pytest.mark.django_db
CONTROL = "A.8.30"


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
    (tmp_path / "holdfast.yaml").write_text("name: Small\n")
    (tmp_path / "applicability.yaml").write_text(f"- {{control: {CONTROL}, applicable: false, reason: As written.}}\n")
    return Company(Settings(company=tmp_path), clock=clock, records=reading_with(records.collect))


def standing(small: Company, as_of: datetime | None = None) -> RequirementView:
    found = small.reads().requirement(EVERYTHING, "iso27001", CONTROL, as_of)
    assert found is not None
    return found


def change(lead: User, **fields: object) -> None:
    entry = SoaEntry.objects.get(control=CONTROL)
    for name, value in fields.items():
        setattr(entry, name, value)
    assert entries.save(entry, lead)


def words(small: Company, as_of: datetime | None) -> str:
    """Return the texts of the document as of a moment, as the command writes it."""
    found = small.reads().statement(EVERYTHING, as_of)
    cover = soa.Cover(soa.version_words(found.approval.number, found.approval.changed, recorded=found.recorded))
    with zipfile.ZipFile(io.BytesIO(soa.render(found, cover, ".xlsx"))) as book:
        return book.read("xl/sharedStrings.xml").decode()


def test_what_the_statement_said_and_why_replays_exactly_after_later_changes(small: Company, clock: Clock) -> None:
    lead = User.objects.create_user("vera", roles=[Role.SECURITY_LEAD])
    executive = User.objects.create_user("olga", roles=[Role.EXECUTIVE])
    small.run()
    assert standing(small).rollup.sentence == "Not applicable: As written."
    written = clock.now
    entries.begin(small.content(), lead)
    change(lead, reason="Nobody else writes our code.")
    versions.decide(versions.submit(lead, "The first."), executive, approve=True, why="Yes.")
    clock.now += timedelta(minutes=1)
    small.run(["records"])
    recorded = clock.now
    assert standing(small).rollup.status is Status.NOT_APPLICABLE
    assert standing(small).applicability == "Nobody else writes our code."
    before = words(small, None)
    assert "Version 1" in before
    change(lead, applicable=True, implementation="planned", reason="A studio starts in spring.")
    clock.now += timedelta(minutes=1)
    small.run(["records"])
    assert standing(small).rollup.sentence == "Planned, not implemented yet: A studio starts in spring."
    assert "Draft: 1 control changed since version 1" in words(small, None)
    later = timedelta(seconds=30)
    assert words(small, recorded + later) == before
    assert standing(small, recorded + later).rollup.sentence == "Not applicable: Nobody else writes our code."
    assert standing(small, written + later).applicability == "As written."
    assert "not kept as a record" in words(small, written + later)


def test_where_the_records_cannot_be_read_nobody_says_what_applies(small: Company, clock: Clock) -> None:
    small.run()

    def broken(_request: Request, _sink: Sink) -> Summary:
        raise SourceError("the database is gone")

    clock.now += timedelta(minutes=1)
    Company(small.settings, clock=clock, records=reading_with(broken)).run(["records"])
    assert standing(small).rollup.status is Status.UNKNOWN
    assert standing(small).applicability == ""
    with pytest.raises(UsageError, match="nobody can say what applied"):
        small.reads().statement(EVERYTHING, None)


def test_the_checks_over_the_statement_are_asked_in_a_run(small: Company, clock: Clock) -> None:
    lead = User.objects.create_user("vera", roles=[Role.SECURITY_LEAD])
    entries.begin(small.content(), lead)
    clock.now += timedelta(minutes=1)
    small.run()
    reads = small.reads()

    def failed(check: str) -> int:
        found = reads.check(EVERYTHING, check, None)
        assert found is not None
        return found.line.rollup.counts.failed

    assert (failed("org.soa.approved"), failed("org.soa_entry.has_owner")) == (1, 92)
    assert failed("org.soa_entry.says_why") == 92
    assert failed("org.control.exclusion_has_reason") == 0
