"""GuardDuty's tables have one row a region, and say what boto3 itself says of the detector there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from regional_estate import REGION, seed_auditors

from holdfast.collectors.aws.guardduty import DETECTOR, FEATURE, SERVICE

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

ARN = f"guardduty-detector:123456789012/{REGION}"


def test_a_detector_and_its_features_are_what_boto3_lists(aws: SimulatedAws) -> None:
    seed_auditors(aws)
    guardduty = aws.seed.client("guardduty", region_name=REGION)
    (detector,) = guardduty.list_detectors()["DetectorIds"]
    one = guardduty.get_detector(DetectorId=detector)
    got = aws.collect([SERVICE])
    assert got.unread() == []
    (row,) = got.rows(DETECTOR)
    assert (row["arn"], row["detector_id"]) == (ARN, detector)
    assert (row["has_detector"], row["enabled"]) == (True, one["Status"] == "ENABLED")
    assert row["publishing_frequency"] == one["FindingPublishingFrequency"]
    assert row["tags"] == one["Tags"]
    features = {row["feature"]: row["enabled"] for row in got.rows(FEATURE)}
    assert {feature["Name"]: feature["Status"] == "ENABLED" for feature in one["Features"]}.items() <= features.items()
    assert (features["S3_DATA_EVENTS"], features["EKS_AUDIT_LOGS"]) == (True, False)


def test_a_region_without_a_detector_has_a_row_that_says_so(aws: SimulatedAws) -> None:
    got = aws.collect([SERVICE], regions=("us-west-2",))
    assert got.rows(DETECTOR) == [
        {
            "arn": "guardduty-detector:123456789012/us-west-2",
            "name": "GuardDuty in us-west-2",
            "account_id": "123456789012",
            "region": "us-west-2",
            "has_detector": False,
            "detector_id": "",
            "enabled": False,
            "publishing_frequency": "",
            "tags": {},
        }
    ]
    assert (got.rows(FEATURE), got.unread()) == ([], [])


def test_a_suspended_detector_is_there_but_not_on(aws: SimulatedAws) -> None:
    aws.seed.client("guardduty", region_name=REGION).create_detector(Enable=False)
    row = aws.collect([SERVICE]).row(DETECTOR, arn=ARN)
    assert (row["has_detector"], row["enabled"]) == (True, False)


def test_the_older_list_of_sources_says_what_the_newer_leaves_out(aws: SimulatedAws) -> None:
    aws.seed.client("guardduty", region_name=REGION).create_detector(
        Enable=True, DataSources={"S3Logs": {"Enable": True}}
    )
    assert aws.collect([SERVICE]).row(FEATURE, feature="S3_DATA_EVENTS")["enabled"] is True
