"""What of S3 was refused is unread, its columns NULL and never a default; the rest is as before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from losses import Costs, assert_lost, assert_unread
from s3_estate import NAMES, arn, seed
from simulated_account import SimulatedAws, simulated_aws

from holdfast.collectors.aws.s3 import ACCOUNT_BLOCK, BUCKET, GRANT, SERVICE, STATEMENT
from holdfast.facts.tables import State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulated_account import Collected

BLOCK = frozenset({"has_public_access_block", "blocks_public_acls", "ignores_public_acls", "blocks_public_policy"})
COSTS: dict[str, Costs] = {
    "GetBucketVersioning": {BUCKET: frozenset({"versioning", "mfa_delete"})},
    "GetBucketEncryption": {
        BUCKET: frozenset({"has_default_encryption", "encryption_algorithm", "encryption_key", "bucket_key"})
    },
    "GetPublicAccessBlock": {BUCKET: BLOCK | {"restricts_public_buckets"}},
    "GetBucketPolicy": {BUCKET: frozenset({"has_policy"}), STATEMENT: None},
    "GetBucketPolicyStatus": {BUCKET: frozenset({"policy_is_public"})},
    "GetBucketLogging": {BUCKET: frozenset({"has_access_logging", "logging_bucket", "logging_prefix"})},
    "GetBucketOwnershipControls": {BUCKET: frozenset({"object_ownership"})},
    "GetBucketLifecycleConfiguration": {BUCKET: frozenset({"lifecycle_rules"})},
    "GetObjectLockConfiguration": {BUCKET: frozenset({"object_lock", "object_lock_mode", "object_lock_days"})},
    "GetBucketWebsite": {BUCKET: frozenset({"has_website"})},
    "GetBucketTagging": {BUCKET: frozenset({"tags"})},
    "GetBucketAcl": {GRANT: None},
}


@pytest.fixture(scope="module")
def seeded(moto_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SimulatedAws, Collected]]:
    """The account, and what is collected from it when nothing is refused."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        aws = simulated_aws(moto_url, monkeypatch, tmp_path_factory.mktemp("s3"))
        seed(aws)
        yield aws, aws.collect([SERVICE])


@pytest.fixture
def aws(seeded: tuple[SimulatedAws, Collected]) -> Iterator[SimulatedAws]:
    """The seeded account, which refuses nothing yet."""
    yield seeded[0]
    seeded[0].allow()


@pytest.fixture
def whole(seeded: tuple[SimulatedAws, Collected]) -> Collected:
    """What is collected when nothing is refused."""
    return seeded[1]


def test_every_call_of_s3_is_denied_by_a_test_below(aws: SimulatedAws) -> None:
    aws.collect([SERVICE])
    others = {"s3:ListBuckets", "s3:GetBucketLocation", "s3control:GetPublicAccessBlock"}
    asked = {call for call in aws.calls if call.startswith("s3")}
    assert asked == {f"s3:{call}" for call in COSTS} | others


@pytest.mark.parametrize("call", sorted(COSTS))
def test_a_denied_call_costs_only_its_own_columns(aws: SimulatedAws, whole: Collected, call: str) -> None:
    aws.deny(f"s3:{call}")
    assert_lost(SERVICE, whole, aws.collect([SERVICE]), COSTS[call], [arn(name) for name in NAMES])


@pytest.mark.parametrize("call", ["GetBucketPolicy", "GetBucketPolicyStatus", "GetBucketAcl", "GetBucketTagging"])
def test_a_call_denied_for_one_bucket_costs_the_others_nothing(aws: SimulatedAws, whole: Collected, call: str) -> None:
    aws.deny(f"s3:{call}", Bucket="full")
    assert_lost(SERVICE, whole, aws.collect([SERVICE]), COSTS[call], [arn("full")])


def test_without_its_region_a_bucket_is_still_read(aws: SimulatedAws, whole: Collected) -> None:
    aws.deny("s3:GetBucketLocation", Bucket="full")
    got = aws.collect([SERVICE])
    assert got.unread() == [("aws_s3_bucket", "global", arn("full"), State.DENIED)]
    assert got.row(BUCKET, name="full") == {**whole.row(BUCKET, name="full"), "region": "global"}
    assert [row for row in got.rows(BUCKET) if row["name"] != "full"] == [
        row for row in whole.rows(BUCKET) if row["name"] != "full"
    ]


def test_without_the_list_no_bucket_is_known(aws: SimulatedAws, whole: Collected) -> None:
    aws.deny("s3:ListBuckets")
    assert_unread(SERVICE, whole, aws.collect([SERVICE]), (BUCKET, GRANT, STATEMENT), State.DENIED)


def test_a_denied_account_block_costs_no_bucket(aws: SimulatedAws, whole: Collected) -> None:
    aws.deny("s3control:GetPublicAccessBlock")
    assert_unread(SERVICE, whole, aws.collect([SERVICE]), (ACCOUNT_BLOCK,), State.DENIED)


def test_an_error_that_is_no_refusal_is_a_failure(aws: SimulatedAws) -> None:
    aws.deny("s3:GetBucketTagging", code="InternalError", Bucket="full")
    got = aws.collect([SERVICE])
    assert got.unread() == [("aws_s3_bucket", "global", arn("full"), State.FAILED)]
    assert got.row(BUCKET, name="full")["tags"] is None


def test_a_policy_that_is_none_is_unread_and_never_empty(aws: SimulatedAws) -> None:
    aws.answers["s3:GetBucketPolicy"] = {"Policy": '{"Statement": [{"Effect": "Perhaps"}]}'}
    got = aws.collect([SERVICE])
    assert got.rows(STATEMENT) == []
    assert {got.state(STATEMENT, subject=arn(name)) for name in NAMES} == {State.FAILED}
    assert {row["tags"] is None for row in got.rows(BUCKET)} == {False}
