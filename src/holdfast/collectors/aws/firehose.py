"""Data Firehose: streams that carry records to where they are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, subject_table, tags
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast.collectors.aws.reader import Reader

STREAM = subject_table(
    "aws_firehose_stream",
    "Firehose delivery streams.",
    (
        Column("status", Type.TEXT, "`ACTIVE`, `CREATING`, `SUSPENDED` ..."),
        Column("source", Type.TEXT, "`DirectPut`, `KinesisStreamAsSource`, `MSKAsSource` or `DatabaseAsSource`."),
        Column("source_stream_arn", Type.TEXT, "The Kinesis stream from which it takes records; empty if none."),
        Column("encrypted", Type.BOOL, "Whether records that wait are encrypted with a KMS key."),
        Column("kms_key_arn", Type.TEXT, "The company's key that does; empty if AWS's own, or none."),
        Column("bucket_arns", Type.TEXTS, "The buckets that it writes to."),
        Column("logs_errors", Type.BOOL, "Whether records that could not be delivered are told of in a log."),
        TAGS,
    ),
    ("firehose:ListDeliveryStreams", "firehose:DescribeDeliveryStream", "firehose:ListTagsForDeliveryStream"),
    of="delivery stream",
)

_GONE = ("ResourceNotFoundException",)
_PAGE = 100


def _names(reader: Reader) -> Iterator[str]:
    """Yield all streams' names; this list is continued after the last name, in a way of its own."""
    after: dict[str, Any] = {}
    while True:
        answer = reader.ask("firehose", "list_delivery_streams", Limit=_PAGE, **after)
        names = answer["DeliveryStreamNames"]
        yield from names
        if not (names and answer.get("HasMoreDeliveryStreams")):
            return
        after = {"ExclusiveStartDeliveryStreamName": names[-1]}


def _read_stream(reader: Reader, name: str) -> None:
    arn = reader.arn("firehose", f"deliverystream/{name}")
    row: dict[str, object] = {"arn": arn, "name": name}
    with reader.part(STREAM, subject=arn):
        answer = reader.ask("firehose", "describe_delivery_stream", gone=_GONE, DeliveryStreamName=name)
        row |= _description(answer["DeliveryStreamDescription"])
    with reader.part(STREAM, subject=arn):
        answer = reader.ask("firehose", "list_tags_for_delivery_stream", gone=_GONE, DeliveryStreamName=name)
        row["tags"] = tags(answer.get("Tags"))
    reader.rows(STREAM, [row])


def _description(stream: dict[str, Any]) -> dict[str, object]:
    encryption = stream.get("DeliveryStreamEncryptionConfiguration") or {}
    source = (stream.get("Source") or {}).get("KinesisStreamSourceDescription") or {}
    written = [part for end in stream.get("Destinations") or () for part in end.values() if isinstance(part, dict)]
    buckets = {bucket for part in written for bucket in _buckets(part)}
    return {
        "status": stream["DeliveryStreamStatus"],
        "source": stream["DeliveryStreamType"],
        "source_stream_arn": source.get("KinesisStreamARN") or "",
        "encrypted": encryption.get("Status") in {"ENABLED", "ENABLING"},
        "kms_key_arn": encryption.get("KeyARN") or "",
        "bucket_arns": sorted(buckets),
        "logs_errors": any((part.get("CloudWatchLoggingOptions") or {}).get("Enabled") for part in written),
    }


def _buckets(destination: dict[str, Any]) -> Iterator[str]:
    for part in (destination, *(inner for inner in destination.values() if isinstance(inner, dict))):
        if part.get("BucketARN"):
            yield part["BucketARN"]


def _collect(reader: Reader) -> None:
    with reader.reading(STREAM):
        reader.each(lambda name: _read_stream(reader, name), _names(reader))


SERVICE = Service("firehose", Scope.REGION, (STREAM,), _collect)
