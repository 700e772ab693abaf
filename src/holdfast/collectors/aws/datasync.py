"""DataSync: tasks that copy files between places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, subject_table, tags
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

TASK = subject_table(
    "aws_datasync_task",
    "Tasks that copy files.",
    (
        Column("status", Type.TEXT, "`AVAILABLE`, `RUNNING`, `UNAVAILABLE` ..."),
        Column("source_arn", Type.TEXT, "Where it copies from."),
        Column("destination_arn", Type.TEXT, "Where it copies to."),
        Column("log_group_arn", Type.TEXT, "The log group that it writes to; empty if none."),
        Column("logs", Type.BOOL, "Whether it writes a log."),
        TAGS,
    ),
    ("datasync:ListTasks", "datasync:DescribeTask", "datasync:ListTagsForResource"),
    of="task",
)

#: DataSync says of what is gone that the request is invalid, as it does of much else.
_GONE = ("ResourceNotFoundException",)


def _read_task(reader: Reader, listed: dict[str, Any]) -> None:
    arn = listed["TaskArn"]
    row: dict[str, object] = {
        "arn": arn,
        "name": listed.get("Name") or arn.rsplit("/", 1)[-1],
        "status": listed.get("Status", ""),
    }
    with reader.part(TASK, subject=arn):
        task = reader.ask("datasync", "describe_task", gone=_GONE, TaskArn=arn)
        group = task.get("CloudWatchLogGroupArn") or ""
        level = (task.get("Options") or {}).get("LogLevel") or "OFF"
        row |= {
            "source_arn": task.get("SourceLocationArn", ""),
            "destination_arn": task.get("DestinationLocationArn", ""),
            "log_group_arn": group,
            "logs": bool(group) and level != "OFF",
        }
    with reader.part(TASK, subject=arn):
        row["tags"] = tags(reader.pages("datasync", "list_tags_for_resource", "Tags", gone=_GONE, ResourceArn=arn))
    reader.rows(TASK, [row])


def _collect(reader: Reader) -> None:
    with reader.reading(TASK):
        reader.each(lambda task: _read_task(reader, task), reader.pages("datasync", "list_tasks", "Tasks"))


SERVICE = Service("datasync", Scope.REGION, (TASK,), _collect)
