"""DuckDB's SQL as Spark's: the text stays the check's, only its spelling changes.

sqlglot spells it. Where Spark means something else by the same words, they are spelled so that it
means what DuckDB does: LIKE, items of lists, letters with two capitals. And Spark refuses an aggregate whose argument
mixes columns of the query around it with its own, or asks a query of its own, so such an argument
becomes a column first.
"""

from __future__ import annotations

from functools import lru_cache

import sqlglot
from sqlglot import exp

_ASKED = "_asked"

#: A character that no pattern has.
_NO_ESCAPE = "\x01"

#: The letters whose capital is several letters, signs of private use that keep their place, their one capital.
_SEVERAL = "".join(letter for letter in map(chr, range(0xFB18)) if len(letter.upper()) > 1)
_KEPT = "".join(chr(0xE000 + place) for place in range(len(_SEVERAL)))
_CAPITALS = "".join(
    "ẞ" if letter == "ß" else letter.title() if len(letter.title()) == 1 else letter for letter in _SEVERAL
)


@lru_cache(maxsize=2048)
def to_spark(sql: str) -> str:
    """Return a SELECT of DuckDB's dialect in Spark's. Raises sqlglot.errors.SqlglotError."""
    tree = sqlglot.parse_one(sql, read="duckdb")
    for select in reversed(list(tree.find_all(exp.Select))):  # the innermost first
        _ask_first(select)
    for bracket in list(tree.find_all(exp.Bracket)):
        _item(bracket)
    for case in list(tree.find_all(exp.Lower, exp.Upper)):
        _lettered(case)
    for like in list(tree.find_all(exp.Like)):
        _unescaped(like)
    return tree.sql(dialect="spark")


def _item(node: exp.Bracket) -> None:
    """A list gives NULL where it has no such item, as in DuckDB; the parser counts items from 0."""
    item = node.expressions[0]
    if isinstance(item, exp.Literal) and item.is_int:
        node.replace(exp.Anonymous(this="GET", expressions=[node.this.copy(), item.copy()]))


def _lettered(node: exp.Func) -> None:
    """A letter becomes one letter, as in DuckDB; to Java the capital of ß is SS."""
    if isinstance(node, exp.Lower):
        node.set("this", _replaced("REPLACE", node.this, "İ", "i"))
    else:
        kept = exp.Upper(this=_replaced("TRANSLATE", node.this, _SEVERAL, _KEPT))
        node.replace(_replaced("TRANSLATE", kept, _KEPT, _CAPITALS))


def _replaced(function: str, text: exp.Expr, old: str, new: str) -> exp.Anonymous:
    return exp.Anonymous(this=function, expressions=[text.copy(), exp.Literal.string(old), exp.Literal.string(new)])


def _unescaped(node: exp.Like) -> None:
    """LIKE has no escape in DuckDB unless it names one, and the backslash in Spark."""
    if not isinstance(node.parent, exp.Escape):
        node.replace(exp.Escape(this=node.copy(), expression=exp.Literal.string(_NO_ESCAPE)))


def _ask_first(select: exp.Select) -> None:
    """Rewrite ``MAX(f(outer.x, own.y))`` as ``MAX(_asked)`` over a SELECT of ``f(...) AS _asked``."""
    if len(select.expressions) != 1 or not isinstance(select.parent, exp.Subquery):
        return
    aggregate = select.expressions[0].unalias()
    if not isinstance(aggregate, (exp.Max, exp.Min)) or select.args.get("group"):
        return
    asked = aggregate.this
    own = {table.alias_or_name for table in select.find_all(exp.Table)}
    if not asked.find(exp.Select) and all(column.table in {"", *own} for column in asked.find_all(exp.Column)):
        return
    inner = select.copy()
    inner.set("expressions", [exp.alias_(asked.copy(), _ASKED)])
    outer = exp.select(type(aggregate)(this=exp.column(_ASKED))).from_(inner.subquery("_rows"))
    select.replace(outer)
