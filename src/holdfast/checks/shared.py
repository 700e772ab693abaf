"""The words of SQL that mean the same to DuckDB and to Spark; a check may use no others.

Each is shown to by ``tests/checks/test_spark.py``, over values at which engines part. A word that is
not here may be as good; nobody has shown it, so a check that uses it could say one thing on one
machine and another on many.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from holdfast.checks import patterns
from holdfast.checks.rules import line_of
from holdfast.content.problems import Problem
from holdfast.facts.tables import Type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast.facts.tables import Catalogue

#: Operators and functions that both engines share.
SHARED: frozenset[type[exp.Expr]] = frozenset(
    {exp.And, exp.Or, exp.Not, exp.Paren, exp.Neg, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is, exp.In}
    | {exp.Between, exp.NullSafeEQ, exp.NullSafeNEQ, exp.Like, exp.Case, exp.If, exp.Coalesce, exp.Nullif}
    | {exp.Greatest, exp.Least, exp.Cast, exp.DPipe, exp.Add, exp.Sub, exp.Mul, exp.Interval, exp.CurrentTimestamp}
    | {exp.Lower, exp.Upper, exp.Length, exp.Substring, exp.StartsWith, exp.Contains, exp.StrPosition, exp.Replace}
    | {
        exp.ArrayContains,
        exp.ArraySize,
        exp.ArrayToString,
        exp.MapKeys,
        exp.Bracket,
        exp.Min,
        exp.Max,
        exp.Sum,
        exp.Count,
        exp.Exists,
    }
    | {exp.Concat, exp.LogicalAnd, exp.LogicalOr}
)

#: Parts of a query beside operators and functions that are the same nowhere, or nowhere for sure.
_WORDS = (exp.Func, exp.Binary, exp.Unary, exp.Predicate, exp.Bracket, exp.Interval)
_PARTS = (exp.Window, exp.Order, exp.Limit, exp.Lambda, exp.Unnest, exp.Values, exp.AtTimeZone, exp.Slice, exp.Lateral)

_INSTEAD: dict[type[exp.Expr], str] = {
    exp.Div: "Multiply instead: a / b > 2 is a > 2 * b. What division by nothing is, engines do not agree on.",
    exp.IntDiv: "Multiply instead: a / b > 2 is a > 2 * b. What division by nothing is, engines do not agree on.",
    exp.RegexpLike: "Write LIKE, starts_with or contains: regular expressions have dialects.",
    exp.ILike: "Write LOWER(column) LIKE 'lower case'.",
    exp.Unnest: "Ask about the rows of a child table with any_of, none_of or every_of.",
    exp.Order: "Rows have no order; take the smallest with MIN or first_of.",
    exp.Limit: "Rows have no order; take the smallest with MIN or first_of.",
}
_ELSE = "Write it with words that other checks use, or ask for the word with a test that both engines agree on it."

_NO_TEXT = {Type.REAL: "a real number", Type.TEXTS: "a list", Type.TAGS: "tags"}


def differences(file: str, tree: exp.Select, catalogue: Catalogue) -> list[Problem]:
    """Return what in a check may not mean the same on both engines."""
    return [Problem(file, line_of(node), what, do) for node, what, do in _found(tree, catalogue)]


def _found(tree: exp.Select, catalogue: Catalogue) -> Iterator[tuple[exp.Expr, str, str]]:
    tables = {table.alias_or_name: table.name for table in tree.find_all(exp.Table)}
    for node in tree.walk():
        if isinstance(node, exp.Anonymous) and node.name.lower() in patterns.NAMES:
            continue
        if isinstance(node, _PARTS) or (isinstance(node, _WORDS) and type(node) not in SHARED):
            name = node.name if isinstance(node, exp.Anonymous) else node.key
            yield node, f"{name.lower()} may not mean the same on DuckDB and Spark", _INSTEAD.get(type(node), _ELSE)
        elif isinstance(node, exp.Cast):
            yield from _cast(node, tables, catalogue)
        elif isinstance(node, exp.Bracket) and any(isinstance(key, exp.Neg) for key in node.expressions):
            yield node, "a list counted from its end does not mean the same on DuckDB and Spark", _ELSE
        elif isinstance(node, exp.Length) and _type(node.this.unnest(), tables, catalogue) in {Type.TEXTS, Type.TAGS}:
            yield node, "the length of a list is another word on Spark", "Write array_length(column)."
        elif isinstance(node, exp.Substring) and not _positive(node.args.get("start")):
            yield node, "a substring that begins before the first letter differs on Spark", "Begin at 1 or later."


def _cast(node: exp.Cast, tables: dict[str, str], catalogue: Catalogue) -> Iterator[tuple[exp.Expr, str, str]]:
    inner = node.this.unnest()
    kind = _type(inner, tables, catalogue)
    to = node.to.this
    if to in exp.DataType.TEXT_TYPES:
        if kind in _NO_TEXT:
            yield node, f"{_NO_TEXT[kind]} as text is spelled differently on Spark", "Say it in other words."
        return
    numbers = {*exp.DataType.INTEGER_TYPES, *exp.DataType.REAL_TYPES, exp.DataType.Type.BOOLEAN}
    if to in {*numbers, *exp.DataType.TEMPORAL_TYPES} and kind is not Type.TEXT:
        return
    yield node, "a cast may fail on one engine and give NULL on another", "Let the collector give the column its type."


def _type(inner: exp.Expr, tables: dict[str, str], catalogue: Catalogue) -> Type | None:
    if not isinstance(inner, exp.Column):
        return None
    near = [inner.table] if inner.table else list(tables)
    for alias in near:
        name = tables.get(alias, "")
        if name in catalogue and inner.name in catalogue[name].column_names:
            return catalogue[name].column(inner.name).type
    return None


def _positive(start: exp.Expr | None) -> bool:
    return isinstance(start, exp.Literal) and start.name.isdecimal() and int(start.name) >= 1
