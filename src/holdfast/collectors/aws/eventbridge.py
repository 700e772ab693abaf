"""EventBridge: event buses, and who may put events on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.policies import statement_rows, statement_table
from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, subject_table, tags
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

BUS = subject_table(
    "aws_eventbridge_bus",
    "Event buses; every region has one that is named `default`.",
    (
        Column("is_default", Type.BOOL, "Whether it is the one that AWS's own events go to."),
        Column("has_policy", Type.BOOL, "Whether it has a policy, without which only its account may use it."),
        TAGS,
    ),
    ("events:ListEventBuses", "events:ListTagsForResource"),
    of="event bus",
)

STATEMENT = statement_table(
    "aws_eventbridge_bus_policy_statement",
    parent=BUS.name,
    subject_column="bus_arn",
    scope=Scope.REGION,
    calls=("events:ListEventBuses",),
    description="Event buses' policies, one row for each statement, principal and action.",
)


def _read_bus(reader: Reader, bus: dict[str, Any]) -> None:
    arn, policy = bus["Arn"], bus.get("Policy") or ""
    row: dict[str, object] = {
        "arn": arn,
        "name": bus["Name"],
        "is_default": bus["Name"] == "default",
        "has_policy": bool(policy),
    }
    with reader.part(STATEMENT, subject=arn):
        reader.rows(STATEMENT, statement_rows("bus_arn", arn, policy) if policy else [])
    with reader.part(BUS, subject=arn):
        answer = reader.ask("events", "list_tags_for_resource", gone=("ResourceNotFoundException",), ResourceARN=arn)
        row["tags"] = tags(answer.get("Tags"))
    reader.rows(BUS, [row])


def _collect(reader: Reader) -> None:
    with reader.reading(BUS, STATEMENT):
        reader.each(lambda bus: _read_bus(reader, bus), reader.pages("events", "list_event_buses", "EventBuses"))


SERVICE = Service("eventbridge", Scope.REGION, (BUS, STATEMENT), _collect)
