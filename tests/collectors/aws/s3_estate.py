"""Buckets of every kind, in a simulated account: plain, full, open to the world, suspended, locked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

BLOCK = {"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": False, "RestrictPublicBuckets": True}
FULL_POLICY: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "Tls",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": ["arn:aws:s3:::full", "arn:aws:s3:::full/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
        {
            "Sid": "Lesen",
            "Effect": "Allow",
            "Principal": {"AWS": ["arn:aws:iam::123456789012:root", "222222222222"]},
            "Action": ["s3:GetObject", "s3:ListBucket"],
            "Resource": ["arn:aws:s3:::full", "arn:aws:s3:::full/*"],
        },
    ],
}
OPEN_POLICY: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": ["*"]},
            "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::open/*",
            "Condition": {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}},
        }
    ],
}
NAMES = ("full", "locked", "open", "plain", "suspended")


def arn(name: str) -> str:
    """Return a bucket's ARN."""
    return f"arn:aws:s3:::{name}"


def seed(aws: SimulatedAws) -> Any:
    """Make the buckets; return a client that may ask about all of them."""
    s3 = aws.seed.client("s3", region_name="us-east-1")
    s3.create_bucket(Bucket="plain")
    for name, region in {"full": "eu-west-1", "open": "eu-central-1", "suspended": "eu-west-1"}.items():
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": region})
    s3.create_bucket(
        Bucket="locked",
        CreateBucketConfiguration={"LocationConstraint": "eu-west-1"},
        ObjectLockEnabledForBucket=True,
    )
    s3.put_object_lock_configuration(
        Bucket="locked",
        ObjectLockConfiguration={
            "ObjectLockEnabled": "Enabled",
            "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Years": 2}},
        },
    )
    s3.put_bucket_versioning(Bucket="suspended", VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_versioning(Bucket="suspended", VersioningConfiguration={"Status": "Suspended"})
    s3.put_bucket_policy(Bucket="open", Policy=json.dumps(OPEN_POLICY))
    owner = s3.get_bucket_acl(Bucket="open")["Owner"]
    everyone = {"Type": "Group", "URI": "http://acs.amazonaws.com/groups/global/AllUsers"}
    grants = [
        {"Grantee": {"Type": "CanonicalUser", "ID": owner["ID"]}, "Permission": "FULL_CONTROL"},
        {"Grantee": everyone, "Permission": "READ"},
        {"Grantee": everyone, "Permission": "WRITE"},
    ]
    s3.put_bucket_acl(Bucket="open", AccessControlPolicy={"Owner": owner, "Grants": grants})
    s3.put_bucket_website(Bucket="open", WebsiteConfiguration={"IndexDocument": {"Suffix": "index.html"}})
    _fill(s3)
    return s3


def _fill(s3: Any) -> None:
    s3.put_bucket_versioning(Bucket="full", VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_encryption(
        Bucket="full",
        ServerSideEncryptionConfiguration={
            "Rules": [
                {
                    "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "alias/data"},
                    "BucketKeyEnabled": True,
                }
            ]
        },
    )
    s3.put_public_access_block(Bucket="full", PublicAccessBlockConfiguration=BLOCK)
    s3.put_bucket_policy(Bucket="full", Policy=json.dumps(FULL_POLICY))
    s3.put_bucket_ownership_controls(
        Bucket="full", OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    )
    s3.put_bucket_lifecycle_configuration(
        Bucket="full",
        LifecycleConfiguration={
            "Rules": [
                {"ID": "a", "Status": "Enabled", "Filter": {"Prefix": "tmp/"}, "Expiration": {"Days": 7}},
                {"ID": "b", "Status": "Disabled", "Filter": {"Prefix": "old/"}, "Expiration": {"Days": 9}},
            ]
        },
    )
    s3.put_bucket_tagging(
        Bucket="full", Tagging={"TagSet": [{"Key": "besitzer", "Value": "Zoë 🚀"}, {"Key": "leer", "Value": ""}]}
    )
    target = {"TargetBucket": "suspended", "TargetPrefix": "s3/full/"}
    s3.put_bucket_acl(Bucket="suspended", ACL="log-delivery-write")
    s3.put_bucket_logging(Bucket="full", BucketLoggingStatus={"LoggingEnabled": target})
