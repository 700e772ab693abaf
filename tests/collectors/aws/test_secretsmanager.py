"""Secrets Manager's tables hold what boto3 itself lists, and never a value; what was refused is unread."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from losses import Costs, assert_lost, assert_unread

from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.secretsmanager import SECRET, SERVICE, STATEMENT
from holdfast.facts.tables import State

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

REGION = "eu-west-1"
VALUE = "do-not-keep-me"
COSTS: Costs = {SECRET: frozenset({"has_policy"}), STATEMENT: None}


def seed(aws: SimulatedAws) -> tuple[Any, dict[str, str]]:
    """Make secrets of each kind; return a client and the ARNs by name."""
    secrets = aws.seed.client("secretsmanager", region_name=REGION)
    made = {name: secrets.create_secret(Name=name, SecretString=VALUE)["ARN"] for name in ("plain", "dying")}
    made["team/full"] = secrets.create_secret(
        Name="team/full",
        SecretString=VALUE,
        Description="the password begins with do-not",
        KmsKeyId="alias/data",
        Tags=[{"Key": "besitzer", "Value": "Zoë 🚀"}, {"Key": "leer", "Value": ""}],
    )["ARN"]
    secrets.put_resource_policy(
        SecretId="team/full",
        ResourcePolicy=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [
                    {"Effect": "Allow", "Principal": "*", "Action": "secretsmanager:GetSecretValue", "Resource": "*"}
                ],
            }
        ),
    )
    secrets.get_secret_value(SecretId="team/full")
    secrets.delete_secret(SecretId="dying", RecoveryWindowInDays=7)
    return secrets, made


def test_secrets_are_what_boto3_lists(aws: SimulatedAws) -> None:
    secrets, made = seed(aws)
    got = aws.collect([SERVICE])
    assert got.unread() == []
    listed = {one["ARN"]: one for one in secrets.list_secrets(IncludePlannedDeletion=True)["SecretList"]}
    assert {row["arn"] for row in got.rows(SECRET)} == listed.keys() == set(made.values())
    for arn, told in listed.items():
        row = got.row(SECRET, arn=arn)
        assert row["name"] == told["Name"]
        assert row["created_at"] == utc(told["CreatedDate"])
        assert row["last_changed_at"] == utc(told["LastChangedDate"])
        assert row["kms_key"] == told.get("KmsKeyId", "")
        assert row["rotates"] is told.get("RotationEnabled", False)
        assert row["was_accessed"] is ("LastAccessedDate" in told)
        assert row["is_being_deleted"] is ("DeletedDate" in told)
        assert row["deletion_at"] == (utc(told["DeletedDate"]) if "DeletedDate" in told else None)
        assert row["tags"] == {tag["Key"]: tag["Value"] for tag in told.get("Tags", [])}
    full = got.row(SECRET, name="team/full")
    assert (full["has_policy"], full["was_rotated"], full["is_replica"], full["managed_by"]) == (True, False, False, "")
    assert got.row(SECRET, name="plain")["has_policy"] is False


def test_values_and_descriptions_are_never_kept(aws: SimulatedAws) -> None:
    seed(aws)
    got = aws.collect([SERVICE])
    assert VALUE not in str(got.tables)
    assert "password begins" not in str(got.tables)
    assert "secretsmanager:GetSecretValue" not in aws.calls


def test_rotation_use_and_copies_are_told(aws: SimulatedAws) -> None:
    moment = datetime(2026, 11, 1, tzinfo=UTC)
    arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:"
    common = {"CreatedDate": moment, "LastChangedDate": moment}
    seed(aws)
    aws.answers["secretsmanager:ListSecrets"] = {
        "SecretList": [
            {
                **common,
                "ARN": f"{arn}a-1",
                "Name": "a",
                "RotationEnabled": True,
                "RotationRules": {"AutomaticallyAfterDays": 30},
                "LastRotatedDate": moment,
                "LastAccessedDate": moment,
                "OwningService": "rds",
                "PrimaryRegion": "eu-west-1",
            },
            {
                **common,
                "ARN": f"{arn}b-1",
                "Name": "b",
                "RotationEnabled": True,
                "RotationRules": {"ScheduleExpression": "rate(10 days)", "Duration": "2h"},
                "PrimaryRegion": "us-east-1",
            },
        ]
    }
    aws.answers["secretsmanager:GetResourcePolicy"] = {"ARN": arn}
    got = aws.collect([SERVICE])
    one, two = got.row(SECRET, name="a"), got.row(SECRET, name="b")
    assert (one["rotates"], one["rotation_rule"], one["was_rotated"]) == (True, "30 days", True)
    assert one["last_rotated_at"] == one["last_accessed_at"] == utc(moment)
    assert (one["managed_by"], one["is_replica"]) == ("rds", False)
    assert (two["rotation_rule"], two["was_rotated"], two["last_rotated_at"], two["is_replica"]) == (
        "rate(10 days)",
        False,
        None,
        True,
    )


def test_policies_become_statements(aws: SimulatedAws) -> None:
    _, made = seed(aws)
    row = aws.collect([SERVICE]).row(STATEMENT)
    assert (row["secret_arn"], row["principal"], row["is_public"]) == (made["team/full"], "*", True)


def test_denied_policies_cost_only_what_policies_say(aws: SimulatedAws) -> None:
    _, made = seed(aws)
    whole = aws.collect([SERVICE])
    aws.deny("secretsmanager:GetResourcePolicy", code="AccessDeniedException")
    assert_lost(SERVICE, whole, aws.collect([SERVICE]), COSTS, set(made.values()))


def test_one_denied_policy_costs_the_other_secrets_nothing(aws: SimulatedAws) -> None:
    _, made = seed(aws)
    whole = aws.collect([SERVICE])
    aws.deny("secretsmanager:GetResourcePolicy", code="AccessDeniedException", SecretId=made["team/full"])
    assert_lost(SERVICE, whole, aws.collect([SERVICE]), COSTS, [made["team/full"]])


def test_a_secret_that_waits_for_its_deletion_may_refuse_to_answer(aws: SimulatedAws) -> None:
    _, made = seed(aws)
    whole = aws.collect([SERVICE])
    aws.deny("secretsmanager:GetResourcePolicy", code="InvalidRequestException", SecretId=made["dying"])
    got = aws.collect([SERVICE])
    assert got.unread() == []
    assert got.rows(SECRET) == whole.rows(SECRET)


def test_without_the_list_no_secret_is_known(aws: SimulatedAws) -> None:
    seed(aws)
    whole = aws.collect([SERVICE])
    assert {call for call in aws.calls if call.startswith("secretsmanager:")} == {
        "secretsmanager:ListSecrets",
        "secretsmanager:GetResourcePolicy",
    }
    aws.deny("secretsmanager:ListSecrets", code="AccessDeniedException")
    assert_unread(SERVICE, whole, aws.collect([SERVICE]), SERVICE.tables, State.DENIED)


def test_a_secret_that_vanishes_leaves_no_row(aws: SimulatedAws) -> None:
    _, made = seed(aws)
    aws.deny("secretsmanager:GetResourcePolicy", code="ResourceNotFoundException", SecretId=made["team/full"])
    got = aws.collect([SERVICE])
    assert got.unread() == []
    assert {row["name"] for row in got.rows(SECRET)} == {"plain", "dying"}


def test_an_empty_region_is_read_whole(aws: SimulatedAws) -> None:
    got = aws.collect([SERVICE])
    assert got.unread() == []
    assert [got.state(table, REGION) for table in SERVICE.tables] == [State.READ] * 2
    assert got.rows(SECRET) == []
