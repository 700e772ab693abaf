"""Posture computed in a store's run: counted in SQL, carried on, written only where it differs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from worlds import (
    FAIL,
    NA,
    NO_TABLES,
    NOW,
    PASS,
    PROGRAM,
    UNKNOWN,
    Result,
    aspect,
    check,
    content,
    framework,
    judged,
    load,
    requirement,
    results,
)

from holdfast.content.model import Applicability, Company, Severity, Team
from holdfast.facts.duckdb import Engine
from holdfast.posture.compute import compute
from holdfast.posture.model import Counts, Kind, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast.content.model import Content


@pytest.fixture
def engine() -> Iterator[Engine]:
    with Engine(memory_mb=200, threads=1) as one:
        yield one


def test_all_results_are_counted_where_they_stand() -> None:
    given = results(
        (5, Result(PASS)),
        (2, Result(FAIL)),
        (1, Result(FAIL, days=99)),
        (3, Result(UNKNOWN)),
        (4, Result(NA)),
        (6, Result(FAIL, in_scope=False)),
    )
    counts = Counts(passed=5, failed=3, unknown=3, not_applicable=4, out_of_scope=6, late=1)
    rollups = judged(given)
    for kind, name in (
        (Kind.CHECK, "aws.s3.bucket_is_private"),
        (Kind.REQUIREMENT, "iso27001:A.8.3"),
        (Kind.FRAMEWORK, "iso27001"),
        (Kind.PROGRAM, "cloud-infrastructure"),
        (Kind.TEAM, ""),
        (Kind.COMPANY, ""),
    ):
        assert rollups.of(kind, name).counts == counts, kind


@pytest.mark.parametrize(
    ("given", "status", "sentence"),
    [
        (results((41, Result(PASS))), Status.EFFECTIVE, "All 41 buckets pass."),
        (results((1, Result(PASS))), Status.EFFECTIVE, "The one bucket passes."),
        (
            results((99, Result(PASS)), (1, Result(FAIL))),
            Status.EFFECTIVE,
            "1 of 100 buckets fails, within its deadline.",
        ),
        (
            results((38, Result(PASS)), (2, Result(FAIL)), (1, Result(FAIL, days=31))),
            Status.FAILING,
            "3 of 41 buckets fail; 1 is past its deadline of 30 days.",
        ),
        (
            results((999, Result(PASS)), (1, Result(FAIL, tier=1))),
            Status.FAILING,
            "1 of 1,000 buckets fails; it touches a tier-1 service or customers' data.",
        ),
        (results((2, Result(PASS)), (1, Result(UNKNOWN))), Status.UNKNOWN, "1 of 3 buckets could not be judged."),
        (
            results((3, Result(PASS)), (1, Result(UNKNOWN)), (2, Result(UNKNOWN, standing=True))),
            Status.UNKNOWN,
            "1 of 4 buckets could not be judged; buckets could not be read in 2 accounts and regions.",
        ),
        (results((1, Result(UNKNOWN, standing=True))), Status.UNKNOWN, "Buckets could not be read."),
        (results((3, Result(NA))), Status.NOT_EVIDENCED, "It concerns none of 3 buckets."),
        ([], Status.NOT_EVIDENCED, "There is no bucket to judge."),
    ],
)
def test_a_check_says_in_a_sentence_where_it_stands(given: list[Result], status: Status, sentence: str) -> None:
    one = judged(given).of(Kind.CHECK, "aws.s3.bucket_is_private")
    assert (one.status, one.sentence) == (status, sentence)


def test_a_critical_exposure_is_said() -> None:
    intent = content(checks=(check(severity=Severity.CRITICAL, exposure="internet", threshold=0.5),))
    one = judged(results((9, Result(PASS)), (2, Result(FAIL))), intent).of(Kind.CHECK, "aws.s3.bucket_is_private")
    assert one.sentence == "2 of 11 buckets fail; both can be reached from the internet."


@pytest.mark.parametrize(
    ("given", "status", "sentence"),
    [
        (results((3, Result(PASS))), Status.EFFECTIVE, "All 3 results pass."),
        (
            results((1, Result(FAIL)), (3, Result(PASS))),
            Status.EFFECTIVE,
            "1 finding of 4 results, within its deadline.",
        ),
        (
            results((2, Result(FAIL, days=99)), (1, Result(PASS))),
            Status.FAILING,
            "2 findings of 3 results; both are past their deadline.",
        ),
        (results((1, Result(UNKNOWN)), (3, Result(PASS))), Status.UNKNOWN, "1 result of 4 could not be judged."),
        ([], Status.NOT_EVIDENCED, "Nothing has been judged that belongs to this service."),
    ],
)
def test_a_service_stands_by_its_results(given: list[Result], status: Status, sentence: str) -> None:
    mine = [replace(result, service="checkout", team="payments") for result in given]
    other = results((5, Result(FAIL, service="search", team="finders", days=99)))
    one = judged([*mine, *other], services=("checkout", "search")).of(Kind.SERVICE, "checkout")
    assert (one.status, one.sentence) == (status, sentence)


def test_a_team_without_results_and_what_nobody_owns_have_rollups_too() -> None:
    intent = content()
    intent = replace(intent, company=Company(name="Example", teams=(Team(id="idle", title="Idle"),)))
    rollups = judged([Result(PASS, team="payments")], intent)
    assert rollups.of(Kind.TEAM, "idle").status is Status.NOT_EVIDENCED
    assert rollups.of(Kind.TEAM, "payments").status is Status.EFFECTIVE
    assert rollups.of(Kind.TEAM, "").sentence == "Everything has an owner."


def test_a_program_stands_by_its_requirements_and_its_checks() -> None:
    iso = framework(
        requirement("A.8.3", aspect()),
        requirement("A.8.4", aspect()),
        requirement("A.8.5", aspect(), program="privacy"),
    )
    intent = content(frameworks=(iso,), checks=(check(controls=("A.8.3",)), check("aws.s3.other", controls=("A.8.4",))))
    given = [Result(PASS), Result(FAIL, check="aws.s3.other", days=99)]
    one = judged(given, intent).of(Kind.PROGRAM, PROGRAM.id)
    assert (one.status, one.effective, one.assessable) == (Status.FAILING, 1, 2)
    assert one.sentence == "1 of 2 requirements is effective, 1 failing."


def test_a_program_of_checks_alone_stands_by_them() -> None:
    iso = framework(requirement("A.8.3", aspect(), program="privacy"))
    one = judged([Result(PASS)], content(frameworks=(iso,))).of(Kind.PROGRAM, PROGRAM.id)
    assert (one.status, one.sentence) == (Status.EFFECTIVE, "The one check is effective.")


def test_frameworks_count_what_is_effective_of_what_applies() -> None:
    iso = framework(
        requirement("A.8", assessable=False),
        requirement("A.8.3", aspect(), parent="A.8"),
        requirement("A.8.4", aspect(), parent="A.8"),
        requirement("A.8.5", aspect(), parent="A.8"),
    )
    out = Applicability(control="A.8.5", applicable=False, reason="No such thing.")
    rollups = judged([Result(PASS)], content(frameworks=(iso,), applicability=(out,)))
    for one in (rollups.of(Kind.FRAMEWORK, "iso27001"), rollups.of(Kind.COMPANY)):
        assert (one.status, one.effective, one.assessable) == (Status.NOT_EVIDENCED, 1, 2)
        assert one.sentence == "1 of 2 requirements is effective, 1 not evidenced, 1 not applicable."


def changes(
    engine: Engine, intent: Content, given: list[Result], *, days: int = 0
) -> dict[tuple[str, str], dict[str, object]]:
    """Judge ``days`` later, with the rollups of before; return what changed, and keep it as the state."""
    before = (
        engine.arrow("SELECT * FROM kept") if engine.rows("FROM duckdb_tables() WHERE table_name = 'kept'") else None
    )
    load(engine, intent, given)
    if before is not None:
        engine.register("rollups", before)
    changed = compute(engine, NO_TABLES, intent, NOW + timedelta(days=days))
    engine.register("changed", changed)
    columns = "kind, id"
    engine.execute(
        f"CREATE OR REPLACE TABLE kept AS SELECT * FROM rollups ANTI JOIN changed USING ({columns}) "
        "UNION ALL SELECT * EXCLUDE gone FROM changed WHERE NOT gone"
    )
    return {(row["kind"], row["id"]): row for row in changed.to_pylist()}


def test_nothing_is_written_when_nothing_differs(engine: Engine) -> None:
    intent = content()
    assert len(changes(engine, intent, [Result(PASS)])) == 6
    assert changes(engine, intent, [Result(PASS)], days=1) == {}


def test_since_is_carried_while_the_status_stays(engine: Engine) -> None:
    intent = content()
    first = int(NOW.timestamp())
    changes(engine, intent, [Result(PASS)])
    more = changes(engine, intent, results((2, Result(PASS))), days=1)
    assert more["check", "aws.s3.bucket_is_private"]["since"] == first
    worse = changes(engine, intent, [Result(FAIL)], days=2)
    assert worse["check", "aws.s3.bucket_is_private"]["since"] == first + 2 * 86_400


def test_a_deadline_passes_without_any_fact_changing(engine: Engine) -> None:
    intent = content(checks=(check(threshold=0),))
    given = results((1, Result(FAIL)), (1, Result(PASS)))
    assert changes(engine, intent, given)["requirement", "iso27001:A.8.3"]["status"] == "effective"
    later = changes(engine, intent, given, days=30)
    assert later["requirement", "iso27001:A.8.3"]["status"] == "failing"


def test_what_is_no_more_leaves_a_tombstone(engine: Engine) -> None:
    intent = content()
    changes(engine, intent, [Result(PASS, team="payments")])
    gone = changes(engine, intent, [Result(PASS)], days=1)["team", "payments"]
    assert gone["gone"] is True


def test_results_of_a_check_that_is_not_intended_any_more_do_not_count(engine: Engine) -> None:
    intent = content(checks=(check(), check("aws.s3.old")))
    load(engine, intent, [Result(PASS), Result(FAIL, check="aws.s3.old", days=99)])
    changed = compute(engine, NO_TABLES, content(), NOW).to_pylist()
    assert {row["failed"] for row in changed} == {0}
