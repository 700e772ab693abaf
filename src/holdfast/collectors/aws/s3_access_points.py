"""S3's access points: further doors into buckets, each with a policy and a block of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.policies import statement_rows, statement_table
from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import subject_table
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

#: What a public access block says.
_BLOCK = (
    Column("blocks_public_acls", Type.BOOL, "Whether the access point's block refuses public ACLs."),
    Column("ignores_public_acls", Type.BOOL, "Whether the access point's block ignores public ACLs."),
    Column("blocks_public_policy", Type.BOOL, "Whether the access point's block refuses a public policy."),
    Column("restricts_public_buckets", Type.BOOL, "Whether the access point's block keeps strangers out."),
)

ACCESS_POINT = subject_table(
    "aws_s3_access_point",
    "Access points of buckets in a region.",
    (
        Column("bucket", Type.TEXT, "The bucket that it opens."),
        Column("bucket_account", Type.TEXT, "The account that the bucket belongs to; empty where not said."),
        Column("in_vpc", Type.BOOL, "Whether it answers in one VPC only."),
        Column("vpc_id", Type.TEXT, "That VPC; empty where it answers on the internet."),
        *_BLOCK,
        Column("has_policy", Type.BOOL, "Whether it has a policy."),
    ),
    ("s3:ListAccessPoints", "s3:GetAccessPoint", "s3:GetAccessPointPolicy"),
    of="access point",
)

STATEMENT = statement_table(
    "aws_s3_access_point_policy_statement",
    parent=ACCESS_POINT.name,
    subject_column="access_point_arn",
    scope=Scope.REGION,
    calls=("s3:GetAccessPointPolicy",),
    description="Access points' policies, one row for each statement, principal and action.",
)

_GONE = ("NoSuchAccessPoint",)


def _read(reader: Reader, point: dict[str, Any]) -> None:
    name = point["Name"]
    arn = point.get("AccessPointArn") or reader.arn("s3", f"accesspoint/{name}")
    vpc = (point.get("VpcConfiguration") or {}).get("VpcId", "")
    row: dict[str, object] = {
        "arn": arn,
        "name": name,
        "bucket": point["Bucket"],
        "bucket_account": point.get("BucketAccountId") or "",
        "in_vpc": point.get("NetworkOrigin") == "VPC",
        "vpc_id": vpc,
    }
    with reader.part(ACCESS_POINT, subject=arn):
        answer = reader.ask("s3control", "get_access_point", gone=_GONE, AccountId=reader.account_id, Name=name)
        row |= _block(answer.get("PublicAccessBlockConfiguration") or {})
    with reader.part(ACCESS_POINT, STATEMENT, subject=arn):
        answer_or_none = reader.call(
            "s3control",
            "get_access_point_policy",
            absent=("NoSuchAccessPointPolicy",),
            gone=_GONE,
            AccountId=reader.account_id,
            Name=name,
        )
        policy = (answer_or_none or {}).get("Policy", "")
        row["has_policy"] = bool(policy)
        reader.rows(STATEMENT, statement_rows("access_point_arn", arn, policy) if policy else [])
    reader.rows(ACCESS_POINT, [row])


def _block(block: dict[str, Any]) -> dict[str, object]:
    return {
        "blocks_public_acls": bool(block.get("BlockPublicAcls", False)),
        "ignores_public_acls": bool(block.get("IgnorePublicAcls", False)),
        "blocks_public_policy": bool(block.get("BlockPublicPolicy", False)),
        "restricts_public_buckets": bool(block.get("RestrictPublicBuckets", False)),
    }


def _collect(reader: Reader) -> None:
    with reader.reading(ACCESS_POINT, STATEMENT):
        points = reader.pages("s3control", "list_access_points", "AccessPointList", AccountId=reader.account_id)
        reader.each(lambda point: _read(reader, point), points)


SERVICE = Service("s3 access points", Scope.REGION, (ACCESS_POINT, STATEMENT), _collect)
