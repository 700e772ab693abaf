"""CloudFormation: stacks, what protects them, and the names of their outputs. Outputs' values are never kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, child_table, subject_table, tags
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.collectors.aws.reader import Reader

_CALLS = ("cloudformation:DescribeStacks",)

STACK = subject_table(
    "aws_cloudformation_stack",
    "CloudFormation's stacks.",
    (
        Column("status", Type.TEXT, "`CREATE_COMPLETE`, `UPDATE_ROLLBACK_FAILED` ..."),
        Column("is_nested", Type.BOOL, "Whether it is part of another stack, which protects it."),
        Column("deletion_protected", Type.BOOL, "Whether it refuses to be deleted."),
        Column("role_arn", Type.TEXT, "The role that makes what is in it; empty where whoever calls does."),
        Column(
            "drift", Type.TEXT, "`IN_SYNC`, `DRIFTED`, `NOT_CHECKED` or `UNKNOWN`: whether it is as its template says."
        ),
        TAGS,
    ),
    _CALLS,
    of="stack",
)

OUTPUT = child_table(
    "aws_cloudformation_output",
    "The names of what stacks tell; their values are never kept.",
    (
        Column("name", Type.TEXT, "The output's name."),
        Column("is_exported", Type.BOOL, "Whether every stack of the region can read it."),
    ),
    _CALLS,
    parent=STACK,
    key=("stack_arn", "name"),
)


def _collect(reader: Reader) -> None:
    with reader.reading(STACK, OUTPUT):
        for stack in reader.pages("cloudformation", "describe_stacks", "Stacks"):
            reader.rows(STACK, [_row(stack)])
            outputs = stack.get("Outputs") or ()
            reader.rows(
                OUTPUT,
                [
                    {
                        "stack_arn": stack["StackId"],
                        "name": one["OutputKey"],
                        "is_exported": bool(one.get("ExportName")),
                    }
                    for one in outputs
                ],
            )


def _row(stack: Mapping[str, Any]) -> dict[str, object]:
    nested = bool(stack.get("ParentId"))
    return {
        "arn": stack["StackId"],
        "name": stack["StackName"],
        "status": stack["StackStatus"],
        "is_nested": nested,
        "deletion_protected": stack.get("EnableTerminationProtection"),  # left out: AWS does not say
        "role_arn": stack.get("RoleARN") or "",
        "drift": (stack.get("DriftInformation") or {}).get("StackDriftStatus", "UNKNOWN"),
        "tags": tags(stack.get("Tags")),
    }


SERVICE = Service("cloudformation", Scope.REGION, (STACK, OUTPUT), _collect)
