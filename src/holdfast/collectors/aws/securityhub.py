"""Security Hub: whether findings of AWS's services come together in a region, and by which standards it judges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import subject_table
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

HUB = subject_table(
    "aws_securityhub_hub",
    "Security Hub in each region: one row a region, switched on or not.",
    (
        Column("enabled", Type.BOOL, "Whether it is on."),
        Column("new_controls_enabled", Type.BOOL, "Whether controls that AWS adds to a standard are on by themselves."),
        Column("standards", Type.TEXTS, "The standards that are on, by the path in their ARN, sorted."),
    ),
    ("securityhub:DescribeHub", "securityhub:GetEnabledStandards"),
    of="region's hub",
)

#: How AWS says that Security Hub is off; a missing permission is told as AccessDeniedException.
_OFF = ("InvalidAccessException", "ResourceNotFoundException")


def _collect(reader: Reader) -> None:
    arn = f"securityhub-hub:{reader.account_id}/{reader.region}"
    row: dict[str, object] = {"arn": arn, "name": f"Security Hub in {reader.region}"}
    with reader.reading(HUB):
        hub = reader.call("securityhub", "describe_hub", absent=_OFF)
        row |= {"enabled": hub is not None, "new_controls_enabled": bool(hub and hub.get("AutoEnableControls"))}
        if hub is None:
            row["standards"] = []
        else:
            with reader.part(HUB, subject=arn):
                found = reader.pages("securityhub", "get_enabled_standards", "StandardsSubscriptions")
                row["standards"] = sorted(
                    one["StandardsArn"].split(":", 5)[5] for one in found if one.get("StandardsStatus") != "DELETING"
                )
        reader.rows(HUB, [row])


SERVICE = Service("securityhub", Scope.REGION, (HUB,), _collect)
