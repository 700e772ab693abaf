"""SQS: queues, how they encrypt, and who may use them. Messages are never received."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.dates import from_epoch
from holdfast.collectors.aws.policies import statement_rows, statement_table
from holdfast.collectors.aws.reader import Service
from holdfast.facts.tables import ACCOUNT, REGION, Column, Scope, Table, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

QUEUE = Table(
    name="aws_sqs_queue",
    source="aws",
    description="SQS queues.",
    columns=(
        Column("arn", Type.TEXT, "The queue's ARN."),
        ACCOUNT,
        REGION,
        Column("name", Type.TEXT, "The queue's name."),
        Column("url", Type.TEXT, "The queue's address."),
        Column("fifo", Type.BOOL, "Whether the queue keeps the order of messages."),
        Column("created_at", Type.TIME, "When the queue was created."),
        Column(
            "encryption", Type.TEXT, "`sqs` (SQS's own key), `kms`, or empty where messages are stored in the clear."
        ),
        Column("kms_key", Type.TEXT, "The KMS key as the queue names it: id, ARN or alias; empty where there is none."),
        Column("retention_seconds", Type.INT, "How long an unread message is kept."),
        Column("has_dead_letter_queue", Type.BOOL, "Whether messages that fail again and again are moved elsewhere."),
        Column("dead_letter_arn", Type.TEXT, "The queue that they are moved to; empty where there is none."),
        Column("max_receives", Type.INT, "How often a message is tried before that; 0 where there is none."),
        Column("has_policy", Type.BOOL, "Whether the queue has a policy."),
        Column("tags", Type.TAGS, "The queue's tags."),
    ),
    key=("arn",),
    scope=Scope.REGION,
    subject="arn",
    name_column="name",
    calls=("sqs:list_queues", "sqs:get_queue_attributes", "sqs:list_queue_tags"),
)

STATEMENT = statement_table(
    "aws_sqs_queue_policy_statement",
    parent=QUEUE.name,
    subject_column="queue_arn",
    scope=Scope.REGION,
    calls=("sqs:get_queue_attributes",),
    description="Queues' policies, one row for each statement, principal and action.",
)

#: The same error, under the name of either protocol that SQS speaks.
_GONE = ("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist")


def collect(reader: Reader) -> None:
    """Read every queue of the region."""
    with reader.reading(QUEUE, STATEMENT):
        # SQS lists no more than 1,000 queues unless it is asked in pages.
        urls = reader.pages("sqs", "list_queues", "QueueUrls", PaginationConfig={"PageSize": 1000})
        reader.each(lambda url: _read_queue(reader, url), urls)


def _read_queue(reader: Reader, url: str) -> None:
    name = url.rsplit("/", 1)[-1]
    arn = reader.arn("sqs", name)
    row: dict[str, object] = {"arn": arn, "name": name, "url": url, "fifo": name.endswith(".fifo")}
    statements: list[dict[str, object]] = []
    with reader.part(QUEUE, STATEMENT, subject=arn):
        answer = reader.ask("sqs", "get_queue_attributes", gone=_GONE, QueueUrl=url, AttributeNames=["All"])
        attributes = answer["Attributes"]
        row |= _attributes(attributes)
        if attributes.get("Policy"):
            statements = statement_rows("queue_arn", arn, attributes["Policy"])
    with reader.part(QUEUE, subject=arn):
        row["tags"] = reader.ask("sqs", "list_queue_tags", gone=_GONE, QueueUrl=url).get("Tags", {})
    reader.rows(QUEUE, [row])
    reader.rows(STATEMENT, statements)


def _attributes(attributes: dict[str, Any]) -> dict[str, object]:
    key = attributes.get("KmsMasterKeyId", "")
    managed = attributes.get("SqsManagedSseEnabled") == "true"
    redrive = json.loads(attributes.get("RedrivePolicy") or "{}")
    return {
        "created_at": from_epoch(float(attributes["CreatedTimestamp"])),
        "encryption": "kms" if key else "sqs" if managed else "",
        "kms_key": key,
        "retention_seconds": int(attributes["MessageRetentionPeriod"]),
        "has_dead_letter_queue": bool(redrive),
        "dead_letter_arn": redrive.get("deadLetterTargetArn", ""),
        "max_receives": int(redrive.get("maxReceiveCount", 0)),
        "has_policy": bool(attributes.get("Policy")),
    }


SERVICE = Service("sqs", Scope.REGION, (QUEUE, STATEMENT), collect)
