"""CloudTrail's tables hold what boto3 itself lists, each trail once, in its home region."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from regional_estate import REGION, seed_auditors

from holdfast.collectors.aws.cloudtrail import ACCOUNT_TRAIL, SERVICE, TRAIL

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

NOTHING = {
    "records_management_reads": False,
    "records_management_writes": False,
    "excluded_sources": [],
    "records_all_s3_reads": False,
    "records_all_s3_writes": False,
}
MANAGEMENT = {**NOTHING, "records_management_reads": True, "records_management_writes": True}


def advanced(*fields: tuple[str, str, list[str]]) -> list[dict[str, Any]]:
    return [{"Name": "one", "FieldSelectors": [{"Field": field, how: values} for field, how, values in fields]}]


def objects(values: list[str], kind: str = "All", *, management: bool = True) -> list[dict[str, Any]]:
    return [
        {
            "ReadWriteType": kind,
            "IncludeManagementEvents": management,
            "DataResources": [{"Type": "AWS::S3::Object", "Values": values}],
        }
    ]


def test_trails_are_what_boto3_lists(aws: SimulatedAws) -> None:
    trails = seed_auditors(aws)
    got = aws.collect([SERVICE])
    assert got.unread() == []
    listed = {one["TrailARN"]: one for one in trails.describe_trails()["trailList"]}
    assert {row["arn"] for row in got.rows(TRAIL)} == listed.keys()
    for row in got.rows(TRAIL):
        one = listed[str(row["arn"])]
        assert row["is_logging"] is trails.get_trail_status(Name=one["TrailARN"])["IsLogging"]
        assert row["is_multi_region"] is one["IsMultiRegionTrail"]
        assert row["includes_global_events"] is one["IncludeGlobalServiceEvents"]
        assert row["log_file_validation"] is one["LogFileValidationEnabled"]
        assert row["is_organization_trail"] is one["IsOrganizationTrail"]
        assert (row["bucket"], row["bucket_arn"]) == (one["S3BucketName"], f"arn:aws:s3:::{one['S3BucketName']}")
        assert (row["bucket_prefix"], row["kms_key_arn"]) == (one.get("S3KeyPrefix", ""), one.get("KmsKeyId", ""))
    assert got.row(TRAIL, name="everywhere")["tags"] == {"Name": "Zoë 🚀", "service": "albums"}
    assert got.row(TRAIL, name="here")["tags"] == {}
    assert got.row(TRAIL, name="everywhere")["is_logging"] is True
    assert got.row(TRAIL, name="here")["is_logging"] is False


def test_a_trail_of_all_regions_is_a_subject_in_its_home_region_only(aws: SimulatedAws) -> None:
    seed_auditors(aws)
    got = aws.collect([SERVICE], regions=(REGION, "us-east-1", "us-west-2"))
    assert [(row["name"], row["region"]) for row in got.rows(TRAIL)] == [("everywhere", REGION), ("here", REGION)]
    assert len(got.rows(ACCOUNT_TRAIL)) == 2


def test_an_organizations_trail_records_the_account_but_is_no_subject_of_it(
    aws: SimulatedAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    from moto.cloudtrail.models import Trail  # noqa: PLC0415  moto shows no account another's trail

    seed_auditors(aws)
    theirs = "arn:aws:cloudtrail:eu-west-1:999999999999:trail/everywhere"
    own = Trail.arn.fget  # type: ignore[attr-defined]  # a property, which mypy cannot see in an untyped class
    monkeypatch.setattr(
        Trail, "arn", property(lambda trail: theirs if trail.trail_name == "everywhere" else own(trail))
    )
    got = aws.collect([SERVICE])
    assert [row["name"] for row in got.rows(TRAIL)] == ["here"]
    row = got.row(ACCOUNT_TRAIL, trail_arn=theirs)
    assert (row["account_arn"], row["is_own"]) == ("arn:aws:iam::123456789012:root", False)


@pytest.mark.parametrize(
    ("selectors", "expected"),
    [
        ({}, MANAGEMENT),
        (
            {"EventSelectors": [{"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True}]},
            {**NOTHING, "records_management_writes": True},
        ),
        (
            {
                "EventSelectors": [
                    {
                        "ReadWriteType": "All",
                        "IncludeManagementEvents": True,
                        "ExcludeManagementEventSources": ["kms.amazonaws.com"],
                    }
                ]
            },
            {**MANAGEMENT, "excluded_sources": ["kms.amazonaws.com"]},
        ),
        (
            {"EventSelectors": objects(["arn:aws:s3"])},
            {**MANAGEMENT, "records_all_s3_reads": True, "records_all_s3_writes": True},
        ),
        (
            {"EventSelectors": objects(["arn:aws:s3:::"], "ReadOnly", management=False)},
            {**NOTHING, "records_all_s3_reads": True},
        ),
        ({"EventSelectors": objects(["arn:aws:s3:::one-bucket/"])}, MANAGEMENT),
        ({"AdvancedEventSelectors": advanced(("eventCategory", "Equals", ["Management"]))}, MANAGEMENT),
        (
            {
                "AdvancedEventSelectors": advanced(
                    ("eventCategory", "Equals", ["Management"]), ("readOnly", "Equals", ["false"])
                )
            },
            {**NOTHING, "records_management_writes": True},
        ),
        (
            {
                "AdvancedEventSelectors": advanced(
                    ("eventCategory", "Equals", ["Management"]), ("eventSource", "NotEquals", ["rdsdata.amazonaws.com"])
                )
            },
            {**MANAGEMENT, "excluded_sources": ["rdsdata.amazonaws.com"]},
        ),
        (
            {
                "AdvancedEventSelectors": advanced(
                    ("eventCategory", "Equals", ["Management"]), ("eventSource", "Equals", ["iam.amazonaws.com"])
                )
            },
            NOTHING,
        ),
        (
            {
                "AdvancedEventSelectors": advanced(
                    ("eventCategory", "Equals", ["Data"]), ("resources.type", "Equals", ["AWS::S3::Object"])
                )
            },
            {**NOTHING, "records_all_s3_reads": True, "records_all_s3_writes": True},
        ),
        (
            {
                "AdvancedEventSelectors": advanced(
                    ("eventCategory", "Equals", ["Data"]),
                    ("resources.type", "Equals", ["AWS::S3::Object"]),
                    ("resources.ARN", "StartsWith", ["arn:aws:s3:::one-bucket/"]),
                )
            },
            NOTHING,
        ),
        (
            {
                "AdvancedEventSelectors": advanced(
                    ("eventCategory", "Equals", ["Data"]), ("resources.type", "Equals", ["AWS::Lambda::Function"])
                )
            },
            NOTHING,
        ),
    ],
)
def test_selectors_say_what_is_recorded(
    aws: SimulatedAws, selectors: dict[str, Any], expected: dict[str, object]
) -> None:
    trails = seed_auditors(aws)
    if selectors:
        trails.put_event_selectors(TrailName="here", **selectors)
    row = aws.collect([SERVICE]).row(TRAIL, name="here")
    assert {column: row[column] for column in expected} == expected


def test_a_trail_that_is_deleted_meanwhile_has_no_row(aws: SimulatedAws) -> None:
    trails = seed_auditors(aws)
    gone = next(one["TrailARN"] for one in trails.describe_trails()["trailList"] if one["Name"] == "here")
    aws.deny("cloudtrail:GetTrailStatus", code="TrailNotFoundException", Name=gone)
    got = aws.collect([SERVICE])
    assert got.unread() == []
    assert [row["name"] for row in got.rows(TRAIL)] == ["everywhere"]
    assert len(got.rows(ACCOUNT_TRAIL)) == 1
