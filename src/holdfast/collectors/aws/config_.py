"""AWS Config: whether each region keeps the history of its settings. One subject a region, recorder or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import subject_table
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

RECORDER = subject_table(
    "aws_config_recorder",
    "AWS Config's recorder in a region; one row a region, also where there is none.",
    (
        Column("has_recorder", Type.BOOL, "Whether the region has a recorder."),
        Column("recorder_name", Type.TEXT, "The recorder's own name; empty where there is none."),
        Column("role_arn", Type.TEXT, "The role by which it reads; empty where there is none."),
        Column("all_supported", Type.BOOL, "Whether it records every kind of resource."),
        Column("includes_global_types", Type.BOOL, "Whether it records IAM and the like."),
        Column("recording", Type.BOOL, "Whether it is recording."),
        Column("last_failed", Type.BOOL, "Whether its last attempt failed."),
        Column("last_error", Type.TEXT, "Why its last attempt failed; empty where it did not."),
        Column("delivers", Type.BOOL, "Whether there is a channel by which the history is delivered."),
        Column("bucket", Type.TEXT, "The S3 bucket to which the history is delivered; empty where none."),
    ),
    (
        "config:DescribeConfigurationRecorders",
        "config:DescribeConfigurationRecorderStatus",
        "config:DescribeDeliveryChannels",
    ),
    of="region's recorder, `config-recorder:ACCOUNT/REGION`, which stays the same when a recorder is made",
)


def _own_recorder(recorders: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the recorder that the account made; AWS's services may keep others beside it."""
    return next((one for one in recorders if not one.get("servicePrincipal")), {})


def _recorder_row(recorder: dict[str, Any]) -> dict[str, object]:
    group = recorder.get("recordingGroup") or {}
    return {
        "has_recorder": bool(recorder),
        "recorder_name": recorder.get("name", ""),
        "role_arn": recorder.get("roleARN", ""),
        "all_supported": bool(group.get("allSupported", False)),
        "includes_global_types": bool(group.get("includeGlobalResourceTypes", False)),
    }


def _status_columns(statuses: list[dict[str, Any]], recorder: str) -> dict[str, object]:
    status = next((one for one in statuses if one.get("name") == recorder), {})
    return {
        "recording": bool(status.get("recording", False)),
        "last_failed": str(status.get("lastStatus", "")).upper() == "FAILURE",
        "last_error": status.get("lastErrorMessage", "") or status.get("lastErrorCode", ""),
    }


def _collect(reader: Reader) -> None:
    arn = f"config-recorder:{reader.account_id}/{reader.region}"
    with reader.reading(RECORDER):
        recorder = _own_recorder(
            list(reader.pages("config", "describe_configuration_recorders", "ConfigurationRecorders"))
        )
        row = {"arn": arn, "name": f"Config in {reader.region}", **_recorder_row(recorder)}
        with reader.part(RECORDER, subject=arn):
            statuses = reader.pages("config", "describe_configuration_recorder_status", "ConfigurationRecordersStatus")
            row |= _status_columns(list(statuses), recorder.get("name", ""))
        with reader.part(RECORDER, subject=arn):
            channels = list(reader.pages("config", "describe_delivery_channels", "DeliveryChannels"))
            row |= {
                "delivers": bool(channels),
                "bucket": next((one["s3BucketName"] for one in channels if one.get("s3BucketName")), ""),
            }
        reader.rows(RECORDER, [row])


SERVICE = Service("config", Scope.REGION, (RECORDER,), _collect)
