"""Rows of facts on their way into the store: typed strictly, sorted by key, split by account.

Nothing is converted that could hide a mistake: text is not a number, a number is not a boolean,
a string is not a list of its letters. The order in which rows arrive leaves no trace.
"""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING
from zlib import crc32

import pyarrow as pa
import pyarrow.compute as pc

from holdfast.errors import Exit, HoldfastError
from holdfast.facts.duckdb import arrow_schema
from holdfast.facts.tables import Type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from holdfast.facts.tables import Column, Table

#: An account with as many rows of a table has a file of its own; so many of others' share one.
_OWN_FILE = 2_000

_NONE = type(None)
_PYTHON: dict[Type, frozenset[type]] = {
    Type.TEXT: frozenset({str, _NONE}),
    Type.BOOL: frozenset({bool, _NONE}),
    Type.INT: frozenset({int, _NONE}),
    Type.REAL: frozenset({float, int, _NONE}),
    Type.TIME: frozenset({datetime, _NONE}),
    Type.TEXTS: frozenset({list, tuple, _NONE}),
    Type.TAGS: frozenset({dict, _NONE}),
}


class FactError(HoldfastError):
    """A row does not fit its table: the collector that made it is at fault."""

    exit = Exit.SOURCE_UNREAD


def to_arrow(table: Table, rows: Iterable[Mapping[str, object]]) -> pa.Table:
    """Return rows as Arrow data with the table's columns; a column that a row lacks is NULL.

    Times may be aware, or naive in UTC. Raises FactError for an undeclared column, a value of
    another type, or a NULL in a column of the key.
    """
    listed = list(rows)
    names = set(table.column_names)
    for row in listed:
        if not names.issuperset(row):
            raise _misfit(table, row, f"has no column {', '.join(sorted(set(row) - names))}")
    schema = arrow_schema(table)
    return pa.Table.from_arrays([_column(table, schema.field(column.name), listed) for column in table], schema=schema)


def checked(table: Table, data: pa.Table) -> pa.Table:
    """Return Arrow data with exactly the table's columns and types; a missing column is NULL.

    Raises FactError where a column is undeclared, of another kind, or NULL in the key.
    """
    unknown = sorted(set(data.column_names) - set(table.column_names))
    if unknown:
        raise FactError(f"the table {table.name} has no column {', '.join(unknown)}", where=table.source)
    wanted = arrow_schema(table)
    columns = [_cast(table, field, data) for field in wanted]
    for field, column in zip(wanted, columns, strict=True):
        if not field.nullable and column.null_count:
            raise FactError(f"{table.name}.{field.name} is NULL in a row, and may never be", where=table.source)
    return pa.Table.from_arrays(columns, schema=wanted)


def by_account(table: Table, data: pa.Table) -> list[tuple[str, pa.Table]]:
    """Return the rows of each file, sorted by key, under a name that its accounts always have.

    An account with many rows has a file of its own. The others share files, so that what stands once in each of
    a hundred accounts is not a hundred files. Raises FactError if two rows have the same key.
    """
    if not data.num_rows:
        return []
    data = data.combine_chunks()
    order = pc.sort_indices(data, sort_keys=[(name, "ascending") for name in table.key])
    data = data.take(order)
    _no_twins(table, data)
    accounts = data.column("account_id")
    files: dict[str, list[str]] = {}
    for account, file in _files_of(accounts).items():
        files.setdefault(file, []).append(account)
    if len(files) == 1:
        return [(next(iter(files)), data)]
    return [(file, data.filter(pc.is_in(accounts, pa.array(names)))) for file, names in sorted(files.items())]


def _files_of(accounts: pa.ChunkedArray) -> dict[str, str]:
    """Return each account's file: its own, or one that it shares with others.

    Which one follows from the account alone and from how many rows all of them have, in powers of two: an account
    that comes, goes or grows leaves the files of nearly all others as they are.
    """
    counted = {row["values"]: row["counts"] for row in pc.value_counts(accounts).to_pylist()}
    few = sum(rows for rows in counted.values() if rows < _OWN_FILE)
    shared = 1
    while shared * _OWN_FILE < few:
        shared *= 2
    return {
        account: f"own {account}" if rows >= _OWN_FILE else f"shared {crc32(account.encode()) % shared}"
        for account, rows in counted.items()
    }


def _no_twins(table: Table, data: pa.Table) -> None:
    same = None
    for name in table.key:
        column = data.column(name).combine_chunks()
        equal = pc.equal(column.slice(1), column.slice(0, len(column) - 1))
        same = equal if same is None else pc.and_(same, equal)
    twin = pc.index(same, pa.scalar(value=True)).as_py() if same is not None else -1
    if twin >= 0:
        row = data.slice(twin, 1).to_pylist()[0]
        raise FactError(
            f"two rows of {table.name} have the same key ({_key(table, row)})",
            where=table.source,
            do="A key names one row; the collector must tell them apart or give the row once.",
        )


def _column(table: Table, field: pa.Field, rows: Sequence[Mapping[str, object]]) -> pa.Array:
    column = table.column(field.name)
    values = [row.get(column.name) for row in rows]
    fits = _fit(column.type)
    if not fits(values):
        _refuse_one(table, column, rows, fits)
    if not field.nullable and None in values:
        raise _misfit(table, rows[values.index(None)], f"has NULL in the column {column.name}, which may never be NULL")
    if column.type in _PLAIN:
        values = [_plain(value) for value in values]
    try:
        return pa.array(values, field.type)
    except _UNSTORABLE as error:
        for row, value in zip(rows, values, strict=True):  # one at a time now: whose is it?
            try:
                pa.array([value], field.type)
            except _UNSTORABLE as one:
                raise _misfit(table, row, f"has in {column.name} a value that cannot be stored ({one})") from one
        raise FactError(f"{table.name}.{column.name} cannot be stored ({error})", where=table.source) from error


#: What pyarrow raises for a value that it cannot hold: a number too large, text that is not Unicode.
_UNSTORABLE = (pa.ArrowException, OverflowError, ValueError, TypeError)

_PLAIN = frozenset({Type.TIME, Type.TAGS})


def _plain(value: object) -> object:
    """Return a value as Arrow takes it; tags in the order of their names, times in UTC."""
    if isinstance(value, dict):
        return sorted(value.items())
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).replace(tzinfo=None)
    return value


def _fit(kind: Type) -> Callable[[Sequence[object]], bool]:
    """Return the test of whether all values are of a column's type, at the speed of C."""
    allowed = _PYTHON[kind]
    text = {str}

    def fits(values: Sequence[object]) -> bool:
        if not allowed.issuperset(map(type, values)):
            return False
        if kind is Type.TEXTS:
            return text.issuperset(map(type, chain.from_iterable(v for v in values if isinstance(v, (list, tuple)))))
        if kind is Type.TAGS:
            maps = [v for v in values if isinstance(v, dict)]
            return text.issuperset(map(type, chain.from_iterable(chain(v.keys(), v.values()) for v in maps)))
        return True

    return fits


def _refuse_one(
    table: Table,
    column: Column,
    rows: Sequence[Mapping[str, object]],
    fits: Callable[[Sequence[object]], bool],
) -> None:
    for row in rows:
        value = row.get(column.name)
        if not fits([value]):
            raise _misfit(table, row, f"has in {column.name} a {_kind(value)} where {column.type} belongs")


def _kind(value: object) -> str:
    name = type(value).__name__
    if isinstance(value, (list, tuple)):
        inner: Iterable[object] = value
    elif isinstance(value, dict):
        inner = chain(value.keys(), value.values())
    else:
        return name
    return f"{name} of {', '.join(sorted({type(item).__name__ for item in inner}))}"


def _misfit(table: Table, row: Mapping[str, object], how: str) -> FactError:
    return FactError(
        f"a row of {table.name} ({_key(table, row)}) {how}",
        where=table.source,
        do="Nothing of it was stored. The collector must give what the table declares.",
    )


def _key(table: Table, row: Mapping[str, object]) -> str:
    return ", ".join(f"{name}={row.get(name)!r}" for name in table.key)


def _cast(table: Table, field: pa.Field, data: pa.Table) -> pa.ChunkedArray:
    if field.name not in data.column_names:
        return pa.chunked_array([pa.nulls(data.num_rows, field.type)])
    column = data.column(field.name)
    if column.type == field.type:
        return column
    if _family(column.type) != _family(field.type) and not pa.types.is_null(column.type):
        raise FactError(
            f"{table.name}.{field.name} is given as {column.type} where {field.type} belongs", where=table.source
        )
    try:
        return column.cast(field.type)
    except pa.ArrowException as error:
        raise FactError(f"{table.name}.{field.name} cannot be stored ({error})", where=table.source) from error


def _family(kind: pa.DataType) -> str:
    """Return what a type is about, so that only widths and units are converted."""
    tests = {
        "text": lambda t: pa.types.is_string(t) or pa.types.is_large_string(t) or pa.types.is_string_view(t),
        "integer": pa.types.is_integer,
        "real": pa.types.is_floating,
        "time": pa.types.is_timestamp,
        "list": lambda t: pa.types.is_list(t) or pa.types.is_large_list(t),
        "map": pa.types.is_map,
    }
    return next((name for name, test in tests.items() if test(kind)), str(kind))
