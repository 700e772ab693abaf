"""FSx: file systems of other makes, for Windows, Lustre, ONTAP and OpenZFS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, name, subject_table, tags
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

FILE_SYSTEM = subject_table(
    "aws_fsx_file_system",
    "FSx file systems; AWS always encrypts them at rest.",
    (
        Column("kind", Type.TEXT, "`WINDOWS`, `LUSTRE`, `ONTAP` or `OPENZFS`."),
        Column("status", Type.TEXT, "`AVAILABLE`, `CREATING`, `FAILED` ..."),
        Column("kms_key_arn", Type.TEXT, "The key that encrypts it; empty where AWS's own does."),
        Column("vpc_id", Type.TEXT, "The VPC in which it is."),
        Column("deployment", Type.TEXT, "How it is built, such as `MULTI_AZ_1` or `SCRATCH_2`; empty where not said."),
        Column("multi_az", Type.BOOL, "Whether another zone can take over."),
        Column("is_scratch", Type.BOOL, "Whether it is made for data that may be lost."),
        Column(
            "backup_retention_days",
            Type.INT,
            "For how many days automatic backups are kept; 0 for none.",
            boundary=(0,),
        ),
        Column("copies_tags_to_backups", Type.BOOL, "Whether its backups carry its tags."),
        Column("audits_access", Type.BOOL, "Whether it records who opened which file (Windows can)."),
        TAGS,
    ),
    ("fsx:DescribeFileSystems",),
    of="file system",
)

_SETTINGS = ("WindowsConfiguration", "LustreConfiguration", "OntapConfiguration", "OpenZFSConfiguration")


def _row(found: dict[str, Any]) -> dict[str, object]:
    settings: dict[str, Any] = next((found[key] for key in _SETTINGS if found.get(key)), {})
    deployment = settings.get("DeploymentType", "")
    audit = (settings.get("AuditLogConfiguration") or {}).get("FileAccessAuditLogLevel", "DISABLED")
    return {
        "arn": found["ResourceARN"],
        "name": name(found, found["FileSystemId"]),
        "kind": found.get("FileSystemType", ""),
        "status": found.get("Lifecycle", ""),
        "kms_key_arn": found.get("KmsKeyId") or "",
        "vpc_id": found.get("VpcId", ""),
        "deployment": deployment,
        "multi_az": deployment.startswith("MULTI_AZ"),
        "is_scratch": deployment.startswith("SCRATCH"),
        "backup_retention_days": settings.get("AutomaticBackupRetentionDays") or 0,
        "copies_tags_to_backups": bool(settings.get("CopyTagsToBackups", False)),
        "audits_access": audit != "DISABLED",
        "tags": tags(found.get("Tags")),
    }


def _collect(reader: Reader) -> None:
    with reader.reading(FILE_SYSTEM):
        reader.rows(FILE_SYSTEM, [_row(found) for found in reader.pages("fsx", "describe_file_systems", "FileSystems")])


SERVICE = Service("fsx", Scope.REGION, (FILE_SYSTEM,), _collect)
