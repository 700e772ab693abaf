from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from estate import BLOCKED, ENCRYPTED, OWNED, PRIVATE, Estate, bucket, check, grant

from holdfast.checks.verdict import Verdict
from holdfast.pipeline.evaluate import Limits

if TYPE_CHECKING:
    from pathlib import Path

PASS, FAIL, UNKNOWN, NOT_APPLICABLE = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
IDS = ("t.private", "t.encrypted", "t.blocked")


@pytest.fixture
def estate(tmp_path: Path) -> Estate:
    blocked = check("t.blocked", BLOCKED, more="reads: {t_block: account}")
    one = Estate(tmp_path, (check("t.private", PRIVATE), check("t.encrypted", ENCRYPTED), blocked))
    one.buckets = [bucket("a"), bucket("b", encrypted=False), bucket("scratch"), bucket("c", "2", encrypted=None)]
    one.grants = [grant("a"), grant("b", is_public=True, grantee="world"), grant("c", account="2", is_public=None)]
    one.blocks = [{"id": a, "account_id": a, "region": "global", "blocks": a == "1"} for a in ("1", "2")]
    return one


def deny(estate: Estate, table: str = "t_bucket", account: str = "1", region: str = "north", subject: str = "") -> None:
    estate.unread[table, account, region, subject] = "the call was denied"


def test_every_check_judges_every_subject(estate: Estate) -> None:
    evaluation, manifest = estate.run()
    assert estate.statuses(manifest) == {
        ("t.private", "arn:a"): PASS,
        ("t.private", "arn:b"): FAIL,
        ("t.private", "arn:scratch"): PASS,
        ("t.private", "arn:c"): UNKNOWN,
        ("t.encrypted", "arn:a"): PASS,
        ("t.encrypted", "arn:b"): FAIL,
        ("t.encrypted", "arn:scratch"): NOT_APPLICABLE,
        ("t.encrypted", "arn:c"): UNKNOWN,
        ("t.blocked", "arn:a"): PASS,
        ("t.blocked", "arn:b"): PASS,
        ("t.blocked", "arn:scratch"): PASS,
        ("t.blocked", "arn:c"): FAIL,
    }
    assert (evaluation.results, evaluation.changed, evaluation.errors) == (12, 12, ())
    assert estate.results(manifest)["t.private", "arn:b"]["reason"] == "b is open to world"


def test_only_fails_and_unknowns_have_reasons(estate: Estate) -> None:
    _, manifest = estate.run()
    reasons = {(int(str(row["status"])), row["reason"] is None) for row in estate.results(manifest).values()}
    assert reasons == {(PASS, True), (NOT_APPLICABLE, True), (FAIL, False), (UNKNOWN, False)}


def test_second_evaluation_of_the_same_facts_changes_nothing(estate: Estate) -> None:
    estate.run()
    evaluation, manifest = estate.run()
    assert (evaluation.changed, evaluation.rollups_changed) == (0, 0)
    assert manifest.ledgers["results"].changed == manifest.ledgers["subjects"].changed == 0


def test_results_say_since_when_they_are_what_they_are(estate: Estate) -> None:
    first, _ = int(estate.now.timestamp()), estate.run()
    estate.buckets[0]["encrypted"] = False
    second, (_, manifest) = int(estate.now.timestamp()), estate.run()
    rows = estate.results(manifest)
    assert (rows["t.encrypted", "arn:b"]["since"], rows["t.encrypted", "arn:b"]["failing_since"]) == (first, first)
    assert (rows["t.encrypted", "arn:a"]["since"], rows["t.encrypted", "arn:a"]["failing_since"]) == (second, second)
    estate.buckets[0]["encrypted"] = True
    third, (_, manifest) = int(estate.now.timestamp()), estate.run()
    row = estate.results(manifest)["t.encrypted", "arn:a"]
    assert (row["status"], row["since"], row["failing_since"]) == (PASS, third, None)


def test_new_reason_is_a_change_but_not_a_new_since(estate: Estate) -> None:
    first, _ = int(estate.now.timestamp()), estate.run()
    estate.grants[1]["grantee"] = "everybody"
    evaluation, manifest = estate.run()
    row = estate.results(manifest)["t.private", "arn:b"]
    assert (row["reason"], row["since"], evaluation.changed) == ("b is open to everybody", first, 1)


def test_subject_that_vanishes_is_gone_with_its_results(estate: Estate) -> None:
    estate.run()
    del estate.buckets[1]
    _, manifest = estate.run()
    assert not [key for key in estate.statuses(manifest) if key[1] == "arn:b"]
    with estate.store.reading(manifest) as reading:
        assert reading.engine.rows("SELECT count(*) FROM subjects WHERE subject = 'arn:b'") == [(0,)]
        assert reading.engine.rows("SELECT DISTINCT status FROM results_changes WHERE run = 2") == [(Verdict.GONE,)]
    evaluation, _ = estate.run()
    assert evaluation.changed == 0


def test_subjects_keep_their_numbers_and_new_ones_take_the_next(estate: Estate) -> None:
    def numbers(manifest: object) -> dict[str, int]:
        with estate.store.reading(manifest) as reading:  # type: ignore[arg-type]  # a manifest
            return {str(s): int(str(n)) for s, n in reading.engine.rows("SELECT subject, subject_id FROM subjects")}

    first = numbers(estate.run()[1])
    gone = estate.buckets.pop(0)
    estate.buckets.append(bucket("new"))
    second = numbers(estate.run()[1])
    assert {name: number for name, number in second.items() if name in first} == {
        name: number for name, number in first.items() if name != gone["arn"]
    }
    assert second["arn:new"] > max(first.values())


def test_denied_list_makes_known_subjects_unknown_and_one_result_stands_for_the_scope(estate: Estate) -> None:
    _, before = estate.run()
    deny(estate)
    _, manifest = estate.run()
    statuses = estate.statuses(manifest)
    for check_id in IDS:
        names = {subject for one, subject in statuses if one == check_id}
        assert names == {"arn:a", "arn:b", "arn:scratch", "arn:c", "1/north/t_bucket"}
        assert statuses[check_id, "1/north/t_bucket"] == UNKNOWN
        assert {statuses[check_id, f"arn:{name}"] for name in ("a", "b", "scratch")} == {UNKNOWN}
        assert statuses[check_id, "arn:c"] == estate.statuses(before)[check_id, "arn:c"]
    assert estate.results(manifest)["t.private", "arn:a"]["reason"] == "t_bucket was not read: the call was denied"


def test_outage_keeps_failing_since_and_what_returns_is_as_it_was(estate: Estate) -> None:
    first, (_, before) = int(estate.now.timestamp()), estate.run()
    deny(estate)
    estate.run()
    estate.run()
    estate.unread.clear()
    _, manifest = estate.run()
    assert estate.statuses(manifest) == estate.statuses(before)
    row = estate.results(manifest)["t.encrypted", "arn:b"]
    assert row["failing_since"] == first
    assert int(str(row["since"])) > first


def test_subject_that_vanished_during_an_outage_goes_when_it_is_over(estate: Estate) -> None:
    estate.run()
    deny(estate)
    estate.run()
    estate.unread.clear()
    del estate.buckets[0]
    _, manifest = estate.run()
    subjects = {subject for _, subject in estate.statuses(manifest)}
    assert subjects == {"arn:b", "arn:scratch", "arn:c"}


@pytest.mark.parametrize(
    ("table", "subject", "unknown"),
    [
        ("t_grant", "", {("t.private", "arn:a"), ("t.private", "arn:b"), ("t.private", "arn:scratch")}),
        ("t_grant", "arn:b", {("t.private", "arn:b")}),
    ],
)
def test_denied_part_makes_only_what_rests_on_it_unknown(
    estate: Estate, table: str, subject: str, unknown: set[tuple[str, str]]
) -> None:
    _, before = estate.run()
    deny(estate, table, subject=subject)
    _, manifest = estate.run()
    now, was = estate.statuses(manifest), estate.statuses(before)
    assert {key for key, status in now.items() if status != was[key]} == {key for key in unknown if was[key] != UNKNOWN}
    assert {now[key] for key in unknown} == {UNKNOWN}


def test_table_joined_by_account_makes_that_account_unknown(estate: Estate) -> None:
    deny(estate, "t_block", "1", "global")
    _, manifest = estate.run()
    statuses = estate.statuses(manifest)
    assert {statuses["t.blocked", f"arn:{name}"] for name in ("a", "b", "scratch")} == {UNKNOWN}
    assert statuses["t.blocked", "arn:c"] == FAIL


def test_check_that_is_no_more_takes_its_results_along(estate: Estate) -> None:
    estate.run()
    estate.with_checks(estate.checks[0])
    _, manifest = estate.run()
    assert {one for one, _ in estate.statuses(manifest)} == {"t.private"}


def test_check_that_fails_to_run_is_unknown_and_the_others_are_judged(estate: Estate) -> None:
    broken = check(
        "t.broken", ENCRYPTED.replace("b.encrypted AS", "b.kept_days * 9223372036854775807 > LENGTH(b.name) AS")
    )
    estate.with_checks(broken, *estate.checks)
    evaluation, manifest = estate.run()
    assert [name for name, _ in evaluation.errors] == ["t.broken"]
    statuses = estate.statuses(manifest)
    assert {status for (one, _), status in statuses.items() if one == "t.broken"} == {UNKNOWN}
    assert statuses["t.private", "arn:b"] == FAIL


def test_check_that_hangs_is_stopped_and_unknown(estate: Estate) -> None:
    estate.buckets = [bucket(f"b{number}") for number in range(3000)]
    slow = """SELECT b.arn AS subject, TRUE AS applies,
  (SELECT count(*) FROM t_bucket x LEFT JOIN t_bucket y ON TRUE
    LEFT JOIN t_bucket z ON x.name || y.name <> z.name) > 0 AS passed,
  'x' AS reason
FROM t_bucket b"""
    estate.with_checks(check("t.slow", slow), estate.checks[1])
    estate.limits = Limits(seconds=0.5)
    evaluation, manifest = estate.run()
    assert "longer than 0.5 seconds" in dict(evaluation.errors)["t.slow"]
    statuses = estate.statuses(manifest)
    assert statuses["t.slow", "arn:b1"] == UNKNOWN
    assert statuses["t.encrypted", "arn:b1"] == PASS


def test_owners_are_facts_that_checks_judge(estate: Estate) -> None:
    estate.with_checks(check("t.owned", OWNED, subject="subject_owner"), *estate.checks)
    _, manifest = estate.run()
    assert estate.statuses(manifest)["t.owned", "arn:a"] == FAIL
    deny(estate)
    _, manifest = estate.run()
    statuses = estate.statuses(manifest)
    assert statuses["t.owned", "arn:a"] == UNKNOWN
    assert statuses["t.owned", "arn:c"] == FAIL


def test_source_that_was_never_read_is_one_unknown_a_check(estate: Estate) -> None:
    estate.scopes = []
    estate.buckets, estate.grants, estate.blocks = [], [], []
    _, manifest = estate.run()
    assert estate.statuses(manifest) == {(check_id, "*/*/t_bucket"): UNKNOWN for check_id in IDS}


def test_nothing_to_judge_is_an_evaluation_too(estate: Estate) -> None:
    estate.with_checks()
    evaluation, manifest = estate.run()
    assert evaluation.results == 0
    assert estate.statuses(manifest) == {}


def test_severity_that_changes_is_a_change(estate: Estate) -> None:
    estate.run()
    graver = check("t.private", PRIVATE)
    object.__setattr__(graver.header, "severity", type(graver.header.severity).CRITICAL)
    estate.with_checks(graver, *estate.checks[1:])
    evaluation, _ = estate.run()
    assert evaluation.changed == 4


def test_evaluation_leaves_nothing_in_staging(estate: Estate) -> None:
    estate.run()
    assert not [path for path in (estate.store.root / "staging").iterdir() if path.name.startswith("evaluate-")]
