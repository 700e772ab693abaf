"""Config's table has one row a region, and says what boto3 itself says of the recorder there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from regional_estate import REGION, seed_auditors

from holdfast.collectors.aws.config_ import RECORDER, SERVICE

if TYPE_CHECKING:
    from simulated_account import SimulatedAws


def row_of(aws: SimulatedAws, region: str = REGION) -> dict[str, object]:
    got = aws.collect([SERVICE], regions=(region,))
    assert got.unread() == []
    (row,) = got.rows(RECORDER)
    return row


def test_a_recorder_is_what_boto3_lists(aws: SimulatedAws) -> None:
    seed_auditors(aws)
    config = aws.seed.client("config", region_name=REGION)
    (one,) = config.describe_configuration_recorders()["ConfigurationRecorders"]
    (status,) = config.describe_configuration_recorder_status()["ConfigurationRecordersStatus"]
    (channel,) = config.describe_delivery_channels()["DeliveryChannels"]
    row = row_of(aws)
    assert row["arn"] == f"config-recorder:123456789012/{REGION}"
    assert (row["has_recorder"], row["recorder_name"], row["role_arn"]) == (True, one["name"], one["roleARN"])
    assert row["all_supported"] is one["recordingGroup"]["allSupported"] is True
    assert row["includes_global_types"] is one["recordingGroup"]["includeGlobalResourceTypes"]
    assert row["recording"] is status["recording"] is True
    assert (row["delivers"], row["bucket"]) == (True, channel["s3BucketName"])


def test_a_region_without_a_recorder_has_a_row_that_says_so(aws: SimulatedAws) -> None:
    row = row_of(aws, "us-west-2")
    assert row == {
        "arn": "config-recorder:123456789012/us-west-2",
        "name": "Config in us-west-2",
        "account_id": "123456789012",
        "region": "us-west-2",
        "has_recorder": False,
        "recorder_name": "",
        "role_arn": "",
        "all_supported": False,
        "includes_global_types": False,
        "recording": False,
        "last_failed": False,
        "last_error": "",
        "delivers": False,
        "bucket": "",
    }


def test_a_recorder_that_was_stopped_or_records_a_part_says_so(aws: SimulatedAws) -> None:
    seed_auditors(aws)
    config = aws.seed.client("config", region_name=REGION)
    config.put_configuration_recorder(
        ConfigurationRecorder={
            "name": "default",
            "roleARN": "arn:aws:iam::123456789012:role/config",
            "recordingGroup": {"resourceTypes": ["AWS::EC2::Instance"]},
        }
    )
    config.stop_configuration_recorder(ConfigurationRecorderName="default")
    row = row_of(aws)
    assert (row["has_recorder"], row["recording"], row["all_supported"]) == (True, False, False)


def test_the_recorder_that_a_service_of_aws_keeps_is_not_the_accounts_own(aws: SimulatedAws) -> None:
    theirs: dict[str, Any] = {"name": "theirs", "servicePrincipal": "securityhub.amazonaws.com"}
    aws.answers["config:DescribeConfigurationRecorders"] = {"ConfigurationRecorders": [theirs]}
    assert row_of(aws)["has_recorder"] is False
