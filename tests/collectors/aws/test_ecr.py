"""ECR's tables hold what boto3 itself lists; what was refused is unread, and costs nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.ecr import POLICY_STATEMENT, REPOSITORY, SERVICE
from holdfast.facts.tables import State

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

REGION = "eu-west-1"


def seed(aws: SimulatedAws) -> Any:
    """Make a plain repository and one with everything."""
    ecr = aws.seed.client("ecr", region_name=REGION)
    ecr.create_repository(repositoryName="plain")
    ecr.create_repository(
        repositoryName="team/full",
        tags=[{"Key": "owner", "Value": "Zoë 🚀"}, {"Key": "empty", "Value": ""}],
        imageTagMutability="IMMUTABLE",
        imageScanningConfiguration={"scanOnPush": True},
        encryptionConfiguration={"encryptionType": "KMS", "kmsKey": "arn:aws:kms:eu-west-1:123456789012:key/k"},
    )
    ecr.put_lifecycle_policy(repositoryName="team/full", lifecyclePolicyText=json.dumps({"rules": []}).ljust(100))
    ecr.set_repository_policy(
        repositoryName="team/full",
        policyText=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [
                    {"Effect": "Allow", "Principal": {"AWS": ["*"]}, "Action": ["ecr:BatchGetImage", "ecr:PutImage"]}
                ],
            }
        ),
    )
    return ecr


def test_repositories_are_what_boto3_lists(aws: SimulatedAws) -> None:
    ecr = seed(aws)
    got = aws.collect([SERVICE])
    assert got.unread() == []
    listed = {one["repositoryName"]: one for one in ecr.describe_repositories()["repositories"]}
    rows = {str(row["name"]): row for row in got.rows(REPOSITORY)}
    assert rows.keys() == listed.keys() == {"plain", "team/full"}
    for name, row in rows.items():
        assert row["arn"] == listed[name]["repositoryArn"]
        assert row["uri"] == listed[name]["repositoryUri"]
        assert row["created_at"] == utc(listed[name]["createdAt"])
        assert row["tag_mutability"] == listed[name]["imageTagMutability"]
        assert row["scans_on_push"] is listed[name]["imageScanningConfiguration"]["scanOnPush"]
        assert row["encryption"] == listed[name]["encryptionConfiguration"]["encryptionType"]
        assert row["scan_frequency"] == "MANUAL"
    assert rows["plain"]["tags"] == {}
    assert rows["plain"]["kms_key_arn"] == ""
    assert (rows["plain"]["has_policy"], rows["plain"]["has_lifecycle_policy"]) == (False, False)
    assert rows["team/full"]["tags"] == {"owner": "Zoë 🚀", "empty": ""}
    assert rows["team/full"]["kms_key_arn"] == "arn:aws:kms:eu-west-1:123456789012:key/k"
    assert (rows["team/full"]["has_policy"], rows["team/full"]["has_lifecycle_policy"]) == (True, True)


def test_a_rule_of_the_registry_sets_the_scan_frequency(aws: SimulatedAws) -> None:
    ecr = seed(aws)
    ecr.put_registry_scanning_configuration(
        scanType="ENHANCED",
        rules=[
            {"scanFrequency": "CONTINUOUS_SCAN", "repositoryFilters": [{"filter": "team/*", "filterType": "WILDCARD"}]}
        ],
    )
    got = aws.collect([SERVICE])
    assert got.row(REPOSITORY, name="team/full")["scan_frequency"] == "CONTINUOUS_SCAN"
    assert got.row(REPOSITORY, name="plain")["scan_frequency"] == "MANUAL"


def test_policies_become_a_row_for_each_action(aws: SimulatedAws) -> None:
    seed(aws)
    rows = aws.collect([SERVICE]).rows(POLICY_STATEMENT)
    assert [(row["repository_arn"], row["action"], row["is_public"]) for row in rows] == [
        ("arn:aws:ecr:eu-west-1:123456789012:repository/team/full", "ecr:BatchGetImage", True),
        ("arn:aws:ecr:eu-west-1:123456789012:repository/team/full", "ecr:PutImage", True),
    ]


def test_every_enabled_region_is_read(aws: SimulatedAws) -> None:
    aws.seed.client("ecr", region_name="us-west-2").create_repository(repositoryName="far")
    got = aws.collect([SERVICE], regions=())
    assert [(row["name"], row["region"]) for row in got.rows(REPOSITORY)] == [("far", "us-west-2")]
    assert got.state(REPOSITORY, "us-west-2") is State.READ
    assert got.state(REPOSITORY, "eu-central-1") is State.READ


@pytest.mark.parametrize(
    ("operation", "columns"),
    [
        ("ecr:ListTagsForResource", {"tags"}),
        ("ecr:BatchGetRepositoryScanningConfiguration", {"scan_frequency"}),
        ("ecr:GetLifecyclePolicy", {"has_lifecycle_policy"}),
        ("ecr:GetRepositoryPolicy", {"has_policy"}),
    ],
)
def test_a_denied_detail_costs_only_its_own_columns(aws: SimulatedAws, operation: str, columns: set[str]) -> None:
    seed(aws)
    whole = aws.collect([SERVICE])
    aws.deny(operation)
    got = aws.collect([SERVICE])
    for row, before in zip(got.rows(REPOSITORY), whole.rows(REPOSITORY), strict=True):
        assert {name for name, value in row.items() if value is None} == columns
        assert row == {**before, **dict.fromkeys(columns)}
        assert got.state(REPOSITORY, REGION, str(row["arn"])) is State.DENIED
        expected = State.DENIED if columns == {"has_policy"} else None
        assert got.state(POLICY_STATEMENT, REGION, str(row["arn"])) is expected
    assert got.state(REPOSITORY, REGION) is State.READ


def test_a_denied_list_leaves_no_rows_and_says_so(aws: SimulatedAws) -> None:
    seed(aws)
    aws.deny("ecr:DescribeRepositories")
    got = aws.collect([SERVICE])
    assert got.rows(REPOSITORY) == []
    assert got.unread() == [
        ("aws_ecr_repository", REGION, "", State.DENIED),
        ("aws_ecr_repository_policy_statement", REGION, "", State.DENIED),
    ]


def test_two_denied_details_are_one_line_for_the_repository(aws: SimulatedAws) -> None:
    seed(aws)
    aws.deny("ecr:ListTagsForResource")
    aws.deny("ecr:GetLifecyclePolicy", code="ThrottlingException")
    got = aws.collect([SERVICE])
    lines = [line for line in got.coverage if line.subject.endswith("/plain")]
    assert [(line.table, line.state, line.error) for line in lines] == [
        (
            "aws_ecr_repository",
            State.DENIED,
            "ecr:ListTagsForResource was denied (AccessDenied); ecr:GetLifecyclePolicy failed (ThrottlingException)",
        )
    ]


@pytest.mark.parametrize("operation", ["ecr:ListTagsForResource", "ecr:GetLifecyclePolicy", "ecr:GetRepositoryPolicy"])
def test_a_repository_that_is_deleted_while_it_is_read_has_no_row(aws: SimulatedAws, operation: str) -> None:
    seed(aws)
    key = "resourceArn" if operation == "ecr:ListTagsForResource" else "repositoryName"
    gone = "arn:aws:ecr:eu-west-1:123456789012:repository/plain" if key == "resourceArn" else "plain"
    aws.deny(operation, code="RepositoryNotFoundException", **{key: gone})
    got = aws.collect([SERVICE])
    assert [row["name"] for row in got.rows(REPOSITORY)] == ["team/full"]
    assert got.unread() == []


def test_a_policy_that_is_no_policy_is_unread_and_not_empty(aws: SimulatedAws) -> None:
    from moto.ecr.models import ecr_backends  # noqa: PLC0415  ECR itself would refuse such a text

    seed(aws)
    ecr_backends["123456789012"][REGION].repositories["plain"].policy = '{"Statement": ['
    got = aws.collect([SERVICE])
    arn = str(got.row(REPOSITORY, name="plain")["arn"])
    assert got.row(REPOSITORY, name="plain")["has_policy"] is True
    assert got.state(POLICY_STATEMENT, REGION, arn) is State.FAILED
    assert {row["repository_arn"] for row in got.rows(POLICY_STATEMENT)} != {arn}
