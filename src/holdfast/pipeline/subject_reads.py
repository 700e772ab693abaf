"""One subject: its results, its facts, and why one of its results is what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.checks.compile import at
from holdfast.facts.duckdb import QueryError
from holdfast.pipeline.finding_lists import load
from holdfast.pipeline.sight import VISIBLE
from holdfast.pipeline.source_reads import unread_about
from holdfast.pipeline.views import Explanation, FactTable, SubjectView
from holdfast.posture.model import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdfast.facts.tables import Table
    from holdfast.pipeline.sight import Sight

_ROWS = 50
_OWN_ROWS = 500


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
