"""A draft's part of one ledger: what changed, and how it is laid out so that reading stays quick.

A run writes its changes. A *keyframe*, the whole state, is written when the last one is a week
old or a tenth of the state has changed since. Runs of a finished day are folded into one file,
days of a finished month too, so that a moment is read from at most some 30 files. The newest run
also has its whole state as ``current``, a cache that may be dropped.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from holdfast.errors import HoldfastError
from holdfast.facts.blocks import Blocks
from holdfast.facts.ledgers import STAMP
from holdfast.facts.manifest import ChangeFile, FileRef, LedgerEntry
from holdfast.facts.states import listed, present, same_key, scan, state

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from holdfast.facts.blocks import Value
    from holdfast.facts.ledgers import Ledger
    from holdfast.facts.writing import Writer

_SPOOL_ROWS = 200_000  # more than this goes to a file beside the store's until it is sorted


@dataclass(frozen=True, slots=True)
class Layout:
    """When a ledger's files are laid out anew. The defaults bound what a moment reads to some 30 files.

    A keyframe is written at ``keyframe_age``, or when more changes than one ``keyframe_share``-th
    of the state (and than ``keyframe_least``, which are read in no time) stand against it.
    ``runs_in_part`` runs of a day are folded into a part, ``parts_in_day`` parts into one.
    A state of more rows than ``current_most`` is not written whole in every run. One of more than
    ``whole_least`` is only when more than one ``whole_share``-th of it changed since it last was.
    """

    keyframe_age: timedelta = timedelta(days=7)
    keyframe_share: int = 10
    keyframe_least: int = 1_000
    runs_in_part: int = 16
    parts_in_day: int = 6
    current_most: int = 5_000_000
    whole_least: int = 20_000
    whole_share: int = 50

    def keeps(self, rows: int, changed: int) -> bool:
        """Whether a file of so many ``rows`` need not be written anew where so many ``changed``."""
        return rows > self.whole_least and changed * self.whole_share <= rows


class LedgerError(HoldfastError):
    """What was written to a ledger does not fit it: a mistake in the program."""


class LedgerDraft:
    """Takes the changes of one run; ``sealed`` lays them out."""

    def __init__(self, ledger: Ledger, base: LedgerEntry, writer: Writer, layout: Layout, *, run: int, at: int) -> None:
        self._ledger = ledger
        self._base = present(base, writer.root)
        self._writer = writer
        self._layout = layout
        self._run = run
        self._at = at
        self._parts: list[pa.Table] = []
        self._spooled: list[Path] = []
        self._rows = 0
        self._sealed: LedgerEntry | None = None
        self._keys = listed(ledger.key)
        self._blocks = Blocks(ledger, writer)
        self._whole: FileRef | None = None

    def write(self, changes: pa.Table | pa.RecordBatch | pa.RecordBatchReader) -> int:
        """Add changed rows (columns of ``Ledger.written``; ``gone`` may be left out), return how many.

        Raises LedgerError for other columns, StoreError when they cannot be written.
        """
        self._sealed = None
        count = 0
        if isinstance(changes, pa.RecordBatchReader):
            for batch in changes:
                count += self._add(pa.Table.from_batches([batch]))
        elif isinstance(changes, pa.RecordBatch):
            count = self._add(pa.Table.from_batches([changes]))
        else:
            count = self._add(changes)
        return count

    def write_block(self, same: Mapping[str, Value], rows: pa.Table) -> int:
        """Add rows that share the values of ``same``, which are all of the ledger's order but the last column.

        Like ``write``, and much cheaper in a first run. Raises StoreError.
        """
        self._sealed = None
        return self._blocks.add(same, rows) if rows.num_rows else 0

    @property
    def is_first(self) -> bool:
        """Whether there was nothing before this run, and nothing in it yet."""
        return self._base.keyframe is None and not self._rows and not self._blocks.count

    def write_first(self, sql: str) -> int:
        """Write all rows of a query over files, in the ledger's order and each key once, where it ``is_first``.

        ``sql`` gives the columns of ``Ledger.written``. Returns how many. Raises StoreError.
        """
        self._sealed = None
        stamped = f'SELECT *, {self._run}::INTEGER AS run, {self._at}::BIGINT AS "at" FROM ({sql})'
        self._whole = self._writer.parquet(stamped)
        return self._whole.rows

    def _add(self, part: pa.Table) -> int:
        self._parts.append(_fitted(self._ledger, part))
        self._rows += part.num_rows
        if sum(held.num_rows for held in self._parts) > _SPOOL_ROWS:
            self._spooled.append(self._writer.spool(pa.concat_tables(self._parts)))
            self._parts.clear()
        return int(part.num_rows)

    def sealed(self) -> LedgerEntry:
        """Return the ledger's entry with everything written so far. Raises StoreError, LedgerError."""
        if self._sealed is None:
            self._sealed = self._laid_out()
        return self._sealed

    def _laid_out(self) -> LedgerEntry:
        if self._blocks.count and self._base.keyframe is None and not self._rows:
            twin = self._blocks.twin()
            self._refuse_twins([twin] if twin else [])
            file = self._writer.stream(self._with_stamp(table) for table in self._blocks.tables())
            return self._first(file, self._blocks.count)
        if self._whole and not self._rows:
            return self._first(self._whole, self._whole.rows)
        for table in self._blocks.tables():
            self._add(table)
        self._blocks = Blocks(self._ledger, self._writer)
        return self._seal() if self._rows else replace(self._base, changed=0)

    def _seal(self) -> LedgerEntry:
        """Lay out what was written: small changes by Arrow at once, large ones sorted by DuckDB."""
        if self._spooled:
            with self._writer.relation(self._parts, self._spooled, self._ledger.written) as given:
                fresh = f'(SELECT *, {self._run}::INTEGER AS run, {self._at}::BIGINT AS "at" FROM {given})'
                self._refuse_twins(self._writer.rows(_twice(self._ledger, given)))
                if self._base.keyframe is None:
                    return self._first(
                        self._sorted(f"SELECT * FROM {fresh} WHERE NOT ({self._ledger.gone})"), self._rows
                    )
                return self._later(fresh, self._sorted(f"SELECT * FROM {fresh}"))
        data = self._stamped(pa.concat_tables(self._parts))
        if self._base.keyframe is None:
            return self._first(
                self._writer.arrow(data.filter(pc.invert(self._ledger.tombstones(data))), deltas=True), self._rows
            )
        with self._writer.relation([data], [], self._ledger.stored) as fresh:
            return self._later(fresh, self._writer.arrow(data, deltas=True))

    def _stamped(self, data: pa.Table) -> pa.Table:
        counted = data.group_by(list(self._ledger.key)).aggregate([([], "count_all")])
        twins = counted.filter(pc.greater(counted.column("count_all"), 1)).slice(0, 1).select(list(self._ledger.key))
        self._refuse_twins([tuple(row.values()) for row in twins.to_pylist()])
        data = self._with_stamp(data)
        return data.sort_by([(name, "ascending") for name in self._ledger.order])

    def _with_stamp(self, data: pa.Table) -> pa.Table:
        for field, value in zip(STAMP, (self._run, self._at), strict=True):
            data = data.append_column(field, pa.repeat(pa.scalar(value, field.type), data.num_rows))
        return data

    def _refuse_twins(self, twins: Sequence[tuple[object, ...]]) -> None:
        if twins:
            named = ", ".join(f"{name}={value}" for name, value in zip(self._ledger.key, twins[0], strict=True))
            raise LedgerError(f"the ledger {self._ledger.name} was given {named} twice in one run")

    def _first(self, file: FileRef, changed: int) -> LedgerEntry:
        """The first run: all that there is changed, so one file is changes, keyframe and current."""
        change = ChangeFile("first", self._run, self._run, self._at, file)
        return LedgerEntry(file.rows, changed, file, self._run, self._at, (change,), file)

    def _later(self, fresh: str, file: FileRef) -> LedgerEntry:
        rows = self._rows_after(fresh)
        entry = replace(self._base, rows=rows, changed=self._rows, current=None, current_run=0)
        changes = (*self._folded(entry), ChangeFile("run", self._run, self._run, self._at, file))
        return self._with_state(replace(entry, changes=changes), fresh)

    def _with_state(self, entry: LedgerEntry, fresh: str) -> LedgerEntry:
        pending = sum(change.file.rows for change in entry.pending)
        layout = self._layout
        due = self._at - entry.keyframe_at >= layout.keyframe_age.total_seconds() or pending > max(
            entry.rows // layout.keyframe_share, layout.keyframe_least
        )
        if not due and entry.rows > layout.current_most:
            return entry
        if not due and (kept := self._kept(entry)):
            return kept
        names = tuple(self._ledger.stored.names)
        before = state(self._ledger, self._base, self._writer.root, names)
        file = self._sorted(
            f"SELECT {listed(names)} FROM ({before}) AS s WHERE NOT EXISTS"
            f" (SELECT 1 FROM {fresh} AS c WHERE {same_key(self._ledger, 's', 'c')})"
            f" UNION ALL SELECT {listed(names)} FROM {fresh} WHERE NOT ({self._ledger.gone})"
        )
        if not due:
            return replace(entry, current=file, current_run=0)
        return replace(entry, current=file, current_run=0, keyframe=file, keyframe_run=self._run, keyframe_at=self._at)

    def _kept(self, entry: LedgerEntry) -> LedgerEntry | None:
        """Return the entry with the current file that there was, None where too much changed since it was written."""
        base = self._base
        if not base.current:
            return None
        last = base.current_run or max((change.last for change in base.changes), default=0)
        entry = replace(entry, current=base.current, current_run=last)
        behind = sum(change.file.rows for change in entry.behind)
        return entry if self._layout.keeps(entry.rows, behind) else None

    def _rows_after(self, given: str) -> int:
        """Count the state's rows: those of keys that were there are replaced, tombstones leave."""
        before = state(self._ledger, self._base, self._writer.root, self._ledger.key, among=given)
        return self._base.rows + self._writer.number(
            f"SELECT (SELECT count(*) FROM {given} WHERE NOT ({self._ledger.gone})) - (SELECT count(*) FROM ({before}))"
        )

    def _sorted(self, sql: str) -> FileRef:
        return self._writer.parquet(f"{sql} ORDER BY {listed(self._ledger.order)}")

    # Folding: fewer files say the same.

    def _folded(self, entry: LedgerEntry) -> tuple[ChangeFile, ...]:
        """Return the changes so far in fewer files. What the keyframe has is kept apart from what it has not."""
        today = _day(self._at)
        kept: list[ChangeFile] = []
        past: dict[tuple[str, bool], list[ChangeFile]] = {}
        present: dict[bool, list[ChangeFile]] = {}
        for change in entry.changes:
            newer = change.last > entry.keyframe_run
            if change.span not in {"run", "part"}:
                kept.append(change)
            elif _day(change.at) < today:
                past.setdefault((_day(change.at), newer), []).append(change)
            else:
                present.setdefault(newer, []).append(change)
        kept += [self._fold("day", changes) for changes in past.values()]
        kept = self._months(kept, today[:7], entry.keyframe_run)
        return (*kept, *self._day_so_far(present.get(False, [])), *self._day_so_far(present.get(True, [])))

    def _day_so_far(self, changes: list[ChangeFile]) -> list[ChangeFile]:
        runs = [change for change in changes if change.span == "run"]
        parts = [change for change in changes if change.span == "part"]
        if len(runs) >= self._layout.runs_in_part:
            parts, runs = [*parts, self._fold("part", runs)], []
        if len(parts) >= self._layout.parts_in_day:
            parts = [self._fold("part", parts)]
        return [*parts, *runs]

    def _months(self, kept: list[ChangeFile], month: str, keyframe_run: int) -> list[ChangeFile]:
        """Fold the days of months that are over, once a keyframe has made them history."""
        groups: dict[str, list[ChangeFile]] = {}
        for change in kept:
            if change.span == "day" and _day(change.at)[:7] < month:
                groups.setdefault(_day(change.at)[:7], []).append(change)
        over = {name: days for name, days in groups.items() if all(day.last <= keyframe_run for day in days)}
        gone = {day.file.name for days in over.values() for day in days}
        rest = [change for change in kept if change.file.name not in gone]
        rest += [self._fold("month", days) for days in over.values()]
        return sorted(rest, key=lambda change: change.first)

    def _fold(self, span: str, changes: list[ChangeFile]) -> ChangeFile:
        first, last = changes[0], changes[-1]
        if len(changes) == 1:
            return replace(first, span=span)
        names = listed(self._ledger.stored.names)
        files = scan(self._writer.root, [change.file for change in changes])
        file = self._writer.parquet(f"SELECT {names} FROM {files} ORDER BY {self._keys}, run")
        return ChangeFile(span, first.first, last.last, last.at, file)


def _twice(ledger: Ledger, relation: str) -> str:
    """Return a SELECT of one key that occurs twice."""
    # Neighbours in order: what is written is mostly sorted already, and a GROUP BY takes three times as long.
    *first, last = ledger.key
    within = f"PARTITION BY {listed(first)} " if first else ""
    return (
        f"SELECT {listed(ledger.key)} FROM (SELECT {listed(ledger.key)},"
        f' lag("{last}") OVER ({within}ORDER BY "{last}") AS before FROM {relation}) WHERE before = "{last}" LIMIT 1'
    )


def _day(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).date().isoformat()


def _fitted(ledger: Ledger, part: pa.Table) -> pa.Table:
    wanted = ledger.written
    given = set(part.column_names)
    missing = [name for name in wanted.names if name not in given and name != "gone"]
    extra = sorted(given - set(wanted.names))
    if missing or extra:
        raise LedgerError(f"the ledger {ledger.name} lacks the columns {missing} or does not know {extra}")
    columns = [
        part.column(field.name) if field.name in given else pa.array([False] * part.num_rows, pa.bool_())
        for field in wanted
    ]
    try:
        return pa.table(columns, names=wanted.names).cast(wanted)
    except (pa.ArrowException, ValueError) as error:
        raise LedgerError(f"the ledger {ledger.name} was given other types than it has ({error})") from error
