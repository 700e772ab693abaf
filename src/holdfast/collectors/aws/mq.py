"""Amazon MQ: message brokers. Messages, and the passwords of users, are never read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, subject_table
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

BROKER = subject_table(
    "aws_mq_broker",
    "ActiveMQ and RabbitMQ brokers.",
    (
        Column("engine", Type.TEXT, "`ACTIVEMQ` or `RABBITMQ`."),
        Column("engine_version", Type.TEXT, "The engine's version."),
        Column("status", Type.TEXT, "`RUNNING`, `CREATION_IN_PROGRESS` ..."),
        Column("deployment", Type.TEXT, "`SINGLE_INSTANCE`, `ACTIVE_STANDBY_MULTI_AZ` or `CLUSTER_MULTI_AZ`."),
        Column("multi_az", Type.BOOL, "Whether another zone can take over."),
        Column("publicly_accessible", Type.BOOL, "Whether it answers on the internet."),
        Column("auto_minor_version_upgrade", Type.BOOL, "Whether minor versions are installed by AWS."),
        Column("logs_general", Type.BOOL, "Whether its general log is sent to CloudWatch."),
        Column("logs_audit", Type.BOOL, "Whether the log of who did what is (ActiveMQ has one)."),
        Column("kms_key_arn", Type.TEXT, "The company's key that encrypts it; empty if it is AWS's own."),
        TAGS,
    ),
    ("mq:ListBrokers", "mq:DescribeBroker"),
    of="broker",
)


def _read_broker(reader: Reader, listed: dict[str, Any]) -> None:
    arn = listed["BrokerArn"]
    row: dict[str, object] = {
        "arn": arn,
        "name": listed["BrokerName"],
        "engine": (listed.get("EngineType") or "").upper(),
        "status": listed.get("BrokerState", ""),
        "deployment": listed.get("DeploymentMode", ""),
        "multi_az": listed.get("DeploymentMode", "").endswith("_MULTI_AZ"),
    }
    with reader.part(BROKER, subject=arn):
        row |= _details(reader.ask("mq", "describe_broker", gone=("NotFoundException",), BrokerId=listed["BrokerId"]))
    reader.rows(BROKER, [row])


def _details(broker: dict[str, Any]) -> dict[str, object]:
    logs = broker.get("Logs") or {}
    return {
        "engine_version": broker.get("EngineVersion", ""),
        "publicly_accessible": bool(broker.get("PubliclyAccessible", False)),
        "auto_minor_version_upgrade": bool(broker.get("AutoMinorVersionUpgrade", False)),
        "logs_general": bool(logs.get("General", False)),
        "logs_audit": bool(logs.get("Audit", False)),
        "kms_key_arn": (broker.get("EncryptionOptions") or {}).get("KmsKeyId") or "",
        "tags": broker.get("Tags") or {},
    }


def _collect(reader: Reader) -> None:
    with reader.reading(BROKER):
        brokers = reader.pages("mq", "list_brokers", "BrokerSummaries")
        reader.each(lambda broker: _read_broker(reader, broker), brokers)


SERVICE = Service("mq", Scope.REGION, (BROKER,), _collect)
