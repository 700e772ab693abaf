"""One subject: its results, its facts, and why one of its results is what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.checks.compile import at
from holdfast.facts.duckdb import QueryError
from holdfast.pipeline.finding_lists import load, moment_of
from holdfast.pipeline.sight import VISIBLE
from holdfast.pipeline.source_reads import unread_about
from holdfast.pipeline.subject_views import Explanation, FactTable, SubjectView, Turn
from holdfast.pipeline.views import Moment
from holdfast.posture.model import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdfast.facts.tables import Table
    from holdfast.pipeline.sight import Sight

_ROWS = 50
_OWN_ROWS = 500
_TURNS = 200


def subject_view(sight: Sight, subject: str) -> SubjectView | None:
    """Return all results and all facts of a subject; None where none of that name is in sight."""
    row = _row(sight, subject)
    if row is None:
        return None
    keys = sight.engine.rows(
        "SELECT check_no, subject_id FROM results JOIN checks USING (check_no) WHERE subject_id = ? "
        f"AND status <> {Verdict.GONE} ORDER BY status, results.severity, check_id",
        [row["subject_id"]],
    )
    tables = [table for table in sight.catalogue if row["kind"] in {table.name, table.parent}]
    return SubjectView(
        subject=subject,
        name=row["name"],
        kind=row["kind"],
        account_id=row["account_id"],
        region=row["region"],
        service=row["service"],
        team=row["team"],
        owned_by=row["owned_by"],
        in_scope=row["in_scope"],
        scope_reason=row["scope_reason"],
        findings=load(sight, keys),
        facts=tuple(table for table in (_own(sight, table, subject) for table in tables) if table.rows),
        unread=unread_about(sight, (t.name for t in tables), row["account_id"], row["region"], subject),
        history=_turns(sight, row["subject_id"]),
    )


def _turns(sight: Sight, subject_id: int) -> tuple[Turn, ...]:
    """Return how the subject's results became what they are, up to the moment in sight; the newest first."""
    rows = sight.engine.dicts(
        f"""
WITH told AS (
  SELECT check_no, status, reason, run, "at", lag(status) OVER (PARTITION BY check_no ORDER BY run) AS was
  FROM results_changes WHERE subject_id = ?)
SELECT c.check_id, c.title, t.* FROM told AS t JOIN checks AS c USING (check_no)
WHERE t.status IS DISTINCT FROM t.was ORDER BY t.run DESC, t.status, c.check_id LIMIT {_TURNS}""",
        [subject_id],
    )
    return tuple(_turn(row) for row in rows)


def _turn(row: Mapping[str, Any]) -> Turn:
    return Turn(
        moment=Moment(row["run"], moment_of(row["at"])),
        check=row["check_id"],
        title=row["title"],
        was=None if row["was"] is None else Verdict(row["was"]),
        verdict=Verdict(row["status"]),
        reason=row["reason"] or "",
    )


def explanation(sight: Sight, check_id: str, subject: str) -> Explanation | None:
    """Return why a check's result for a subject is what it is; None where there is no such result in sight.

    Facts are the rows that belong to the subject and, of other tables that the check reads, those
    of its account.
    """
    row = _row(sight, subject)
    check = next((check for check in sight.content.checks if check.id == check_id), None)
    if row is None or check is None:
        return None
    keys = sight.engine.rows(
        "SELECT check_no, subject_id FROM results JOIN checks USING (check_no) WHERE subject_id = ? AND check_id = ?",
        [row["subject_id"], check_id],
    )
    found = load(sight, keys)
    if not found:
        return None
    tables = [sight.catalogue[name] for name in _ordered(check.tables, check.header.subject) if name in sight.catalogue]
    facts = []
    for table in tables:
        own = _own(sight, table, subject)
        belongs = check.header.subject in {table.name, table.parent}
        facts.append(own if own.rows or belongs else _around(sight, table, row["account_id"]))
    return Explanation(
        finding=found[0],
        check=check,
        sql=at(check.run_sql, sight.manifest.started),
        facts=tuple(facts),
        unread=unread_about(sight, (t.name for t in tables), row["account_id"], row["region"], subject),
    )


def _row(sight: Sight, subject: str) -> Mapping[str, Any] | None:
    rows = sight.engine.dicts(f"SELECT * FROM subjects{sight.only_visible} WHERE subject = ?", [subject])
    return rows[0] if rows else None


def _ordered(tables: Iterable[str], first: str) -> list[str]:
    """The subject's own table first, then the others by name."""
    return sorted(tables, key=lambda name: (name != first, name))


def _own(sight: Sight, table: Table, subject: str) -> FactTable:
    """The rows of a table about a subject."""
    return _facts(sight, table, f'"{table.subject}" = ?', [subject], _OWN_ROWS)


def _around(sight: Sight, table: Table, account: str) -> FactTable:
    """Rows of a table in the subject's account that the check may have joined; in sight only."""
    where = "account_id = ?"
    if not sight.everything:
        where += f' AND "{table.subject}" IN (SELECT subject FROM subjects SEMI JOIN {VISIBLE} USING (subject_id))'
    return _facts(sight, table, where, [account], _ROWS)


def _facts(sight: Sight, table: Table, where: str, values: list[object], limit: int) -> FactTable:
    columns = tuple((column.name, column.description) for column in table)
    names = ", ".join(f'"{name}"' for name, _ in columns)
    order = ", ".join(f'"{name}"' for name in table.key)
    try:
        rows = sight.engine.rows(
            f'SELECT {names} FROM "{table.name}" WHERE {where} ORDER BY {order} LIMIT {limit}', values
        )
    except QueryError:
        rows = []  # a table that this run did not know yet
    return FactTable(table.name, table.description, columns, tuple(rows))
