"""SNS: topics, how they encrypt, who may use them, and what they deliver to.

A subscription's endpoint may be a person's address, or a URL with a token in its path: of those
only what a check needs is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from holdfast.collectors.aws.policies import account_of, statement_rows, statement_table
from holdfast.collectors.aws.reader import Service
from holdfast.facts.tables import ACCOUNT, REGION, Column, Scope, Table, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

TOPIC = Table(
    name="aws_sns_topic",
    source="aws",
    description="SNS topics.",
    columns=(
        Column("arn", Type.TEXT, "The topic's ARN."),
        ACCOUNT,
        REGION,
        Column("name", Type.TEXT, "The topic's name."),
        Column("fifo", Type.BOOL, "Whether the topic keeps the order of messages."),
        Column("encrypted", Type.BOOL, "Whether messages are encrypted with a KMS key while SNS holds them."),
        Column("kms_key", Type.TEXT, "The KMS key as the topic names it: id, ARN or alias; empty where there is none."),
        Column("has_policy", Type.BOOL, "Whether the topic has a policy; AWS gives each new topic one."),
        Column("tags", Type.TAGS, "The topic's tags."),
    ),
    key=("arn",),
    scope=Scope.REGION,
    subject="arn",
    name_column="name",
    calls=("sns:list_topics", "sns:get_topic_attributes", "sns:list_tags_for_resource"),
)

STATEMENT = statement_table(
    "aws_sns_topic_policy_statement",
    parent=TOPIC.name,
    subject_column="topic_arn",
    scope=Scope.REGION,
    calls=("sns:get_topic_attributes",),
    description="Topics' policies, one row for each statement, principal and action.",
)

SUBSCRIPTION = Table(
    name="aws_sns_subscription",
    source="aws",
    description="What topics deliver to, one row for each subscription, those of other accounts included.",
    columns=(
        Column("topic_arn", Type.TEXT, "The topic's ARN."),
        ACCOUNT,
        REGION,
        Column("arn", Type.TEXT, "The subscription's ARN; empty while nobody has confirmed it."),
        Column(
            "protocol", Type.TEXT, "`http`, `https`, `email`, `sms`, `sqs`, `lambda`, `application`, `firehose` ..."
        ),
        Column(
            "endpoint",
            Type.TEXT,
            "An AWS endpoint's ARN, or a URL's scheme and host (paths may hold tokens); empty for people's addresses.",
        ),
        Column("endpoint_account", Type.TEXT, "The account of an AWS endpoint; empty for the others."),
        Column("owner_account", Type.TEXT, "The account that subscribed."),
        Column("confirmed", Type.BOOL, "Whether the endpoint has agreed to receive."),
        Column("number", Type.INT, "Tells apart the topic's unconfirmed subscriptions, which have no ARN; from 1."),
    ),
    key=("topic_arn", "arn", "number"),
    scope=Scope.REGION,
    subject="topic_arn",
    parent=TOPIC.name,
    calls=("sns:list_subscriptions_by_topic",),
)

_GONE = ("NotFound", "NotFoundException")


def collect(reader: Reader) -> None:
    """Read every topic of the region."""
    with reader.reading(TOPIC, STATEMENT, SUBSCRIPTION):
        topics = reader.pages("sns", "list_topics", "Topics")
        reader.each(lambda topic: _read_topic(reader, topic["TopicArn"]), topics)


def _read_topic(reader: Reader, arn: str) -> None:
    name = arn.rsplit(":", 1)[-1]
    row: dict[str, object] = {"arn": arn, "name": name, "fifo": name.endswith(".fifo")}
    statements: list[dict[str, object]] = []
    subscriptions: list[dict[str, object]] = []
    with reader.part(TOPIC, STATEMENT, subject=arn):
        attributes = reader.ask("sns", "get_topic_attributes", gone=_GONE, TopicArn=arn)["Attributes"]
        policy = attributes.get("Policy", "")
        row["kms_key"] = attributes.get("KmsMasterKeyId", "")
        row["encrypted"] = bool(row["kms_key"])
        row["has_policy"] = bool(policy)
        if policy:
            statements = statement_rows("topic_arn", arn, policy)
    with reader.part(TOPIC, subject=arn):
        answer = reader.ask("sns", "list_tags_for_resource", gone=(*_GONE, "ResourceNotFound"), ResourceArn=arn)
        row["tags"] = {tag["Key"]: tag.get("Value", "") for tag in answer.get("Tags", [])}
    with reader.part(SUBSCRIPTION, subject=arn):
        listed = list(reader.pages("sns", "list_subscriptions_by_topic", "Subscriptions", gone=_GONE, TopicArn=arn))
        subscriptions = _subscriptions(arn, listed)
    reader.rows(TOPIC, [row])
    reader.rows(STATEMENT, statements)
    reader.rows(SUBSCRIPTION, subscriptions)


def _subscriptions(topic_arn: str, listed: list[dict[str, Any]]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    unconfirmed = 0
    # In an order of their own: unconfirmed ones are told apart by it, and AWS promises none.
    for one in sorted(listed, key=lambda one: (one["SubscriptionArn"], one["Protocol"], one.get("Endpoint", ""))):
        confirmed = one["SubscriptionArn"].startswith("arn:")  # otherwise it says "PendingConfirmation" or "Deleted"
        unconfirmed += not confirmed
        endpoint = _endpoint(one["Protocol"], one.get("Endpoint", ""))
        rows.append(
            {
                "topic_arn": topic_arn,
                "arn": one["SubscriptionArn"] if confirmed else "",
                "protocol": one["Protocol"],
                "endpoint": endpoint,
                "endpoint_account": account_of(endpoint),
                "owner_account": one.get("Owner", ""),
                "confirmed": confirmed,
                "number": 1 if confirmed else unconfirmed,
            }
        )
    return rows


def _endpoint(protocol: str, endpoint: str) -> str:
    if endpoint.startswith("arn:"):
        return endpoint
    if protocol in {"http", "https"}:
        url = urlsplit(endpoint)
        return f"{url.scheme}://{url.hostname or ''}"
    return ""


SERVICE = Service("sns", Scope.REGION, (TOPIC, STATEMENT, SUBSCRIPTION), collect)
