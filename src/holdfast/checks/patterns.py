"""The pack's patterns: questions over child rows that stay honest where something is NULL.

``NOT EXISTS``, ``COUNT(*) = 0`` and their kin pass when what they ask about could not be read.
These do not; each takes one SELECT of one column:

- ``none_of(SELECT cond ...)``: FALSE if one is TRUE, else NULL if one is NULL, else TRUE
- ``any_of(SELECT cond ...)``: TRUE if one is TRUE, else NULL if one is NULL, else FALSE
- ``every_of(SELECT cond ...)``: FALSE if one is FALSE, else NULL if one is NULL, else TRUE
- ``first_of(SELECT text ...)``: the smallest text, for reasons

They are expanded into plain SQL that DuckDB and Spark both run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: For each pattern: what a row must be to decide, and the answer when one is.
_ANSWERS: dict[str, tuple[bool, bool]] = {
    "none_of": (True, False),
    "any_of": (True, True),
    "every_of": (False, False),
}
FIRST = "first_of"
NAMES = frozenset({*_ANSWERS, FIRST})


def patterns(tree: exp.Expr) -> Iterator[exp.Anonymous]:
    """Yield every use of a pattern below ``tree``."""
    for node in tree.find_all(exp.Anonymous):
        if node.name.lower() in NAMES:
            yield node


def question(pattern: exp.Anonymous) -> exp.Select | None:
    """Return the SELECT of one column that a pattern holds, None if it holds something else."""
    if len(pattern.expressions) != 1:
        return None
    select = pattern.expressions[0]
    if isinstance(select, exp.Subquery):
        select = select.this
    if not isinstance(select, exp.Select) or len(select.expressions) != 1:
        return None
    refused = ("group", "having", "distinct", "limit", "offset", "qualify", "with_")
    return None if any(select.args.get(part) for part in refused) else select


def expand(tree: exp.Select, never_null: Callable[[exp.Column], bool] = lambda _: False) -> exp.Select:
    """Return a copy of ``tree`` in which every pattern is plain SQL; each must hold a ``question``.

    ``never_null`` says of a column whether it is a key; it only makes the SQL shorter.
    """
    tree = tree.copy()
    while True:
        innermost = next((use for use in patterns(tree) if not any(patterns(use.expressions[0]))), None)
        if innermost is None:
            return tree
        innermost.replace(_expanded(innermost, never_null))


def _expanded(use: exp.Anonymous, never_null: Callable[[exp.Column], bool]) -> exp.Expr:
    select = question(use)
    if select is None:
        message = f"{use.name} was not checked before it was expanded"
        raise ValueError(message)
    name = use.name.lower()
    asked = select.expressions[0].unalias().copy()
    if name == FIRST:
        return exp.Subquery(this=_asking(select, exp.Min(this=asked)))
    deciding, answer = _ANSWERS[name]
    key = _key_asked(select, asked) if deciding else None
    gravest = _by_key(select, key, never_null) if key else exp.Subquery(this=_asking(select, _gravest(asked, deciding)))
    return exp.Paren(
        this=exp.Case(this=gravest)
        .when(_number(2), exp.Boolean(this=answer))
        .when(_number(1), exp.Null())
        .else_(exp.Boolean(this=not answer))
    )


def _number(number: int) -> exp.Expr:
    return exp.Literal.number(number)


def _gravest(asked: exp.Expr | None, deciding: bool, *, most: int = 2) -> exp.Expr:  # noqa: FBT001  what decides
    """Return the aggregate that is 2 where a row decides, 1 where one is NULL, else 0 (at most ``most``)."""
    if asked is None:
        return exp.Max(this=_number(most))
    # One mention of what is asked, however deep patterns nest.
    grade = exp.Case(this=exp.Paren(this=asked))
    grade = grade.when(exp.Boolean(this=not deciding), _number(0))
    if most > 1:
        grade = grade.when(exp.Boolean(this=deciding), _number(most))
    return exp.Max(this=grade.else_(_number(1)))


@dataclass(frozen=True, slots=True)
class _Key:
    """An equality that a pattern asks: ``inner`` of its own rows, ``outer`` of the row asked about."""

    inner: exp.Column
    outer: exp.Column
    rest: exp.Expr | None


def _key_asked(select: exp.Select, asked: exp.Expr) -> _Key | None:
    """Return the equality to join by, where the WHERE says no more than account and region.

    ``SELECT u.group_id = g.group_id FROM u WHERE u.account_id = g.account_id`` compares every row of an
    account with every other unless it is asked by its key.
    """
    own = {table.alias_or_name for table in select.find_all(exp.Table) if table.parent_select is select}
    where = select.args.get("where")
    if where and any(column.name not in {"account_id", "region"} for column in where.find_all(exp.Column)):
        return None
    parts = list(asked.flatten()) if isinstance(asked, exp.And) else [asked.unnest()]
    for part in parts:
        sides = [part.left, part.right] if isinstance(part, exp.EQ) else []
        columns = [side for side in sides if isinstance(side, exp.Column) and side.table]
        inner = [column for column in columns if column.table in own]
        outer = [column for column in columns if column.table not in own]
        if inner and outer:
            rest = [other.copy() for other in parts if other is not part]
            return _Key(inner[0].copy(), outer[0].copy(), exp.and_(*rest) if rest else None)
    return None


def _by_key(select: exp.Select, key: _Key, never_null: Callable[[exp.Column], bool]) -> exp.Expr:
    """Return the same number as the plain form: rows that match, rows without a key, a row asked without one."""
    matched = _asking(select, _gravest(_copied(key.rest), deciding=True))
    parts: list[exp.Expr] = [
        exp.Subquery(this=matched.where(exp.EQ(this=key.inner.copy(), expression=key.outer.copy())))
    ]
    if not never_null(key.inner):
        unread = _asking(select, _gravest(_copied(key.rest), deciding=True, most=1))
        parts.append(exp.Subquery(this=unread.where(exp.Is(this=key.inner.copy(), expression=exp.Null()))))
    if not never_null(key.outer):
        # Whatever the rest of the question says: unknown is never wrong where the key could not be read.
        there = exp.Subquery(this=_asking(select, exp.Max(this=_number(1))))
        parts.append(exp.Case().when(exp.Is(this=key.outer.copy(), expression=exp.Null()), there))
    return parts[0] if len(parts) == 1 else exp.Greatest(this=parts[0], expressions=parts[1:], ignore_nulls=True)


def _copied(part: exp.Expr | None) -> exp.Expr | None:
    return part.copy() if part is not None else None


def _asking(select: exp.Select, what: exp.Expr) -> exp.Select:
    asking = select.copy()
    asking.set("expressions", [what])
    return asking
