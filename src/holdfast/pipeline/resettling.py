"""Finds again who a few subjects are and whose, where few rows changed since the last evaluation.

What a subject is follows from its own row, the company's rules, and the catalogue of services and teams. Where the
rules and the catalogue are as they were, and everything was read, only subjects whose rows changed can have.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfast.facts.duckdb import quoted
from holdfast.facts.ledgers import SUBJECTS
from holdfast.facts.subjects import SUBJECT_OWNER
from holdfast.pipeline.altered import alter, altered_sql, comparable, same_rows
from holdfast.posture.ownership import SERVICES, TEAMS, names_others, settled_by, subject_owner_sql, subjects_sql

if TYPE_CHECKING:
    from pathlib import Path

    from holdfast.content.model import Content
    from holdfast.facts.draft import Draft
    from holdfast.facts.duckdb import Engine
    from holdfast.facts.manifest import Manifest
    from holdfast.facts.tables import Catalogue, Table

#: Where more than one subject in so many changed (and more than a few), all are found again: that costs less.
_ONE_IN = 10
_FEW = 1_000

#: Temporary tables: who changed, as they are now (the ledger's columns, ``changed``, ``owned``, ``gone``); and by name.
MOVED = "moved"
_ALTERED = "altered_subject"
_FOUND = "found_again"

_ATTRIBUTES = tuple(name for name in SUBJECTS.columns if name != "subject_id")


@dataclass(frozen=True, slots=True)
class Resettled:
    """How many subjects there are now, and how many rows of the ledger changed."""

    subjects: int
    changed: int


def has_rows(table: str, draft: Draft) -> bool:
    """Whether a table has any rows as it stands in the draft."""
    entry = draft.entry(table)
    return bool(entry and entry.rows)


def resettle(  # noqa: PLR0913, PLR0917  what subjects are made of
    engine: Engine, draft: Draft, catalogue: Catalogue, content: Content, before: Manifest, subjects: int, folder: Path
) -> Resettled | None:
    """Write what changed of the ``subjects`` of the run ``before``; None where all of them must be found again.

    ``engine`` reads the draft as it was before. Everything must have been read then and now, the rules be the
    same, and no subject have stood in two tables. Then ``MOVED`` holds those that are not as they were.
    """
    changed = _changed(catalogue, before, draft)
    if changed is None:
        return None
    altered = {
        table.name: alter(engine, f"altered_{table.name}", altered_sql(table, settled_by(table), before, draft))
        for table in changed
    }
    if sum(altered.values()) > max(subjects // _ONE_IN, _FEW):
        return None
    parts = [f'SELECT subject FROM "altered_{name}"' for name, count in altered.items() if count]
    alter(engine, _ALTERED, " UNION ".join(parts) or "SELECT '' AS subject WHERE FALSE")
    rows = {table.name: _rows_of(table) for table in changed if altered[table.name]}
    engine.execute(f"CREATE OR REPLACE TEMP TABLE {_FOUND} AS {subjects_sql(catalogue, content.company, rows=rows)}")
    if _named_twice(engine):
        return None
    _move(engine, draft)
    _write_owners(engine, draft, folder)
    columns = ", ".join(SUBJECTS.columns)
    written = draft.ledger(SUBJECTS.name).write(
        engine.arrow(f"SELECT {columns}, gone FROM {MOVED} WHERE changed ORDER BY subject_id")
    )
    new, gone = engine.rows(f"SELECT count(*) FILTER (WHERE new), count(*) FILTER (WHERE gone) FROM {MOVED}")[0]
    return Resettled(subjects + int(str(new)) - int(str(gone)), written)


def _changed(catalogue: Catalogue, before: Manifest, draft: Draft) -> list[Table] | None:
    """Return the subject tables that are not what they were; None where that may change subjects of others."""
    changed = []
    for table in catalogue:
        if not table.is_subject_table or table.name == SUBJECT_OWNER.name:
            continue
        same = same_rows(table, before, draft)
        if names_others(table) and (not same or has_rows(table.name, draft)):
            return None  # whose a finding is follows from what it was found in
        if same:
            continue
        if table.name in {SERVICES, TEAMS} or not comparable(table, before, draft):
            return None
        changed.append(table)
    return changed


def _rows_of(table: Table) -> str:
    """Return the relation of a table's rows whose subjects changed."""
    return f'(SELECT * FROM "{table.name}" WHERE "{table.subject}" IN (SELECT subject FROM "altered_{table.name}"))'


def _named_twice(engine: Engine) -> bool:
    """Whether two tables name one of the subjects: then which of them counts is for all of them to say."""
    twice = f"SELECT subject FROM {_FOUND} GROUP BY subject HAVING count(*) > 1"
    moved = f"SELECT n.subject FROM {_FOUND} AS n JOIN subjects AS p ON p.subject = n.subject WHERE p.kind <> n.kind"
    return bool(engine.rows(f"{twice} UNION ALL {moved} LIMIT 1"))


def _move(engine: Engine, draft: Draft) -> None:
    """Make ``MOVED``: a subject keeps its number, who is new takes the next, who is not there any more is gone."""
    engine.execute(
        f"""CREATE OR REPLACE TEMP TABLE known_before AS
SELECT * FROM subjects WHERE subject IN (SELECT subject FROM {_ALTERED})"""
    )
    new = f"{_FOUND} AS n WHERE NOT EXISTS (SELECT 1 FROM known_before AS p WHERE p.subject = n.subject)"
    count = int(str(engine.rows(f"SELECT count(*) FROM {new}")[0][0]))
    first = draft.take("subject_id", count) if count else 1
    same = " AND ".join(f"n.{name} IS NOT DISTINCT FROM p.{name}" for name in _ATTRIBUTES)
    attributes, old = (", ".join(f"{row}.{name}" for name in _ATTRIBUTES) for row in ("n", "p"))
    engine.execute(
        f"""CREATE OR REPLACE TEMP TABLE {MOVED} AS
SELECT p.subject_id, {attributes}, n.owned, NOT ({same}) AS changed, FALSE AS gone, FALSE AS new
FROM {_FOUND} AS n JOIN known_before AS p ON p.subject = n.subject
UNION ALL SELECT CAST({first} - 1 + row_number() OVER (ORDER BY n.kind, n.subject) AS INTEGER), {attributes}, n.owned,
  TRUE, FALSE, TRUE FROM {new}
UNION ALL SELECT p.subject_id, {old}, NULL, TRUE, TRUE, FALSE FROM known_before AS p
WHERE NOT EXISTS (SELECT 1 FROM {_FOUND} AS n WHERE n.subject = p.subject)"""
    )


def _write_owners(engine: Engine, draft: Draft, folder: Path) -> None:
    """Write ``subject_owner`` anew where a row of it is not as it was."""
    columns = ", ".join(SUBJECT_OWNER.column_names)
    was = f"SELECT {columns} FROM {SUBJECT_OWNER.name} WHERE subject IN (SELECT subject FROM {_ALTERED})"
    now = subject_owner_sql(_FOUND)
    if not engine.rows(f"SELECT 1 FROM (({was} EXCEPT {now}) UNION ALL ({now} EXCEPT {was})) LIMIT 1"):
        return
    found, altered = folder / "found.parquet", folder / "altered.parquet"
    engine.write_parquet(now, found, compression="lz4")
    engine.write_parquet(f"SELECT subject FROM {_ALTERED}", altered, compression="lz4")
    files = ", ".join(quoted(str(path)) for path in draft.files(SUBJECT_OWNER.name))
    changed = f"SELECT subject FROM read_parquet({quoted(str(altered))})"
    stay = f"SELECT {columns} FROM read_parquet([{files}]) WHERE subject NOT IN ({changed})"
    draft.write_query(SUBJECT_OWNER, f"{stay} UNION ALL SELECT {columns} FROM read_parquet({quoted(str(found))})")
