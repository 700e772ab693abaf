"""CloudTrail: trails in their home region, what they record, and which trails watch an account.

A trail of all regions, or of an organization, shows in places where it does not belong. It is a
subject only where it was made; ``aws_cloudtrail_account_trail`` says of each account which
trails record it, an organization's trail from another account included.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, subject_table, tags
from holdfast.facts.tables import ACCOUNT, REGION, Column, Scope, Table, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

TRAIL = subject_table(
    "aws_cloudtrail_trail",
    "CloudTrail trails of the account, each in the region where it was made.",
    (
        Column("is_logging", Type.BOOL, "Whether it is recording now."),
        Column("is_multi_region", Type.BOOL, "Whether it records every region."),
        Column("is_organization_trail", Type.BOOL, "Whether it records every account of the organization."),
        Column("includes_global_events", Type.BOOL, "Whether it records services that have no region, such as IAM."),
        Column("log_file_validation", Type.BOOL, "Whether digests are written, by which a changed file is found out."),
        Column("bucket", Type.TEXT, "The S3 bucket to which it writes."),
        Column("bucket_arn", Type.TEXT, "That bucket's ARN."),
        Column("bucket_prefix", Type.TEXT, "What the files' names begin with; may be empty."),
        Column("kms_key_arn", Type.TEXT, "The key that encrypts its files; empty where S3's own key does."),
        Column("log_group_arn", Type.TEXT, "The log group to which it writes too, without the `:*`; empty where none."),
        Column("delivery_error", Type.TEXT, "Why the last file could not be delivered; empty where it could."),
        Column("records_management_reads", Type.BOOL, "Whether it records calls that read settings."),
        Column("records_management_writes", Type.BOOL, "Whether it records calls that change settings."),
        Column("excluded_sources", Type.TEXTS, "Services whose management calls it leaves out."),
        Column("records_all_s3_reads", Type.BOOL, "Whether it records reads of objects, in every bucket."),
        Column("records_all_s3_writes", Type.BOOL, "Whether it records writes of objects, in every bucket."),
        TAGS,
    ),
    ("cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus", "cloudtrail:GetEventSelectors", "cloudtrail:ListTags"),
    of="trail",
)

ACCOUNT_TRAIL = Table(
    name="aws_cloudtrail_account_trail",
    source="aws",
    description="Which trails record an account, its own and its organization's; one row an account and trail.",
    columns=(
        Column("account_arn", Type.TEXT, "The account's ARN (that of its root user)."),
        ACCOUNT,
        REGION,
        Column("trail_arn", Type.TEXT, "The trail's ARN; that of another account for an organization's trail."),
        Column("is_own", Type.BOOL, "Whether the trail is the account's own."),
        Column("is_multi_region", Type.BOOL, "Whether it records every region."),
        Column("is_logging", Type.BOOL, "Whether it is recording now."),
    ),
    key=("account_arn", "trail_arn"),
    scope=Scope.REGION,
    subject="account_arn",
    parent="aws_account",
    calls=("cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus"),
)

_S3_OBJECTS = "AWS::S3::Object"
_READS = frozenset({"All", "ReadOnly"})
_WRITES = frozenset({"All", "WriteOnly"})
_GONE = ("TrailNotFoundException",)
#: The fields of an advanced selector that narrow nothing down by themselves.
_UNNARROWED = frozenset({"eventCategory", "readOnly", "resources.type"})


def _is_every_bucket(value: str) -> bool:
    """Whether a data resource names all buckets: ``arn:aws:s3``, with or without the colons after it."""
    return value.rstrip(":").endswith(":s3")


def _basic(selectors: list[dict[str, Any]]) -> dict[str, object]:
    management = {one.get("ReadWriteType", "All") for one in selectors if one.get("IncludeManagementEvents", True)}
    objects = {
        one.get("ReadWriteType", "All")
        for one in selectors
        for resource in one.get("DataResources") or ()
        if resource.get("Type") == _S3_OBJECTS and any(map(_is_every_bucket, resource.get("Values") or ()))
    }
    excluded = {source for one in selectors for source in one.get("ExcludeManagementEventSources") or ()}
    return {
        "records_management_reads": bool(management & _READS),
        "records_management_writes": bool(management & _WRITES),
        "excluded_sources": sorted(excluded),
        "records_all_s3_reads": bool(objects & _READS),
        "records_all_s3_writes": bool(objects & _WRITES),
    }


def _kinds(fields: dict[str, dict[str, Any]]) -> frozenset[str]:
    """Return which of ReadOnly and WriteOnly an advanced selector lets through."""
    said = (fields.get("readOnly") or {}).get("Equals") or ["true", "false"]
    return frozenset({"ReadOnly"} if "true" in said else ()) | frozenset({"WriteOnly"} if "false" in said else ())


def _advanced(selectors: list[dict[str, Any]]) -> dict[str, object]:
    management: set[str] = set()
    objects: set[str] = set()
    excluded: set[str] = set()
    for selector in selectors:
        fields = {field["Field"]: field for field in selector.get("FieldSelectors") or ()}
        category = (fields.get("eventCategory") or {}).get("Equals") or []
        narrowed = fields.keys() - _UNNARROWED
        if "Management" in category:
            if narrowed <= {"eventSource"} and not (fields.get("eventSource") or {}).get("Equals"):
                management |= _kinds(fields)
            excluded |= set((fields.get("eventSource") or {}).get("NotEquals") or ())
        elif "Data" in category and _S3_OBJECTS in ((fields.get("resources.type") or {}).get("Equals") or ()):
            starts = (fields.get("resources.ARN") or {}).get("StartsWith") or ()
            if not narrowed or (narrowed == {"resources.ARN"} and any(map(_is_every_bucket, starts))):
                objects |= _kinds(fields)
    return {
        "records_management_reads": "ReadOnly" in management,
        "records_management_writes": "WriteOnly" in management,
        "excluded_sources": sorted(excluded),
        "records_all_s3_reads": "ReadOnly" in objects,
        "records_all_s3_writes": "WriteOnly" in objects,
    }


def _selected(answer: dict[str, Any]) -> dict[str, object]:
    """Return what a trail records; one that was told nothing records all management events."""
    if answer.get("AdvancedEventSelectors"):
        return _advanced(answer["AdvancedEventSelectors"])
    return _basic(answer.get("EventSelectors") or [{}])


def _trail_row(reader: Reader, trail: dict[str, Any]) -> dict[str, object]:
    return {
        "arn": trail["TrailARN"],
        "name": trail["Name"],
        "is_multi_region": bool(trail.get("IsMultiRegionTrail", False)),
        "is_organization_trail": bool(trail.get("IsOrganizationTrail", False)),
        "includes_global_events": bool(trail.get("IncludeGlobalServiceEvents", False)),
        "log_file_validation": bool(trail.get("LogFileValidationEnabled", False)),
        "bucket": trail.get("S3BucketName", ""),
        "bucket_arn": f"arn:{reader.partition}:s3:::{trail.get('S3BucketName', '')}",
        "bucket_prefix": trail.get("S3KeyPrefix", ""),
        "kms_key_arn": trail.get("KmsKeyId", ""),
        "log_group_arn": trail.get("CloudWatchLogsLogGroupArn", "").removesuffix(":*"),
    }


def _read_trail(reader: Reader, trail: dict[str, Any]) -> None:
    arn = trail["TrailARN"]
    row = _trail_row(reader, trail)
    is_own = arn.split(":")[4] == reader.account_id
    account_arn = f"arn:{reader.partition}:iam::{reader.account_id}:root"
    watch: dict[str, object] = {
        "account_arn": account_arn,
        "trail_arn": arn,
        "is_own": is_own,
        "is_multi_region": row["is_multi_region"],
    }
    table, subject = (TRAIL, arn) if is_own else (ACCOUNT_TRAIL, account_arn)
    with reader.part(table, subject=subject):
        status = reader.ask("cloudtrail", "get_trail_status", gone=_GONE, Name=arn)
        row["is_logging"] = watch["is_logging"] = bool(status.get("IsLogging", False))
        row["delivery_error"] = status.get("LatestDeliveryError", "")
    reader.rows(ACCOUNT_TRAIL, [watch])
    if not is_own:
        return
    with reader.part(TRAIL, subject=arn):
        row |= _selected(reader.ask("cloudtrail", "get_event_selectors", gone=_GONE, TrailName=arn))
    with reader.part(TRAIL, subject=arn):
        listed = reader.pages("cloudtrail", "list_tags", "ResourceTagList", ResourceIdList=[arn])
        row["tags"] = {key: value for one in listed for key, value in tags(one.get("TagsList")).items()}
    reader.rows(TRAIL, [row])


def _collect(reader: Reader) -> None:
    with reader.reading(TRAIL, ACCOUNT_TRAIL):
        listed = reader.pages("cloudtrail", "describe_trails", "trailList")
        reader.each(
            lambda trail: _read_trail(reader, trail), [one for one in listed if one.get("HomeRegion") == reader.region]
        )


SERVICE = Service("cloudtrail", Scope.REGION, (TRAIL, ACCOUNT_TRAIL), _collect)
