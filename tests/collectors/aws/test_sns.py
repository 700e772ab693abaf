"""SNS's tables hold what boto3 itself lists; what was refused is unread, and costs nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from losses import Costs, assert_lost, assert_unread

from holdfast.collectors.aws.sns import SERVICE, STATEMENT, SUBSCRIPTION, TOPIC
from holdfast.facts.tables import State

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

REGION = "eu-west-1"
NAMES = ("full", "plain", "quiet.fifo")
COSTS: dict[str, Costs] = {
    "GetTopicAttributes": {TOPIC: frozenset({"encrypted", "kms_key", "has_policy"}), STATEMENT: None},
    "ListTagsForResource": {TOPIC: frozenset({"tags"})},
    "ListSubscriptionsByTopic": {SUBSCRIPTION: None},
}


def arn(name: str) -> str:
    """Return a topic's ARN."""
    return f"arn:aws:sns:{REGION}:123456789012:{name}"


def seed(aws: SimulatedAws) -> Any:
    """Make topics of each kind, with subscriptions of each protocol."""
    sns = aws.seed.client("sns", region_name=REGION)
    sns.create_topic(Name="plain")
    sns.create_topic(Name="quiet.fifo", Attributes={"FifoTopic": "true"})
    sns.create_topic(
        Name="full",
        Attributes={
            "KmsMasterKeyId": "alias/aws/sns",
            "Policy": json.dumps(
                {
                    "Statement": [
                        {
                            "Sid": "All",
                            "Effect": "Allow",
                            "Principal": {"AWS": ["*"]},
                            "Action": "SNS:Publish",
                            "Resource": "*",
                        },
                        {
                            "Effect": "Allow",
                            "NotPrincipal": {"AWS": "222222222222"},
                            "Action": "SNS:Subscribe",
                            "Resource": "*",
                        },
                    ]
                }
            ),
        },
        Tags=[{"Key": "besitzer", "Value": "Zoë 🚀"}, {"Key": "leer", "Value": ""}],
    )
    aws.seed.client("sqs", region_name=REGION).create_queue(QueueName="q")
    sns.subscribe(TopicArn=arn("full"), Protocol="sqs", Endpoint="arn:aws:sqs:eu-west-1:123456789012:q")
    sns.subscribe(
        TopicArn=arn("full"), Protocol="https", Endpoint="https://user:pw@Hooks.example.com:8443/t/SECRET?k=1"
    )
    sns.subscribe(TopicArn=arn("full"), Protocol="http", Endpoint="http://old.example.com/x")
    sns.subscribe(TopicArn=arn("full"), Protocol="email", Endpoint="zoe@example.com")
    sns.subscribe(TopicArn=arn("full"), Protocol="sms", Endpoint="+49123456789")
    sns.subscribe(TopicArn=arn("plain"), Protocol="email", Endpoint="bo@example.com")
    return sns


def test_topics_are_what_boto3_lists(aws: SimulatedAws) -> None:
    sns = seed(aws)
    got = aws.collect([SERVICE])
    assert got.unread() == []
    listed = {topic["TopicArn"] for topic in sns.list_topics()["Topics"]}
    assert {row["arn"] for row in got.rows(TOPIC)} == listed == {arn(name) for name in NAMES}
    for row in got.rows(TOPIC):
        told = sns.get_topic_attributes(TopicArn=row["arn"])["Attributes"]
        assert row["kms_key"] == told.get("KmsMasterKeyId", "")
        assert row["encrypted"] is bool(told.get("KmsMasterKeyId"))
        assert row["fifo"] is (told.get("FifoTopic") == "true")
        assert row["has_policy"] is ("Policy" in told)
        tags = sns.list_tags_for_resource(ResourceArn=row["arn"])["Tags"]
        assert row["tags"] == {tag["Key"]: tag["Value"] for tag in tags}
    assert got.row(TOPIC, name="full")["tags"] == {"besitzer": "Zoë 🚀", "leer": ""}


def test_policies_become_statements_and_awss_default_is_not_public(aws: SimulatedAws) -> None:
    seed(aws)
    got = aws.collect([SERVICE])
    full = [row for row in got.rows(STATEMENT) if row["topic_arn"] == arn("full")]
    assert {(row["action"], row["principal"], row["not_principal"], row["is_public"]) for row in full} == {
        ("SNS:Publish", "*", False, True),
        ("SNS:Subscribe", "222222222222", True, True),
    }
    plain = [row for row in got.rows(STATEMENT) if row["topic_arn"] == arn("plain")]
    assert {row["principal"] for row in plain} == {"*"}
    assert {row["is_public"] for row in plain} == {False}


def test_subscriptions_are_what_boto3_lists(aws: SimulatedAws) -> None:
    sns = seed(aws)
    got = aws.collect([SERVICE])
    listed = sns.list_subscriptions()["Subscriptions"]
    assert sorted(
        (row["arn"], row["topic_arn"], row["protocol"], row["owner_account"]) for row in got.rows(SUBSCRIPTION)
    ) == sorted((one["SubscriptionArn"], one["TopicArn"], one["Protocol"], one["Owner"]) for one in listed)


def test_of_endpoints_no_address_and_no_token_is_kept(aws: SimulatedAws) -> None:
    seed(aws)
    got = aws.collect([SERVICE])
    assert {(row["protocol"], row["endpoint"], row["endpoint_account"]) for row in got.rows(SUBSCRIPTION)} == {
        ("sqs", "arn:aws:sqs:eu-west-1:123456789012:q", "123456789012"),
        ("https", "https://hooks.example.com", ""),
        ("http", "http://old.example.com", ""),
        ("email", "", ""),
        ("sms", "", ""),
    }
    for word in ("SECRET", "zoe@example.com", "+49123456789", "pw@"):
        assert word not in str(got.tables)


def test_unconfirmed_subscriptions_are_told_apart(aws: SimulatedAws) -> None:
    seed(aws)
    one = {"SubscriptionArn": "PendingConfirmation", "Protocol": "email", "Owner": "123456789012", "TopicArn": "t"}
    aws.answers["sns:ListSubscriptionsByTopic"] = {
        "Subscriptions": [{**one, "Endpoint": "b@example.com"}, {**one, "Endpoint": "a@example.com"}]
    }
    got = aws.collect([SERVICE])
    rows = [row for row in got.rows(SUBSCRIPTION) if row["topic_arn"] == arn("plain")]
    assert [(row["arn"], row["confirmed"], row["number"]) for row in rows] == [("", False, 1), ("", False, 2)]


@pytest.mark.parametrize("call", sorted(COSTS))
def test_a_denied_call_costs_only_its_own_columns(aws: SimulatedAws, call: str) -> None:
    seed(aws)
    whole = aws.collect([SERVICE])
    aws.deny(f"sns:{call}", code="AuthorizationError")
    assert_lost(SERVICE, whole, aws.collect([SERVICE]), COSTS[call], [arn(name) for name in NAMES])


def test_attributes_denied_for_one_topic_cost_the_others_nothing(aws: SimulatedAws) -> None:
    seed(aws)
    whole = aws.collect([SERVICE])
    aws.deny("sns:GetTopicAttributes", code="AuthorizationError", TopicArn=arn("full"))
    assert_lost(SERVICE, whole, aws.collect([SERVICE]), COSTS["GetTopicAttributes"], [arn("full")])


def test_every_call_of_sns_is_denied_by_a_test_here(aws: SimulatedAws) -> None:
    seed(aws)
    aws.collect([SERVICE])
    asked = {call for call in aws.calls if call.startswith("sns:")}
    assert asked == {f"sns:{call}" for call in COSTS} | {"sns:ListTopics"}


def test_without_the_list_no_topic_is_known(aws: SimulatedAws) -> None:
    seed(aws)
    whole = aws.collect([SERVICE])
    aws.deny("sns:ListTopics", code="AuthorizationError")
    assert_unread(SERVICE, whole, aws.collect([SERVICE]), SERVICE.tables, State.DENIED)


@pytest.mark.parametrize("call", sorted(COSTS))
def test_a_topic_that_vanishes_leaves_no_row(aws: SimulatedAws, call: str) -> None:
    seed(aws)
    aws.deny(f"sns:{call}", code="NotFound", TopicArn=arn("full"))
    aws.deny(f"sns:{call}", code="ResourceNotFound", ResourceArn=arn("full"))
    got = aws.collect([SERVICE])
    assert got.unread() == []
    assert {row["name"] for row in got.rows(TOPIC)} == set(NAMES) - {"full"}
    assert arn("full") not in {row["topic_arn"] for row in (*got.rows(STATEMENT), *got.rows(SUBSCRIPTION))}


def test_an_empty_region_is_read_whole(aws: SimulatedAws) -> None:
    got = aws.collect([SERVICE])
    assert got.unread() == []
    assert [got.state(table, REGION) for table in SERVICE.tables] == [State.READ] * 3
    assert got.rows(TOPIC) == []
