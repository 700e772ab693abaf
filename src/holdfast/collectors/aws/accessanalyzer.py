"""IAM Access Analyzer: whether something looks, in each region, for what strangers may reach or nobody uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import subject_table
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

REGION_ANALYZERS = subject_table(
    "aws_accessanalyzer_region",
    "What Access Analyzer looks for in each region: one row a region, analyzers or none.",
    (
        Column("analyzers", Type.INT, "How many analyzers are active.", boundary=(0, 1)),
        Column("finds_external_access", Type.BOOL, "Whether one looks for what is open to strangers."),
        Column("finds_unused_access", Type.BOOL, "Whether one looks for access that nobody uses."),
    ),
    ("accessanalyzer:ListAnalyzers",),
    of="region's analyzers",
)

_EXTERNAL = frozenset({"ACCOUNT", "ORGANIZATION"})
_UNUSED = frozenset({"ACCOUNT_UNUSED_ACCESS", "ORGANIZATION_UNUSED_ACCESS"})


def _collect(reader: Reader) -> None:
    with reader.reading(REGION_ANALYZERS):
        listed = list(reader.pages("accessanalyzer", "list_analyzers", "analyzers"))
        active = {str(one.get("type", "")) for one in listed if one.get("status") == "ACTIVE"}
        row = {
            "arn": f"access-analyzer:{reader.account_id}/{reader.region}",
            "name": f"Access Analyzer in {reader.region}",
            "analyzers": sum(one.get("status") == "ACTIVE" for one in listed),
            "finds_external_access": bool(active & _EXTERNAL),
            "finds_unused_access": bool(active & _UNUSED),
        }
        reader.rows(REGION_ANALYZERS, [row])


SERVICE = Service("accessanalyzer", Scope.REGION, (REGION_ANALYZERS,), _collect)
