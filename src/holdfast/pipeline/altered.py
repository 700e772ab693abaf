"""Which rows of a fact table are not as they were in an earlier run: found by comparing them, never by a hash of them.

Files are named by their content, so only those that one of the two runs has and the other has not are read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.facts.duckdb import quoted
from holdfast.facts.files import path_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from holdfast.facts.draft import Draft
    from holdfast.facts.duckdb import Engine
    from holdfast.facts.manifest import FileRef, Manifest, TableEntry
    from holdfast.facts.tables import Table


def same_rows(table: Table, before: Manifest, draft: Draft) -> bool:
    """Whether a table is, file by file, what it was."""
    then, now = before.tables.get(table.name), draft.entry(table.name)
    return then is now or (then is not None and now is not None and _held(then) == _held(now))


def comparable(table: Table, before: Manifest, draft: Draft) -> bool:
    """Whether a table was declared then as it is now, so that its rows can be compared."""
    entries = [one for one in (before.tables.get(table.name), draft.entry(table.name)) if one]
    declared = {column.name: str(column.type) for column in table}
    return all(one.version == table.version and dict(one.columns) == declared for one in entries)


def altered_sql(table: Table, columns: Iterable[str], before: Manifest, draft: Draft) -> str:
    """Return a SELECT of the subjects of rows that came, went, or differ in one of ``columns``; each once.

    The table must be ``comparable``.
    """
    then, now = before.tables.get(table.name), draft.entry(table.name)
    was = set(then.files if then else ())
    stands = set(now.files if now else ())
    listed = list(dict.fromkeys((*table.key, table.subject, *columns)))
    old = _rows(table, listed, was - stands, before.root)
    new = _rows(table, listed, stands - was, before.root)
    first = table.key[0]
    same = " AND ".join(f'n."{name}" = o."{name}"' for name in table.key)
    differs = [f'n."{name}" IS DISTINCT FROM o."{name}"' for name in listed if name not in table.key]
    differs += [f'n."{first}" IS NULL', f'o."{first}" IS NULL']
    found = (
        f'SELECT n."{table.subject}" AS n, o."{table.subject}" AS o FROM ({new}) AS n FULL JOIN ({old}) AS o ON {same}'
    )
    return (
        f"SELECT DISTINCT subject FROM (SELECT unnest([n, o]) AS subject FROM ({found} WHERE {' OR '.join(differs)}))"
        " WHERE subject IS NOT NULL"
    )


def alter(engine: Engine, name: str, sql: str) -> int:
    """Keep the subjects of ``altered_sql`` as a temporary table; return how many they are."""
    engine.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS {sql}')
    return int(str(engine.rows(f'SELECT count(*) FROM "{name}"')[0][0]))


def _held(entry: TableEntry) -> tuple[object, ...]:
    return (entry.hash, entry.version, sorted(entry.columns.items()))


def _rows(table: Table, columns: list[str], refs: set[FileRef], root: Path) -> str:
    if not refs:
        typed = ", ".join(f'NULL::{table.column(name).type} AS "{name}"' for name in columns)
        return f"SELECT {typed} WHERE FALSE"
    listed = ", ".join(f'"{name}"' for name in columns)
    files = ", ".join(sorted(quoted(str(path_of(root, ref.name))) for ref in refs))
    return f"SELECT {listed} FROM read_parquet([{files}])"
