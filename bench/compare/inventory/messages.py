"""Messages, secrets and flows: shared with all, with one, with none."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from compare.inventory.place import HOME, STRANGER
from compare.inventory.policies import for_account, public

if TYPE_CHECKING:
    from compare.inventory.place import Place


def seed(place: Place) -> None:
    """Make the variants."""
    _queues_and_topics(place)
    _secrets(place)
    _flows(place)


def _queues_and_topics(place: Place) -> None:
    sqs, sns = place.client("sqs"), place.client("sns")
    for name, policy in (
        ("cmp-open", public("sqs:SendMessage", place.arn("sqs", "cmp-open"))),
        ("cmp-own", for_account(place.account_id, "sqs:SendMessage", place.arn("sqs", "cmp-own"))),
    ):
        encrypted = "true" if name == "cmp-own" else "false"
        sqs.create_queue(QueueName=name, Attributes={"Policy": policy, "SqsManagedSseEnabled": encrypted})
    for name, policy, protocol in (
        ("cmp-open", public("sns:Publish", place.arn("sns", "cmp-open")), "http"),
        ("cmp-own", for_account(place.account_id, "sns:Publish", place.arn("sns", "cmp-own")), "https"),
    ):
        attributes = {"Policy": policy} | ({"KmsMasterKeyId": "alias/aws/sns"} if name == "cmp-own" else {})
        topic = sns.create_topic(Name=name, Attributes=attributes)["TopicArn"]
        sns.subscribe(TopicArn=topic, Protocol=protocol, Endpoint=f"{protocol}://hooks.example/{name}")
    events = place.client("events")
    for name, account in (("cmp-stranger", STRANGER), ("cmp-own", place.account_id)):
        events.create_event_bus(Name=name)
        events.put_permission(EventBusName=name, Action="events:PutEvents", Principal=account, StatementId="one")


def _secrets(place: Place) -> None:
    secrets = place.client("secretsmanager")
    for name in ("cmp-open", "cmp-own", "cmp-rotates", "cmp-old"):
        arn = secrets.create_secret(Name=name, SecretString="simulated")["ARN"]
        if name == "cmp-open":
            secrets.put_resource_policy(SecretId=arn, ResourcePolicy=public("secretsmanager:GetSecretValue", "*"))
        if name == "cmp-own":
            policy = for_account(place.account_id, "secretsmanager:GetSecretValue", "*")
            secrets.put_resource_policy(SecretId=arn, ResourcePolicy=policy)
        if name == "cmp-rotates":
            secrets.rotate_secret(SecretId=arn, RotationRules={"AutomaticallyAfterDays": 30})
    kept = {secret.name: secret for secret in place.past("secretsmanager", HOME).secrets.values()}
    long_ago = (datetime.now(UTC) - timedelta(days=400)).timestamp()
    old = kept["cmp-old"]
    old.created_date = old.last_changed_date = old.last_accessed_date = old.last_rotation_date = long_ago
    lately = (datetime.now(UTC) - timedelta(days=2)).timestamp()
    kept["cmp-rotates"].last_accessed_date = kept["cmp-rotates"].last_rotation_date = lately


def _flows(place: Place) -> None:
    machines = place.client("stepfunctions")
    definition = json.dumps({"StartAt": "a", "States": {"a": {"Type": "Pass", "End": True}}})
    role = f"arn:aws:iam::{place.account_id}:role/flows"
    group = place.arn("logs", "log-group:/compare:*")
    machines.create_state_machine(
        name="cmp-tidy",
        definition=definition,
        roleArn=role,
        loggingConfiguration={
            "level": "ALL",
            "includeExecutionData": False,
            "destinations": [{"cloudWatchLogsLogGroup": {"logGroupArn": group}}],
        },
        encryptionConfiguration={"type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": place.arn("kms", "key/k")},
    )
    machines.create_state_machine(name="cmp-untidy", definition=definition, roleArn=role)
    firehose = place.client("firehose")
    destination = {"RoleARN": role, "BucketARN": "arn:aws:s3:::cmp-123-full"}
    for name, tidy in (("cmp-tidy", True), ("cmp-untidy", False)):
        firehose.create_delivery_stream(
            DeliveryStreamName=name,
            ExtendedS3DestinationConfiguration=destination,
            **({"DeliveryStreamEncryptionConfigurationInput": {"KeyType": "AWS_OWNED_CMK"}} if tidy else {}),
        )
