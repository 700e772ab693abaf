"""Papermoon's trail, recorder and detectors: first in one region, then everywhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holdfast.demo.estate import Accounts
    from holdfast.demo.simulated_aws import Account

REGIONS = ("eu-west-1", "us-east-1")
_TRAIL_BUCKET = "papermoon-trail"


def audit_in_one_region(accounts: Accounts) -> None:
    """Leave a single-region trail in production, and a detector where most people looked."""
    s3 = accounts.security.client("s3", region_name="eu-west-1")
    s3.create_bucket(Bucket=_TRAIL_BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_bucket_tagging(Bucket=_TRAIL_BUCKET, Tagging={"TagSet": [{"Key": "service", "Value": "audit-trail"}]})
    s3.put_public_access_block(
        Bucket=_TRAIL_BUCKET,
        PublicAccessBlockConfiguration={
            "BlockPublicAcls": True,
            "IgnorePublicAcls": True,
            "BlockPublicPolicy": True,
            "RestrictPublicBuckets": True,
        },
    )
    s3.put_bucket_versioning(Bucket=_TRAIL_BUCKET, VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_policy(Bucket=_TRAIL_BUCKET, Policy=_trail_policy())
    trail = accounts.production.client("cloudtrail", region_name="eu-west-1")
    accounts.production.client("s3", region_name="eu-west-1").create_bucket(
        Bucket="papermoon-old-trail", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    trail.create_trail(Name="production", S3BucketName="papermoon-old-trail", IsMultiRegionTrail=False)
    trail.start_logging(Name="production")
    accounts.production.client("guardduty", region_name="eu-west-1").create_detector(Enable=True)


def audit_everywhere(accounts: Accounts) -> None:
    """Turn the trail, the recorder and the detectors on in every account and region in use."""
    for session, name in ((accounts.production, "organization"), (accounts.staging, "staging")):
        trail = session.client("cloudtrail", region_name="eu-west-1")
        key = session.client("kms", region_name="eu-west-1").create_key(
            Description=f"{name} trail", Tags=[{"TagKey": "service", "TagValue": "audit-trail"}]
        )["KeyMetadata"]["Arn"]
        session.client("kms", region_name="eu-west-1").enable_key_rotation(KeyId=key)
        session.client("s3", region_name="eu-west-1").create_bucket(
            Bucket=f"papermoon-trail-{name}", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        trail.create_trail(
            Name=name,
            S3BucketName=f"papermoon-trail-{name}",
            IsMultiRegionTrail=True,
            EnableLogFileValidation=True,
            KmsKeyId=key,
            TagsList=[{"Key": "service", "Value": "audit-trail"}],
        )
        trail.start_logging(Name=name)
    for session in (accounts.production, accounts.staging, accounts.security):
        for region in REGIONS:
            _record(session, region)
            detector = session.client("guardduty", region_name=region)
            if not detector.list_detectors()["DetectorIds"]:
                detector.create_detector(Enable=True)
        session.client("ec2", region_name="eu-west-1").enable_ebs_encryption_by_default()


def remove_default_networks(accounts: Accounts) -> None:
    """Remove the networks that AWS makes unasked, but for the home region's, where databases stand."""
    away = [region for region in REGIONS if region != "eu-west-1"]
    places = [(account, region) for account in (accounts.production, accounts.staging) for region in away]
    for account, region in (*places, *((accounts.security, region) for region in REGIONS)):
        # What MemoryDB's subnet group stands in is made of the default network at the first call, and not after.
        account.client("memorydb", region_name=region).describe_clusters()
        ec2 = account.client("ec2", region_name=region)
        for vpc in ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"]:
            mine = [{"Name": "vpc-id", "Values": [vpc["VpcId"]]}]
            for subnet in ec2.describe_subnets(Filters=mine)["Subnets"]:
                ec2.delete_subnet(SubnetId=subnet["SubnetId"])
            ec2.delete_vpc(VpcId=vpc["VpcId"])


def _record(session: Account, region: str) -> None:
    config = session.client("config", region_name=region)
    config.put_configuration_recorder(
        ConfigurationRecorder={
            "name": "default",
            "roleARN": "arn:aws:iam::333333333333:role/config",
            "recordingGroup": {"allSupported": True, "includeGlobalResourceTypes": True},
        }
    )
    config.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": _TRAIL_BUCKET})
    config.start_configuration_recorder(ConfigurationRecorderName="default")


def _trail_policy() -> str:
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "cloudtrail.amazonaws.com"},
                    "Action": "s3:PutObject",
                    "Resource": f"arn:aws:s3:::{_TRAIL_BUCKET}/*",
                },
                {
                    "Sid": "TlsOnly",
                    "Effect": "Deny",
                    "Principal": "*",
                    "Action": "s3:*",
                    "Resource": [f"arn:aws:s3:::{_TRAIL_BUCKET}", f"arn:aws:s3:::{_TRAIL_BUCKET}/*"],
                    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                },
            ],
        }
    )
