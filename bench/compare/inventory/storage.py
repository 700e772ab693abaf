"""Buckets: one with everything, one with nothing, and one for each way to be open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from compare.inventory.place import HOME, Place
from compare.inventory.policies import document, for_account, public, statement, tls_only

if TYPE_CHECKING:
    from collections.abc import Mapping

BLOCK = {"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": True}


def seed(place: Place) -> None:
    """Make the account's buckets and its block."""
    s3 = place.client("s3")
    prefix = f"cmp-{place.account_id[:3]}"
    names = ("full", "bare", "readable", "writable", "acl-read", "acl-write", "partner", "logs", "half-blocked")
    for name in names:
        s3.create_bucket(
            Bucket=f"{prefix}-{name}",
            CreateBucketConfiguration={"LocationConstraint": HOME},
            ObjectOwnership="ObjectWriter",
        )
        s3.delete_public_access_block(Bucket=f"{prefix}-{name}")
    _fill(s3, f"{prefix}-full", f"{prefix}-logs")
    policies: Mapping[str, str] = {
        "readable": public("s3:GetObject", f"arn:aws:s3:::{prefix}-readable/*"),
        "writable": public("s3:PutObject", f"arn:aws:s3:::{prefix}-writable/*"),
        "partner": for_account("999999999999", "s3:GetObject", f"arn:aws:s3:::{prefix}-partner/*"),
        "half-blocked": document(
            statement("Deny", "*", "s3:DeleteObject", f"arn:aws:s3:::{prefix}-half-blocked/*"),
        ),
    }
    for name, policy in policies.items():
        s3.put_bucket_policy(Bucket=f"{prefix}-{name}", Policy=policy)
    s3.put_bucket_acl(Bucket=f"{prefix}-acl-read", ACL="public-read")
    s3.put_bucket_acl(Bucket=f"{prefix}-acl-write", ACL="public-read-write")
    s3.put_public_access_block(
        Bucket=f"{prefix}-half-blocked", PublicAccessBlockConfiguration={**BLOCK, "RestrictPublicBuckets": False}
    )
    _archives(place)


def seed_other(place: Place) -> None:
    """Block public access for the whole account, and keep images that nobody scans."""
    place.client("s3").create_bucket(Bucket="cmp-other", CreateBucketConfiguration={"LocationConstraint": HOME})
    place.client("s3control").put_public_access_block(AccountId=place.account_id, PublicAccessBlockConfiguration=BLOCK)
    place.client("ecr").create_repository(repositoryName="cmp-plain")


def _archives(place: Place) -> None:
    """Make file systems and a vault that differ from those of the tests."""
    efs = place.client("efs")
    subnet = place.client("ec2").describe_subnets()["Subnets"][0]["SubnetId"]
    bare = efs.create_file_system(CreationToken="cmp-bare", Encrypted=False)["FileSystemId"]
    efs.create_mount_target(FileSystemId=bare, SubnetId=subnet)
    private = efs.create_file_system(CreationToken="cmp-private", Encrypted=True, Backup=True)["FileSystemId"]
    efs.put_file_system_policy(
        FileSystemId=private,
        Policy=for_account(place.account_id, "elasticfilesystem:ClientMount", place.arn("elasticfilesystem", "*")),
    )
    efs.create_access_point(
        FileSystemId=private, PosixUser={"Uid": 1000, "Gid": 1000}, RootDirectory={"Path": "/albums"}
    )
    zones = place.client("ec2").describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["true"]}])["Subnets"]
    for subnet_of_zone in zones[:2]:
        efs.create_mount_target(FileSystemId=private, SubnetId=subnet_of_zone["SubnetId"])


def _fill(s3: Any, bucket: str, logs: str) -> None:  # noqa: ANN401  boto3 makes client classes at run time
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled", "MFADelete": "Enabled"})
    s3.put_bucket_encryption(
        Bucket=bucket,
        ServerSideEncryptionConfiguration={
            "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}, "BucketKeyEnabled": True}]
        },
    )
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=BLOCK)
    s3.put_bucket_policy(
        Bucket=bucket, Policy=document(tls_only("s3:*", f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"))
    )
    s3.put_bucket_ownership_controls(
        Bucket=bucket, OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    )
    s3.put_bucket_lifecycle_configuration(
        Bucket=bucket,
        LifecycleConfiguration={
            "Rules": [{"ID": "tmp", "Status": "Enabled", "Filter": {"Prefix": "tmp/"}, "Expiration": {"Days": 7}}]
        },
    )
    s3.put_bucket_acl(Bucket=logs, ACL="log-delivery-write")
    s3.put_bucket_logging(
        Bucket=bucket, BucketLoggingStatus={"LoggingEnabled": {"TargetBucket": logs, "TargetPrefix": "full/"}}
    )
