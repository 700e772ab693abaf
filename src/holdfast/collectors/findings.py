"""Findings of other scanners: what a reader of a format gives, and the table in which they stand.

A file is imported once, by ``holdfast collect FORMAT --file F``; what it said is kept in the company's
state folder and read as facts at every collection. A file's findings are believed for as long as the
import says; after that they are left out and the table is *partial*: what was known becomes unknown.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from holdfast.collectors.interface import Collector, Summary
from holdfast.facts.tables import ACCOUNT, REGION, Column, Coverage, Scope, State, Table, Type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from holdfast.collectors.interface import Request, Sink

#: A finding's severities; ``info`` has no deadline.
SEVERITIES = ("critical", "high", "medium", "low", "info")

#: Rows that are made at a time.
_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding as its scanner tells it.

    ``key`` is the scanner's own name of it, the same in each of its files. ``severity`` is one of
    ``SEVERITIES``, ``status`` open, resolved or suppressed; None where the scanner itself does not know.
    ``resource`` is an ARN, or empty; ``location`` a path in ``repository``, or empty.
    """

    key: str
    scanner: str
    rule: str
    title: str
    severity: str | None
    status: str | None
    resource: str = ""
    location: str = ""
    repository: str = ""
    account_id: str = ""
    region: str = "global"
    first_seen: datetime | None = None
    seen: datetime | None = None


def finding_table(source: str, what: str) -> Table:
    """Return the declared table of one format's findings."""
    return Table(
        name=f"{source}_finding",
        source=source,
        description=f"Findings of other scanners, imported as {what}.",
        columns=(
            Column("subject", Type.TEXT, "The finding's key, `finding:` and a hash of the scanner and its own key."),
            ACCOUNT,
            REGION,
            Column("name", Type.TEXT, "The rule, and where it was found: `B105 in app/settings.py:12`."),
            Column("scanner", Type.TEXT, "The tool that found it."),
            Column("rule", Type.TEXT, "The tool's name of what it looked for."),
            Column("title", Type.TEXT, "What it found, in the tool's words, at most 500 letters."),
            Column(
                "severity",
                Type.TEXT,
                "`critical`, `high`, `medium`, `low` or `info`; NULL where the tool does not know.",
                boundary=SEVERITIES,
            ),
            Column(
                "status",
                Type.TEXT,
                "`open`, `resolved` or `suppressed`; NULL where the tool did not decide.",
                boundary=("open", "resolved", "suppressed"),
            ),
            Column("resource", Type.TEXT, "The ARN of what it is about; empty where it is not of AWS."),
            Column("location", Type.TEXT, "The path and line in the repository; empty where there is none."),
            Column("repository", Type.TEXT, "Where the source is; empty where not said."),
            Column("first_seen_at", Type.TIME, "When it was first seen, by the tool or by an import."),
            Column(
                "last_seen_at", Type.TIME, "When the tool last saw it; where it does not say, when that was imported."
            ),
            Column("import", Type.TEXT, "The import that it came with."),
        ),
        key=("subject",),
        scope=Scope.GLOBAL,
        subject="subject",
        name_column="name",
    )


def collector(source: str, what: str, title: str, read: Callable[[Path], Iterator[Finding]]) -> Collector:
    """Return the collector of one format's imports; ``read`` is called when a file is imported."""
    table = finding_table(source, what)

    def collect(request: Request, sink: Sink) -> Summary:
        return _collect(request, sink, table)

    return Collector(source=source, title=title, tables=(table,), collect=collect, findings=read)


def imports_folder(state: Path, source: str) -> Path:
    """Return where the imports of a format are kept."""
    return state / "imports" / source


def subject_of(source: str, finding: Finding) -> str:
    """Return the finding's key: the same for the same scanner's same finding, for ever."""
    return f"finding:{source}/{hashlib.sha256(f'{finding.scanner}|{finding.key}'.encode()).hexdigest()[:24]}"


def _collect(request: Request, sink: Sink, table: Table) -> Summary:
    observed = int(request.now.timestamp())
    files = sorted(imports_folder(request.company / ".holdfast", table.source).glob("*.jsonl"))
    old: list[str] = []
    count = 0
    for path in files:
        last = last_line(path)
        if not last:
            old.append(f"the import {path.stem} is damaged; import its file again")
            continue
        made = datetime.fromisoformat(str(last["made_at"]))
        if request.now - made > timedelta(seconds=int(str(last["max_age_s"]))):
            old.append(f"the import {path.stem} was last made on {made.date().isoformat()}")
            continue
        count += _rows(path, sink, table)
    state = State.PARTIAL if old else State.READ if files else State.OFF
    sink.coverage(Coverage(table.source, "*", "*", table.name, "", state, "; ".join(old), observed))
    return Summary(scopes=len(files), calls=0, note=f"{count:,} findings in {len(files)} imports" if files else "")


def _rows(path: Path, sink: Sink, table: Table) -> int:
    count = 0
    with path.open(encoding="utf-8") as file:
        lines = (json.loads(line) for line in file)
        found = ({**line, "import": path.stem, **_times(line)} for line in lines if "subject" in line)
        while batch := list(islice(found, _BATCH)):
            sink.rows(table, batch)
            count += len(batch)
    return count


def _times(line: dict[str, object]) -> dict[str, datetime]:
    return {name: datetime.fromisoformat(str(line[name])) for name in ("first_seen_at", "last_seen_at")}


def last_line(path: Path) -> dict[str, object]:
    """Return what an import says of itself (made_at, max_age_s, sha256 ...); empty if it is not whole."""
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - 4096))
        tail = file.read().rpartition(b"\n")[0].rpartition(b"\n")[2]
    try:
        said = json.loads(tail)
    except ValueError:
        return {}
    return said if isinstance(said, dict) and "made_at" in said else {}


def named(rule: str, place: str) -> str:
    """Return what people call a finding."""
    return f"{rule} in {place}" if place else rule


def utc(moment: datetime) -> datetime:
    """Return a moment in UTC; a naive one is in UTC already."""
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
