"""Judges facts by checks: what the SQL says, unless what it rests on could not be read.

The sandbox must have been given the tables of facts and, by ``prepare``, what was unread; then
it is locked. A check that fails or takes too long gives *unknown* for every subject of its table:
an error never passes and never fails anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from holdfast.checks.anatomy import ACCOUNT, KEY, REGION, anatomy, keyed
from holdfast.checks.compile import at
from holdfast.checks.coverage import ANY, CoverageIndex
from holdfast.checks.scan import ROW, Scan
from holdfast.checks.verdict import Verdict
from holdfast.facts.duckdb import QueryError, quoted
from holdfast.facts.tables import Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from holdfast.checks.coverage import Gap
    from holdfast.checks.scan import Terms
    from holdfast.content.model import Check
    from holdfast.facts.engines import CheckEngine
    from holdfast.facts.tables import Catalogue, Table

#: What ``judge`` returns; ``reason`` is NULL unless the status is fail or unknown.
RESULT = pa.schema([pa.field("subject", pa.string()), pa.field("status", pa.int8()), pa.field("reason", pa.string())])

GAPS = "_gap"
_GAP = pa.schema(
    [pa.field(name, pa.string()) for name in ("check_id", "met", "account_id", "region", "subject", "reason")]
)

_UNREAD = "what it takes to judge this could not be read"


@dataclass(frozen=True, slots=True)
class Prepared:
    """What ``prepare`` found: by which columns each check's gaps are met (``all``, ``account`` ...)."""

    met: dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Judged:
    """A check's rows (key, status, reason), and the error if it could not run."""

    rows: pa.Table
    error: str = ""


def prepare(sandbox: CheckEngine, checks: Iterable[Check], coverage: CoverageIndex) -> Prepared:
    """Give the sandbox what was unread for each check; call it before the sandbox is locked."""
    rows: list[tuple[str, str, Gap]] = []
    for check in checks:
        rows += [(check.id, _met_by(gap), gap) for gap in coverage.gaps(check)]
        rows += [(check.id, "hint", gap) for gap in coverage.hints(check)]
    columns = (
        [check_id for check_id, _, _ in rows],
        [met for _, met, _ in rows],
        *([getattr(gap, name) for _, _, gap in rows] for name in ("account_id", "region", "subject", "reason")),
    )
    sandbox.register(GAPS, pa.Table.from_arrays([pa.array(column, pa.string()) for column in columns], schema=_GAP))
    met: dict[str, set[str]] = {}
    for check_id, kind, _ in rows:
        met.setdefault(check_id, set()).add(kind)
    return Prepared({check_id: frozenset(kinds) for check_id, kinds in met.items()})


def judge(
    check: Check, sandbox: CheckEngine, coverage: CoverageIndex, catalogue: Catalogue, moment: datetime
) -> pa.Table:
    """Return one row (``RESULT``) for each subject, and one for each scope that nobody could read.

    The sandbox holds the tables that the check reads and is not locked yet; it is then.
    """
    table = catalogue[check.header.subject]
    prepared = prepare(sandbox, [check], coverage)
    sandbox.lock()
    judged = run(check, sandbox, prepared, moment, table=table, key=table.subject).rows
    unread = coverage.scopes_unread(table.name)
    standing = {
        "subject": [scope_subject(table, gap) for gap in unread],
        "status": [int(Verdict.UNKNOWN)] * len(unread),
        "reason": [gap.reason for gap in unread],
    }
    return pa.concat_tables([judged.rename_columns(RESULT.names).cast(RESULT), pa.table(standing, schema=RESULT)])


def run(check: Check, sandbox: CheckEngine, prepared: Prepared, moment: datetime, *, table: Table, key: str) -> Judged:
    """Return (``_key``, status, reason) of each subject; ``key`` is the column of the subject's table to give."""
    met = prepared.met.get(check.id, frozenset())
    try:
        return Judged(sandbox.select(judged_sql(check, moment, met, table=table, key=key)))
    except QueryError as error:
        reason = f"the check could not run: {error.what}"
        unknown = f"CAST({int(Verdict.UNKNOWN)} AS TINYINT) AS status, {quoted(reason)} AS reason"
        return Judged(sandbox.select(f'SELECT DISTINCT "{key}" AS {KEY}, {unknown} FROM "{table.name}"'), reason)


def run_all(  # noqa: PLR0913  what ``run`` takes, for several checks
    checks: Sequence[Check],
    sandbox: CheckEngine,
    prepared: Prepared,
    moment: datetime,
    *,
    table: Table,
    key: str,
    catalogue: Catalogue,
) -> list[tuple[Check, Judged]]:
    """Return what ``run`` says of each check on one subject table; as many as can be share one query.

    A query that fails says nothing of whose fault it was, so its checks are then run one by one.
    """
    scan = Scan(table, catalogue)
    shared = [(check, terms) for check in checks if (terms := scan.take(check))]
    judged: dict[str, Judged] = {}
    if shared:
        try:
            rows = sandbox.select(at(shared_sql(scan, shared, prepared, key), moment))
        except QueryError:
            shared = []
        for number, (check, _) in enumerate(shared):
            columns = [rows.column(place) for place in (0, 1 + 2 * number, 2 + 2 * number)]
            judged[check.id] = Judged(pa.table(columns, names=[KEY, "status", "reason"]))
    for check in checks:
        if check.id not in judged:
            judged[check.id] = run(check, sandbox, prepared, moment, table=table, key=key)
    return [(check, judged[check.id]) for check in checks]


def shared_sql(scan: Scan, shared: Sequence[tuple[Check, Terms]], prepared: Prepared, key: str) -> str:
    """Return the SELECT of ``_key`` and each check's status and reason; CURRENT_TIMESTAMP still stands in it."""
    row = {ACCOUNT: f"{ROW}.account_id", REGION: f"{ROW}.region", "subject": f'{ROW}."{scan.table.subject}"'}
    judged, said, joins = [], [], []
    for number, (check, terms) in enumerate(shared):
        met = prepared.met.get(check.id, frozenset())
        status = (
            f"CASE ({terms.applies}) WHEN FALSE THEN 3 WHEN TRUE THEN"
            f" CASE ({terms.passed}) WHEN TRUE THEN 2 WHEN FALSE THEN 0 ELSE 1 END ELSE 1 END"
        )
        unread, why = "", quoted(_UNREAD)
        for part, kinds in (("gap", met - {"hint"}), ("hint", met & {"hint"})):
            found, reasons = _gap_joins(check.id, kinds, row=row, prefix=f"_{part}_{number}_")
            joins.append(found)
            if not reasons:
                continue
            judged.append(f"coalesce({', '.join(reasons)}) AS _{part}_{number}")
            if part == "gap":
                unread = f"{ROW}._gap_{number}"
                status = f"CASE WHEN coalesce({', '.join(reasons)}) IS NOT NULL THEN 1 ELSE {status} END"
            else:
                why = f"coalesce({ROW}._hint_{number}, {why})"
        judged.append(f"CAST({status} AS TINYINT) AS _status_{number}")
        fallback = quoted(f"this does not hold: {check.header.title}")
        reason = f"coalesce(nullif({terms.reason}, ''), {fallback})"
        reason = f"CASE {ROW}._status_{number} WHEN 0 THEN {reason} WHEN 1 THEN {why} END"
        reason = f"coalesce({unread}, {reason})" if unread else reason
        said.append(f"{ROW}._status_{number}, {reason} AS _reason_{number}")
    rows = f"(SELECT {ROW}.*, {', '.join(judged)} FROM {scan.source()}{''.join(joins)}) AS {ROW}"
    return f'SELECT {ROW}."{key}" AS {KEY}, {", ".join(said)} FROM {rows}'


def scope_subject(table: Table, gap: Gap) -> str:
    """Return the subject that stands for a scope that nobody could read: ``account/region/table``."""
    return f"{gap.account_id}/{scope_region(table, gap)}/{table.name}"


def scope_region(table: Table, gap: Gap) -> str:
    """Return the region that such a subject carries."""
    return "global" if gap.region == ANY and table.scope is not Scope.REGION else gap.region


def judged_sql(check: Check, moment: datetime, met: frozenset[str], *, table: Table, key: str) -> str:
    """Return the SELECT of (``_key``, status, reason): the check's own, over it what was unread."""
    said = f"""SELECT {KEY}, {ACCOUNT}, {REGION}, subject, reason, CASE WHEN applies IS NULL THEN 1
    WHEN NOT applies THEN 3 WHEN passed IS NULL THEN 1 WHEN passed THEN 2 ELSE 0 END AS status
  FROM ({at(keyed(check.run_sql, key), moment)})"""
    joins, reasons = _gap_joins(check.id, met - {"hint"}, row=_SAID)
    hint, why = "", quoted(_UNREAD)
    if "hint" in met:
        hint = f" LEFT JOIN {_gap_rows(check.id, 'hint')} AS hint ON hint.subject = said.subject"
        why = f"coalesce(hint.reason, {why})"
    unread = f"coalesce({', '.join(reasons)})" if reasons else ""
    status = f"CASE WHEN {unread} IS NOT NULL THEN 1 ELSE said.status END" if reasons else "said.status"
    fallback = quoted(f"this does not hold: {check.header.title}")
    explained = f"CASE said.status WHEN 0 THEN coalesce(nullif(said.reason, ''), {fallback}) WHEN 1 THEN {why} END"
    reason = f"coalesce({unread}, {explained})" if reasons else explained
    rows = (
        f"SELECT said.{KEY}, CAST({status} AS TINYINT) AS status, {reason} AS reason FROM ({said}) AS said{joins}{hint}"
    )
    if table.key == (table.subject,) and not anatomy(check.run_sql).fans_out:
        return rows
    # A join may have found several rows for a subject: the gravest counts.
    return (
        f"SELECT {KEY}, min(status) AS status, min_by(reason, (status, reason)) AS reason FROM ({rows}) GROUP BY {KEY}"
    )


#: A judged row's place and subject, as ``judged_sql`` names them.
_SAID = {name: f"said.{name}" for name in (ACCOUNT, REGION, "subject")}

#: For each way to meet a gap, its columns and those of a result.
_MEETINGS: dict[str, dict[str, str]] = {
    "all": {},
    "account": {"account_id": ACCOUNT},
    "region": {"account_id": ACCOUNT, "region": REGION},
    "everywhere": {"region": REGION},
    "subject": {"subject": "subject"},
    "hint": {"subject": "subject"},
}


def _met_by(gap: Gap) -> str:
    if gap.subject:
        return "subject"
    if gap.account_id == ANY:
        return "all" if gap.region == ANY else "everywhere"
    return "account" if gap.region == ANY else "region"


def _gap_joins(
    check_id: str, met: frozenset[str], *, row: Mapping[str, str], prefix: str = "by_"
) -> tuple[str, list[str]]:
    """Return the joins that find a gap for a row, and the columns in which its reason then stands."""
    joins: list[str] = []
    reasons: list[str] = []
    for kind in sorted(met):
        name = f"{prefix}{kind}"
        on = " AND ".join(f"{name}.{column} = {row[own]}" for column, own in _MEETINGS[kind].items()) or "TRUE"
        joins.append(f" LEFT JOIN {_gap_rows(check_id, kind)} AS {name} ON {on}")
        reasons.append(f"{name}.reason")
    return "".join(joins), reasons


def _gap_rows(check_id: str, kind: str) -> str:
    columns = ", ".join(_MEETINGS[kind])
    where = f"check_id = {quoted(check_id)} AND met = {quoted(kind)}"
    if not columns:
        return f"(SELECT min(reason) AS reason FROM {GAPS} WHERE {where})"
    return f"(SELECT {columns}, min(reason) AS reason FROM {GAPS} WHERE {where} GROUP BY {columns})"
