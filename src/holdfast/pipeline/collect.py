"""Reads the configured sources into a draft run; one source's failure never costs another."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfast.collectors.interface import Collector, Progress, Request
from holdfast.errors import Exit, HoldfastError, SourceError, UsageError
from holdfast.facts.rows import FactError
from holdfast.facts.tables import WHOLE, Coverage, State
from holdfast.pipeline.gathering import Gathered
from holdfast.pipeline.spool import Spool

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from holdfast.content.model import Company
    from holdfast.facts.draft import Draft
    from holdfast.facts.tables import Table

#: Sources that read the company's own folder and database: always there, nothing to configure.
_ALWAYS = ("company", "backstage", "records", "ocsf", "asff", "sarif")


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What reading one source came to; ``unread`` are the coverage rows that are not whole."""

    source: str
    title: str
    rows: int
    scopes: int
    calls: int
    seconds: float
    unread: tuple[Coverage, ...]
    note: str = ""
    failure: HoldfastError | None = None

    @property
    def exit(self) -> Exit:
        """GOOD when everything was read whole."""
        if self.failure:
            return self.failure.exit
        return Exit.SOURCE_UNREAD if self.unread else Exit.GOOD


def choose(collectors: Iterable[Collector], company: Company, wanted: Iterable[str]) -> list[Collector]:
    """Return the collectors to run: those named, else all that the company has configured.

    Raises UsageError for a name that no collector has.
    """
    known = {collector.source: collector for collector in collectors}
    configured = {*_ALWAYS, *(source.name for source in company.sources)}
    for name in (*wanted, *sorted(configured)):
        if name not in known:
            raise UsageError(
                f"there is no source named {name!r}",
                where="sources",
                do=f"Known sources: {', '.join(sorted(known))}. They are configured in holdfast.yaml, under sources.",
            )
    chosen = set(wanted) or configured
    return [collector for name, collector in known.items() if name in chosen]


def collect_into(  # noqa: PLR0913  a run has this many parts
    draft: Draft,
    collectors: Iterable[Collector],
    company: Company,
    *,
    folder: Path,
    now: datetime,
    progress: Progress,
    spool: Path | None = None,
) -> list[SourceReport]:
    """Read each source into ``draft``; a source that cannot be read at all is unread everywhere.

    What a source reads part by part is kept in ``spool`` until the run is committed.
    """
    settings = {source.name: source.settings for source in company.sources}
    reports = []
    for collector in collectors:
        gathered = Gathered()
        given = settings.get(collector.source, {})
        kept = Spool(spool / collector.source, given, collector.tables, now, gathered) if spool else None
        request = Request(folder, given, now, progress, kept)
        reports.append(_collect_one(draft, collector, request, gathered))
    return reports


def _collect_one(draft: Draft, collector: Collector, request: Request, gathered: Gathered) -> SourceReport:
    started = time.monotonic()
    failure: HoldfastError | None = None
    scopes, calls, note = 0, 0, ""
    try:
        summary = collector.collect(request, gathered)
        scopes, calls, note = summary.scopes, summary.calls, summary.note
    except HoldfastError as error:
        failure = error
    except Exception as error:  # noqa: BLE001  the run boundary of a source: the others go on
        failure = SourceError(
            f"the collector {collector.source} failed ({type(error).__name__}: {error})",
            do="This is a defect in Holdfast; please report it. The other sources were read.",
        )
    if failure:
        gathered = _unread(collector, failure, request.now)
    rows = 0
    coverage = _complete(collector, gathered.all_coverage, request.now)
    for table in collector.tables:
        data = gathered.table(table)
        try:
            draft.write_table(table, data, coverage[table.name])
            rows += data.num_rows
        except FactError as error:  # two rows of one key: nobody can say which is true
            coverage[table.name] = [_failed(table, error.what, request.now)]
            draft.write_table(table, [], coverage[table.name])
    return SourceReport(
        source=collector.source,
        title=collector.title,
        rows=rows,
        scopes=scopes,
        calls=calls,
        seconds=time.monotonic() - started,
        unread=_unread_places(coverage),
        note=note,
        failure=failure,
    )


def _unread_places(coverage: Mapping[str, Sequence[Coverage]]) -> tuple[Coverage, ...]:
    """Return the coverage rows that are not whole, by table and place: services answer in any order."""
    rows = (row for rows_ in coverage.values() for row in rows_ if row.state not in WHOLE)
    return tuple(sorted(rows, key=lambda row: (row.table, row.account_id, row.region, row.subject)))


def _unread(collector: Collector, error: HoldfastError, now: datetime) -> Gathered:
    gathered = Gathered()
    for table in collector.tables:
        gathered.coverage(_failed(table, error.what, now))
    return gathered


def _failed(table: Table, error: str, now: datetime) -> Coverage:
    return Coverage(table.source, "*", "*", table.name, "", State.FAILED, error, int(now.timestamp()))


def _complete(collector: Collector, given: list[Coverage], now: datetime) -> dict[str, list[Coverage]]:
    """Group coverage by table; a table about which a collector said nothing was not read."""
    by_table: dict[str, list[Coverage]] = {table.name: [] for table in collector.tables}
    for row in given:
        by_table[row.table].append(row)
    for table in collector.tables:
        if not by_table[table.name]:
            by_table[table.name] = [_failed(table, f"the collector {collector.source} said nothing about it", now)]
    return by_table
