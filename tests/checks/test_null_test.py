from __future__ import annotations

import pytest
from estate import BLOCKED, CATALOGUE, ENCRYPTED, PRIVATE, check

from holdfast.checks import cases, null_test

CASES = """
- name: open, closed, and nobody's
  facts:
    t_bucket:
      - {arn: a, name: a, encrypted: true, kept_days: 10}
      - {arn: b, name: b, encrypted: false, kept_days: 400}
      - {arn: c, name: scratch, encrypted: true, kept_days: 0}
    t_grant:
      - {bucket_arn: a, is_public: false, grantee: staff}
      - {bucket_arn: a, is_public: false, grantee: guests}
      - {bucket_arn: b, is_public: true, grantee: world}
    t_block:
      - {id: k, blocks: true}
  expect:
    - {subject: a, status: pass}
    - {subject: b, status: fail}
    - {subject: c, status: pass}
"""


def wrong(passed: str, *, applies: str = "TRUE", rest: str = "") -> list[str]:
    sql = f"SELECT b.arn AS subject, {applies} AS applies, {passed} AS passed, 'x' AS reason FROM t_bucket b {rest}"
    return null_test.null_test(check("t.c", sql), cases.load("t.c.test.yaml", CASES, CATALOGUE), CATALOGUE)


@pytest.mark.parametrize(
    "passed",
    [
        "NOT EXISTS (SELECT 1 FROM t_grant g WHERE g.bucket_arn = b.arn AND g.is_public)",
        "(SELECT COUNT(*) FROM t_grant g WHERE g.bucket_arn = b.arn AND g.is_public) = 0",
        "COALESCE(b.encrypted, FALSE)",
        "CASE WHEN b.encrypted THEN TRUE ELSE FALSE END",
        "CASE WHEN b.kept_days > 90 THEN FALSE ELSE TRUE END",
        "(SELECT BOOL_AND(NOT g.is_public) FROM t_grant g WHERE g.bucket_arn = b.arn)",
        "b.encrypted IS NOT DISTINCT FROM TRUE",
        "b.name IS DISTINCT FROM 'b'",
        "GREATEST(b.kept_days, 1) < 100",
        "b.arn NOT IN (SELECT g.bucket_arn FROM t_grant g WHERE g.is_public)",
        "b.kept_days IS NULL OR b.kept_days < 90",
        "concat(b.name, '!') <> 'b!'",
    ],
)
def test_null_that_decides_is_caught(passed: str) -> None:
    assert wrong(passed)


def test_null_that_makes_a_check_not_apply_is_caught() -> None:
    assert wrong("b.encrypted", applies="COALESCE(b.name, '') <> ''")


@pytest.mark.parametrize(
    "passed",
    [
        "none_of(SELECT g.is_public FROM t_grant g WHERE g.bucket_arn = b.arn)",
        "b.encrypted AND b.kept_days < 90",
        "b.encrypted OR none_of(SELECT g.is_public AND g.grantee = 'world' FROM t_grant g WHERE g.bucket_arn = b.arn)",
        "every_of(SELECT NOT g.is_public FROM t_grant g WHERE g.bucket_arn = b.arn)",
        "CASE WHEN b.kept_days > 90 THEN FALSE WHEN b.kept_days <= 90 THEN TRUE END",
    ],
)
def test_honest_check_is_cleared(passed: str) -> None:
    assert wrong(passed) == []


@pytest.mark.parametrize("sql", [PRIVATE, ENCRYPTED, BLOCKED])
def test_checks_of_the_small_estate_are_cleared(sql: str) -> None:
    assert null_test.null_test(check("t.c", sql), cases.load("t.c.test.yaml", CASES, CATALOGUE), CATALOGUE) == []


def test_subject_that_vanishes_is_caught() -> None:
    sql = "SELECT b.arn AS subject, TRUE AS applies, b.encrypted AS passed, 'x' AS reason FROM t_bucket b"
    dropping = check("t.c", sql)
    object.__setattr__(dropping, "run_sql", f"{sql} WHERE b.name <> 'zzz'")  # what the rules would refuse
    found = null_test.null_test(dropping, cases.load("t.c.test.yaml", CASES, CATALOGUE), CATALOGUE)
    assert any("vanish" in sentence for sentence in found)


def test_boundary_values_that_no_case_holds_are_tried() -> None:
    text = CASES.replace("kept_days: 400", "kept_days: 20").replace("kept_days: 0", "kept_days: 30")
    sql = """SELECT b.arn AS subject, TRUE AS applies, CASE WHEN b.kept_days >= 365 THEN FALSE ELSE TRUE END AS passed,
  'x' AS reason FROM t_bucket b"""
    assert null_test.null_test(check("t.c", sql), cases.load("t.c.test.yaml", text, CATALOGUE), CATALOGUE)
