"""A company that read its account whole once, and what it would say with one call denied.

To ask that of hundreds of calls, only what can be touched is done anew. The services that make the call
are read again; a check is judged again if a table that it reads then has other rows or other coverage,
which is all that its results are made of. That this comes to the same is held by whole runs.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from holdfast.collectors.aws.collector import collect
from holdfast.collectors.aws.services import SERVICES
from holdfast.collectors.interface import Collector, Quiet
from holdfast.collectors.registry import catalogue
from holdfast.config import Settings
from holdfast.facts.subjects import SUBJECT_OWNER
from holdfast.facts.tables import Coverage, State
from holdfast.pipeline.collect import collect_into
from holdfast.pipeline.evaluate import evaluate
from holdfast.pipeline.runs import Company

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from simulated_account import SimulatedAws

    from holdfast.collectors.aws.reader import Service
    from holdfast.content.model import Content
    from holdfast.errors import Exit
    from holdfast.facts.draft import Draft
    from holdfast.facts.manifest import TableEntry
    from holdfast.facts.reading import Reading
    from holdfast.pipeline.collect import SourceReport

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)

Results = dict[tuple[str, str], int]

_RESULTS = """SELECT c.check_id, s.subject, r.status FROM results AS r JOIN checks AS c USING (check_no)
JOIN subjects AS s USING (subject_id) WHERE c.check_id LIKE 'aws.%'"""


@dataclass(frozen=True)
class Said:
    """What a run came to: each result, what was not read, and the exit code."""

    results: Results
    unread: tuple[Coverage, ...]
    exit: Exit


@dataclass
class Denials:
    """The company, what each service asks, and what the run in which nothing was denied came to."""

    aws: SimulatedAws
    folder: Path
    asked: dict[str, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder.mkdir()
        (self.folder / "holdfast.yaml").write_text("name: Denied\nsources: {aws: {regions: [eu-west-1]}}\n")
        self.company = Company(Settings(company=self.folder), clock=lambda: NOW)
        self.content: Content = self.company.content()
        self.aws.remembering = True  # the account stands still from here on
        for service in SERVICES:
            self.aws.collect([service])
            self.asked[service.name] = frozenset(self.aws.calls)
        self.whole = self._run(self.company)
        self.store = self.company.store()
        head = self.store.head()
        assert head
        self.head = head
        with self.store.reading(head) as reading:
            self.coverage = _coverage(reading)

    def run_with(self, aws: str, *, denied: str) -> Said:
        """Collect and evaluate everything anew in a copy of the company, with these settings and a call denied."""
        folder = Path(tempfile.mkdtemp(dir=self.folder.parent)) / "company"
        shutil.copytree(self.folder, folder)
        (folder / "holdfast.yaml").write_text(f"name: Denied\nsources: {{aws: {aws}}}\n")
        self.aws.deny(denied)
        try:
            return self._run(Company(Settings(company=folder), clock=lambda: NOW))
        finally:
            self.aws.refusals.clear()  # what moto cannot say stays answered

    def _run(self, company: Company) -> Said:
        with self._collecting():
            report = company.run(["aws"])
        with company.store().reading(report.manifest) as reading:
            unread = tuple(row for source in report.sources for row in source.unread)
            return Said(_results(reading), unread, report.exit)

    def without(self, operation: str, **params: object) -> Said:
        """Return what a run would come to with a call denied (where it has these parameters). Nothing is committed."""
        services = tuple(service for service in SERVICES if operation in self.asked[service.name])
        with self.store.begin("run", NOW) as draft:
            report = self._collect_into(draft, services, operation, params)
            touched = self._touched(draft)
            checks = tuple(check for check in self.content.checks if touched & set(check.tables))
            judged = replace(self.content, checks=checks, frameworks=(), programs=())  # no posture: nobody asks for it
            evaluate(self.store, draft, judged, catalogue(), NOW)
            with draft.reading() as reading:
                results = _results(reading)
        names = {check.id for check in checks}
        untouched = {key: verdict for key, verdict in self.whole.results.items() if key[0] not in names}
        return Said(results | untouched, report.unread, report.exit)

    def _collect_into(
        self, draft: Draft, services: tuple[Service, ...], operation: str, params: Mapping[str, object]
    ) -> SourceReport:
        tables = tuple(table for service in services for table in service.tables)
        names = {table.name for table in tables}
        aws = Collector("aws", "AWS", tables, lambda request, sink: collect(request, sink, services))
        self.aws.refusals.append((operation, params, "AccessDenied"))
        with self._collecting():
            (report,) = collect_into(draft, [aws], self.content.company, folder=self.folder, now=NOW, progress=Quiet())
        self.aws.refusals.clear()  # what moto cannot say stays answered
        draft.write_coverage("aws", [row for row in self.coverage if row.table not in names])
        return report

    def _touched(self, draft: Draft) -> frozenset[str]:
        """Return the tables whose rows or coverage are not those of the whole run."""
        with draft.reading() as reading:
            other = set(_coverage(reading)) ^ set(self.coverage)
        rows = (
            name for name, entry in self.head.tables.items() if _names(entry) != [one.name for one in draft.files(name)]
        )
        return frozenset((*rows, *(row.table for row in other), SUBJECT_OWNER.name))

    @contextmanager
    def _collecting(self) -> Iterator[None]:
        self.aws.collecting = True
        try:
            yield
        finally:
            self.aws.collecting = False


def _names(entry: TableEntry) -> list[str]:
    return [PurePosixPath(ref.name).name for ref in entry.files]


def _coverage(reading: Reading) -> list[Coverage]:
    columns = 'source, account_id, region, "table", subject, state, error, observed_at'
    return [
        Coverage(**{**row, "state": State(str(row["state"]))})  # type: ignore[arg-type]  # the store's own row
        for row in reading.engine.dicts(f"SELECT {columns} FROM coverage WHERE source = 'aws'")
    ]


def _results(reading: Reading) -> Results:
    return {(str(c), str(s)): int(str(status)) for c, s, status in reading.engine.rows(_RESULTS)}
