"""Athena: workgroups, in which people query. Queries and their results are never read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, subject_table, tags
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

WORKGROUP = subject_table(
    "aws_athena_workgroup",
    "Athena workgroups; every region has one that is named `primary`.",
    (
        Column("enabled", Type.BOOL, "Whether queries may be run in it."),
        Column("used", Type.BOOL, "Whether any query was, within the 45 days that Athena remembers."),
        Column("output_location", Type.TEXT, "Where results are written; empty where each client says so."),
        Column("encrypts_results", Type.BOOL, "Whether results are encrypted."),
        Column("kms_key", Type.TEXT, "The KMS key that does; empty if none."),
        Column("enforces_settings", Type.BOOL, "Whether clients' own settings are overruled."),
        Column("publishes_metrics", Type.BOOL, "Whether use is measured in CloudWatch."),
        TAGS,
    ),
    ("athena:ListWorkGroups", "athena:GetWorkGroup", "athena:ListQueryExecutions", "athena:ListTagsForResource"),
    of="workgroup",
)


def _read(reader: Reader, name: str) -> None:
    arn = reader.arn("athena", f"workgroup/{name}")
    row: dict[str, object] = {"arn": arn, "name": name}
    with reader.part(WORKGROUP, subject=arn):
        row |= _settings(reader.ask("athena", "get_work_group", WorkGroup=name)["WorkGroup"])
    with reader.part(WORKGROUP, subject=arn):
        ran = reader.ask("athena", "list_query_executions", WorkGroup=name, MaxResults=1)
        row["used"] = bool(ran.get("QueryExecutionIds"))
    with reader.part(WORKGROUP, subject=arn):
        gone = ("ResourceNotFoundException",)
        answer = reader.ask("athena", "list_tags_for_resource", gone=gone, ResourceARN=arn)
        row["tags"] = tags(answer.get("Tags"))
    reader.rows(WORKGROUP, [row])


def _settings(group: dict[str, Any]) -> dict[str, object]:
    configuration = group.get("Configuration") or {}
    results = configuration.get("ResultConfiguration") or {}
    managed = configuration.get("ManagedQueryResultsConfiguration") or {}
    encryption = results.get("EncryptionConfiguration") or managed.get("EncryptionConfiguration") or {}
    return {
        "enabled": group.get("State") == "ENABLED",
        "output_location": results.get("OutputLocation") or "",
        # Results that Athena keeps itself are always encrypted.
        "encrypts_results": bool(encryption) or bool(managed.get("Enabled", False)),
        "kms_key": encryption.get("KmsKey") or "",
        "enforces_settings": bool(configuration.get("EnforceWorkGroupConfiguration", False)),
        "publishes_metrics": bool(configuration.get("PublishCloudWatchMetricsEnabled", False)),
    }


def _collect(reader: Reader) -> None:
    with reader.reading(WORKGROUP):
        names = [group["Name"] for group in reader.pages("athena", "list_work_groups", "WorkGroups")]
        reader.each(lambda name: _read(reader, name), names)


SERVICE = Service("athena", Scope.REGION, (WORKGROUP,), _collect)
