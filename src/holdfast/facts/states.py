"""SQL that reads a ledger as of a run: its current file, or a keyframe and the changes since.

A filter on the state's columns reaches the keyframe's row groups (it is sorted for that), before
the keys that changed since are taken away and their newest rows are added.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from holdfast.facts.duckdb import quoted
from holdfast.facts.files import path_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from holdfast.facts.ledgers import Ledger
    from holdfast.facts.manifest import ChangeFile, FileRef, LedgerEntry


def listed(names: Iterable[str], prefix: str = "") -> str:
    """Return column names as an SQL list."""
    return ", ".join(f'{prefix}"{name}"' for name in names)


def scan(root: Path, refs: Iterable[FileRef]) -> str:
    """Return the SQL relation of some of the store's Parquet files."""
    return f"read_parquet([{', '.join(quoted(str(path_of(root, ref.name))) for ref in refs)}])"


def same_key(ledger: Ledger, left: str, right: str) -> str:
    """Return the SQL condition that two relations' rows have the same key."""
    return " AND ".join(f'{left}."{name}" = {right}."{name}"' for name in ledger.key)


def state(ledger: Ledger, entry: LedgerEntry, root: Path, columns: tuple[str, ...], *, among: str = "") -> str:
    """Return a SELECT of the ledger's state in ``entry``, of these stored columns.

    ``among`` is a relation: only rows whose key it has are looked for, which costs much less.
    """
    whole = entry.current or entry.keyframe
    if not whole:
        return ledger.empty_sql(columns)
    base = _with_key(ledger, scan(root, [whole]), among)
    changed = changed_since(entry)
    if not changed:
        return f"SELECT {listed(columns)} FROM {base}"
    return overlaid(ledger, base, f"({newest(ledger, _with_key(ledger, scan(root, changed), among))})", columns)


def present(entry: LedgerEntry, root: Path) -> LedgerEntry:
    """Return the entry without its current file where that was dropped: it is only a cache."""
    if entry.current and not path_of(root, entry.current.name).exists():
        return replace(entry, current=None, current_run=0)
    return entry


def changed_since(entry: LedgerEntry) -> tuple[FileRef, ...]:
    """Return the files that must be laid over the current file, or over the keyframe where there is none."""
    return tuple(change.file for change in (entry.behind if entry.current else entry.pending))


def overlaid(ledger: Ledger, base: str, latest: str, columns: tuple[str, ...]) -> str:
    """Return a SELECT of the rows of ``base``, those with a key in ``latest`` replaced; tombstones leave."""
    return (
        f"SELECT {listed(columns)} FROM {base} AS k"
        f" WHERE NOT EXISTS (SELECT 1 FROM {latest} AS c WHERE {same_key(ledger, 'k', 'c')})"
        f" UNION ALL SELECT {listed(columns)} FROM {latest} WHERE NOT ({ledger.gone})"
    )


def _with_key(ledger: Ledger, relation: str, among: str) -> str:
    if not among:
        return relation
    return (
        f"(SELECT * FROM {relation} AS r WHERE EXISTS (SELECT 1 FROM {among} AS a WHERE {same_key(ledger, 'r', 'a')}))"
    )


def newest(ledger: Ledger, relation: str) -> str:
    """Return a SELECT of the newest stored row of each key in ``relation``."""
    return (
        f"SELECT * FROM {relation} QUALIFY row_number() OVER (PARTITION BY {listed(ledger.key)} ORDER BY run DESC) = 1"
    )


def history(ledger: Ledger, changes: Iterable[ChangeFile], root: Path) -> str:
    """Return a SELECT of stored changes, with run and at; empty where there are none."""
    refs = [change.file for change in changes]
    names = tuple(ledger.stored.names)
    return f"SELECT {listed(names)} FROM {scan(root, refs)}" if refs else ledger.empty_sql(names)
