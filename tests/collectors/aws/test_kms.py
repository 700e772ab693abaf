"""KMS's tables hold what boto3 itself lists; what was refused is unread, and costs nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from losses import Costs, assert_lost, assert_unread

from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.kms import KEY, SERVICE, STATEMENT
from holdfast.facts.tables import State

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

REGION = "eu-west-1"
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "Own",
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
            "Action": "kms:*",
            "Resource": "*",
        },
        {
            "Sid": "All",
            "Effect": "Allow",
            "Principal": {"AWS": ["*"]},
            "Action": ["kms:Decrypt", "kms:Encrypt"],
            "Resource": "*",
        },
        {
            "Sid": "Here",
            "Effect": "Allow",
            "Principal": {"AWS": "*"},
            "Action": "kms:Decrypt",
            "Resource": "*",
            "Condition": {"StringEquals": {"kms:CallerAccount": "123456789012"}},
        },
    ],
}
DESCRIBED = frozenset(
    {"manager", "state", "enabled", "usage", "spec", "origin", "multi_region", "created_at", "is_being_deleted"}
) | {"can_rotate", "deletion_at"}
COSTS: dict[str, Costs] = {
    "DescribeKey": {KEY: DESCRIBED},
    "GetKeyRotationStatus": {KEY: frozenset({"rotates", "rotation_days"})},
    "ListResourceTags": {KEY: frozenset({"tags"})},
    "GetKeyPolicy": {STATEMENT: None},
}


def seed(aws: SimulatedAws) -> tuple[Any, dict[str, str]]:
    """Make keys of each kind; return a client and the ARNs by kind."""
    kms = aws.seed.client("kms", region_name=REGION)

    def create(**parameters: object) -> str:
        return str(kms.create_key(**parameters)["KeyMetadata"]["Arn"])

    keys = {
        "plain": create(),
        "full": create(
            Policy=json.dumps(POLICY),
            Tags=[{"TagKey": "besitzer", "TagValue": "Zoë 🚀"}, {"TagKey": "leer", "TagValue": ""}],
            MultiRegion=True,
        ),
        "signing": create(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY"),
        "disabled": create(),
        "dying": create(),
    }
    kms.create_alias(AliasName="alias/zweit", TargetKeyId=keys["full"])
    kms.create_alias(AliasName="alias/erst", TargetKeyId=keys["full"])
    kms.enable_key_rotation(KeyId=keys["full"])
    kms.disable_key(KeyId=keys["disabled"].rsplit("/", 1)[-1])
    kms.schedule_key_deletion(KeyId=keys["dying"].rsplit("/", 1)[-1], PendingWindowInDays=7)
    return kms, keys


def test_keys_are_what_boto3_lists(aws: SimulatedAws) -> None:
    kms, keys = seed(aws)
    got = aws.collect([SERVICE])
    assert got.unread() == []
    assert {row["arn"] for row in got.rows(KEY)} == set(keys.values())
    assert {row["arn"] for row in got.rows(KEY)} == {key["KeyArn"] for key in kms.list_keys()["Keys"]}
    for arn in keys.values():
        row = got.row(KEY, arn=arn)
        told = kms.describe_key(KeyId=arn)["KeyMetadata"]
        assert (row["key_id"], row["manager"], row["state"]) == (told["KeyId"], told["KeyManager"], told["KeyState"])
        assert (row["enabled"], row["spec"], row["origin"]) == (told["Enabled"], told["KeySpec"], told["Origin"])
        assert (row["usage"], row["multi_region"]) == (
            told.get("KeyUsage", "ENCRYPT_DECRYPT"),
            told.get("MultiRegion", False),
        )
        assert row["created_at"] == utc(told["CreationDate"])
        assert row["is_being_deleted"] is ("DeletionDate" in told)
        assert row["deletion_at"] == (utc(told["DeletionDate"]) if "DeletionDate" in told else None)
        assert row["rotates"] is kms.get_key_rotation_status(KeyId=arn)["KeyRotationEnabled"]
        tags = kms.list_resource_tags(KeyId=arn)["Tags"]
        assert row["tags"] == {tag["TagKey"]: tag["TagValue"] for tag in tags}
        assert row["aliases"] == sorted(alias["AliasName"] for alias in kms.list_aliases(KeyId=arn)["Aliases"])


def test_names_rotation_and_kinds_are_told_apart(aws: SimulatedAws) -> None:
    _, keys = seed(aws)
    got = aws.collect([SERVICE])
    full, plain = got.row(KEY, arn=keys["full"]), got.row(KEY, arn=keys["plain"])
    assert (full["name"], full["aliases"], full["rotation_days"]) == ("erst", ["alias/erst", "alias/zweit"], 365)
    assert (plain["name"], plain["aliases"], plain["rotation_days"]) == (plain["key_id"], [], 0)
    assert {name: got.row(KEY, arn=arn)["can_rotate"] for name, arn in keys.items()} == {
        "plain": True,
        "full": True,
        "signing": False,
        "disabled": True,
        "dying": True,
    }


def test_policies_become_statements(aws: SimulatedAws) -> None:
    kms, keys = seed(aws)
    got = aws.collect([SERVICE])
    rows = [row for row in got.rows(STATEMENT) if row["key_arn"] == keys["full"]]
    assert {(row["sid"], row["action"], row["is_public"]) for row in rows} == {
        ("Own", "kms:*", False),
        ("All", "kms:Decrypt", True),
        ("All", "kms:Encrypt", True),
        ("Here", "kms:Decrypt", False),
    }
    default = json.loads(kms.get_key_policy(KeyId=keys["plain"], PolicyName="default")["Policy"])["Statement"][0]
    row = got.row(STATEMENT, key_arn=keys["plain"])
    assert (row["sid"], row["principal"]) == (default["Sid"], default["Principal"]["AWS"])


def test_of_awss_own_keys_nothing_more_is_asked(aws: SimulatedAws) -> None:
    kms = aws.seed.client("kms", region_name=REGION)
    told = kms.describe_key(KeyId="alias/aws/s3")["KeyMetadata"]
    aws.answers["kms:DescribeKey"] = {"KeyMetadata": {**told, "KeyManager": "AWS"}}  # moto calls it the customer's
    got = aws.collect([SERVICE])
    row = got.row(KEY)
    assert (row["manager"], row["rotates"], row["rotation_days"], row["tags"]) == ("AWS", True, 365, {})
    assert row["name"] == "aws/s3"
    assert got.rows(STATEMENT) == []
    assert not {"kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags"} & set(aws.calls)


def test_a_key_that_cannot_rotate_is_not_asked_whether_it_does(aws: SimulatedAws) -> None:
    _, keys = seed(aws)
    aws.deny("kms:GetKeyRotationStatus")
    got = aws.collect([SERVICE])
    assert got.row(KEY, arn=keys["signing"])["rotates"] is False
    assert got.row(KEY, arn=keys["dying"])["rotates"] is False
    assert got.row(KEY, arn=keys["plain"])["rotates"] is None


@pytest.mark.parametrize("call", sorted(COSTS))
def test_a_denied_call_costs_only_its_own_columns(aws: SimulatedAws, call: str) -> None:
    _, keys = seed(aws)
    whole = aws.collect([SERVICE])
    aws.deny(f"kms:{call}", code="AccessDeniedException")
    of = {keys["plain"], keys["full"], keys["disabled"]} if call == "GetKeyRotationStatus" else set(keys.values())
    assert_lost(SERVICE, whole, aws.collect([SERVICE]), COSTS[call], of)


def test_without_aliases_a_key_goes_by_its_id(aws: SimulatedAws) -> None:
    _, keys = seed(aws)
    aws.deny("kms:ListAliases", code="AccessDeniedException")
    got = aws.collect([SERVICE])
    row = got.row(KEY, arn=keys["full"])
    assert (row["aliases"], row["name"]) == (None, row["key_id"])
    assert got.state(KEY, REGION, keys["full"]) is State.DENIED


def test_one_denied_policy_costs_the_other_keys_nothing(aws: SimulatedAws) -> None:
    _, keys = seed(aws)
    whole = aws.collect([SERVICE])
    aws.deny("kms:GetKeyPolicy", code="AccessDeniedException", KeyId=keys["full"].rsplit("/", 1)[-1])
    assert_lost(SERVICE, whole, aws.collect([SERVICE]), COSTS["GetKeyPolicy"], [keys["full"]])


def test_every_call_of_kms_is_denied_by_a_test_here(aws: SimulatedAws) -> None:
    seed(aws)
    aws.collect([SERVICE])
    asked = {call for call in aws.calls if call.startswith("kms:")}
    assert asked == {f"kms:{call}" for call in COSTS} | {"kms:ListKeys", "kms:ListAliases"}


def test_without_the_list_no_key_is_known(aws: SimulatedAws) -> None:
    seed(aws)
    whole = aws.collect([SERVICE])
    aws.deny("kms:ListKeys", code="AccessDeniedException")
    assert_unread(SERVICE, whole, aws.collect([SERVICE]), (KEY, STATEMENT), State.DENIED)


def test_a_key_that_vanishes_leaves_no_row(aws: SimulatedAws) -> None:
    _, keys = seed(aws)
    aws.deny("kms:ListResourceTags", code="NotFoundException", KeyId=keys["full"].rsplit("/", 1)[-1])
    got = aws.collect([SERVICE])
    assert got.unread() == []
    assert {row["arn"] for row in got.rows(KEY)} == set(keys.values()) - {keys["full"]}
    assert keys["full"] not in {row["key_arn"] for row in got.rows(STATEMENT)}


def test_an_empty_region_is_read_whole(aws: SimulatedAws) -> None:
    got = aws.collect([SERVICE])
    assert got.unread() == []
    assert [got.state(table, REGION) for table in SERVICE.tables] == [State.READ, State.READ]
    assert got.rows(KEY) == []
