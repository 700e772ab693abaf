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
from holdfast.posture.ownership import subject_owner_sql, subjects_sql

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from holdfast.checks.coverage import CoverageIndex
    from holdfast.content.model import Content
    from holdfast.facts.draft import Draft
    from holdfast.facts.duckdb import Engine
    from holdfast.facts.tables import Catalogue

_TEXTS = ("subject", "kind", "name", "account_id", "region", "reason", "of_account", "of_region")
_SCOPES = pa.schema([pa.field(name, pa.string()) for name in _TEXTS])
_ATTRIBUTES = tuple(name for name in SUBJECTS.columns if name != "subject_id")


@dataclass(frozen=True, slots=True)
class Settled:
    """The subjects of a run. ``file`` has a row for each that was seen, and for each unread scope.

    Its columns are those of the ledger, ``standing`` (it stands for a scope that was not read),
    ``changed`` and ``owned``. The engine that settled them has two temporary tables: ``lost`` (subject_id, reason)
    of those that nobody could see, and ``standing`` (subject_id, kind, reason). ``distinct`` says that
    no two tables named the same subject, so that its kind is the one table in which it stands.
    """

    file: Path
    distinct: bool
    subjects: int
    changed: int


def settle(  # noqa: PLR0913, PLR0917  what subjects are made of
    engine: Engine,
    draft: Draft,
    catalogue: Catalogue,
    content: Content,
    coverage: CoverageIndex,
    folder: Path,
    moment: datetime,
) -> Settled:
    """Write the draft's subjects and whose they are; ``engine`` reads the draft as it was before."""
    kinds = sorted({check.header.subject for check in content.checks} - {SUBJECT_OWNER.name})
    engine.register("scope_unread", _scopes(kinds, catalogue, coverage))
    seen = folder / "seen.parquet"
    engine.write_parquet(subjects_sql(catalogue, content.company, extra="scope_unread"), seen, compression="lz4")
    now = _each_once(engine, seen, folder / "once.parquet")
    table, at = SUBJECT_OWNER, int(moment.timestamp())
    everywhere = Coverage(table.source, "*", "*", table.name, "", State.READ, "", at)
    draft.write_query(table, subject_owner_sql(f"read_parquet({quoted(str(now))})"), [everywhere])
    current = folder / "current.parquet"
    _number(engine, draft, now, current)
    changed = _write(engine, draft, current)
    subjects = engine.rows(f"SELECT count(*) FROM read_parquet({quoted(str(current))}) WHERE NOT standing")
    return Settled(current, now == seen, int(str(subjects[0][0])), changed)


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
    engine.write_parquet(f"SELECT * FROM {given} QUALIFY row_number() OVER ({order}) = 1", once, compression="lz4")
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
    changes = f"SELECT {columns}, FALSE AS gone FROM {here} WHERE changed"
    leaving = f"SELECT {columns}, TRUE AS gone {missing} AND p.subject_id NOT IN (SELECT subject_id FROM lost)"
    return draft.ledger(SUBJECTS.name).write(engine.batches(f"{changes} UNION ALL {leaving}"))
