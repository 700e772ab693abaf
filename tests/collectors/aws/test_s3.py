"""S3's tables hold what boto3 itself lists; an empty account is read whole; what vanishes leaves no row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from s3_estate import BLOCK, NAMES, arn, seed

from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.s3 import ACCOUNT_BLOCK, BUCKET, GRANT, SERVICE, STATEMENT
from holdfast.collectors.aws.session import Account
from holdfast.facts.tables import State

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

ACCOUNT_ARN = "arn:aws:iam::123456789012:root"
FLAGS = ("blocks_public_acls", "ignores_public_acls", "blocks_public_policy", "restricts_public_buckets")


def asked(s3: Any, operation: str, bucket: str) -> dict[str, Any]:
    """Return what boto3 says; empty where it says that there is none."""
    try:
        answer: dict[str, Any] = getattr(s3, operation)(Bucket=bucket)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if "NoSuch" not in code and "NotFound" not in code:
            raise
        return {}
    return answer


def test_buckets_are_what_boto3_lists(aws: SimulatedAws) -> None:
    s3 = seed(aws)
    got = aws.collect([SERVICE])
    assert got.unread() == []
    listed = {one["Name"]: one for one in s3.list_buckets()["Buckets"]}
    rows = {str(row["name"]): row for row in got.rows(BUCKET)}
    assert rows.keys() == listed.keys() == set(NAMES)
    for name, row in rows.items():
        assert row["arn"] == arn(name)
        assert row["created_at"] == utc(listed[name]["CreationDate"])
        assert row["region"] == (asked(s3, "get_bucket_location", name)["LocationConstraint"] or "us-east-1")
        versioning = asked(s3, "get_bucket_versioning", name)
        assert row["versioning"] == versioning.get("Status", "")
        assert row["mfa_delete"] is (versioning.get("MFADelete") == "Enabled")
        tags = asked(s3, "get_bucket_tagging", name).get("TagSet", [])
        assert row["tags"] == {tag["Key"]: tag.get("Value", "") for tag in tags}
        assert row["has_website"] is ("IndexDocument" in asked(s3, "get_bucket_website", name))
        assert row["has_policy"] is ("Policy" in asked(s3, "get_bucket_policy", name))
        status = asked(s3, "get_bucket_policy_status", name).get("PolicyStatus", {})
        assert row["policy_is_public"] is status.get("IsPublic", False)
        rules = asked(s3, "get_bucket_lifecycle_configuration", name).get("Rules", [])
        assert row["lifecycle_rules"] == len([rule for rule in rules if rule["Status"] == "Enabled"])


def test_encryption_logging_ownership_and_locks_are_what_boto3_says(aws: SimulatedAws) -> None:
    s3 = seed(aws)
    for row in aws.collect([SERVICE]).rows(BUCKET):
        name = str(row["name"])
        rules = asked(s3, "get_bucket_encryption", name).get("ServerSideEncryptionConfiguration", {}).get("Rules", [{}])
        default = rules[0].get("ApplyServerSideEncryptionByDefault", {})
        assert row["has_default_encryption"] is bool(default)
        assert row["encryption_algorithm"] == default.get("SSEAlgorithm", "")
        assert row["encryption_key"] == default.get("KMSMasterKeyID", "")
        assert row["bucket_key"] is rules[0].get("BucketKeyEnabled", False)
        target = asked(s3, "get_bucket_logging", name).get("LoggingEnabled", {})
        assert row["has_access_logging"] is bool(target)
        assert (row["logging_bucket"], row["logging_prefix"]) == (
            target.get("TargetBucket", ""),
            target.get("TargetPrefix", ""),
        )
        owner = asked(s3, "get_bucket_ownership_controls", name).get("OwnershipControls", {}).get("Rules", [{}])
        assert row["object_ownership"] == owner[0].get("ObjectOwnership", "")
        lock = asked(s3, "get_object_lock_configuration", name).get("ObjectLockConfiguration", {})
        default = lock.get("Rule", {}).get("DefaultRetention", {})
        assert row["object_lock"] is bool(lock)
        assert row["object_lock_mode"] == default.get("Mode", "")
        assert row["object_lock_days"] == 365 * default.get("Years", 0)
        block = asked(s3, "get_public_access_block", name).get("PublicAccessBlockConfiguration", {})
        assert row["has_public_access_block"] is bool(block)
        assert [row[flag] for flag in FLAGS] == [block.get(flag, False) for flag in BLOCK]


def test_the_estate_shows_every_setting_at_least_once(aws: SimulatedAws) -> None:
    seed(aws)
    got = aws.collect([SERVICE])
    full, plain = got.row(BUCKET, name="full"), got.row(BUCKET, name="plain")
    known = {"arn", "name", "account_id", "region", "created_at"}
    assert {column for column in full.keys() - known if not full[column]} == {
        "blocks_public_policy",
        "mfa_delete",
        "policy_is_public",
        "object_lock",
        "object_lock_mode",
        "object_lock_days",
        "has_website",
    }
    assert {column for column in plain.keys() - known if plain[column] or plain[column] is None} == set()
    assert got.row(BUCKET, name="locked")["object_lock_days"] == 730
    assert full["tags"] == {"besitzer": "Zoë 🚀", "leer": ""}


def test_grants_are_what_boto3_lists(aws: SimulatedAws) -> None:
    s3 = seed(aws)
    got = aws.collect([SERVICE])
    for name in NAMES:
        acl = s3.get_bucket_acl(Bucket=name)
        rows = [row for row in got.rows(GRANT) if row["bucket_arn"] == arn(name)]
        assert sorted((row["grantee_type"], row["grantee"], row["permission"]) for row in rows) == sorted(
            (grant["Grantee"]["Type"], grant["Grantee"].get("URI") or grant["Grantee"]["ID"], grant["Permission"])
            for grant in acl["Grants"]
        )
        assert {row["region"] for row in rows} == {got.row(BUCKET, name=name)["region"]}
    everyone = [row["permission"] for row in got.rows(GRANT) if row["is_everyone"]]
    assert sorted(map(str, everyone)) == ["READ", "WRITE"]
    assert got.row(GRANT, bucket_arn=arn("locked"))["is_owner"] is True


def test_an_acl_for_every_signed_in_stranger_is_told_from_one_for_log_delivery(aws: SimulatedAws) -> None:
    s3 = seed(aws)
    s3.put_bucket_acl(Bucket="locked", ACL="authenticated-read")
    got = aws.collect([SERVICE])
    assert got.row(GRANT, is_any_aws_account=True)["bucket_arn"] == arn("locked")
    delivery = [row for row in got.rows(GRANT) if str(row["grantee"]).endswith("LogDelivery")]
    assert delivery
    assert not any(row["is_everyone"] or row["is_any_aws_account"] for row in delivery)


def test_policies_become_statements(aws: SimulatedAws) -> None:
    seed(aws)
    got = aws.collect([SERVICE])
    rows = {(row["bucket_arn"], row["sid"], row["principal"], row["action"]) for row in got.rows(STATEMENT)}
    root = "arn:aws:iam::123456789012:root"
    assert rows == {
        (arn("full"), "Tls", "*", "s3:*"),
        (arn("full"), "Lesen", root, "s3:GetObject"),
        (arn("full"), "Lesen", root, "s3:ListBucket"),
        (arn("full"), "Lesen", "222222222222", "s3:GetObject"),
        (arn("full"), "Lesen", "222222222222", "s3:ListBucket"),
        (arn("open"), "", "*", "s3:GetObject"),
    }
    assert got.row(STATEMENT, bucket_arn=arn("open"))["is_public"] is True
    assert got.row(STATEMENT, sid="Tls")["is_public"] is False
    assert got.row(STATEMENT, sid="Tls")["region"] == "eu-west-1"


def test_the_accounts_own_block_is_what_boto3_says(aws: SimulatedAws) -> None:
    row = aws.collect([SERVICE]).row(ACCOUNT_BLOCK)
    assert (row["account_arn"], row["has_public_access_block"]) == (ACCOUNT_ARN, False)
    assert [row[flag] for flag in FLAGS] == [False] * 4
    wanted = {"AccountId": "123456789012", "PublicAccessBlockConfiguration": BLOCK}
    control = aws.seed.client("s3control", region_name="us-east-1")
    # moto is met on a bare address, before which no account's number can stand.
    control.meta.events.register(
        "before-call", lambda params, **_: params.update(url=params["url"].replace("//123456789012.", "//"))
    )
    control.put_public_access_block(**wanted)
    row = aws.collect([SERVICE]).row(ACCOUNT_BLOCK)
    assert row["has_public_access_block"] is True
    assert [row[flag] for flag in FLAGS] == [True, True, False, True]


def test_an_empty_account_is_read_whole(aws: SimulatedAws) -> None:
    got = aws.collect([SERVICE])
    assert got.unread() == []
    assert {table: got.state(table) for table in SERVICE.tables} == dict.fromkeys(SERVICE.tables, State.READ)
    assert got.rows(BUCKET) == got.rows(GRANT) == got.rows(STATEMENT) == []


@pytest.mark.parametrize("call", ["GetBucketLocation", "GetBucketAcl", "GetBucketPolicy", "GetBucketWebsite"])
def test_a_bucket_that_is_deleted_while_it_is_read_just_vanishes(aws: SimulatedAws, call: str) -> None:
    seed(aws)
    aws.deny(f"s3:{call}", code="NoSuchBucket", Bucket="open")
    got = aws.collect([SERVICE])
    assert got.unread() == []
    assert {row["name"] for row in got.rows(BUCKET)} == set(NAMES) - {"open"}
    for table in (GRANT, STATEMENT):
        assert arn("open") not in {row["bucket_arn"] for row in got.rows(table)}


def test_each_bucket_is_asked_in_its_own_region(aws: SimulatedAws) -> None:
    seed(aws)
    hosts: set[tuple[str, str]] = set()
    real = Account.client

    def noted(account: Account, service: str, region: str) -> Any:
        if service == "s3":
            hosts.add((service, region))
        return real(account, service, region)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Account, "client", noted)
        aws.collect([SERVICE])
    assert hosts == {("s3", place) for place in ("global", "us-east-1", "eu-west-1", "eu-central-1")}


def test_a_region_that_the_list_names_need_not_be_asked_for(aws: SimulatedAws) -> None:
    seed(aws)
    made = aws.seed.client("s3").list_buckets()["Buckets"][0]["CreationDate"]
    aws.answers["s3:ListBuckets"] = {"Buckets": [{"Name": "full", "CreationDate": made, "BucketRegion": "eu-west-1"}]}
    got = aws.collect([SERVICE])
    assert got.row(BUCKET)["region"] == "eu-west-1"
    assert "s3:GetBucketLocation" not in aws.calls


def test_mfa_delete_is_seen_where_aws_says_it(aws: SimulatedAws) -> None:
    seed(aws)
    aws.answers["s3:GetBucketVersioning"] = {"Status": "Enabled", "MFADelete": "Enabled"}
    assert {(row["versioning"], row["mfa_delete"]) for row in aws.collect([SERVICE]).rows(BUCKET)} == {
        ("Enabled", True)
    }


def test_irelands_first_name_is_understood(aws: SimulatedAws) -> None:
    seed(aws)
    aws.answers["s3:GetBucketLocation"] = {"LocationConstraint": "EU"}
    assert {row["region"] for row in aws.collect([SERVICE]).rows(BUCKET)} == {"eu-west-1"}
