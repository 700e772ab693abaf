"""Each pattern against what it says in words, over all small tables that chance makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp

from holdfast.checks import patterns
from holdfast.checks.compile import to_spark
from holdfast.facts.duckdb import Engine

if TYPE_CHECKING:
    from collections.abc import Sequence

MAYBE = st.sampled_from([True, False, None])
IDS = st.sampled_from(["a", "b", None])


def said(name: str, rows: Sequence[bool | None]) -> bool | None:
    """Say what the pattern's description says."""
    match name:
        case "none_of":
            return False if True in rows else None if None in rows else True
        case "any_of":
            return True if True in rows else None if None in rows else False
        case _:
            return False if False in rows else None if None in rows else True


def both(*parts: bool | None) -> bool | None:
    return False if False in parts else None if None in parts else True


def same(one: str | None, other: str | None) -> bool | None:
    return None if one is None or other is None else one == other


def sql_of(expression: str) -> str:
    tree = sqlglot.parse_one(f"SELECT o.n, {expression} AS x FROM o ORDER BY o.n", read="duckdb")
    assert isinstance(tree, exp.Select)
    return patterns.expand(tree).sql(dialect="duckdb")


def text(value: object) -> str:
    return "NULL" if value is None else repr(value)


def ask(
    engine: Engine, expression: str, outer: Sequence[str | None], inner: Sequence[tuple[object, ...]]
) -> list[object]:
    rows = ", ".join(f"({n}, CAST({text(d)} AS VARCHAR))" for n, d in enumerate(outer))
    engine.execute(f"CREATE OR REPLACE TABLE o AS SELECT n, d, '1' AS account_id FROM (VALUES {rows}) t(n, d)")
    engine.execute("CREATE OR REPLACE TABLE i (n INT, c VARCHAR, r BOOLEAN, account_id VARCHAR)")
    for n, c, r in inner:
        engine.execute("INSERT INTO i VALUES (?, ?, ?, '1')", [n, c, r])
    return [row[1] for row in engine.rows(sql_of(expression))]


@settings(max_examples=40, deadline=None)
@given(name=st.sampled_from(["none_of", "any_of", "every_of"]), rows=st.lists(MAYBE, max_size=4))
def test_pattern_says_what_its_description_says(name: str, rows: list[bool | None]) -> None:
    with Engine(threads=1) as engine:
        answer = ask(engine, f"{name}(SELECT i.r FROM i WHERE i.n = o.n)", ["a"], [(0, "", r) for r in rows])
    assert answer == [said(name, rows)]


@settings(max_examples=80, deadline=None)
@given(
    name=st.sampled_from(["none_of", "any_of"]),
    outer=st.lists(IDS, min_size=1, max_size=3),
    inner=st.lists(st.tuples(st.just(0), IDS, MAYBE), max_size=4),
)
def test_pattern_asked_by_its_key_never_says_otherwise(
    name: str, outer: list[str | None], inner: list[tuple[int, str | None, bool | None]]
) -> None:
    with Engine(threads=1) as engine:
        answers = ask(
            engine, f"{name}(SELECT i.c = o.d AND i.r FROM i WHERE i.account_id = o.account_id)", outer, inner
        )
    for d, answer in zip(outer, answers, strict=True):
        plainly = said(name, [both(same(c, d), r) for _, c, r in inner])
        # Where the row asked about has no key, unknown is right even if each row's rest is FALSE.
        assert answer == plainly or (answer is None and d is None and inner)


def test_patterns_nest_and_stand_among_other_conditions() -> None:
    nested = (
        "any_of(SELECT i.r AND none_of(SELECT j.r FROM i j WHERE j.n > i.n) FROM i WHERE i.n = o.n) AND NOT o.d = 'z'"
    )
    with Engine(threads=1) as engine:
        assert ask(engine, nested, ["a", "z", None], [(0, "", True), (1, "", True), (2, "", True)]) == [
            False,
            False,
            None,
        ]


def test_first_of_is_the_smallest_text() -> None:
    with Engine(threads=1) as engine:
        inner = [(0, "b", True), (0, "a", True), (0, None, True)]
        assert ask(engine, "first_of(SELECT i.c FROM i WHERE i.n = o.n)", ["x", "y"], inner) == ["a", None]


def test_expanded_pattern_means_the_same_in_spark() -> None:
    spark = to_spark(sql_of("none_of(SELECT i.c = o.d FROM i WHERE i.account_id = o.account_id)"))
    assert "GREATEST(" in spark
    assert "IS NULL OR" not in spark, "Spark's GREATEST skips NULL, as DuckDB's does"
