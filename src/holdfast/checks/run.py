"""Judges facts by checks: what the SQL says, unless what it rests on could not be read.

The sandbox must have been given the tables of facts and, by ``prepare``, what was unread; then
it is locked. A check that fails or takes too long gives *unknown* for every subject of its table:
an error never passes and never fails anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from holdfast.checks.compile import at
from holdfast.checks.coverage import ANY, CoverageIndex
from holdfast.checks.verdict import Verdict
from holdfast.facts.duckdb import QueryError, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from holdfast.checks.coverage import Gap
    from holdfast.content.model import Check
    from holdfast.facts.duckdb import Sandbox
    from holdfast.facts.tables import Catalogue, Table

#: What ``judge`` returns; ``reason`` is NULL unless the status is fail or unknown.
RESULT = pa.schema([pa.field("subject", pa.string()), pa.field("status", pa.int8()), pa.field("reason", pa.string())])

GAPS = "_gap"
_GAP = pa.schema(
    [pa.field(name, pa.string()) for name in ("check_id", "met", "account_id", "region", "subject", "reason")]
)

#: Whatever can give a subject a second row; then the gravest counts.
_FANS_OUT = re.compile(r"\b(JOIN|UNNEST|LATERAL)\b", re.IGNORECASE)
_UNREAD = "what it takes to judge this could not be read"


@dataclass(frozen=True, slots=True)
class Prepared:
    """What ``prepare`` found: by which columns each check's gaps are met (``all``, ``account`` ...)."""

    by: dict[str, frozenset[str]]


def prepare(sandbox: Sandbox, checks: Iterable[Check], coverage: CoverageIndex) -> Prepared:
    """Give the sandbox what was unread for each check; call it before the sandbox is locked."""
    rows: list[tuple[str, str, Gap]] = []
    for check in checks:
        rows += [(check.id, _met_by(gap), gap) for gap in coverage.gaps(check)]
        rows += [(check.id, "hint", gap) for gap in coverage.hints(check)]
    columns = (
        [check_id for check_id, _, _ in rows],
        [by for _, by, _ in rows],
        *([getattr(gap, name) for _, _, gap in rows] for name in ("account_id", "region", "subject", "reason")),
    )
    sandbox.register(GAPS, pa.Table.from_arrays([pa.array(column, pa.string()) for column in columns], schema=_GAP))
    by: dict[str, set[str]] = {}
    for check_id, kind, _ in rows:
        by.setdefault(check_id, set()).add(kind)
    return Prepared({check_id: frozenset(kinds) for check_id, kinds in by.items()})


def judge(check: Check, sandbox: Sandbox, coverage: CoverageIndex, catalogue: Catalogue, moment: datetime) -> pa.Table:
    """Return one row (``RESULT``) for each subject, and one for each scope that nobody could read.

    The sandbox holds the tables that the check reads and is not locked yet; it is then.
    """
    table = catalogue[check.header.subject]
    prepared = prepare(sandbox, [check], coverage)
    sandbox.lock()
    places = f'(SELECT "{table.subject}" AS subject, account_id, region FROM "{table.name}")'
    judged = run(check, sandbox, prepared, moment, table=table, places=places, key="subject").rows
    unread = coverage.scopes_unread(table.name)
    standing = {
        "subject": [scope_subject(table, gap) for gap in unread],
        "status": [int(Verdict.UNKNOWN)] * len(unread),
        "reason": [gap.reason for gap in unread],
    }
    return pa.concat_tables([judged.cast(RESULT), pa.table(standing, schema=RESULT)])


@dataclass(frozen=True, slots=True)
class Judged:
    """A check's rows (key, status, reason), and the error if it could not run."""

    rows: pa.Table
    error: str = ""


def run(  # noqa: PLR0913  where subjects are found is the caller's business
    check: Check, sandbox: Sandbox, prepared: Prepared, moment: datetime, *, table: Table, places: str, key: str
) -> Judged:
    """Return (``key``, status, reason) for each subject that the check's rows name.

    ``places`` is an SQL relation of the table's subjects: subject, account_id, region, and ``key``.
    """
    by = prepared.by.get(check.id, frozenset())
    once = table.key == (table.subject,) and not _FANS_OUT.search(check.run_sql)
    try:
        return Judged(sandbox.select(judged_sql(check, moment, by, places=places, key=key, once=once)))
    except QueryError as error:
        reason = f"the check could not run: {error.what}"
        unknown = f"CAST({int(Verdict.UNKNOWN)} AS TINYINT) AS status, {quoted(reason)} AS reason"
        return Judged(sandbox.select(f"SELECT DISTINCT {key}, {unknown} FROM {places}"), reason)


def scope_subject(table: Table, gap: Gap) -> str:
    """Return the subject that stands for a scope that nobody could read: ``account/region/table``."""
    return f"{gap.account_id}/{scope_region(table, gap)}/{table.name}"


def scope_region(table: Table, gap: Gap) -> str:
    """Return the region that such a subject carries."""
    return "global" if gap.region == ANY and table.scope.value != "region" else gap.region


def judged_sql(
    check: Check, moment: datetime, by: frozenset[str], *, places: str, key: str, once: bool
) -> str:
    """Return the SELECT of (``key``, status, reason): the check's own, over it what was unread."""
    said = f"""SELECT subject, CASE WHEN applies IS NULL THEN 1 WHEN NOT applies THEN 3 WHEN passed IS NULL THEN 1
    WHEN passed THEN 2 ELSE 0 END AS status, reason FROM ({at(check.run_sql, moment)})"""
    joins, reasons = _gap_joins(check.id, by - {"hint"})
    hint, why = "", f"{quoted(_UNREAD)}"
    if "hint" in by:
        hint = f" LEFT JOIN {_gap_rows(check.id, 'hint', ('subject',))} AS hint ON hint.subject = said.subject"
        why = f"coalesce(hint.reason, {why})"
    unread = f"coalesce({', '.join(reasons)})" if reasons else ""
    status = f"CASE WHEN {unread} IS NOT NULL THEN 1 ELSE said.status END" if reasons else "said.status"
    explained = f"""CASE said.status WHEN 0 THEN coalesce(nullif(said.reason, ''), {quoted(_fallback(check))})
    WHEN 1 THEN {why} END"""
    reason = f"coalesce({unread}, {explained})" if reasons else explained
    rows = f"""SELECT place.{key}, CAST({status} AS TINYINT) AS status, {reason} AS reason
FROM ({said}) AS said JOIN {places} AS place ON place.subject = said.subject{joins}{hint}"""
    if once:
        return rows
    return (
        f"SELECT {key}, min(status) AS status, min_by(reason, (status, reason)) AS reason FROM ({rows}) GROUP BY {key}"
    )


def _fallback(check: Check) -> str:
    return f"this does not hold: {check.header.title}"


_COLUMNS: dict[str, tuple[str, ...]] = {
    "all": (),
    "account": ("account_id",),
    "region": ("account_id", "region"),
    "everywhere": ("region",),
    "subject": ("subject",),
}


def _met_by(gap: Gap) -> str:
    if gap.subject:
        return "subject"
    if gap.account_id == ANY:
        return "all" if gap.region == ANY else "everywhere"
    return "account" if gap.region == ANY else "region"


def _gap_joins(check_id: str, by: frozenset[str]) -> tuple[str, list[str]]:
    """Return the joins that find a gap for a row, and the columns in which its reason then stands."""
    joins: list[str] = []
    reasons: list[str] = []
    for kind, columns in _COLUMNS.items():
        if kind not in by:
            continue
        name = f"by_{kind}"
        on = " AND ".join(f"{name}.{column} = place.{column}" for column in columns) or "TRUE"
        joins.append(f" LEFT JOIN {_gap_rows(check_id, kind, columns)} AS {name} ON {on}")
        reasons.append(f"{name}.reason")
    return "".join(joins), reasons


def _gap_rows(check_id: str, kind: str, columns: Sequence[str]) -> str:
    grouped = "".join(f"{column}, " for column in columns)
    where = f"check_id = {quoted(check_id)} AND met = {quoted(kind)}"
    group = f" GROUP BY {', '.join(columns)}" if columns else ""
    return f"(SELECT {grouped}min(reason) AS reason FROM {GAPS} WHERE {where}{group})"
