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

from typing import TYPE_CHECKING

from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Iterator

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


def expand(tree: exp.Select) -> exp.Select:
    """Return a copy of ``tree`` in which every pattern is plain SQL; each must hold a ``question``."""
    tree = tree.copy()
    while True:
        innermost = next((use for use in patterns(tree) if not any(patterns(use.expressions[0]))), None)
        if innermost is None:
            return tree
        innermost.replace(_expanded(innermost))


def _expanded(use: exp.Anonymous) -> exp.Expr:
    select = question(use)
    if select is None:
        message = f"{use.name} was not checked before it was expanded"
        raise ValueError(message)
    name = use.name.lower()
    asked = select.expressions[0].unalias().copy()
    if name == FIRST:
        return exp.Subquery(this=_asking(select, exp.Min(this=asked)))
    deciding, answer = _ANSWERS[name]
    # One mention of what is asked, however deep patterns nest.
    grade = (
        exp.Case(this=exp.Paren(this=asked))
        .when(exp.Boolean(this=deciding), exp.Literal.number(2))
        .when(exp.Boolean(this=not deciding), exp.Literal.number(0))
        .else_(exp.Literal.number(1))
    )
    gravest = exp.Subquery(this=_asking(select, exp.Max(this=grade)))
    return exp.Paren(
        this=exp.Case(this=gravest)
        .when(exp.Literal.number(2), exp.Boolean(this=answer))
        .when(exp.Literal.number(1), exp.Null())
        .else_(exp.Boolean(this=not answer))
    )


def _asking(select: exp.Select, what: exp.Expr) -> exp.Select:
    asking = select.copy()
    asking.set("expressions", [what])
    return asking
