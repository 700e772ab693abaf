"""Rule 1's coverage: where a check's facts were not read, its results are unknown, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from estate import BLOCK, BLOCKED, BUCKET, CATALOGUE, ENCRYPTED, GRANT, MONDAY, PRIVATE, bucket, check, grant
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfast.checks.cases import as_arrow
from holdfast.checks.coverage import CoverageIndex
from holdfast.checks.run import judge
from holdfast.checks.verdict import Verdict
from holdfast.facts.duckdb import Sandbox
from holdfast.facts.tables import Coverage, State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holdfast.content.model import Check

PASS, FAIL, UNKNOWN, NOT_APPLICABLE = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
ALL_PASS = {"arn:a": PASS, "arn:b": PASS, "arn:c": PASS}

PRIVATE_CHECK = check("t.private", PRIVATE)
BLOCKED_CHECK = check("t.blocked", BLOCKED, more="reads: {t_block: account}")
UNDECLARED = check("t.blocked", BLOCKED)
ENCRYPTED_CHECK = check("t.encrypted", ENCRYPTED)

BUCKETS = [bucket("a"), bucket("b", region="south"), bucket("c", "2")]
GRANTS = [grant("a"), grant("b", region="south"), grant("c", account="2")]
BLOCKS = [{"id": a, "account_id": a, "region": "global", "blocks": True} for a in ("1", "2")]
SCOPES = [("1", "north"), ("1", "south"), ("2", "north")]


def cover(
    table: str, account: str, region: str, error: str = "", *, subject: str = "", age: timedelta = timedelta()
) -> Coverage:
    state = State.DENIED if error else State.READ
    return Coverage("test", account, region, table, subject, state, error, int((MONDAY - age).timestamp()))


def whole() -> list[Coverage]:
    rows = [cover(table, account, region) for table in ("t_bucket", "t_grant") for account, region in SCOPES]
    return [*rows, cover("t_block", "1", "global"), cover("t_block", "2", "global")]


def without(table: str, account: str, region: str) -> list[Coverage]:
    return [row for row in whole() if (row.table, row.account_id, row.region) != (table, account, region)]


def instead(*rows: Coverage) -> list[Coverage]:
    places = {(row.table, row.account_id, row.region) for row in rows if not row.subject}
    return [*(row for row in whole() if (row.table, row.account_id, row.region) not in places), *rows]


def judged(
    one: Check,
    coverage: Iterable[Coverage],
    buckets: list[dict[str, Any]] = BUCKETS,
    grants: list[dict[str, Any]] = GRANTS,
    blocks: list[dict[str, Any]] = BLOCKS,
) -> dict[str, dict[str, Any]]:
    with Sandbox(readable=None, threads=1) as sandbox:
        for table, rows in ((BUCKET, buckets), (GRANT, grants), (BLOCK, blocks)):
            sandbox.register(table.name, as_arrow(table, rows))
        rows = judge(one, sandbox, CoverageIndex(coverage, CATALOGUE, MONDAY), CATALOGUE, MONDAY).to_pylist()
    assert len({row["subject"] for row in rows}) == len(rows)
    return {row["subject"]: row for row in rows}


def statuses(results: dict[str, dict[str, Any]]) -> dict[str, int]:
    return {subject: row["status"] for subject, row in results.items()}


@pytest.mark.parametrize("one", [PRIVATE_CHECK, BLOCKED_CHECK, UNDECLARED, ENCRYPTED_CHECK], ids=lambda one: one.id)
def test_everything_read_is_judged_by_the_sql_alone(one: Check) -> None:
    results = judged(one, whole())
    assert statuses(results) == ALL_PASS
    assert {row["reason"] for row in results.values()} == {None}


@pytest.mark.parametrize(
    ("one", "coverage", "unknown"),
    [
        # Its own table: what is there is judged, and one result stands for what nobody could see.
        (PRIVATE_CHECK, instead(cover("t_bucket", "1", "south", "no")), {"1/south/t_bucket"}),
        (PRIVATE_CHECK, [], {"*/*/t_bucket", "arn:a", "arn:b", "arn:c"}),
        (ENCRYPTED_CHECK, [], {"*/*/t_bucket"}),
        (ENCRYPTED_CHECK, instead(cover("t_bucket", "*", "*", "no key")), {"*/*/t_bucket"}),
        # A child of its own table: by account and region, or by subject.
        (PRIVATE_CHECK, instead(cover("t_grant", "1", "south", "no")), {"arn:b"}),
        (PRIVATE_CHECK, without("t_grant", "1", "south"), {"arn:b"}),
        (PRIVATE_CHECK, [*whole(), cover("t_grant", "1", "*", "no")], {"arn:a", "arn:b"}),
        (PRIVATE_CHECK, [*whole(), cover("t_grant", "*", "*", "no")], {"arn:a", "arn:b", "arn:c"}),
        (PRIVATE_CHECK, [*whole(), cover("t_grant", "1", "north", "no", subject="arn:a")], {"arn:a"}),
        (ENCRYPTED_CHECK, instead(cover("t_grant", "1", "south", "no")), set()),
        # A part of its own row speaks for itself: the cells are NULL.
        (PRIVATE_CHECK, [*whole(), cover("t_bucket", "1", "north", "no", subject="arn:a")], set()),
        # Another table: where the header declares the join, else everywhere.
        (BLOCKED_CHECK, instead(cover("t_block", "2", "global", "no")), {"arn:c"}),
        (BLOCKED_CHECK, without("t_block", "2", "global"), {"arn:c"}),
        (UNDECLARED, instead(cover("t_block", "2", "global", "no")), {"arn:a", "arn:b", "arn:c"}),
        # What was read too long ago was not read.
        (PRIVATE_CHECK, instead(cover("t_grant", "1", "south", age=timedelta(days=3))), {"arn:b"}),
        (
            ENCRYPTED_CHECK,
            instead(cover("t_bucket", "1", "south", age=timedelta(days=3))),
            {"arn:b", "1/south/t_bucket"},
        ),
        (ENCRYPTED_CHECK, instead(cover("t_bucket", "1", "south", age=timedelta(hours=3))), set()),
    ],
)
def test_unread_scope_makes_its_results_unknown_and_no_others(
    one: Check, coverage: list[Coverage], unknown: set[str]
) -> None:
    results = judged(one, coverage)
    assert {subject for subject, row in results.items() if row["status"] == UNKNOWN} == unknown
    assert {row["status"] for subject, row in results.items() if subject not in unknown} <= {PASS}


def test_region_that_is_off_counts_as_read() -> None:
    off = Coverage("test", "1", "south", "t_grant", "", State.OFF, "", int(MONDAY.timestamp()))
    assert statuses(judged(PRIVATE_CHECK, instead(off))) == ALL_PASS


@pytest.mark.parametrize(
    ("coverage", "subject", "reason"),
    [
        (
            instead(cover("t_grant", "1", "south", "s3:GetAcl was denied")),
            "arn:b",
            "t_grant was not read: s3:GetAcl was denied",
        ),
        (
            instead(cover("t_grant", "1", "south", age=timedelta(days=3))),
            "arn:b",
            "t_grant was last read on 2026-11-20",
        ),
        ([*whole(), cover("t_grant", "1", "north", "GetAcl denied", subject="arn:a")], "arn:a", "GetAcl denied"),
        (without("t_grant", "2", "north"), "arn:c", "t_grant was never read there"),
        (instead(cover("t_bucket", "1", "south", "denied")), "1/south/t_bucket", "t_bucket was not read: denied"),
    ],
)
def test_reason_of_unknown_says_what_was_not_read(coverage: list[Coverage], subject: str, reason: str) -> None:
    assert judged(PRIVATE_CHECK, coverage)[subject]["reason"] == reason


def test_null_cell_is_unknown_and_the_denied_call_is_named() -> None:
    coverage = [*whole(), cover("t_bucket", "1", "north", "GetEncryption denied", subject="arn:a")]
    buckets = [
        bucket("a", encrypted=None),
        bucket("b", encrypted=None),
        bucket("scratch"),
        bucket("d", encrypted=False),
    ]
    results = judged(ENCRYPTED_CHECK, coverage, buckets)
    assert statuses(results) == {"arn:a": UNKNOWN, "arn:b": UNKNOWN, "arn:scratch": NOT_APPLICABLE, "arn:d": FAIL}
    assert results["arn:a"]["reason"] == "GetEncryption denied"
    assert results["arn:b"]["reason"] == "what it takes to judge this could not be read"
    assert results["arn:d"]["reason"] == "d is not encrypted"


def test_check_that_cannot_run_is_unknown_for_every_subject() -> None:
    whole_check = check("t.broken", ENCRYPTED)
    broken = replace(whole_check, run_sql=whole_check.run_sql.replace("b.encrypted AS", "CAST(b.name AS INT) > 0 AS"))
    results = judged(broken, whole())
    assert set(statuses(results).values()) == {UNKNOWN}
    assert set(results) == set(ALL_PASS)
    assert all("could not run" in row["reason"] for row in results.values())


def test_gravest_of_several_rows_counts() -> None:
    sql = """SELECT b.arn AS subject, TRUE AS applies, NOT g.is_public AS passed, 'open to ' || g.grantee AS reason
FROM t_bucket b LEFT JOIN t_grant g ON g.bucket_arn = b.arn"""
    fanned = check("t.fanned", sql)
    grants = [grant("a", 0), grant("a", 1, is_public=True, grantee="world"), grant("a", 2, is_public=None)]
    result = judged(fanned, whole(), BUCKETS, grants)
    assert result["arn:a"] == {"subject": "arn:a", "status": FAIL, "reason": "open to world"}
    assert result["arn:b"]["status"] == UNKNOWN


def test_child_read_by_region_of_what_is_global_is_met_by_account() -> None:
    index = CoverageIndex([cover("t_block", "1", "global"), cover("t_grant", "1", "south", "no")], CATALOGUE, MONDAY)
    sql = """SELECT k.id AS subject, TRUE AS applies,
  none_of(SELECT g.is_public FROM t_grant g WHERE g.account_id = k.account_id) AS passed, 'x' AS reason
FROM t_block k"""
    gaps = index.gaps(check("t.account", sql, subject="t_block", more="reads: {t_grant: region}"))
    assert [(gap.account_id, gap.region) for gap in gaps] == [("1", "*")]


# Whatever is hidden, nothing that failed or was unknown passes.

MAYBE = st.sampled_from([True, False, None])
PLACES = st.sampled_from(SCOPES)
CHECKS = st.sampled_from([PRIVATE_CHECK, BLOCKED_CHECK, UNDECLARED, ENCRYPTED_CHECK])


@st.composite
def estates(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    buckets, grants = [], []
    for name in draw(st.lists(st.sampled_from(["a", "b", "c", "scratch"]), unique=True, max_size=3)):
        account, region = draw(PLACES)
        buckets.append(bucket(name, account, region, encrypted=draw(MAYBE)))
        for position in range(draw(st.integers(0, 2))):
            grants.append(grant(name, position, account, region, is_public=draw(MAYBE)))  # noqa: PERF401  draws in order
    blocks = [{"id": a, "account_id": a, "region": "global", "blocks": draw(MAYBE)} for a in ("1", "2")]
    return buckets, grants, blocks


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(one=CHECKS, estate=estates(), data=st.data())
def test_hiding_never_makes_anything_pass(
    one: Check, estate: tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]], data: st.DataObject
) -> None:
    buckets, grants, blocks = estate
    before = statuses(judged(one, whole(), buckets, grants, blocks))
    hidden = data.draw(st.sampled_from(["scope", "uncovered", "subject", "cell", "stale"]))
    table = data.draw(st.sampled_from(["t_bucket", "t_grant", "t_block"]))
    account, region = data.draw(PLACES)
    region = "global" if table == "t_block" else region
    rows = {"t_bucket": buckets, "t_grant": grants, "t_block": blocks}
    coverage = whole()
    match hidden:
        case "scope" | "uncovered":
            there = cover(table, account, region, "denied")
            coverage = instead(there) if hidden == "scope" else without(table, account, region)
            rows[table] = [r for r in rows[table] if (r["account_id"], r["region"]) != (account, region)]
        case "stale":
            coverage = instead(cover(table, account, region, age=timedelta(days=9)))
        case "subject" if grants:
            lost = data.draw(st.sampled_from(grants))["bucket_arn"]
            coverage = [*whole(), cover("t_grant", account, region, "denied", subject=lost)]
            rows["t_grant"] = [r for r in grants if r["bucket_arn"] != lost]
        case "cell" if buckets:
            chosen = data.draw(st.sampled_from(buckets))
            rows["t_bucket"] = [r | {"encrypted": None, "name": r["name"]} if r is chosen else r for r in buckets]
    after = statuses(judged(one, coverage, rows["t_bucket"], rows["t_grant"], rows["t_block"]))
    risen = {subject for subject, status in after.items() if status == PASS and before.get(subject) != PASS}
    assert not risen
