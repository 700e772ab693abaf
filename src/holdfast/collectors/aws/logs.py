"""CloudWatch Logs: log groups, how long they keep and how they encrypt. Log lines are never read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.dates import from_epoch
from holdfast.collectors.aws.reader import Service
from holdfast.facts.tables import ACCOUNT, REGION, Column, Scope, Table, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

LOG_GROUP = Table(
    name="aws_logs_log_group",
    source="aws",
    description="CloudWatch log groups.",
    columns=(
        Column("arn", Type.TEXT, "The log group's ARN, without the `:*` that stands for its streams."),
        ACCOUNT,
        REGION,
        Column("name", Type.TEXT, "The log group's name."),
        Column("log_class", Type.TEXT, "`STANDARD`, `INFREQUENT_ACCESS` or `DELIVERY`."),
        Column("created_at", Type.TIME, "When the log group was created."),
        Column("retention_days", Type.INT, "Days until a line is deleted; 0 where lines are kept for ever.", (0, 365)),
        Column("kms_key_arn", Type.TEXT, "The KMS key's ARN; empty where CloudWatch's own key is used."),
        Column("deletion_protected", Type.BOOL, "Whether the log group refuses to be deleted."),
        Column("stored_bytes", Type.INT, "Bytes kept, compressed."),
        Column("tags", Type.TAGS, "The log group's tags."),
    ),
    key=("arn",),
    scope=Scope.REGION,
    subject="arn",
    name_column="name",
    calls=("logs:describe_log_groups", "logs:list_tags_for_resource"),
)

_GONE = ("ResourceNotFoundException",)
_MILLISECONDS = 1000


def collect(reader: Reader) -> None:
    """Read every log group of the region."""
    with reader.reading(LOG_GROUP):
        groups = reader.pages("logs", "describe_log_groups", "logGroups")
        reader.each(lambda group: _read_group(reader, group), groups)


def _read_group(reader: Reader, group: dict[str, Any]) -> None:
    arn = group["arn"].removesuffix(":*")
    row: dict[str, object] = {
        "arn": arn,
        "name": group["logGroupName"],
        "log_class": group.get("logGroupClass", "STANDARD"),
        "created_at": from_epoch(group["creationTime"] / _MILLISECONDS),
        "retention_days": group.get("retentionInDays", 0),
        "kms_key_arn": group.get("kmsKeyId", ""),
        "deletion_protected": group.get("deletionProtectionEnabled", False),
        "stored_bytes": group.get("storedBytes", 0),
    }
    with reader.part(LOG_GROUP, subject=arn):
        row["tags"] = reader.ask("logs", "list_tags_for_resource", gone=_GONE, resourceArn=arn).get("tags", {})
    reader.rows(LOG_GROUP, [row])


SERVICE = Service("logs", Scope.REGION, (LOG_GROUP,), collect)
