"""Policies as rows: every spelling of "everyone", every condition that narrows, and what is no policy."""

from __future__ import annotations

import json
from typing import Any

import pytest

from holdfast.collectors.aws.policies import account_of, allows_everything, statement_rows
from holdfast.collectors.aws.reader import UnreadError
from holdfast.facts.tables import State

ARN = "arn:aws:s3:::b"


def rows_of(**statement: Any) -> list[dict[str, object]]:
    """Return the rows of a policy with one statement, which allows s3:GetObject unless it says otherwise."""
    whole = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", **statement}
    whole = {key: value for key, value in whole.items() if value is not None}
    return statement_rows("bucket_arn", ARN, json.dumps({"Version": "2012-10-17", "Statement": [whole]}))


def public(**statement: Any) -> bool:
    """Return whether the statement's only row is public."""
    (row,) = rows_of(**statement)
    return row["is_public"] is True


@pytest.mark.parametrize("everyone", ["*", {"AWS": "*"}, {"AWS": ["*"]}, {"AWS": ["arn:aws:iam::*:root"]}])
def test_every_spelling_of_everyone_is_public(everyone: object) -> None:
    assert public(Principal=everyone)
    assert not public(Principal=everyone, Effect="Deny")


@pytest.mark.parametrize(
    "somebody",
    [
        {"AWS": "111111111111"},
        {"AWS": "arn:aws:iam::111111111111:root"},
        {"Service": "s3.amazonaws.com"},
        {"Federated": "cognito-identity.amazonaws.com"},
        {"CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"},
    ],
)
def test_somebody_is_not_public(somebody: object) -> None:
    assert not public(Principal=somebody)


def test_everyone_but_one_is_public() -> None:
    (row,) = rows_of(NotPrincipal={"AWS": "111111111111"})
    assert (row["is_public"], row["not_principal"], row["principal"]) == (True, True, "111111111111")


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"aws:SourceAccount": "111111111111"}},
        {"StringEquals": {"AWS:sourceaccount": ["111111111111", "222222222222"]}},
        {"StringEquals": {"aws:PrincipalOrgID": "o-abc123"}},
        {"StringLike": {"aws:SourceArn": "arn:aws:s3:::uploads"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:111111111111:*"}},
        {"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::111111111111:role/x"}},
        {"StringEquals": {"aws:SourceVpce": "vpce-1"}},
        {"ForAnyValue:StringEquals": {"aws:PrincipalOrgPaths": "o-abc/r-1/ou-1/"}},
        {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-abc/r-1/*"}},
        {"StringEquals": {"kms:CallerAccount": "111111111111"}},
        {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
        {"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "2001:db8::/32"]}},
        {"Bool": {"aws:PrincipalIsAWSService": "true"}},
        {"StringEquals": {"aws:SourceAccount": []}},
        {"Bool": {"aws:SecureTransport": "true"}, "StringEquals": {"aws:SourceOwner": "111111111111"}},
    ],
)
def test_a_condition_that_holds_the_caller_to_something_known_narrows(condition: object) -> None:
    assert not public(Principal="*", Condition=condition)


@pytest.mark.parametrize(
    "condition",
    [
        {},
        {"Bool": {"aws:SecureTransport": "true"}},
        {"StringNotEquals": {"aws:SourceAccount": "111111111111"}},
        {"StringEqualsIfExists": {"aws:SourceAccount": "111111111111"}},
        {"ForAllValues:StringEquals": {"aws:PrincipalOrgPaths": "o-abc/r-1/ou-1/"}},
        {"StringLike": {"aws:SourceAccount": "*"}},
        {"StringLike": {"aws:PrincipalOrgID": "o-*"}},
        {"StringEquals": {"aws:SourceAccount": ["111111111111", "*"]}},
        {"StringLike": {"aws:SourceArn": "*"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:*"}},
        {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}},
        {"IpAddress": {"aws:SourceIp": "::/0"}},
        {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "0.0.0.0/1"]}},
        {"IpAddress": {"aws:SourceIp": "nonsense"}},
        {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
        {"Null": {"aws:SourceArn": "false"}},
        {"StringEquals": {"aws:PrincipalTag/team": "x"}},
        {"StringEquals": {"lambda:FunctionUrlAuthType": "NONE"}},
        {"Bool": {"aws:PrincipalIsAWSService": "false"}},
    ],
)
def test_a_condition_that_anybody_can_meet_does_not_narrow(condition: object) -> None:
    assert public(Principal="*", Condition=condition)


def test_there_is_a_row_for_each_principal_and_action_once() -> None:
    rows = rows_of(
        Principal={"AWS": ["111111111111", "arn:aws:iam::222222222222:role/x"], "Service": "s3.amazonaws.com"},
        Action=["s3:Get*", "s3:Put*", "s3:Get*"],
    )
    assert [(row["principal_type"], row["principal_account"], row["action"]) for row in rows] == [
        ("AWS", "111111111111", "s3:Get*"),
        ("AWS", "111111111111", "s3:Put*"),
        ("AWS", "222222222222", "s3:Get*"),
        ("AWS", "222222222222", "s3:Put*"),
        ("Service", "", "s3:Get*"),
        ("Service", "", "s3:Put*"),
    ]


def test_a_single_statement_needs_no_list() -> None:
    policy = {"Statement": {"Sid": "One", "Effect": "Deny", "NotAction": "s3:*", "NotResource": ["a", "b"]}}
    (row,) = statement_rows("bucket_arn", ARN, policy)
    assert row == {
        "bucket_arn": ARN,
        "statement_index": 0,
        "sid": "One",
        "effect": "Deny",
        "principal_type": "",
        "principal": "",
        "principal_account": "",
        "not_principal": False,
        "action": "s3:*",
        "not_action": True,
        "resource": ["a", "b"],
        "not_resource": True,
        "has_condition": False,
        "condition_keys": [],
        "condition": "",
        "is_public": False,
    }


def test_conditions_are_kept_as_sorted_json_with_lower_case_keys() -> None:
    condition = {"StringLike": {"s3:prefix": "ü/*"}, "Bool": {"aws:SecureTransport": False}}
    (row,) = rows_of(Principal="*", Condition=condition)
    assert row["condition_keys"] == ["aws:securetransport", "s3:prefix"]
    assert row["condition"] == '{"Bool": {"aws:SecureTransport": false}, "StringLike": {"s3:prefix": "ü/*"}}'
    assert row["has_condition"] is True


@pytest.mark.parametrize(
    "policy",
    [
        "",
        "not JSON",
        "[]",
        "{}",
        '{"Statement": "x"}',
        '{"Statement": ["x"]}',
        '{"Statement": [{"Effect": "Maybe", "Action": "*", "Resource": "*"}]}',
        '{"Statement": [{"Effect": "Allow", "Resource": "*"}]}',
        '{"Statement": [{"Effect": "Allow", "Action": {"a": 1}, "Resource": "*"}]}',
        '{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Principal": 7}]}',
        '{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": "x"}]}',
        '{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": "x"}}]}',
        '{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": [null]}]}',
    ],
)
def test_what_is_no_policy_is_unread(policy: str) -> None:
    with pytest.raises(UnreadError) as caught:
        statement_rows("bucket_arn", ARN, policy)
    assert caught.value.state is State.FAILED


def test_a_policy_without_statements_in_its_list_says_nothing() -> None:
    assert statement_rows("bucket_arn", ARN, '{"Statement": []}') == []


@pytest.mark.parametrize(
    ("statement", "everything"),
    [
        ({"Action": "*"}, True),
        ({"Action": ["s3:*", "*:*"]}, True),
        ({"Action": "*", "Resource": ["a", "*"]}, True),
        ({"Action": "*", "Resource": "arn:aws:s3:::*"}, False),
        ({"Action": "*", "Effect": "Deny"}, False),
        ({"Action": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}, False),
        ({"Action": None, "NotAction": "*"}, False),
        ({"Action": "*", "Resource": None, "NotResource": "*"}, False),
        ({"Action": "iam:*"}, False),
    ],
)
def test_only_all_actions_on_all_resources_are_everything(statement: dict[str, Any], everything: bool) -> None:  # noqa: FBT001  the table's last column
    assert allows_everything(rows_of(**statement)) is everything


@pytest.mark.parametrize(
    ("principal", "account"),
    [
        ("111111111111", "111111111111"),
        ("arn:aws:iam::111111111111:root", "111111111111"),
        ("arn:aws-cn:sts::111111111111:assumed-role/a/b", "111111111111"),
        ("*", ""),
        ("s3.amazonaws.com", ""),
        ("AIDAEXAMPLE", ""),
        ("1111111111111", ""),
    ],
)
def test_the_account_of_a_principal(principal: str, account: str) -> None:
    assert account_of(principal) == account
