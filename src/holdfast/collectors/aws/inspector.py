"""Inspector: whether machines, images and functions are looked through for known vulnerabilities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import subject_table
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

REGION_SCANS = subject_table(
    "aws_inspector_region",
    "What Inspector scans in each region: one row a region, switched on or not.",
    (
        Column("scans_ec2", Type.BOOL, "Whether it scans EC2 instances."),
        Column("scans_ecr", Type.BOOL, "Whether it scans container images."),
        Column("scans_lambda", Type.BOOL, "Whether it scans Lambda functions' dependencies."),
        Column("scans_lambda_code", Type.BOOL, "Whether it scans Lambda functions' own code."),
    ),
    ("inspector2:BatchGetAccountStatus",),
    of="region's scans",
)

_KINDS = {"scans_ec2": "ec2", "scans_ecr": "ecr", "scans_lambda": "lambda", "scans_lambda_code": "lambdaCode"}


def _collect(reader: Reader) -> None:
    arn = f"inspector:{reader.account_id}/{reader.region}"
    row: dict[str, object] = {"arn": arn, "name": f"Inspector in {reader.region}"}
    with reader.reading(REGION_SCANS):
        with reader.part(REGION_SCANS, subject=arn):
            answer = reader.ask("inspector2", "batch_get_account_status", accountIds=[reader.account_id])
            for account in answer.get("accounts") or ():
                kinds = account.get("resourceState") or {}
                for column, kind in _KINDS.items():
                    status = (kinds.get(kind) or {}).get("status")
                    # A kind that AWS does not speak of in this region is not known, rather than off.
                    row[column] = None if status is None else status == "ENABLED"
        reader.rows(REGION_SCANS, [row])


SERVICE = Service("inspector", Scope.REGION, (REGION_SCANS,), _collect)
