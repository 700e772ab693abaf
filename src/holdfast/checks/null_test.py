"""The metamorphic NULL test: what could not be read must not decide.

Each cell that may be NULL in a check's cases is replaced by NULL, one at a time. A verdict may
stand without the cell only if it is the same for every value that the cell could have had: the
column's values in the check's cases, its declared boundary values, both booleans, what stands
for absence ('', 0, an empty list), and the literals that the check itself names. No subject may
vanish or appear.

All mutations of a check run as one query: each is a *world*, and every table that the check
reads is narrowed to the world's rows.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import sqlglot
from sqlglot import exp

from holdfast.checks.cases import as_arrow, verdict
from holdfast.checks.compile import at
from holdfast.checks.verdict import Verdict
from holdfast.facts.duckdb import Sandbox
from holdfast.facts.tables import Type

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from holdfast.checks.cases import Case, Rows
    from holdfast.content.model import Check
    from holdfast.facts.tables import Catalogue, Column

_ABSENT: dict[Type, tuple[object, ...]] = {
    Type.TEXT: ("",),
    Type.BOOL: (False, True),
    Type.INT: (0,),
    Type.REAL: (0.0,),
    Type.TEXTS: ((),),
}

Verdicts = dict[str, Verdict]


@dataclass(frozen=True, slots=True)
class Cell:
    """One value in one row of one case's facts."""

    case: int
    table: str
    row: int
    column: str


@dataclass(frozen=True, slots=True)
class _World:
    """A case's facts with one cell replaced; without a cell, the case as written."""

    case: int
    cell: Cell | None = None
    value: object = None


def null_test(check: Check, cases: Sequence[Case], catalogue: Catalogue) -> list[str]:
    """Return, in sentences, where a NULL decides a verdict or loses a subject; empty if nowhere."""
    cells = _cells(check, cases, catalogue)
    found = _run(check, cases, [_World(i) for i in range(len(cases))] + [_World(c.case, c) for c in cells], catalogue)
    wrong: list[str] = []
    doubtful: list[tuple[Cell, str, Verdict]] = []
    for cell in cells:
        before, after = found[_World(cell.case)], found[_World(cell.case, cell)]
        if before.keys() != after.keys():
            lost = ", ".join(sorted(before.keys() ^ after.keys()))
            wrong.append(f"{_named(cell, cases, catalogue)} = NULL makes the results of {lost} vanish or appear")
            continue
        doubtful += [(cell, subject, status) for subject, status in after.items() if status is not Verdict.UNKNOWN]
    return wrong + _contradicted(check, cases, doubtful, catalogue)


def _contradicted(
    check: Check, cases: Sequence[Case], doubtful: list[tuple[Cell, str, Verdict]], catalogue: Catalogue
) -> list[str]:
    """Try every value of the cells without which some verdict stood; it must be the same for all."""
    literals = _literals(check)
    possible = {
        cell: _values(catalogue[cell.table].column(cell.column), cell.table, cases, literals)
        for cell in {cell for cell, _, _ in doubtful}
    }
    worlds = [
        _World(cell.case, cell, _frozen(value)) for cell, (sure, maybe) in possible.items() for value in sure + maybe
    ]
    found = _run(check, cases, worlds, catalogue)
    wrong: dict[tuple[Cell, str], str] = {}
    for cell, subject, status in doubtful:
        sure, maybe = possible[cell]
        for value in sure + maybe:
            other = found[_World(cell.case, cell, _frozen(value))].get(subject)
            if other is status or (other is Verdict.UNKNOWN and value not in sure):
                continue
            word = other.word if other is not None else "absent"
            sentence = f"= NULL leaves {subject} {status.word}, but with {value!r} it is {word}"
            wrong.setdefault((cell, subject), f"{_named(cell, cases, catalogue)} {sentence}")
    return list(wrong.values())


def _cells(check: Check, cases: Sequence[Case], catalogue: Catalogue) -> list[Cell]:
    """Return the cells that hold a value, may be NULL, and are in a column that the check names."""
    named = {column.name for column in sqlglot.parse_one(check.run_sql, read="duckdb").find_all(exp.Column)}
    return [
        Cell(number, name, position, column)
        for number, case in enumerate(cases)
        for name, rows in case.facts.items()
        if name in check.tables
        for position, row in enumerate(rows)
        for column, value in row.items()
        if value is not None and column in named and column not in catalogue[name].never_null
    ]


def _values(
    column: Column, table: str, cases: Sequence[Case], literals: dict[Type, list[object]]
) -> tuple[list[object], list[object]]:
    """Return the values that the cell surely could have (seen, declared), and those that it may."""
    seen = [row[column.name] for case in cases for row in case.facts.get(table, ()) if row.get(column.name) is not None]
    sure = [*seen, *column.boundary, *(_ABSENT[Type.BOOL] if column.type is Type.BOOL else ())]
    maybe = [*_ABSENT.get(column.type, ()), *literals.get(column.type, ())]
    unique = {repr(_frozen(value)): value for value in reversed([*sure, *maybe])}
    certain = {repr(_frozen(value)) for value in sure}
    return [v for k, v in unique.items() if k in certain], [v for k, v in unique.items() if k not in certain]


def _literals(check: Check) -> dict[Type, list[object]]:
    """Return the values that the check's own conditions name, and their neighbours."""
    tree = sqlglot.parse_one(check.run_sql, read="duckdb")
    values: dict[Type, list[object]] = defaultdict(list)
    for projection in tree.expressions[1:3]:
        for literal in projection.find_all(exp.Literal):
            if literal.is_string:
                values[Type.TEXT].append(literal.name)
                values[Type.TEXTS].append((literal.name,))
            elif literal.name.isdecimal():
                values[Type.INT] += [int(literal.name) + step for step in (-1, 0, 1)]
    return values


def _frozen(value: object) -> object:
    if isinstance(value, list):
        return tuple(value)
    return tuple(sorted(value.items())) if isinstance(value, dict) else value


def _named(cell: Cell, cases: Sequence[Case], catalogue: Catalogue) -> str:
    case = cases[cell.case]
    row = case.facts[cell.table][cell.row]
    return f"case {case.name!r}: {cell.table}({row[catalogue[cell.table].subject]}).{cell.column}"


def _run(check: Check, cases: Sequence[Case], worlds: Iterable[_World], catalogue: Catalogue) -> dict[_World, Verdicts]:
    """Return what the check says in each world; one query for each moment that cases name."""
    by_moment: dict[datetime, list[_World]] = defaultdict(list)
    for world in worlds:
        by_moment[cases[world.case].moment].append(world)
    found: dict[_World, Verdicts] = {}
    for moment, at_moment in by_moment.items():
        found.update(_run_at(check, cases, list(dict.fromkeys(at_moment)), moment, catalogue))
    return found


def _run_at(
    check: Check, cases: Sequence[Case], worlds: list[_World], moment: datetime, catalogue: Catalogue
) -> dict[_World, Verdicts]:
    with Sandbox(readable=None, threads=1, memory_mb=400, seconds=60) as sandbox:
        sandbox.register("_world", pa.table({"_world": pa.array(range(len(worlds)), pa.int32())}))
        for name in check.tables:
            rows: list[dict[str, object]] = []
            places: list[int] = []
            for number, world in enumerate(worlds):
                of_world = _facts(cases[world.case].facts, name, world)
                rows += of_world
                places += [number] * len(of_world)
            data = as_arrow(catalogue[name], rows)
            sandbox.register(f"_all_{name}", data.append_column("_world", pa.array(places, pa.int32())))
        sandbox.lock()
        answer = sandbox.select(in_worlds(at(check.run_sql, moment), check.tables)).to_pydict()
    found: dict[_World, Verdicts] = {world: {} for world in worlds}
    for number, subject, applies, passed in zip(
        answer["_world"], answer["subject"], answer["applies"], answer["passed"], strict=True
    ):
        found[worlds[number]][subject] = verdict(applies, passed)
    return found


def _facts(facts: Rows, table: str, world: _World) -> list[dict[str, object]]:
    rows = facts.get(table, [])
    if world.cell is None or world.cell.table != table:
        return rows
    return [
        {**row, world.cell.column: _thawed(world.value)} if position == world.cell.row else row
        for position, row in enumerate(rows)
    ]


def _thawed(value: object) -> object:
    if isinstance(value, tuple):
        return dict(value) if value and isinstance(value[0], tuple) else list(value)
    return value


def in_worlds(sql: str, tables: Iterable[str]) -> str:
    """Return ``sql`` over all worlds at once: each table that it reads is narrowed to the world's rows."""
    tree = sqlglot.parse_one(sql, read="duckdb")
    names = set(tables)
    for table in list(tree.find_all(exp.Table)):
        if table.name in names:
            source = sqlglot.parse_one(
                f'SELECT * EXCLUDE (_world) FROM "_all_{table.name}" AS _all WHERE _all._world = _here._world',
                read="duckdb",
            )
            table.replace(exp.Subquery(this=source, alias=exp.TableAlias(this=exp.to_identifier(table.alias_or_name))))
    inner = tree.sql(dialect="duckdb")
    return f"SELECT _here._world, _said.* FROM _world AS _here, LATERAL ({inner}) AS _said"
