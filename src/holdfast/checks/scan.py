"""Several checks on one subject table as one query, so that its rows are read and planned for once.

A pattern (``none_of`` and its kin) asks the rows of another table that belong to a subject: a scalar
subquery, and the database takes tens of milliseconds to plan one. Here each becomes a column of that
table grouped by its key and joined once, however many checks ask it. MAX and MIN over no rows are NULL,
as is a column that the join did not find, so both forms say the same. What is written in any other
way is not taken, and runs alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlglot import exp

from holdfast.checks.anatomy import parsed
from holdfast.facts.tables import Type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast.content.model import Check
    from holdfast.facts.tables import Catalogue, Table

#: The name of the subject's row, and of a row of a table that is asked.
ROW = "_row"
_ASKED = "_asked"


@dataclass(frozen=True, slots=True)
class Terms:
    """A check as three SQL expressions over ``ROW``."""

    applies: str
    passed: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Meeting:
    """How rows of a table belong to a subject: by which of their columns, equal to which of its."""

    table: str
    inner: tuple[str, ...]
    outer: tuple[str, ...]


class _NotTakenError(Exception):
    """The check is written in a way that only the database understands whole."""


@dataclass(slots=True)
class Scan:
    """One query over ``table``; ``take`` checks, then ask for its ``source``."""

    table: Table
    catalogue: Catalogue
    _asked: dict[_Meeting, dict[str, str]] = field(default_factory=dict)

    def take(self, check: Check) -> Terms | None:
        """Return the check's terms over ``source``; None if it has to run alone."""
        if self.table.key != (self.table.subject,):
            return None
        tree = parsed(check.run_sql).copy()
        try:
            outer = self._outer(tree)
            asked = [(sub, self._column(sub.this, outer)) for sub in tree.find_all(exp.Subquery)]
        except _NotTakenError:
            return None
        for sub, (meeting, aggregate) in asked:
            names = self._asked.setdefault(meeting, {})
            place = list(self._asked).index(meeting)
            name = names.setdefault(aggregate, f"_asked_{place}_{len(names)}")
            sub.replace(exp.column(name, table=ROW))
        for column in tree.find_all(exp.Column):
            column.set("table", exp.to_identifier(ROW))
        said = {one.alias: one.this.sql(dialect="duckdb") for one in tree.expressions}
        return Terms(said["applies"], said["passed"], said["reason"])

    def source(self) -> str:
        """Return the subjects' rows with the columns that the terms name, as SQL after FROM."""
        found = "".join(f", {name}" for names in self._asked.values() for name in names.values())
        joins = "".join(_join(place, *one) for place, one in enumerate(self._asked.items()))
        return f'(SELECT {ROW}.*{found} FROM "{self.table.name}" AS {ROW}{joins}) AS {ROW}'

    def _outer(self, tree: exp.Select) -> str:
        """Return what the check calls its subject's row, lower case."""
        _only(tree, {"expressions", "from_"})
        source = _table(tree)
        if source.name != self.table.name or [one.alias for one in tree.expressions] != [
            "subject",
            "applies",
            "passed",
            "reason",
        ]:
            raise _NotTakenError
        if tree.find(exp.Star, exp.Window, exp.Unnest, exp.Explode, exp.Exists, exp.Lambda):
            raise _NotTakenError
        for aggregate in tree.find_all(exp.AggFunc):
            if aggregate.parent_select is tree:
                raise _NotTakenError
        for select in tree.find_all(exp.Select):
            if select is not tree and (select.parent_select is not tree or not isinstance(select.parent, exp.Subquery)):
                raise _NotTakenError
        outer = source.alias_or_name.lower()
        for column in tree.find_all(exp.Column):
            if not column.table or (column.parent_select is tree and column.table.lower() != outer):
                raise _NotTakenError
        return outer

    def _column(self, select: exp.Expr, outer: str) -> tuple[_Meeting, str]:
        """Return how a subquery's rows meet the subject, and its one aggregate over them."""
        if not isinstance(select, exp.Select):
            raise _NotTakenError
        _only(select, {"expressions", "from_", "where"})
        source = _table(select)
        own = source.alias_or_name.lower()
        aggregate = select.expressions[0].unalias()
        if own == outer or source.name not in self.catalogue or type(aggregate) not in {exp.Max, exp.Min}:
            raise _NotTakenError
        if aggregate.args.get("expressions") or len(list(select.find_all(exp.AggFunc))) > 1:
            raise _NotTakenError
        where = select.args.get("where")
        conditions = list(_conjuncts(where.this)) if where else []
        pairs = self._pairs(conditions, self.catalogue[source.name], own, outer)
        if not pairs:
            raise _NotTakenError
        rest = [_own(one, pairs, own) for one in conditions if not _is_pair(one, pairs, own, outer)]
        sql = _own(aggregate, pairs, own).sql(dialect="duckdb")
        if rest:
            sql += f" FILTER (WHERE {exp.and_(*rest).sql(dialect='duckdb')})"
        ordered = sorted(pairs.items())
        return _Meeting(source.name, tuple(i for _, i in ordered), tuple(o for o, _ in ordered)), sql

    def _pairs(self, conditions: list[exp.Expr], asked: Table, own: str, outer: str) -> dict[str, str]:
        """Return the asked table's column for each of the subject's that a condition says is equal: texts only."""
        pairs: dict[str, str] = {}
        for condition in conditions:
            for inner, about in _sides(condition, own, outer):
                names = (inner.name.lower(), about.name.lower())
                texts = _is_text(asked, names[0]) and _is_text(self.table, names[1])
                if texts and names[1] not in pairs:
                    pairs[names[1]] = names[0]
        return pairs


def _join(place: int, meeting: _Meeting, names: dict[str, str]) -> str:
    name = f"_met_{place}"
    keys = ", ".join(f'{_ASKED}."{column}" AS _key_{number}' for number, column in enumerate(meeting.inner))
    columns = ", ".join(f"{aggregate} AS {name}" for aggregate, name in names.items())
    by = ", ".join(str(number) for number in range(1, len(meeting.inner) + 1))
    on = " AND ".join(f'{name}._key_{number} = {ROW}."{column}"' for number, column in enumerate(meeting.outer))
    return f' LEFT JOIN (SELECT {keys}, {columns} FROM "{meeting.table}" AS {_ASKED} GROUP BY {by}) AS {name} ON {on}'


def _only(select: exp.Select, parts: set[str]) -> None:
    if {name for name, value in select.args.items() if value} - parts:
        raise _NotTakenError


def _table(select: exp.Select) -> exp.Table:
    source = select.args["from_"].this
    if not isinstance(source, exp.Table) or {n for n, v in source.args.items() if v} - {"this", "alias"}:
        raise _NotTakenError
    return source


def _conjuncts(condition: exp.Expr) -> Iterator[exp.Expr]:
    condition = condition.unnest()
    if isinstance(condition, exp.And):
        yield from _conjuncts(condition.left)
        yield from _conjuncts(condition.right)
    else:
        yield condition


def _sides(condition: exp.Expr, own: str, outer: str) -> Iterator[tuple[exp.Column, exp.Column]]:
    """Yield the asked row's column and the subject's, if the condition says that they are equal."""
    sides = (condition.left, condition.right) if isinstance(condition, exp.EQ) else ()
    columns = [side for side in sides if isinstance(side, exp.Column)]
    if len(columns) == len(sides):
        for one, other in zip(columns, columns[::-1], strict=True):
            if one.table.lower() == own and other.table.lower() == outer:
                yield one, other


def _is_pair(condition: exp.Expr, pairs: dict[str, str], own: str, outer: str) -> bool:
    return any(pairs.get(about.name.lower()) == inner.name.lower() for inner, about in _sides(condition, own, outer))


def _own(part: exp.Expr, pairs: dict[str, str], own: str) -> exp.Expr:
    """Return an expression over the asked row alone: the subject's columns are those that they are equal to."""
    part = part.copy()
    for column in list(part.find_all(exp.Column)):
        name = column.name.lower()
        if column.table.lower() != own:
            if name not in pairs:
                raise _NotTakenError
            name = pairs[name]
        new = exp.column(name, table=_ASKED)
        if column is part:
            part = new
        else:
            column.replace(new)
    return part


def _is_text(table: Table, column: str) -> bool:
    return column in table.column_names and table.column(column).type is Type.TEXT
