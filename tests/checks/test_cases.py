from __future__ import annotations

from datetime import UTC, datetime

import pytest
from estate import CATALOGUE, ENCRYPTED, PRIVATE, check

from holdfast.checks import cases
from holdfast.checks.verdict import Verdict
from holdfast.content.problems import ContentError

PUBLIC = """
- name: a public grant fails
  now: 2026-03-01
  facts:
    t_bucket:
      - {arn: a, name: files}
      - {arn: b, name: more, tags: {env: prod}}
    t_grant:
      - {bucket_arn: a, is_public: true, grantee: world}
      - {bucket_arn: b}
  expect:
    - {subject: a, status: fail, reason: open to world}
    - {subject: b, status: unknown}
"""


def load(text: str) -> list[cases.Case]:
    return cases.load("t.c.test.yaml", text, CATALOGUE)


def differences(text: str, sql: str = PRIVATE) -> list[str]:
    (case,) = load(text)
    return cases.compare(case, cases.run(check("t.c", sql), case, CATALOGUE))


def test_case_that_holds_has_no_differences() -> None:
    assert differences(PUBLIC) == []


def test_case_names_its_moment_and_columns_left_out_are_null() -> None:
    (case,) = load(PUBLIC)
    assert case.moment == datetime(2026, 3, 1, tzinfo=UTC)
    assert "encrypted" not in case.facts["t_bucket"][0]
    assert case.facts["t_bucket"][0]["region"] == "eu-west-1"
    assert [row["position"] for row in case.facts["t_grant"]] == [0, 1]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("status: unknown", "status: pass", "b is unknown, where pass is expected"),
        ("open to world", "open to staff", "does not contain 'open to staff'"),
        ("    - {subject: b, status: unknown}\n", "", "the case does not expect it"),
        ("subject: b", "subject: z", "z has no result"),
    ],
)
def test_difference_is_told_in_a_sentence(old: str, new: str, sentence: str) -> None:
    assert any(sentence in one for one in differences(PUBLIC.replace(old, new)))


def test_fail_without_a_reason_is_a_difference() -> None:
    text = PUBLIC.replace("name: files", "encrypted: false").replace("name: more, ", "")
    text = text.replace(", reason: open to world", "")
    assert any("without a reason" in one for one in differences(text, ENCRYPTED.replace("b.name <> 'scratch'", "TRUE")))


def test_two_results_of_one_subject_are_a_difference() -> None:
    sql = """SELECT b.arn AS subject, TRUE AS applies, NOT g.is_public AS passed, 'x open to world' AS reason
FROM t_bucket b LEFT JOIN t_grant g ON g.account_id = b.account_id"""
    assert any("more than one result" in one for one in differences(PUBLIC, sql))


def test_everything_wrong_in_a_file_is_told_with_its_line() -> None:
    text = """
- name: first
  facts:
    t_buckt: []
    t_bucket:
      - {arn: a, encrypte: true}
      - {name: nobody}
      - {arn: c, encrypted: 5}
  expect: []
- name: second
  facts: {}
  expect:
    - {subject: a, status: passed}
"""
    with pytest.raises(ContentError) as raised:
        load(text)
    found = {problem.line: problem.what for problem in raised.value.problems}
    assert "no table t_buckt" in found[4]
    assert "no column encrypte" in found[6]
    assert "lacks its subject" in found[7]
    assert "5 is not BOOL" in found[8]
    assert "`status` must be one of" in found[13]


@pytest.mark.parametrize("text", ["", "name: x", "- ["])
def test_file_that_holds_no_cases_is_refused(text: str) -> None:
    with pytest.raises(ContentError):
        load(text)


@pytest.mark.parametrize(
    ("applies", "passed", "expected"),
    [
        (True, True, Verdict.PASS),
        (True, False, Verdict.FAIL),
        (True, None, Verdict.UNKNOWN),
        (None, True, Verdict.UNKNOWN),
        (None, False, Verdict.UNKNOWN),
        (False, None, Verdict.NOT_APPLICABLE),
        (False, True, Verdict.NOT_APPLICABLE),
    ],
)
def test_verdict_follows_three_valued_logic(applies: object, passed: object, expected: Verdict) -> None:
    assert cases.verdict(applies, passed) is expected
