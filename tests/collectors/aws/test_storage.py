"""EFS, FSx and S3's access points hold what boto3 lists; what was refused is unread, and costs nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from denials import Cost, hold_empty, hold_to_costs

from holdfast.collectors.aws import efs, fsx, s3_access_points
from holdfast.collectors.aws.dates import utc

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

REGION = "eu-west-1"
TAGS = [{"Key": "service", "Value": "Zoë 🚀"}]
OPEN = json.dumps(
    {"Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "s3:GetObject", "Resource": "*"}]}
)
EFS: dict[str, Cost] = {
    "efs:DescribeFileSystems": (efs.FILE_SYSTEM, efs.STATEMENT, efs.MOUNT_TARGET),
    "efs:DescribeBackupPolicy": {efs.FILE_SYSTEM: frozenset({"backed_up"})},
    "efs:DescribeFileSystemPolicy": {efs.FILE_SYSTEM: frozenset({"has_policy"}), efs.STATEMENT: None},
    "efs:DescribeMountTargets": {efs.MOUNT_TARGET: None},
    "efs:DescribeAccessPoints": (efs.ACCESS_POINT,),
}
BLOCK = {"blocks_public_acls", "ignores_public_acls", "blocks_public_policy", "restricts_public_buckets"}
ACCESS_POINTS: dict[str, Cost] = {
    "s3control:ListAccessPoints": s3_access_points.SERVICE.tables,
    "s3control:GetAccessPoint": {s3_access_points.ACCESS_POINT: frozenset(BLOCK)},
    "s3control:GetAccessPointPolicy": {
        s3_access_points.ACCESS_POINT: frozenset({"has_policy"}),
        s3_access_points.STATEMENT: None,
    },
}


def seed_efs(aws: SimulatedAws) -> Any:
    """Make a guarded file system with a door into it, and a bare one."""
    client = aws.seed.client("efs", region_name=REGION)
    full = client.create_file_system(CreationToken="full", Encrypted=True, Backup=True, Tags=TAGS)["FileSystemId"]
    client.create_file_system(CreationToken="bare", AvailabilityZoneName=f"{REGION}a")
    client.put_file_system_policy(
        FileSystemId=full, Policy=OPEN.replace("s3:GetObject", "elasticfilesystem:ClientMount")
    )
    ec2 = aws.seed.client("ec2", region_name=REGION)
    vpc = ec2.create_vpc(CidrBlock="10.30.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.30.1.0/24")["Subnet"]["SubnetId"]
    client.create_mount_target(FileSystemId=full, SubnetId=subnet)
    client.create_access_point(
        ClientToken="a", FileSystemId=full, PosixUser={"Uid": 1000, "Gid": 1000}, RootDirectory={"Path": "/app"}
    )
    client.create_access_point(ClientToken="b", FileSystemId=full, Tags=TAGS)
    return client


def test_efs_is_what_boto3_lists_and_a_denied_call_costs_only_its_own(aws: SimulatedAws) -> None:
    client = seed_efs(aws)
    got = hold_to_costs(
        aws, efs.SERVICE, EFS, gone={call: "FileSystemNotFound" for call in EFS if not isinstance(EFS[call], tuple)}
    )
    systems = client.describe_file_systems()["FileSystems"]
    assert {row["arn"] for row in got.rows(efs.FILE_SYSTEM)} == {one["FileSystemArn"] for one in systems}
    for one in systems:
        row = got.row(efs.FILE_SYSTEM, arn=one["FileSystemArn"])
        assert (row["encrypted"], row["kms_key_arn"]) == (one["Encrypted"], one.get("KmsKeyId", ""))
        assert (row["created_at"], row["one_zone"]) == (utc(one["CreationTime"]), "AvailabilityZoneName" in one)
    full = got.row(efs.FILE_SYSTEM, encrypted=True)
    assert (full["backed_up"], full["has_policy"], full["mount_targets"]) == (True, True, 1)
    assert full["tags"] == {"service": "Zoë 🚀"}
    assert got.row(efs.FILE_SYSTEM, encrypted=False)["has_policy"] is False
    assert got.row(efs.STATEMENT)["is_public"] is True
    target = client.describe_mount_targets(FileSystemId=systems[0]["FileSystemId"])["MountTargets"][0]
    assert got.row(efs.MOUNT_TARGET)["mount_target_id"] == target["MountTargetId"]
    points = client.describe_access_points()["AccessPoints"]
    assert {row["arn"] for row in got.rows(efs.ACCESS_POINT)} == {point["AccessPointArn"] for point in points}
    jailed = got.row(efs.ACCESS_POINT, root_directory="/app")
    assert (jailed["sets_identity"], jailed["user_id"]) == (True, 1000)
    assert got.row(efs.ACCESS_POINT, root_directory="/")["sets_identity"] is False


def seed_fsx(aws: SimulatedAws) -> Any:
    """Make a file system for offices, and one to scratch on."""
    client = aws.seed.client("fsx", region_name=REGION)
    client.create_file_system(
        FileSystemType="WINDOWS",
        StorageCapacity=32,
        SubnetIds=["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
        WindowsConfiguration={
            "DeploymentType": "MULTI_AZ_1",
            "ThroughputCapacity": 8,
            "AutomaticBackupRetentionDays": 7,
            "CopyTagsToBackups": True,
        },
        Tags=[*TAGS, {"Key": "Name", "Value": "offices"}],
    )
    client.create_file_system(
        FileSystemType="LUSTRE",
        StorageCapacity=1200,
        SubnetIds=["subnet-0123456789abcdef0"],
        LustreConfiguration={"DeploymentType": "SCRATCH_2"},
    )
    return client


def test_fsx_is_what_boto3_lists_and_a_denied_call_costs_only_its_own(aws: SimulatedAws) -> None:
    client = seed_fsx(aws)
    got = hold_to_costs(aws, fsx.SERVICE, {"fsx:DescribeFileSystems": (fsx.FILE_SYSTEM,)})
    listed = client.describe_file_systems()["FileSystems"]
    assert {row["arn"] for row in got.rows(fsx.FILE_SYSTEM)} == {one["ResourceARN"] for one in listed}
    offices = got.row(fsx.FILE_SYSTEM, name="offices")
    assert (offices["multi_az"], offices["backup_retention_days"], offices["copies_tags_to_backups"]) == (True, 7, True)
    scratch = got.row(fsx.FILE_SYSTEM, kind="LUSTRE")
    assert (scratch["is_scratch"], scratch["multi_az"], scratch["backup_retention_days"]) == (True, False, 0)


def _control(aws: SimulatedAws) -> Any:
    """Return a client; moto is met on a bare address, before which no account's number can stand."""
    control = aws.seed.client("s3control", region_name=REGION)
    control.meta.events.register(
        "before-call", lambda params, **_: params.update(url=params["url"].replace("//123456789012.", "//"))
    )
    return control


def seed_access_points(aws: SimulatedAws) -> Any:
    """Make an access point inside a network, and one that is open."""
    aws.seed.client("s3", region_name=REGION).create_bucket(
        Bucket="albums", CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    control = _control(aws)
    block = {
        "BlockPublicAcls": True,
        "IgnorePublicAcls": True,
        "BlockPublicPolicy": True,
        "RestrictPublicBuckets": False,
    }
    for name, more in (("inside", {"VpcConfiguration": {"VpcId": "vpc-1"}}), ("outside", {})):
        control.create_access_point(
            AccountId="123456789012", Name=name, Bucket="albums", PublicAccessBlockConfiguration=block, **more
        )
    control.put_access_point_policy(AccountId="123456789012", Name="outside", Policy=OPEN)
    return control


def test_access_points_are_what_boto3_lists_and_a_denied_call_costs_only_its_own(aws: SimulatedAws) -> None:
    control = seed_access_points(aws)
    got = hold_to_costs(
        aws,
        s3_access_points.SERVICE,
        ACCESS_POINTS,
        gone={
            "s3control:GetAccessPoint": "NoSuchAccessPoint",
            "s3control:GetAccessPointPolicy": "NoSuchAccessPoint",
        },
    )
    listed = control.list_access_points(AccountId="123456789012")["AccessPointList"]
    assert {row["name"] for row in got.rows(s3_access_points.ACCESS_POINT)} == {point["Name"] for point in listed}
    inside, outside = (got.row(s3_access_points.ACCESS_POINT, name=name) for name in ("inside", "outside"))
    assert (inside["in_vpc"], inside["vpc_id"], inside["has_policy"]) == (True, "vpc-1", False)
    assert (outside["in_vpc"], outside["bucket"], outside["has_policy"]) == (False, "albums", True)
    assert {column: outside[column] for column in BLOCK} == {
        column: column != "restricts_public_buckets" for column in BLOCK
    }
    assert got.row(s3_access_points.STATEMENT)["is_public"] is True


def test_an_empty_region_is_read_whole(aws: SimulatedAws) -> None:
    for service in (efs.SERVICE, fsx.SERVICE, s3_access_points.SERVICE):
        hold_empty(aws, service)
