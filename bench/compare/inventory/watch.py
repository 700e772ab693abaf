"""Who watches: trails and their buckets, log groups; in the other account, what a region has once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compare.inventory.place import HOME

if TYPE_CHECKING:
    from compare.inventory.place import Place


def seed(place: Place) -> None:
    """Make a trail whose bucket is open and one whose bucket keeps account, and log groups."""
    trails = place.client("cloudtrail")
    for name, bucket in (("cmp-tidy", "cmp-123-full"), ("cmp-untidy", "cmp-123-acl-read")):
        trails.create_trail(Name=name, S3BucketName=bucket, EnableLogFileValidation=name == "cmp-tidy")
        trails.start_logging(Name=name)
    detectors = place.client("guardduty")
    for detector in detectors.list_detectors()["DetectorIds"]:  # the older name of what its features say
        detectors.update_detector(DetectorId=detector, DataSources={"S3Logs": {"Enable": True}})
    logs = place.client("logs")
    for name, days in (("/compare/year", 400), ("/compare/month", 30)):
        logs.create_log_group(logGroupName=name)
        logs.put_retention_policy(logGroupName=name, retentionInDays=days)


def seed_other(place: Place) -> None:
    """Record everywhere what S3 does; leave the rest of what a region has once as it comes."""
    _trail(place, "cmp-other-trail", everywhere=True)
    place.client("cloudtrail").put_event_selectors(
        TrailName="trail",
        EventSelectors=[
            {
                "ReadWriteType": "All",
                "IncludeManagementEvents": True,
                "DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}],
            }
        ],
    )
    place.client("inspector2").enable(
        accountIds=[place.account_id], resourceTypes=["EC2", "ECR", "LAMBDA", "LAMBDA_CODE"]
    )


def seed_new(place: Place) -> None:
    """Record one region of two."""
    _trail(place, "cmp-new-trail", everywhere=False)


def _trail(place: Place, bucket: str, *, everywhere: bool) -> None:
    place.client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": HOME})
    trails = place.client("cloudtrail")
    trails.create_trail(Name="trail", S3BucketName=bucket, IsMultiRegionTrail=everywhere)
    trails.start_logging(Name="trail")
