"""Log groups are what boto3 itself lists; what was refused is unread, and costs nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from losses import assert_lost, assert_unread

from holdfast.collectors.aws.dates import from_epoch
from holdfast.collectors.aws.logs import LOG_GROUP, SERVICE
from holdfast.facts.tables import State

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

REGION = "eu-west-1"
KEY = "arn:aws:kms:eu-west-1:123456789012:key/k"
NAMES = ("/aws/lambda/plain", "/team/full")


def arn(name: str) -> str:
    """Return a log group's ARN."""
    return f"arn:aws:logs:{REGION}:123456789012:log-group:{name}"


def seed(aws: SimulatedAws) -> Any:
    """Make log groups of each kind."""
    logs = aws.seed.client("logs", region_name=REGION)
    logs.create_log_group(logGroupName="/aws/lambda/plain")
    logs.create_log_group(
        logGroupName="/team/full",
        kmsKeyId=KEY,
        tags={"besitzer": "Zoë 🚀", "leer": ""},
        logGroupClass="INFREQUENT_ACCESS",
    )
    logs.put_retention_policy(logGroupName="/team/full", retentionInDays=365)
    return logs


def test_log_groups_are_what_boto3_lists(aws: SimulatedAws) -> None:
    logs = seed(aws)
    got = aws.collect([SERVICE])
    assert got.unread() == []
    listed = {one["logGroupName"]: one for one in logs.describe_log_groups()["logGroups"]}
    assert {row["name"] for row in got.rows(LOG_GROUP)} == listed.keys() == set(NAMES)
    for name, told in listed.items():
        row = got.row(LOG_GROUP, name=name)
        assert row["arn"] == arn(name) == told["arn"].removesuffix(":*")
        assert row["created_at"] == from_epoch(told["creationTime"] / 1000)
        assert row["retention_days"] == told.get("retentionInDays", 0)
        assert row["kms_key_arn"] == told.get("kmsKeyId", "")
        assert row["stored_bytes"] == told["storedBytes"]
        assert row["log_class"] == told.get("logGroupClass", "STANDARD")
        assert row["tags"] == logs.list_tags_for_resource(resourceArn=row["arn"])["tags"]
    full = got.row(LOG_GROUP, name="/team/full")
    assert (full["retention_days"], full["kms_key_arn"], full["deletion_protected"]) == (365, KEY, False)
    assert full["tags"] == {"besitzer": "Zoë 🚀", "leer": ""}


def test_more_log_groups_than_one_page_holds_are_all_read(aws: SimulatedAws) -> None:
    logs = aws.seed.client("logs", region_name=REGION)
    for number in range(60):
        logs.create_log_group(logGroupName=f"/g/{number}")
    assert len(aws.collect([SERVICE]).rows(LOG_GROUP)) == 60


def test_denied_tags_cost_only_tags(aws: SimulatedAws) -> None:
    seed(aws)
    whole = aws.collect([SERVICE])
    aws.deny("logs:ListTagsForResource", code="AccessDeniedException")
    assert_lost(SERVICE, whole, aws.collect([SERVICE]), {LOG_GROUP: frozenset({"tags"})}, [arn(name) for name in NAMES])


def test_tags_denied_for_one_group_cost_the_others_nothing(aws: SimulatedAws) -> None:
    seed(aws)
    whole = aws.collect([SERVICE])
    aws.deny("logs:ListTagsForResource", code="AccessDeniedException", resourceArn=arn("/team/full"))
    assert_lost(SERVICE, whole, aws.collect([SERVICE]), {LOG_GROUP: frozenset({"tags"})}, [arn("/team/full")])


def test_without_the_list_no_log_group_is_known(aws: SimulatedAws) -> None:
    seed(aws)
    whole = aws.collect([SERVICE])
    assert {call for call in aws.calls if call.startswith("logs:")} == {
        "logs:DescribeLogGroups",
        "logs:ListTagsForResource",
    }
    aws.deny("logs:DescribeLogGroups", code="AccessDeniedException")
    assert_unread(SERVICE, whole, aws.collect([SERVICE]), SERVICE.tables, State.DENIED)


def test_a_log_group_that_vanishes_leaves_no_row(aws: SimulatedAws) -> None:
    seed(aws)
    aws.deny("logs:ListTagsForResource", code="ResourceNotFoundException", resourceArn=arn("/team/full"))
    got = aws.collect([SERVICE])
    assert got.unread() == []
    assert {row["name"] for row in got.rows(LOG_GROUP)} == {"/aws/lambda/plain"}


def test_an_empty_region_is_read_whole(aws: SimulatedAws) -> None:
    got = aws.collect([SERVICE])
    assert got.unread() == []
    assert got.state(LOG_GROUP, REGION) is State.READ
    assert got.rows(LOG_GROUP) == []
