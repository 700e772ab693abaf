"""Varied facts for every declared table: the checks' own fixtures, with cells lost, and boundary values.

Everything follows from one seed. Rows of one fixture stay together: their identities get the number
of their world, so that fixtures of all checks can stand in the same tables.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

import sqlglot
from sqlglot import exp

from holdfast.facts.tables import Type

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from holdfast.checks.cases import Case, Rows
    from holdfast.content.model import Check
    from holdfast.facts.tables import Catalogue, Column, Table

MOMENT = datetime(2026, 11, 24, 12, tzinfo=UTC)
_NOW = MOMENT.replace(tzinfo=None)

#: Values at which engines are known to part: quotes, escapes, wildcards, case, zones, signs, sizes.
BOUNDARY: dict[Type, tuple[object, ...]] = {
    Type.TEXT: (
        "",
        " ",
        "a",
        "A",
        "it's",
        "back\\slash",
        "100%_",
        "ünï",
        "Straße",
        "İ",
        "ﬁ",
        "ŉᾳ",
        "𝔘😀",
        "line\nbreak",
        "null",
        "0",
        "*",
        '{"a": 1}',
    ),
    Type.BOOL: (False, True),
    Type.INT: (0, 1, -1, 22, 3389, 65535, 2**31, 2**53 + 1, 2**63 - 1),
    Type.REAL: (0.0, -0.0, 0.1, 1e16, -1.5),
    Type.TIME: (
        datetime(1970, 1, 1),  # noqa: DTZ001  columns hold UTC without zone
        datetime(2024, 2, 29, 23, 59, 59, 999999),  # noqa: DTZ001
        datetime(2026, 10, 25, 2, 30),  # noqa: DTZ001  twice on the clocks of Europe
        *(_NOW - timedelta(days=days) for days in (-1, 0, 1, 30, 45, 60, 90, 180, 365)),
        *(_NOW - timedelta(days=90, microseconds=one) for one in (-1, 1)),
    ),
    Type.TEXTS: ([], [""], ["*"], ["a", "a"], ["ü", "it's", "back\\slash"]),
    Type.TAGS: ({}, {"": ""}, {"env": "prod"}, {"Service": "it's"}),
}
_ROWS = 24
_LOST = 0.12


def varied(
    catalogue: Catalogue, checks: Iterable[Check], fixtures: Iterable[Sequence[Case]], *, seed: int = 20261124
) -> Rows:
    """Return rows of every table that a check reads, each key once."""
    random = Random(seed)  # noqa: S311  tests, not secrets
    checks = list(checks)
    literals = _literals(checks)
    rows: Rows = {name: [] for name in sorted({name for check in checks for name in check.tables})}
    worlds = [case.facts for cases in fixtures for case in cases]
    for number, facts in enumerate([*worlds, *worlds]):
        for name, found in _of_world(catalogue, facts, number).items():
            if name in rows:
                lost = number >= len(worlds)
                rows[name] += [_losing(catalogue[name], row, random) if lost else row for row in found]
    subjects: dict[str, list[object]] = {}
    for name in sorted(rows, key=lambda name: bool(catalogue[name].parent)):
        table = catalogue[name]
        made = [_row(table, number, random, literals, subjects.get(table.parent, [])) for number in range(_ROWS)]
        subjects[name] = [row[table.subject] for row in made]
        rows[name] += made
    return {name: _each_once(catalogue[name], found) for name, found in rows.items()}


def _of_world(catalogue: Catalogue, facts: Rows, number: int) -> Rows:
    """Return a fixture's rows with every identity in them, wherever it is mentioned, made the world's own."""
    names: set[object] = set()
    for name, rows in facts.items():
        table = catalogue[name]
        keys = [key for key in (*table.key, table.subject) if table.column(key).type is Type.TEXT]
        names |= {row.get(key) for row in rows for key in keys} - {None, ""}

    def own(value: object) -> object:
        if isinstance(value, list):
            return [own(one) for one in value]
        return f"{value}~{number}" if value in names else value

    return {
        name: [{c: own(v) if isinstance(v, (str, list)) else v for c, v in row.items()} for row in rows]
        for name, rows in facts.items()
    }


def _losing(table: Table, row: dict[str, object], random: Random) -> dict[str, object]:
    return {
        name: None if name not in table.never_null and random.random() < 2 * _LOST else value
        for name, value in row.items()
    }


def _row(
    table: Table, number: int, random: Random, literals: dict[Type, list[object]], parents: list[object]
) -> dict[str, object]:
    row: dict[str, object] = {}
    for column in table:
        if column.name in table.never_null or random.random() >= _LOST:
            row[column.name] = _value(column, random, literals)
    row["account_id"] = random.choice(("", "111111111111", "222222222222"))
    row["region"] = random.choice(("global", "eu-west-1", "us-east-1"))
    if table.parent:
        row[table.subject] = random.choice(parents) if parents else f"none-{number}"
    else:
        row[table.subject] = f"arn:aws:made:{row['region']}:{row['account_id']}:{table.name}/{number}"
    return row


def _value(column: Column, random: Random, literals: dict[Type, list[object]]) -> object:
    if column.type is Type.TEXT and column.name.endswith("_id"):
        return f"id-{random.randrange(6)}"  # few, so that joins meet
    named = literals.get(column.type, [])
    if named and random.random() < 0.5:
        return random.choice(named)
    return random.choice((*BOUNDARY[column.type], *column.boundary))


def _literals(checks: Iterable[Check]) -> dict[Type, list[object]]:
    """Return the values that checks compare with, and the numbers beside them."""
    texts: set[str] = set()
    numbers: set[int] = set()
    for check in checks:
        for literal in sqlglot.parse_one(check.run_sql, read="duckdb").find_all(exp.Literal):
            if literal.is_string:
                texts |= {literal.name, literal.name.replace("%", "x"), literal.name.upper()}
            elif literal.name.isdecimal():
                numbers |= {int(literal.name) + step for step in (-1, 0, 1)}
    return {
        Type.TEXT: [text for text in sorted(texts) if len(text) < 200],
        Type.INT: [*sorted(numbers)],
        Type.TEXTS: [[text, "other"] for text in sorted(texts) if len(text) < 200],
    }


def _each_once(table: Table, rows: list[dict[str, object]]) -> list[dict[str, object]]:
    found: dict[tuple[object, ...], dict[str, object]] = {}
    for row in rows:
        found.setdefault(tuple(row.get(name) for name in table.key), row)
    return list(found.values())
