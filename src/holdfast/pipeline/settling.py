"""Who there is to be judged: every row of every subject table, with an owner and a number for ever.

A subject that is not there any more leaves, unless nobody could look: then it stays as it was
last seen, and its results become unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from holdfast.checks.run import scope_region, scope_subject
from holdfast.facts.duckdb import quoted
from holdfast.facts.ledgers import SUBJECTS
from holdfast.facts.subjects import SUBJECT_OWNER
from holdfast.facts.tables import Coverage, State
from holdfast.pipeline.resettling import MOVED, has_rows, resettle
from holdfast.pipeline.unchanged import hashed, settled_grounds
from holdfast.posture.ownership import SERVICES, TEAMS, subject_owner_sql, subjects_sql

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from holdfast.checks.coverage import CoverageIndex
    from holdfast.content.model import Content
    from holdfast.facts.draft import Draft
    from holdfast.facts.duckdb import Engine
    from holdfast.facts.tables import Catalogue
    from holdfast.pipeline.unchanged import Before

_TEXTS = ("subject", "kind", "name", "account_id", "region", "reason", "of_account", "of_region")
_SCOPES = pa.schema([pa.field(name, pa.string()) for name in _TEXTS])
_ATTRIBUTES = tuple(name for name in SUBJECTS.columns if name != "subject_id")


@dataclass(frozen=True, slots=True)
class Settled:
    """The subjects of a run. ``file`` has a row for each that was seen, and for each unread scope.

    Its columns are those of the ledger, ``standing`` (it stands for a scope that was not read),
    ``changed`` and ``owned``; None where little changed, or nothing, and it was not written. ``numbers`` and
    ``owners`` are relations of the engine that settled them: who was seen with kind and subject_id, and the rows of
    ``subject_owner`` with subject_id. It has two temporary tables: ``lost`` (subject_id, reason)
    of those that nobody could see, and ``standing`` (subject_id, kind, reason). ``distinct`` says that
    no two tables named the same subject, so that its kind is the one table in which it stands.
    """

    file: Path | None
    numbers: str
    owners: str
    distinct: bool
    subjects: int
    changed: int
    grounds: str = ""
    rules: str = ""


def settle(  # noqa: PLR0913, PLR0917  what subjects are made of
    engine: Engine,
    draft: Draft,
    catalogue: Catalogue,
    content: Content,
    coverage: CoverageIndex,
    folder: Path,
    moment: datetime,
    before: Before,
) -> Settled:
    """Write the draft's subjects and whose they are; ``engine`` reads the draft as it was before.

    Where all that they follow from is as it was ``before``, they are, and nothing is written; where few rows
    are not, only theirs are found again.
    """
    kinds = sorted({check.header.subject for check in content.checks} - {SUBJECT_OWNER.name})
    engine.register("scope_unread", _scopes(kinds, catalogue, coverage))
    rules = _rules(engine, catalogue, content)
    grounds = settled_grounds(rules, draft, catalogue) if rules else ""
    everywhere = Coverage(
        SUBJECT_OWNER.source, "*", "*", SUBJECT_OWNER.name, "", State.READ, "", int(moment.timestamp())
    )
    stood = before.grounds
    if grounds and grounds == stood.settled:
        draft.write_coverage(SUBJECT_OWNER.source, [everywhere])
        return Settled(None, *_standing_still(engine, draft), stood.distinct, stood.subjects, 0, grounds, rules)
    if grounds and before.run and rules == stood.rules and stood.settled and stood.distinct:
        few = resettle(engine, draft, catalogue, content, before.run, stood.subjects, folder)
        if few:
            draft.write_coverage(SUBJECT_OWNER.source, [everywhere])
            relations = _standing_still(engine, draft, moved=MOVED)
            return Settled(
                None,
                *relations,
                distinct=True,
                subjects=few.subjects,
                changed=few.changed,
                grounds=grounds,
                rules=rules,
            )
    rows = {table.name: f'"{table.name}"' for table in catalogue if has_rows(table.name, draft)}
    found = subjects_sql(catalogue, content.company, extra="scope_unread", rows=rows)
    seen = folder / "seen.parquet"
    engine.write_parquet(found, seen, compression="lz4")
    now = _each_once(engine, seen, folder / "once.parquet")
    draft.write_query(SUBJECT_OWNER, subject_owner_sql(f"read_parquet({quoted(str(now))})"), [everywhere])
    current = folder / "current.parquet"
    _number(engine, draft, now, current)
    changed = _write(engine, draft, current)
    here = f"read_parquet({quoted(str(current))})"
    subjects = int(str(engine.rows(f"SELECT count(*) FROM {here} WHERE NOT standing")[0][0]))
    owners = f"(SELECT * FROM {here} WHERE NOT standing)"
    return Settled(current, here, owners, now == seen, subjects, changed, grounds, rules)


def _rules(engine: Engine, catalogue: Catalogue, content: Content) -> str:
    """Return the hash of what subjects follow from beside facts; empty where some may be that nobody could see."""
    if engine.rows("SELECT 1 FROM scope_unread LIMIT 1"):
        return ""
    names = ", ".join(quoted(name) for name in (SERVICES, TEAMS))
    read = engine.rows(f'SELECT DISTINCT "table", state FROM coverage WHERE "table" IN ({names}) ORDER BY ALL')
    return hashed(subjects_sql(catalogue, content.company, extra="scope_unread"), read)


def _standing_still(engine: Engine, draft: Draft, *, moved: str = "") -> tuple[str, str]:
    """Return ``numbers`` and ``owners`` of subjects that stand in the store; those of ``moved`` as they stand there."""
    numbers = "subjects"
    if moved:
        columns = "subject_id, subject, kind"
        numbers = f"""(SELECT {columns} FROM subjects WHERE subject_id NOT IN (SELECT subject_id FROM {moved})
UNION ALL SELECT {columns} FROM {moved} WHERE NOT gone)"""
    files = ", ".join(quoted(str(path)) for path in draft.files(SUBJECT_OWNER.name))
    owners = (
        f"(SELECT o.*, s.subject_id FROM read_parquet([{files}]) AS o JOIN {numbers} AS s ON s.subject = o.subject)"
    )
    engine.execute(
        """CREATE OR REPLACE TEMP TABLE lost (subject_id INTEGER, reason VARCHAR);
CREATE OR REPLACE TEMP TABLE standing (subject_id INTEGER, kind VARCHAR, reason VARCHAR)"""
    )
    return numbers, owners


def _scopes(kinds: Iterable[str], catalogue: Catalogue, coverage: CoverageIndex) -> pa.Table:
    rows = []
    for kind in kinds:
        table = catalogue[kind]
        for gap in coverage.scopes_unread(kind):
            subject, region = scope_subject(table, gap), scope_region(table, gap)
            rows.append((subject, kind, subject, gap.account_id, region, gap.reason, gap.account_id, gap.region))
    columns = list(zip(*rows, strict=True)) or [()] * len(_TEXTS)
    return pa.Table.from_arrays([pa.array(column, pa.string()) for column in columns], schema=_SCOPES)


def _each_once(engine: Engine, seen: Path, once: Path) -> Path:
    """Return a file in which each subject stands once; two tables may both say who a thing is."""
    given = f"read_parquet({quoted(str(seen))})"
    if not engine.rows(f"SELECT subject FROM {given} GROUP BY subject HAVING count(*) > 1 LIMIT 1"):
        return seen
    order = "PARTITION BY subject ORDER BY owned DESC NULLS LAST, kind"
    each = f"SELECT * FROM {given} QUALIFY row_number() OVER ({order}) = 1 ORDER BY kind, subject"
    engine.write_parquet(each, once, compression="lz4")
    return once


def _number(engine: Engine, draft: Draft, now: Path, current: Path) -> None:
    """Write ``current``: a subject keeps its number; who is new takes the next."""
    given = f"(SELECT * FROM read_parquet({quoted(str(now))}))"
    attributes = ", ".join(f"n.{name}" for name in _ATTRIBUTES)
    standing = "n.subject IN (SELECT subject FROM scope_unread) AS standing"
    new = f"{given} AS n WHERE NOT EXISTS (SELECT 1 FROM subjects AS p WHERE p.subject = n.subject)"
    count = int(str(engine.rows(f"SELECT count(*) FROM {new}")[0][0]))
    first = draft.take("subject_id", count) if count else 1
    same = " AND ".join(f"n.{name} IS NOT DISTINCT FROM p.{name}" for name in _ATTRIBUTES)
    engine.write_parquet(
        f"""SELECT p.subject_id, {attributes}, {standing}, NOT ({same}) AS changed, n.owned
FROM {given} AS n JOIN subjects AS p ON p.subject = n.subject
UNION ALL
SELECT CAST({first} - 1 + row_number() OVER () AS INTEGER), {attributes}, {standing}, TRUE, n.owned FROM {new}""",
        current,
        compression="lz4",
    )
    engine.execute(
        f"""CREATE OR REPLACE TEMP TABLE standing AS SELECT c.subject_id, c.kind, u.reason
FROM read_parquet({quoted(str(current))}) AS c JOIN scope_unread AS u ON u.subject = c.subject WHERE c.standing"""
    )


def _write(engine: Engine, draft: Draft, current: Path) -> int:
    """Write the ledger's changes, and find those that are lost to sight."""
    here = f"read_parquet({quoted(str(current))})"
    missing = f"FROM subjects AS p WHERE NOT EXISTS (SELECT 1 FROM {here} AS c WHERE c.subject_id = p.subject_id)"
    engine.execute(
        f"""CREATE OR REPLACE TEMP TABLE lost AS SELECT m.subject_id, min(u.reason) AS reason
FROM (SELECT subject_id, subject, kind, account_id, region {missing}) AS m
JOIN scope_unread AS u ON u.kind = m.kind AND (u.of_account = '*' OR u.of_account = m.account_id)
  AND (u.of_region = '*' OR u.of_region = m.region)
WHERE m.subject <> m.account_id || '/' || m.region || '/' || m.kind
GROUP BY m.subject_id"""
    )
    columns = ", ".join(SUBJECTS.columns)
    ledger = draft.ledger(SUBJECTS.name)
    if ledger.is_first:  # they were numbered as they lie in the file
        return ledger.write_first(f"SELECT {columns}, FALSE AS gone FROM {here}")
    changes = f"SELECT {columns}, FALSE AS gone FROM {here} WHERE changed"
    leaving = f"SELECT {columns}, TRUE AS gone {missing} AND p.subject_id NOT IN (SELECT subject_id FROM lost)"
    return ledger.write(engine.batches(f"{changes} UNION ALL {leaving}"))
