"""Step Functions: state machines. Their definitions and what they work on are never kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, subject_table
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

STATE_MACHINE = subject_table(
    "aws_stepfunctions_state_machine",
    "State machines.",
    (
        Column(
            "kind", Type.TEXT, "`STANDARD`, whose runs AWS records for 90 days, or `EXPRESS`, whose runs it does not."
        ),
        Column("created_at", Type.TIME, "When it was made."),
        Column("role_arn", Type.TEXT, "The role that it runs as."),
        Column("log_level", Type.TEXT, "What it logs: `OFF`, `FATAL`, `ERROR` or `ALL`."),
        Column("logs_data", Type.BOOL, "Whether the log holds what the steps were given and gave."),
        Column("traced", Type.BOOL, "Whether runs are traced with X-Ray."),
        Column("kms_key", Type.TEXT, "The company's key that encrypts it; empty if it is AWS's own."),
        TAGS,
    ),
    ("states:ListStateMachines", "states:DescribeStateMachine", "states:ListTagsForResource"),
    of="state machine",
)

_GONE = ("StateMachineDoesNotExist", "ResourceNotFound")


def _read(reader: Reader, listed: dict[str, Any]) -> None:
    arn = listed["stateMachineArn"]
    row: dict[str, object] = {
        "arn": arn,
        "name": listed["name"],
        "kind": listed["type"],
        "created_at": utc(listed["creationDate"]),
    }
    with reader.part(STATE_MACHINE, subject=arn):
        row |= _details(reader.ask("stepfunctions", "describe_state_machine", gone=_GONE, stateMachineArn=arn))
    with reader.part(STATE_MACHINE, subject=arn):
        found = reader.ask("stepfunctions", "list_tags_for_resource", gone=_GONE, resourceArn=arn).get("tags") or ()
        row["tags"] = {tag["key"]: tag.get("value", "") for tag in found}
    reader.rows(STATE_MACHINE, [row])


def _details(machine: dict[str, Any]) -> dict[str, object]:
    logging = machine.get("loggingConfiguration") or {}
    return {
        "role_arn": machine["roleArn"],
        "log_level": logging.get("level") or "OFF",
        "logs_data": bool(logging.get("includeExecutionData", False)),
        "traced": bool((machine.get("tracingConfiguration") or {}).get("enabled", False)),
        "kms_key": (machine.get("encryptionConfiguration") or {}).get("kmsKeyId") or "",
    }


def _collect(reader: Reader) -> None:
    with reader.reading(STATE_MACHINE):
        machines = reader.pages("stepfunctions", "list_state_machines", "stateMachines")
        reader.each(lambda machine: _read(reader, machine), machines)


SERVICE = Service("stepfunctions", Scope.REGION, (STATE_MACHINE,), _collect)
