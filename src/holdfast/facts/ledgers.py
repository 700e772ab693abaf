"""Ledgers: what the store keeps as changes, declared once.

A ledger's *state* is its newest row for each key. A run writes only the rows that changed;
a row for which ``gone`` holds is a tombstone: its key is not in the state any more.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

#: What the store adds to every stored row: the run that wrote it, and its moment (epoch seconds).
STAMP = (pa.field("run", pa.int32()), pa.field("at", pa.int64()))

_SQL_TYPES = {
    pa.string(): "VARCHAR",
    pa.int8(): "TINYINT",
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    pa.bool_(): "BOOLEAN",
}


def sql_type(kind: pa.DataType) -> str:
    """Return an Arrow type of a ledger as DuckDB names it."""
    return _SQL_TYPES[kind]


@dataclass(frozen=True, slots=True)
class Ledger:
    """One ledger: the columns of its state, its key, how its files are sorted, what a tombstone is.

    ``gone`` is SQL over a stored row. Where ``marked``, stored rows carry a boolean column
    ``gone`` beside the state's columns; writers may leave it out, which means FALSE.
    """

    name: str
    fields: tuple[pa.Field, ...]
    key: tuple[str, ...]
    order: tuple[str, ...]
    gone: str
    marked: bool = True

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the state's columns."""
        return tuple(field.name for field in self.fields)

    @property
    def written(self) -> pa.Schema:
        """What a writer gives: the state's columns and, where tombstones are marked, ``gone``."""
        mark = (pa.field("gone", pa.bool_()),) if self.marked else ()
        return pa.schema([*self.fields, *mark])

    @property
    def stored(self) -> pa.Schema:
        """What files hold: what a writer gives, and the stamp."""
        return pa.schema([*self.written, *STAMP])

    def tombstones(self, data: pa.Table) -> pa.ChunkedArray:
        """Return, for stored or written rows, which are tombstones: ``gone`` in Arrow."""
        return data.column("gone") if self.marked else pc.equal(data.column("status"), 4)

    def empty_sql(self, columns: tuple[str, ...]) -> str:
        """Return a SELECT without rows of the named stored columns, typed."""
        typed = ", ".join(f'NULL::{sql_type(self.stored.field(name).type)} AS "{name}"' for name in columns)
        return f"SELECT {typed} WHERE FALSE"


def _columns(**types: pa.DataType) -> tuple[pa.Field, ...]:
    return tuple(pa.field(name, kind) for name, kind in types.items())


_TEXT, _INT, _TINY, _EPOCH, _BOOL = pa.string(), pa.int32(), pa.int8(), pa.int64(), pa.bool_()

SUBJECTS = Ledger(
    name="subjects",
    fields=_columns(
        subject_id=_INT,
        subject=_TEXT,
        kind=_TEXT,
        name=_TEXT,
        account_id=_TEXT,
        region=_TEXT,
        service=_TEXT,
        team=_TEXT,
        owned_by=_TEXT,
        tier=_INT,
        customer_data=_BOOL,
        in_scope=_BOOL,
        scope_reason=_TEXT,
    ),
    key=("subject_id",),
    order=("subject_id",),
    gone="gone",
)

RESULTS = Ledger(
    name="results",
    fields=_columns(
        check_no=_INT,
        subject_id=_INT,
        status=_TINY,
        reason=_TEXT,
        severity=_TINY,
        since=_EPOCH,
        failing_since=_EPOCH,
    ),
    key=("check_no", "subject_id"),
    order=("status", "severity", "check_no", "subject_id"),
    gone="status = 4",
    marked=False,
)

ROLLUPS = Ledger(
    name="rollups",
    fields=_columns(
        kind=_TEXT,
        id=_TEXT,
        status=_TEXT,
        since=_EPOCH,
        passed=_INT,
        failed=_INT,
        unknown=_INT,
        excepted=_INT,
        not_applicable=_INT,
        out_of_scope=_INT,
        late=_INT,
        sentence=_TEXT,
        detail=_TEXT,
        effective=_INT,
        assessable=_INT,
    ),
    key=("kind", "id"),
    order=("kind", "id"),
    gone="gone",
)

LEDGERS: dict[str, Ledger] = {ledger.name: ledger for ledger in (SUBJECTS, RESULTS, ROLLUPS)}

#: The dimension table of checks: the store numbers them (``Draft.write_checks``), for ever.
CHECKS = pa.schema(
    [
        pa.field("check_no", _INT),
        pa.field("check_id", _TEXT),
        pa.field("title", _TEXT),
        pa.field("severity", _TINY),
        pa.field("kind", _TEXT),
        pa.field("program", _TEXT),
        pa.field("exposure", _TEXT),
        pa.field("live", _BOOL),
    ]
)


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A check as the store's dimension table holds it; ``kind`` is its subject table."""

    check_id: str
    title: str
    severity: int
    kind: str
    program: str
    exposure: str = ""
