"""EC2's storage: volumes, the account's own snapshots and images, and who else may read them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, name, subject_table, tags
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

VOLUME = subject_table(
    "aws_ec2_volume",
    "EBS volumes: the disks of instances, attached or not.",
    (
        Column("volume_id", Type.TEXT, "The volume's id."),
        Column("volume_type", Type.TEXT, "Its type, such as `gp3`."),
        Column("size_gb", Type.INT, "Its size in GiB."),
        Column("state", Type.TEXT, "`creating`, `available`, `in-use`, `deleting` ..."),
        Column("created_at", Type.TIME, "When it was made."),
        Column("availability_zone", Type.TEXT, "Where it lies."),
        Column("encrypted", Type.BOOL, "Whether it is encrypted at rest."),
        Column("kms_key_arn", Type.TEXT, "The key that encrypts it; empty where it is not encrypted."),
        Column("attached", Type.BOOL, "Whether it is attached to an instance."),
        Column("instance_ids", Type.TEXTS, "The instances to which it is attached."),
        Column("snapshot_id", Type.TEXT, "The snapshot from which it was made; empty where none."),
        TAGS,
    ),
    ("ec2:DescribeVolumes",),
    of="volume",
)

SNAPSHOT = subject_table(
    "aws_ec2_snapshot",
    "EBS snapshots that the account owns: copies of whole disks.",
    (
        Column("snapshot_id", Type.TEXT, "The snapshot's id."),
        Column("volume_id", Type.TEXT, "The volume that was copied."),
        Column("state", Type.TEXT, "`pending`, `completed`, `error` ..."),
        Column("started_at", Type.TIME, "When the copy was begun."),
        Column("size_gb", Type.INT, "The volume's size in GiB."),
        Column("encrypted", Type.BOOL, "Whether it is encrypted at rest."),
        Column("kms_key_arn", Type.TEXT, "The key that encrypts it; empty where it is not encrypted."),
        Column("description", Type.TEXT, "What its maker wrote."),
        Column("is_public", Type.BOOL, "Whether every AWS account may make a volume of it."),
        Column("shared_with", Type.TEXTS, "The accounts that may make a volume of it, by number."),
        TAGS,
    ),
    ("ec2:DescribeSnapshots", "ec2:DescribeSnapshotAttribute"),
    of="snapshot",
)

IMAGE = subject_table(
    "aws_ec2_image",
    "Machine images (AMIs) that the account owns.",
    (
        Column("image_id", Type.TEXT, "The image's id."),
        Column("description", Type.TEXT, "What its maker wrote."),
        Column("state", Type.TEXT, "`available`, `pending`, `disabled`, `failed` ..."),
        Column("created_at", Type.TIME, "When it was made."),
        Column("platform", Type.TEXT, "`windows`, or empty for everything else."),
        Column("is_public", Type.BOOL, "Whether every AWS account may start it and read what is on it."),
        Column("snapshot_ids", Type.TEXTS, "The snapshots of which it is made."),
        TAGS,
    ),
    ("ec2:DescribeImages",),
    of="image",
)


def _volume_row(reader: Reader, volume: dict[str, Any]) -> dict[str, object]:
    attachments = [a for a in volume.get("Attachments") or () if a.get("State") != "detached"]
    return {
        "arn": reader.arn("ec2", f"volume/{volume['VolumeId']}"),
        "name": name(volume, volume["VolumeId"]),
        "volume_id": volume["VolumeId"],
        "volume_type": volume.get("VolumeType", ""),
        "size_gb": volume.get("Size", 0),
        "state": volume.get("State", ""),
        "created_at": utc(volume["CreateTime"]),
        "availability_zone": volume.get("AvailabilityZone", ""),
        "encrypted": bool(volume.get("Encrypted", False)),
        "kms_key_arn": volume.get("KmsKeyId", ""),
        "attached": bool(attachments),
        "instance_ids": sorted(a["InstanceId"] for a in attachments if a.get("InstanceId")),
        "snapshot_id": volume.get("SnapshotId", ""),
        "tags": tags(volume.get("Tags")),
    }


def _read_snapshot(reader: Reader, snapshot: dict[str, Any]) -> None:
    snapshot_id = snapshot["SnapshotId"]
    # AWS leaves the account out of the ARNs of snapshots and images.
    arn = f"arn:{reader.partition}:ec2:{reader.region}::snapshot/{snapshot_id}"
    row: dict[str, object] = {
        "arn": arn,
        "name": name(snapshot, snapshot_id),
        "snapshot_id": snapshot_id,
        "volume_id": snapshot.get("VolumeId", ""),
        "state": snapshot.get("State", ""),
        "started_at": utc(snapshot["StartTime"]),
        "size_gb": snapshot.get("VolumeSize", 0),
        "encrypted": bool(snapshot.get("Encrypted", False)),
        "kms_key_arn": snapshot.get("KmsKeyId", ""),
        "description": snapshot.get("Description", ""),
        "tags": tags(snapshot.get("Tags")),
    }
    with reader.part(SNAPSHOT, subject=arn):
        answer = reader.call(
            "ec2",
            "describe_snapshot_attribute",
            gone=("InvalidSnapshot.NotFound",),
            SnapshotId=snapshot_id,
            Attribute="createVolumePermission",
        )
        permissions = (answer or {}).get("CreateVolumePermissions") or ()
        row["is_public"] = any(permission.get("Group") == "all" for permission in permissions)
        row["shared_with"] = sorted(permission["UserId"] for permission in permissions if permission.get("UserId"))
    reader.rows(SNAPSHOT, [row])


def _image_row(reader: Reader, image: dict[str, Any]) -> dict[str, object]:
    return {
        "arn": f"arn:{reader.partition}:ec2:{reader.region}::image/{image['ImageId']}",
        "name": image.get("Name") or name(image, image["ImageId"]),
        "image_id": image["ImageId"],
        "description": image.get("Description", ""),
        "state": image.get("State", ""),
        "created_at": utc(datetime.fromisoformat(image["CreationDate"])),
        "platform": image.get("Platform", ""),
        "is_public": bool(image.get("Public", False)),
        "snapshot_ids": sorted(
            device["Ebs"]["SnapshotId"]
            for device in image.get("BlockDeviceMappings") or ()
            if device.get("Ebs", {}).get("SnapshotId")
        ),
        "tags": tags(image.get("Tags")),
    }


def _collect(reader: Reader) -> None:
    with reader.reading(VOLUME):
        reader.rows(VOLUME, [_volume_row(reader, one) for one in reader.pages("ec2", "describe_volumes", "Volumes")])
    with reader.reading(SNAPSHOT):
        listed = reader.pages("ec2", "describe_snapshots", "Snapshots", OwnerIds=["self"])
        # Simulations list others' snapshots too; nobody may ask those who else can read them.
        own = (one for one in listed if one.get("OwnerId", reader.account_id) == reader.account_id)
        reader.each(lambda one: _read_snapshot(reader, one), own)
    with reader.reading(IMAGE):
        images = reader.pages("ec2", "describe_images", "Images", Owners=["self"])
        reader.rows(IMAGE, [_image_row(reader, one) for one in images])


SERVICE = Service("ec2 storage", Scope.REGION, (VOLUME, SNAPSHOT, IMAGE), _collect)
