"""SQS's tables hold what boto3 itself lists; what was refused is unread, and costs nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from losses import Costs, assert_lost, assert_unread

from holdfast.collectors.aws.dates import from_epoch
from holdfast.collectors.aws.sqs import QUEUE, SERVICE, STATEMENT
from holdfast.facts.tables import State

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

REGION = "eu-west-1"
NAMES = ("clear", "dead.fifo", "full.fifo", "kms", "managed")
ATTRIBUTES = frozenset(column.name for column in QUEUE) - {"arn", "account_id", "region", "name", "url", "fifo", "tags"}
COSTS: dict[str, Costs] = {
    "GetQueueAttributes": {QUEUE: ATTRIBUTES, STATEMENT: None},
    "ListQueueTags": {QUEUE: frozenset({"tags"})},
}


def arn(name: str) -> str:
    """Return a queue's ARN."""
    return f"arn:aws:sqs:{REGION}:123456789012:{name}"


def seed(aws: SimulatedAws) -> Any:
    """Make queues of each kind."""
    sqs = aws.seed.client("sqs", region_name=REGION)
    sqs.create_queue(QueueName="clear", Attributes={"SqsManagedSseEnabled": "false"})
    sqs.create_queue(QueueName="dead.fifo", Attributes={"FifoQueue": "true"})
    sqs.create_queue(QueueName="managed", Attributes={"SqsManagedSseEnabled": "true"})
    sqs.create_queue(QueueName="kms", Attributes={"KmsMasterKeyId": "alias/data"})
    policy = {
        "Statement": [
            {
                "Sid": "Any",
                "Effect": "Allow",
                "Principal": "*",
                "Action": ["sqs:SendMessage", "sqs:ReceiveMessage"],
                "Resource": "*",
            },
            {
                "Sid": "Topic",
                "Effect": "Allow",
                "Principal": {"Service": "sns.amazonaws.com"},
                "Action": "sqs:SendMessage",
                "Resource": "*",
                "Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:sns:eu-west-1:123456789012:t"}},
            },
        ]
    }
    sqs.create_queue(
        QueueName="full.fifo",
        Attributes={
            "FifoQueue": "true",
            "MessageRetentionPeriod": "86400",
            "RedrivePolicy": json.dumps({"deadLetterTargetArn": arn("dead.fifo"), "maxReceiveCount": 5}),
            "Policy": json.dumps(policy),
        },
        tags={"besitzer": "Zoë 🚀", "leer": ""},
    )
    return sqs


def test_queues_are_what_boto3_lists(aws: SimulatedAws) -> None:
    sqs = seed(aws)
    got = aws.collect([SERVICE])
    assert got.unread() == []
    urls = sqs.list_queues()["QueueUrls"]
    assert {row["url"] for row in got.rows(QUEUE)} == set(urls)
    assert {row["name"] for row in got.rows(QUEUE)} == set(NAMES)
    for url in urls:
        told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        row = got.row(QUEUE, arn=told["QueueArn"])
        assert row["fifo"] is (told.get("FifoQueue") == "true")
        assert row["created_at"] == from_epoch(float(told["CreatedTimestamp"]))
        assert row["retention_seconds"] == int(told["MessageRetentionPeriod"])
        assert row["kms_key"] == told.get("KmsMasterKeyId", "")
        assert row["has_policy"] is ("Policy" in told)
        assert row["has_dead_letter_queue"] is ("RedrivePolicy" in told)
        assert row["tags"] == sqs.list_queue_tags(QueueUrl=url).get("Tags", {})


def test_encryption_and_dead_letters_are_told_apart(aws: SimulatedAws) -> None:
    seed(aws)
    got = aws.collect([SERVICE])
    assert {name: got.row(QUEUE, name=name)["encryption"] for name in ("clear", "managed", "kms")} == {
        "clear": "",
        "managed": "sqs",
        "kms": "kms",
    }
    full, clear = got.row(QUEUE, name="full.fifo"), got.row(QUEUE, name="clear")
    assert (full["dead_letter_arn"], full["max_receives"]) == (arn("dead.fifo"), 5)
    assert (clear["dead_letter_arn"], clear["max_receives"], clear["has_policy"]) == ("", 0, False)
    assert full["tags"] == {"besitzer": "Zoë 🚀", "leer": ""}


def test_policies_become_statements(aws: SimulatedAws) -> None:
    seed(aws)
    rows = aws.collect([SERVICE]).rows(STATEMENT)
    assert {(row["queue_arn"], row["sid"], row["action"], row["is_public"]) for row in rows} == {
        (arn("full.fifo"), "Any", "sqs:SendMessage", True),
        (arn("full.fifo"), "Any", "sqs:ReceiveMessage", True),
        (arn("full.fifo"), "Topic", "sqs:SendMessage", False),
    }


def test_more_queues_than_one_page_holds_are_all_read(aws: SimulatedAws) -> None:
    sqs = aws.seed.client("sqs", region_name=REGION)
    for number in range(12):
        sqs.create_queue(QueueName=f"q{number}")
    assert len(aws.collect([SERVICE]).rows(QUEUE)) == 12


@pytest.mark.parametrize("call", sorted(COSTS))
def test_a_denied_call_costs_only_its_own_columns(aws: SimulatedAws, call: str) -> None:
    seed(aws)
    whole = aws.collect([SERVICE])
    aws.deny(f"sqs:{call}")
    assert_lost(SERVICE, whole, aws.collect([SERVICE]), COSTS[call], [arn(name) for name in NAMES])


@pytest.mark.parametrize("call", sorted(COSTS))
def test_a_call_denied_for_one_queue_costs_the_others_nothing(aws: SimulatedAws, call: str) -> None:
    seed(aws)
    whole = aws.collect([SERVICE])
    aws.deny(f"sqs:{call}", QueueUrl=whole.row(QUEUE, name="full.fifo")["url"])
    assert_lost(SERVICE, whole, aws.collect([SERVICE]), COSTS[call], [arn("full.fifo")])


def test_every_call_of_sqs_is_denied_by_a_test_here(aws: SimulatedAws) -> None:
    seed(aws)
    aws.collect([SERVICE])
    assert {call for call in aws.calls if call.startswith("sqs:")} == {f"sqs:{call}" for call in COSTS} | {
        "sqs:ListQueues"
    }


def test_without_the_list_no_queue_is_known(aws: SimulatedAws) -> None:
    seed(aws)
    whole = aws.collect([SERVICE])
    aws.deny("sqs:ListQueues")
    assert_unread(SERVICE, whole, aws.collect([SERVICE]), (QUEUE, STATEMENT), State.DENIED)


@pytest.mark.parametrize("code", ["AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"])
def test_a_queue_that_vanishes_leaves_no_row(aws: SimulatedAws, code: str) -> None:
    seed(aws)
    url = aws.collect([SERVICE]).row(QUEUE, name="full.fifo")["url"]
    aws.deny("sqs:ListQueueTags", code=code, QueueUrl=url)
    got = aws.collect([SERVICE])
    assert got.unread() == []
    assert {row["name"] for row in got.rows(QUEUE)} == set(NAMES) - {"full.fifo"}
    assert got.rows(STATEMENT) == []


def test_an_empty_region_is_read_whole(aws: SimulatedAws) -> None:
    got = aws.collect([SERVICE])
    assert got.unread() == []
    assert [got.state(table, REGION) for table in SERVICE.tables] == [State.READ, State.READ]
    assert got.rows(QUEUE) == []
