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
    logs = place.client("logs")
    for name, days in (("/compare/year", 400), ("/compare/month", 30)):
        logs.create_log_group(logGroupName=name)
        logs.put_retention_policy(logGroupName=name, retentionInDays=days)


def seed_other(place: Place) -> None:
    """Record what S3 does, in one region only; leave the rest of what a region has once as it comes."""
    place.client("s3").create_bucket(Bucket="cmp-other-trail", CreateBucketConfiguration={"LocationConstraint": HOME})
    trails = place.client("cloudtrail")
    trails.create_trail(Name="here", S3BucketName="cmp-other-trail", IsMultiRegionTrail=False)
    trails.put_event_selectors(
        TrailName="here",
        EventSelectors=[
            {
                "ReadWriteType": "All",
                "IncludeManagementEvents": True,
                "DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}],
            }
        ],
    )
    trails.start_logging(Name="here")
    place.client("inspector2").enable(
        accountIds=[place.account_id], resourceTypes=["EC2", "ECR", "LAMBDA", "LAMBDA_CODE"]
    )
