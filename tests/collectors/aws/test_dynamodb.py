"""DynamoDB's tables hold what boto3 itself lists; what was refused is unread, and costs nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from losses import Costs, assert_lost, assert_unread

from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.dynamodb import SERVICE, STATEMENT, TABLE
from holdfast.facts.tables import State

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

REGION = "eu-west-1"
NAMES = ("Full.Table", "plain", "provisioned")
DESCRIBED = frozenset({"status", "created_at", "billing_mode", "deletion_protected", "encryption", "kms_key_arn"})
COSTS: dict[str, Costs] = {
    "DescribeTable": {TABLE: DESCRIBED | {"replica_regions"}},
    "DescribeContinuousBackups": {TABLE: frozenset({"recoverable", "recovery_days"})},
    "ListTagsOfResource": {TABLE: frozenset({"tags"})},
    "GetResourcePolicy": {TABLE: frozenset({"has_policy"}), STATEMENT: None},
}


def arn(name: str) -> str:
    """Return a table's ARN."""
    return f"arn:aws:dynamodb:{REGION}:123456789012:table/{name}"


def seed(aws: SimulatedAws) -> Any:
    """Make tables of each kind."""
    dynamodb = aws.seed.client("dynamodb", region_name=REGION)
    keys: dict[str, Any] = {
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    }
    key = aws.seed.client("kms", region_name=REGION).create_key()["KeyMetadata"]["Arn"]
    dynamodb.create_table(TableName="plain", BillingMode="PAY_PER_REQUEST", **keys)
    dynamodb.create_table(
        TableName="provisioned", ProvisionedThroughput={"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}, **keys
    )
    dynamodb.create_table(
        TableName="Full.Table",
        BillingMode="PAY_PER_REQUEST",
        DeletionProtectionEnabled=True,
        SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key},
        Tags=[{"Key": "besitzer", "Value": "Zoë 🚀"}, {"Key": "leer", "Value": ""}],
        **keys,
    )
    dynamodb.update_continuous_backups(
        TableName="Full.Table", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    dynamodb.put_resource_policy(
        ResourceArn=arn("Full.Table"),
        Policy=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [
                    {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "dynamodb:GetItem", "Resource": "*"}
                ],
            }
        ),
    )
    return dynamodb


def test_tables_are_what_boto3_lists(aws: SimulatedAws) -> None:
    dynamodb = seed(aws)
    got = aws.collect([SERVICE])
    assert got.unread() == []
    names = dynamodb.list_tables()["TableNames"]
    assert {row["name"] for row in got.rows(TABLE)} == set(names) == set(NAMES)
    for name in names:
        told = dynamodb.describe_table(TableName=name)["Table"]
        row = got.row(TABLE, arn=told["TableArn"])
        assert (row["name"], row["status"]) == (name, told["TableStatus"])
        assert row["created_at"] == utc(told["CreationDateTime"])
        assert row["billing_mode"] == told.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED")
        assert row["deletion_protected"] is told["DeletionProtectionEnabled"]
        encryption = told.get("SSEDescription", {})
        assert row["encryption"] == ("kms" if encryption else "dynamodb")
        assert row["kms_key_arn"] == encryption.get("KMSMasterKeyArn", "")
        backups = dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
        recovery = backups["PointInTimeRecoveryDescription"]
        assert row["recoverable"] is (recovery["PointInTimeRecoveryStatus"] == "ENABLED")
        tags = dynamodb.list_tags_of_resource(ResourceArn=told["TableArn"])["Tags"]
        assert row["tags"] == {tag["Key"]: tag["Value"] for tag in tags}
    full = got.row(TABLE, name="Full.Table")
    assert (full["has_policy"], full["recovery_days"], full["replica_regions"]) == (True, 35, [])
    assert full["tags"] == {"besitzer": "Zoë 🚀", "leer": ""}
    assert got.row(TABLE, name="provisioned")["recovery_days"] == 0


def test_policies_become_statements(aws: SimulatedAws) -> None:
    seed(aws)
    row = aws.collect([SERVICE]).row(STATEMENT)
    assert (row["table_arn"], row["principal"], row["action"], row["is_public"]) == (
        arn("Full.Table"),
        "*",
        "dynamodb:GetItem",
        True,
    )


@pytest.mark.parametrize("call", sorted(COSTS))
def test_a_denied_call_costs_only_its_own_columns(aws: SimulatedAws, call: str) -> None:
    seed(aws)
    whole = aws.collect([SERVICE])
    aws.deny(f"dynamodb:{call}", code="AccessDeniedException")
    assert_lost(SERVICE, whole, aws.collect([SERVICE]), COSTS[call], [arn(name) for name in NAMES])


def test_a_policy_denied_for_one_table_costs_the_others_nothing(aws: SimulatedAws) -> None:
    seed(aws)
    whole = aws.collect([SERVICE])
    aws.deny("dynamodb:GetResourcePolicy", code="AccessDeniedException", ResourceArn=arn("plain"))
    assert_lost(SERVICE, whole, aws.collect([SERVICE]), COSTS["GetResourcePolicy"], [arn("plain")])


def test_every_call_of_dynamodb_is_denied_by_a_test_here(aws: SimulatedAws) -> None:
    seed(aws)
    aws.collect([SERVICE])
    asked = {call for call in aws.calls if call.startswith("dynamodb:")}
    assert asked == {f"dynamodb:{call}" for call in COSTS} | {"dynamodb:ListTables"}


def test_without_the_list_no_table_is_known(aws: SimulatedAws) -> None:
    seed(aws)
    whole = aws.collect([SERVICE])
    aws.deny("dynamodb:ListTables", code="AccessDeniedException")
    assert_unread(SERVICE, whole, aws.collect([SERVICE]), SERVICE.tables, State.DENIED)


@pytest.mark.parametrize("call", ["DescribeTable", "DescribeContinuousBackups"])
def test_a_table_that_vanishes_leaves_no_row(aws: SimulatedAws, call: str) -> None:
    seed(aws)
    aws.deny(f"dynamodb:{call}", code="ResourceNotFoundException", TableName="Full.Table")
    got = aws.collect([SERVICE])
    assert got.unread() == []
    assert {row["name"] for row in got.rows(TABLE)} == {"plain", "provisioned"}
    assert got.rows(STATEMENT) == []


def test_an_empty_region_is_read_whole(aws: SimulatedAws) -> None:
    got = aws.collect([SERVICE])
    assert got.unread() == []
    assert [got.state(table, REGION) for table in SERVICE.tables] == [State.READ] * 2
    assert got.rows(TABLE) == []
