"""SQL that reads a ledger as of a run: its current file, or a keyframe and the changes since.

A filter on the state's columns reaches the keyframe's row groups (it is sorted for that), before
the keys that changed since are taken away and their newest rows are added.
"""

from __future__ import annotations

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


def state(ledger: Ledger, entry: LedgerEntry, root: Path, columns: tuple[str, ...], *, tombstones: str = "") -> str:
    """Return a SELECT of the ledger's state in ``entry``, of these stored columns.

    ``tombstones`` replaces the condition that drops them.
    """
    if entry.current:
        return f"SELECT {listed(columns)} FROM {scan(root, [entry.current])}"
    if not entry.keyframe:
        return ledger.empty_sql(columns)
    pending = entry.pending
    keyframe = f"SELECT {listed(columns)} FROM {scan(root, [entry.keyframe])} AS k"
    if not pending or pending[-1].file == entry.keyframe:
        return keyframe
    changes = scan(root, [change.file for change in pending])
    alive = tombstones or f"NOT ({ledger.gone})"
    return (
        f"{keyframe} WHERE NOT EXISTS (SELECT 1 FROM {changes} AS c WHERE {same_key(ledger, 'k', 'c')})"
        f" UNION ALL SELECT {listed(columns)} FROM ({newest(ledger, changes)}) WHERE {alive}"
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
