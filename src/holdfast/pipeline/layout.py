"""Lays out a run's facts for judging: each table once in the sandbox, only the columns that checks name.

The store keeps a table in a file for each account, so that what did not change is not written
again; sixty checks would open them sixty times. Beside each subject stands its number, so that no
result has to look it up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.checks.anatomy import anatomy
from holdfast.facts.duckdb import quoted
from holdfast.facts.subjects import SUBJECT_OWNER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holdfast.content.model import Check
    from holdfast.facts.duckdb import Engine, Sandbox
    from holdfast.facts.tables import Catalogue, Table
    from holdfast.pipeline.settling import Settled

#: The column that holds a subject's number, in its own table.
NUMBER = "_subject_id"


def lay_out(engine: Engine, checks: Iterable[Check], catalogue: Catalogue, subjects: Settled, sandbox: Sandbox) -> None:
    """Copy what ``checks`` read of the facts, which ``engine`` has, into ``sandbox``."""
    numbered = {check.header.subject for check in checks}
    for name, columns in sorted(wanted(checks, catalogue).items()):
        table = catalogue[name]
        listed = ", ".join(f't."{column}"' for column in columns)
        settled = f"read_parquet({quoted(str(subjects.file))})"
        if name == SUBJECT_OWNER.name:
            sql = f"SELECT {listed}, t.subject_id AS {NUMBER} FROM {settled} AS t WHERE NOT standing"
        elif name in numbered:
            of_kind = f" WHERE kind = {quoted(name)}" if subjects.distinct else ""
            ids = f'JOIN (SELECT subject, subject_id FROM {settled}{of_kind}) AS s ON s.subject = t."{table.subject}"'
            sql = f'SELECT {listed}, s.subject_id AS {NUMBER} FROM "{name}" AS t {ids}'
        else:
            sql = f'SELECT {listed} FROM "{name}" AS t'
        sandbox.register(name, engine.batches(sql))


def wanted(checks: Iterable[Check], catalogue: Catalogue) -> dict[str, list[str]]:
    """Return the columns of each table that any check may ask for, in declared order."""
    wanted: dict[str, set[str]] = {}
    for check in checks:
        names = anatomy(check.run_sql).names
        for name in check.tables:
            table = catalogue[name]
            asked = set(table.column_names) if names is None else _named(table, names)
            wanted.setdefault(name, set()).update(asked, table.key, (table.subject, "account_id", "region"))
    return {
        name: [column for column in catalogue[name].column_names if column in asked] for name, asked in wanted.items()
    }


def _named(table: Table, names: frozenset[str]) -> set[str]:
    return {column for column in table.column_names if column.lower() in names}
