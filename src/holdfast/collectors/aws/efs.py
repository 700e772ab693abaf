"""EFS: shared file systems, who may mount them, and the doors into them. Files are never read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.policies import statement_rows, statement_table
from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, child_table, subject_table, tags
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

FILE_SYSTEM = subject_table(
    "aws_efs_file_system",
    "EFS file systems.",
    (
        Column("status", Type.TEXT, "`available`, `creating`, `updating`, `deleting` or `error`."),
        Column("created_at", Type.TIME, "When it was made."),
        Column("encrypted", Type.BOOL, "Whether it is encrypted at rest."),
        Column("kms_key_arn", Type.TEXT, "The key that encrypts it; empty where it is not encrypted."),
        Column("one_zone", Type.BOOL, "Whether its files are kept in one zone only."),
        Column("mount_targets", Type.INT, "From how many places in networks it can be mounted."),
        Column("size_bytes", Type.INT, "How much it last held."),
        Column("backed_up", Type.BOOL, "Whether AWS Backup takes copies of it by EFS's own setting."),
        Column("has_policy", Type.BOOL, "Whether it has a policy; without, whoever reaches it may mount it."),
        TAGS,
    ),
    (
        "elasticfilesystem:DescribeFileSystems",
        "elasticfilesystem:DescribeBackupPolicy",
        "elasticfilesystem:DescribeFileSystemPolicy",
    ),
    of="file system",
)

STATEMENT = statement_table(
    "aws_efs_file_system_policy_statement",
    parent=FILE_SYSTEM.name,
    subject_column="file_system_arn",
    scope=Scope.REGION,
    calls=("elasticfilesystem:DescribeFileSystemPolicy",),
    description="File systems' policies, one row for each statement, principal and action.",
)

MOUNT_TARGET = child_table(
    "aws_efs_mount_target",
    "Where in networks file systems can be mounted.",
    (
        Column("mount_target_id", Type.TEXT, "The mount target's id."),
        Column("vpc_id", Type.TEXT, "The VPC."),
        Column("subnet_id", Type.TEXT, "The subnet."),
        Column("ip_address", Type.TEXT, "Its address in the subnet."),
    ),
    ("elasticfilesystem:DescribeMountTargets",),
    parent=FILE_SYSTEM,
    key=("file_system_arn", "mount_target_id"),
)

ACCESS_POINT = subject_table(
    "aws_efs_access_point",
    "Access points: doors into file systems, each with a folder and an identity.",
    (
        Column("file_system_id", Type.TEXT, "The file system."),
        Column("root_directory", Type.TEXT, "The folder that those who enter here take for the whole; `/` for all."),
        Column("sets_identity", Type.BOOL, "Whether all who enter here act as one user, whatever they say."),
        Column("user_id", Type.INT, "That user's number; 0, as root has, where none is set.", boundary=(0,)),
        TAGS,
    ),
    ("elasticfilesystem:DescribeAccessPoints",),
    of="access point",
)

_GONE = ("FileSystemNotFound",)
_NO_POLICY = ("PolicyNotFound",)


def _read_file_system(reader: Reader, found: dict[str, Any]) -> None:
    arn, identifier = found["FileSystemArn"], found["FileSystemId"]
    row: dict[str, object] = {
        "arn": arn,
        "name": found.get("Name") or tags(found.get("Tags")).get("Name") or identifier,
        "status": found.get("LifeCycleState", ""),
        "created_at": utc(found["CreationTime"]),
        "encrypted": bool(found.get("Encrypted", False)),
        "kms_key_arn": found.get("KmsKeyId") or "",
        "one_zone": bool(found.get("AvailabilityZoneName")),
        "mount_targets": found.get("NumberOfMountTargets") or 0,
        "size_bytes": (found.get("SizeInBytes") or {}).get("Value") or 0,
        "tags": tags(found.get("Tags")),
    }
    with reader.part(FILE_SYSTEM, subject=arn):
        answer = reader.call("efs", "describe_backup_policy", absent=_NO_POLICY, gone=_GONE, FileSystemId=identifier)
        status = (answer or {}).get("BackupPolicy", {}).get("Status", "")
        row["backed_up"] = status in {"ENABLED", "ENABLING"}
    with reader.part(FILE_SYSTEM, STATEMENT, subject=arn):
        answer = reader.call(
            "efs", "describe_file_system_policy", absent=_NO_POLICY, gone=_GONE, FileSystemId=identifier
        )
        policy = (answer or {}).get("Policy", "")
        row["has_policy"] = bool(policy)
        reader.rows(STATEMENT, statement_rows("file_system_arn", arn, policy) if policy else [])
    with reader.part(MOUNT_TARGET, subject=arn):
        targets = reader.pages("efs", "describe_mount_targets", "MountTargets", gone=_GONE, FileSystemId=identifier)
        reader.rows(MOUNT_TARGET, [_mount_target(arn, target) for target in targets])
    reader.rows(FILE_SYSTEM, [row])


def _mount_target(arn: str, target: dict[str, Any]) -> dict[str, object]:
    return {
        "file_system_arn": arn,
        "mount_target_id": target["MountTargetId"],
        "vpc_id": target.get("VpcId", ""),
        "subnet_id": target.get("SubnetId", ""),
        "ip_address": target.get("IpAddress", ""),
    }


def _access_point(point: dict[str, Any]) -> dict[str, object]:
    identity = point.get("PosixUser") or {}
    return {
        "arn": point["AccessPointArn"],
        "name": point.get("Name") or point["AccessPointId"],
        "file_system_id": point.get("FileSystemId", ""),
        "root_directory": (point.get("RootDirectory") or {}).get("Path") or "/",
        "sets_identity": bool(identity),
        "user_id": identity.get("Uid", 0),
        "tags": tags(point.get("Tags")),
    }


def _collect(reader: Reader) -> None:
    with reader.reading(FILE_SYSTEM, STATEMENT, MOUNT_TARGET):
        systems = reader.pages("efs", "describe_file_systems", "FileSystems")
        reader.each(lambda found: _read_file_system(reader, found), systems)
    with reader.reading(ACCESS_POINT):
        points = reader.pages("efs", "describe_access_points", "AccessPoints")
        reader.rows(ACCESS_POINT, [_access_point(point) for point in points])


SERVICE = Service("efs", Scope.REGION, (FILE_SYSTEM, STATEMENT, MOUNT_TARGET, ACCESS_POINT), _collect)
