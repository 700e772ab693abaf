"""Kinesis: data streams, how they are kept and encrypted, and who may use them. Records are never read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.policies import statement_rows, statement_table
from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, subject_table, tags
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

STREAM = subject_table(
    "aws_kinesis_stream",
    "Kinesis data streams.",
    (
        Column("status", Type.TEXT, "`ACTIVE`, `CREATING`, `UPDATING` or `DELETING`."),
        Column("created_at", Type.TIME, "When it was made."),
        Column("mode", Type.TEXT, "`ON_DEMAND` or `PROVISIONED`."),
        Column("retention_hours", Type.INT, "For how many hours records are kept."),
        Column("encrypted", Type.BOOL, "Whether records are encrypted at rest."),
        Column("kms_key", Type.TEXT, "The KMS key as the stream names it; empty if none."),
        Column("has_policy", Type.BOOL, "Whether it has a policy of its own."),
        TAGS,
    ),
    (
        "kinesis:ListStreams",
        "kinesis:DescribeStreamSummary",
        "kinesis:GetResourcePolicy",
        "kinesis:ListTagsForStream",
    ),
    of="stream",
)

STATEMENT = statement_table(
    "aws_kinesis_stream_policy_statement",
    parent=STREAM.name,
    subject_column="stream_arn",
    scope=Scope.REGION,
    calls=("kinesis:GetResourcePolicy",),
    description="Streams' policies, one row for each statement, principal and action.",
)

_GONE = ("ResourceNotFoundException",)
#: What AWS gives for the policy of a stream that has none.
_NO_POLICY = frozenset({"", "{}"})


def _read_stream(reader: Reader, stream: dict[str, Any]) -> None:
    arn = stream["StreamARN"]
    row: dict[str, object] = {"arn": arn, "name": stream["StreamName"], "status": stream.get("StreamStatus", "")}
    with reader.part(STREAM, subject=arn):
        answer = reader.ask("kinesis", "describe_stream_summary", gone=_GONE, StreamARN=arn)
        row |= _summary(answer["StreamDescriptionSummary"])
    with reader.part(STREAM, STATEMENT, subject=arn):
        policy = reader.ask("kinesis", "get_resource_policy", gone=_GONE, ResourceARN=arn).get("Policy") or ""
        row["has_policy"] = policy not in _NO_POLICY
        reader.rows(STATEMENT, [] if policy in _NO_POLICY else statement_rows("stream_arn", arn, policy))
    with reader.part(STREAM, subject=arn):
        row["tags"] = tags(reader.ask("kinesis", "list_tags_for_stream", gone=_GONE, StreamARN=arn).get("Tags"))
    reader.rows(STREAM, [row])


def _summary(summary: dict[str, Any]) -> dict[str, object]:
    return {
        "created_at": utc(summary["StreamCreationTimestamp"]),
        "mode": (summary.get("StreamModeDetails") or {}).get("StreamMode", ""),
        "retention_hours": summary["RetentionPeriodHours"],
        "encrypted": summary.get("EncryptionType") == "KMS",
        "kms_key": summary.get("KeyId") or "",
    }


def _collect(reader: Reader) -> None:
    with reader.reading(STREAM, STATEMENT):
        streams = reader.pages("kinesis", "list_streams", "StreamSummaries")
        reader.each(lambda stream: _read_stream(reader, stream), streams)


SERVICE = Service("kinesis", Scope.REGION, (STREAM, STATEMENT), _collect)
