"""The views of one run, as SQL: facts by their names, coverage, checks, ledgers and their changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfast.facts.failing import FAILING_SQL
from holdfast.facts.failing import overlaid as failing_overlaid
from holdfast.facts.files import path_of
from holdfast.facts.ledgers import CHECKS, LEDGERS, RESULTS, sql_type
from holdfast.facts.manifest import LedgerEntry
from holdfast.facts.states import changed_since, history, listed, newest, overlaid, present, same_key, scan, state

if TYPE_CHECKING:
    from pathlib import Path

    from holdfast.facts.ledgers import Ledger
    from holdfast.facts.manifest import FileRef, Manifest, TableEntry
    from holdfast.facts.tables import Catalogue, Table

#: The columns of the view ``coverage``: those of ``tables.Coverage`` and the run that observed it.
COVERAGE_COLUMNS = {
    "source": "VARCHAR",
    "account_id": "VARCHAR",
    "region": "VARCHAR",
    "table": "VARCHAR",
    "subject": "VARCHAR",
    "state": "VARCHAR",
    "error": "VARCHAR",
    "observed_at": "BIGINT",
    "run": "INTEGER",
}

#: More changes than this are not held in memory.
_HELD_MOST = 500_000


@dataclass(frozen=True, slots=True)
class View:
    """A view's SELECT, and the files that it reads; ``needs`` names views to be made before.

    What is ``held`` is made as a table: read once, asked often.
    """

    sql: str
    files: tuple[FileRef, ...]
    needs: tuple[str, ...] = ()
    held: bool = False


def views_of(manifest: Manifest, catalogue: Catalogue) -> dict[str, View]:
    """Return all views of a run by name."""
    root = manifest.root
    views = {table.name: _facts(table, manifest.tables.get(table.name), root) for table in catalogue}
    views["coverage"] = _coverage(manifest)
    views["checks"] = _checks(manifest)
    for name, ledger in LEDGERS.items():
        entry = present(manifest.ledgers.get(name, LedgerEntry()), root)
        views |= _state(ledger, entry, root)
        views[f"{name}_changes"] = View(
            history(ledger, entry.changes, root), tuple(change.file for change in entry.changes)
        )
    return views | _failing(manifest)


def _failing(manifest: Manifest) -> dict[str, View]:
    """The run's own file of them; where that was dropped, or never written, they are found anew."""
    failing = manifest.failing
    if not failing or not all(path_of(manifest.root, ref.name).exists() for ref in failing.files):
        return {"failing": View(FAILING_SQL, (), needs=("results", "subjects", "checks"))}
    base = scan(manifest.root, [failing.base])
    if not failing.changes:
        return {"failing": View(f"SELECT * FROM {base}", failing.files)}
    held = "failing_changes"
    return {
        held: View(f"SELECT * FROM {scan(manifest.root, [failing.changes])}", (failing.changes,), held=True),
        "failing": View(failing_overlaid(base, held), (failing.base,), needs=(held,)),
    }


def since(manifest: Manifest, earlier: Manifest) -> View:
    """Return a SELECT of the results whose status differs between two runs; see ``Reading.since``."""
    if earlier.sequence > manifest.sequence:
        message = f"run {earlier.sequence} is not earlier than run {manifest.sequence}"
        raise ValueError(message)
    root = manifest.root
    before = present(earlier.ledgers.get("results", LedgerEntry()), root)
    files = [c for c in manifest.ledgers.get("results", LedgerEntry()).changes if c.last > earlier.sequence]
    names = (*RESULTS.columns, "run", "at")
    changed = f"({history(RESULTS, files, root)})"
    newer = f"(SELECT * FROM {changed} WHERE run > {earlier.sequence})"
    sql = (
        f"SELECT {listed(names, 'n.')}, o.status AS was FROM ({newest(RESULTS, newer)}) AS n"
        f" LEFT JOIN ({state(RESULTS, before, root, (*RESULTS.key, 'status'), among=newer)}) AS o"
        f" ON {same_key(RESULTS, 'n', 'o')}"
        " WHERE o.status IS DISTINCT FROM n.status AND NOT (o.status IS NULL AND n.status = 4)"
    )
    return View(sql, (*(change.file for change in files), *_state_files(before)))


def _state_files(entry: LedgerEntry) -> tuple[FileRef, ...]:
    whole = entry.current or entry.keyframe
    return (whole, *changed_since(entry)) if whole else ()


def _facts(table: Table, entry: TableEntry | None, root: Path) -> View:
    """A column that was not written, or meant something else then, reads as NULL: unknown."""
    if entry is None or not entry.files:
        typed = ", ".join(f'NULL::{column.type} AS "{column.name}"' for column in table)
        return View(f"SELECT {typed} WHERE FALSE", ())
    same = entry.version == table.version
    columns = ", ".join(
        f'"{column.name}"'
        if entry.columns.get(column.name) == column.type and (same or column.name in table.never_null)
        else f'NULL::{column.type} AS "{column.name}"'
        for column in table
    )
    return View(f"SELECT {columns} FROM {scan(root, entry.files)}", entry.files)


def _state(ledger: Ledger, entry: LedgerEntry, root: Path) -> dict[str, View]:
    """The view of a ledger's state; the newest changes are held in memory unless they are too many."""
    changed = changed_since(entry)
    whole = entry.current or entry.keyframe
    if not whole or not changed or sum(ref.rows for ref in changed) > _HELD_MOST:
        return {ledger.name: View(state(ledger, entry, root, ledger.columns), _state_files(entry))}
    held = f"{ledger.name}_newest"
    sql = overlaid(ledger, scan(root, [whole]), held, ledger.columns)
    return {
        held: View(newest(ledger, scan(root, changed)), changed, held=True),
        ledger.name: View(sql, (whole,), needs=(held,)),
    }


def _coverage(manifest: Manifest) -> View:
    names = tuple(COVERAGE_COLUMNS)
    entries = [entry for _, entry in sorted(manifest.coverage.items()) if entry.file.rows]
    if not entries:
        typed = ", ".join(f'NULL::{kind} AS "{name}"' for name, kind in COVERAGE_COLUMNS.items())
        return View(f"SELECT {typed} WHERE FALSE", ())
    selects = [
        f"SELECT {listed(names[:-1])}, {entry.run}::INTEGER AS run FROM {scan(manifest.root, [entry.file])}"
        for entry in entries
    ]
    return View(" UNION ALL ".join(selects), tuple(entry.file for entry in entries))


def _checks(manifest: Manifest) -> View:
    ref = manifest.blobs.get("checks")
    if ref is None:
        typed = ", ".join(f'NULL::{sql_type(field.type)} AS "{field.name}"' for field in CHECKS)
        return View(f"SELECT {typed} WHERE FALSE", ())
    return View(f"SELECT {listed(CHECKS.names)} FROM {scan(manifest.root, [ref])}", (ref,))
