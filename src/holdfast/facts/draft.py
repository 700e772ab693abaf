"""A run being made: everything of the newest run is carried over, what is written replaces it."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

import pyarrow as pa
import pyarrow.parquet as pq

from holdfast.errors import StoreError
from holdfast.facts.changes import LedgerDraft
from holdfast.facts.failing import changed_since, changes_sql, whole
from holdfast.facts.files import commit, path_of
from holdfast.facts.ledgers import CHECKS, LEDGERS, RESULTS, SUBJECTS
from holdfast.facts.manifest import CoverageEntry, Failing, FileRef, LedgerEntry, Line, Manifest, TableEntry, encode
from holdfast.facts.rows import by_account, checked, to_arrow
from holdfast.facts.states import scan
from holdfast.facts.tables import WHOLE, Coverage
from holdfast.facts.writing import Writer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from types import TracebackType

    from holdfast.facts.changes import Layout
    from holdfast.facts.ledgers import CheckLine
    from holdfast.facts.reading import Reading, Readings
    from holdfast.facts.tables import Table

COVERAGE = pa.schema(
    [
        *(
            pa.field(name, pa.string())
            for name in ("source", "account_id", "region", "table", "subject", "state", "error")
        ),
        pa.field("observed_at", pa.int64()),
    ]
)


class Draft:
    """What one writer is about to commit. Close it, or use it in ``with``: nothing is left over."""

    def __init__(
        self,
        root: Path,
        head: Manifest | None,
        line: Line,
        readings: Readings,
        layout: Layout,
    ) -> None:
        self._root = root
        self._line = line
        self._readings = readings
        self._writer = Writer(root, readings.engine)
        self._head = head
        self._layout = layout
        self._caches = layout.current_most >= 0
        self._tables: dict[str, TableEntry] = dict(head.tables) if head else {}
        self._blobs: dict[str, FileRef] = dict(head.blobs) if head else {}
        self._coverage: dict[str, CoverageEntry] = dict(head.coverage) if head else {}
        self._counters: dict[str, int] = dict(head.counters) if head else {}
        self._observed: dict[str, list[Coverage]] = {}
        self._unsealed: set[str] = set()
        self._ledgers = {
            name: LedgerDraft(
                ledger,
                head.ledgers.get(name, LedgerEntry()) if head else LedgerEntry(),
                self._writer,
                layout,
                run=line.sequence,
                at=int(line.started.timestamp()),
            )
            for name, ledger in LEDGERS.items()
        }

    @property
    def sequence(self) -> int:
        """The number that the run will have."""
        return self._line.sequence

    def write_table(
        self,
        table: Table,
        rows: pa.Table | pa.RecordBatchReader | Iterable[Mapping[str, object]],
        coverage: Iterable[Coverage] = (),
    ) -> None:
        """Replace all rows of a table, and say how it was read.

        The first coverage of a source in a draft replaces that source's earlier coverage; an
        account whose rows did not change keeps its file. Raises FactError, StoreError.
        """
        if isinstance(rows, pa.RecordBatchReader):
            rows = rows.read_all()
        data = checked(table, rows) if isinstance(rows, pa.Table) else to_arrow(table, rows)
        self._enter(table, tuple(self._writer.arrow(part) for _, part in by_account(table, data)))
        self.write_coverage(table.source, coverage)

    def write_query(self, table: Table, sql: str, coverage: Iterable[Coverage] = ()) -> None:
        """Replace all rows of a table by those of a query over files: for what memory should not hold.

        ``sql`` gives the table's columns, each key once, in an order of its own. Raises StoreError.
        """
        columns = ", ".join(f'CAST("{column.name}" AS {column.type}) AS "{column.name}"' for column in table)
        self._enter(table, (self._writer.parquet(f"SELECT {columns} FROM ({sql})"),))
        self.write_coverage(table.source, coverage)

    def _enter(self, table: Table, files: tuple[FileRef, ...]) -> None:
        self._tables[table.name] = TableEntry(
            source=table.source,
            version=table.version,
            rows=sum(ref.rows for ref in files),
            hash=hashlib.sha256("".join(ref.name for ref in files).encode()).hexdigest(),
            files=files,
            columns={column.name: str(column.type) for column in table},
        )

    def write_coverage(self, source: str, coverage: Iterable[Coverage]) -> None:
        """Add to a source's coverage; the first of it in a draft replaces what was carried over."""
        self._observed.setdefault(source, []).extend(coverage)
        self._unsealed.add(source)

    def write_blob(self, name: str, data: bytes) -> None:
        """Replace a blob. Raises StoreError."""
        self._blobs[name] = FileRef(self._writer.files.put(data, ".bin"), 0, len(data))

    def write_checks(self, checks: Iterable[CheckLine]) -> dict[str, int]:
        """Replace the dimension table ``checks`` and return each live check's number.

        A check keeps its number for ever; one that is not given any more stays, not live. Raises StoreError.
        """
        known = {str(row["check_id"]): row for row in self._checks()}
        last = max((int(row["check_no"]) for row in known.values()), default=0)
        rows = {name: {**row, "live": False} for name, row in known.items()}
        for check in sorted(checks, key=lambda check: check.check_id):
            if check.check_id in known:
                number = int(known[check.check_id]["check_no"])
            else:
                last = number = last + 1
            rows[check.check_id] = {**asdict(check), "check_no": number, "live": True}
        ordered = sorted(rows.values(), key=lambda row: int(row["check_no"]))
        self._blobs["checks"] = self._writer.arrow(pa.Table.from_pylist(ordered, schema=CHECKS))
        return {str(row["check_id"]): int(row["check_no"]) for row in ordered if row["live"]}

    def _checks(self) -> list[dict[str, int | str | bool]]:
        ref = self._blobs.get("checks")
        return pq.read_table(path_of(self._root, ref.name)).to_pylist() if ref else []

    def take(self, counter: str, count: int = 1) -> int:
        """Return the first of ``count`` numbers, from 1, that no run ever took (``subject_id``)."""
        first = self._counters.get(counter, 0) + 1
        self._counters[counter] = first + count - 1
        return first

    def ledger(self, name: str) -> LedgerDraft:
        """Return the draft of the named ledger: subjects, results or rollups."""
        return self._ledgers[name]

    def files(self, table: str) -> list[Path]:
        """Return the Parquet files of a fact table as it stands in this draft."""
        entry = self._tables.get(table)
        return [path_of(self._root, ref.name) for ref in entry.files] if entry else []

    def entry(self, table: str) -> TableEntry | None:
        """Return what this draft says of a fact table as it stands; None where it was never collected."""
        return self._tables.get(table)

    def reading(self) -> Reading:
        """Return a Reading of the draft as it stands, as if it were committed. Raises StoreError."""
        return self._readings.open(self._manifest(), keep=False)

    def commit(self, finished: datetime) -> Manifest:
        """Make the run visible, all or nothing, and return it; the draft is then closed.

        Raises StoreError when the disk is full, or another writer was first.
        """
        self._line = replace(self._line, finished=max(finished.astimezone(UTC), self._line.finished))
        manifest = self._manifest()
        manifest = replace(manifest, failing=self._failing(manifest))
        self._writer.files.flush()
        target = self._root / "runs" / f"{self.sequence:010d}.json"
        if not commit(self._root, self._writer.files.staging(".json"), target, encode(manifest)):
            raise StoreError(
                "another run was committed first",
                where=str(target),
                do="Nothing of this run became visible. Run it again.",
            )
        self.close()
        return manifest

    def _failing(self, manifest: Manifest) -> Failing | None:
        """Return the file of all results that fail, and what changed since it was; None where nothing was judged."""
        if not self._caches or "checks" not in manifest.blobs or not manifest.line.results:
            return None
        before = self._head.failing if self._head else None
        if before and self._head and self._head.blobs.get("checks") == manifest.blobs["checks"]:
            if not all(path_of(self._root, ref.name).exists() for ref in before.files):
                before = None
            elif not any(manifest.ledgers[name].changed for name in (RESULTS.name, SUBJECTS.name)):
                return before
        else:
            before = None
        with self._readings.open(manifest, keep=False) as reading:
            if before and self._layout.keeps(before.base.rows, 0):
                changed = changed_since(reading.engine, scan(self._root, [before.base]), before.run)
                if self._layout.keeps(before.base.rows, changed):
                    return replace(before, changes=self._writer.parquet(changes_sql(), reading.engine))
            return Failing(whole(reading.cursor, self._writer), self.sequence)

    def close(self) -> None:
        """Give up what was not committed."""
        self._writer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _manifest(self) -> Manifest:
        ledgers = {name: ledger.sealed() for name, ledger in self._ledgers.items()}
        self._coverage |= {source: self._seal(self._observed[source]) for source in sorted(self._unsealed)}
        self._unsealed.clear()
        coverage = dict(self._coverage)
        line = replace(
            self._line,
            results=ledgers["results"].rows,
            changed=ledgers["results"].changed,
            unread=sum(entry.unread for entry in coverage.values()),
        )
        return Manifest(
            line, dict(self._tables), coverage, dict(self._blobs), ledgers, dict(self._counters), self._root
        )

    def _seal(self, rows: list[Coverage]) -> CoverageEntry:
        ordered = sorted(rows, key=lambda row: (row.table, row.account_id, row.region, row.subject))
        data = pa.Table.from_pylist([asdict(row) for row in ordered], schema=COVERAGE)
        unread = sum(row.state not in WHOLE for row in ordered)
        return CoverageEntry(self.sequence, unread, self._writer.arrow(data))
