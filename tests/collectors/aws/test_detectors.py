"""Access Analyzer, Security Hub and Inspector: on or off in each region, and unknown where nobody may ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from losses import assert_lost, assert_unread
from simulated_account import ACCOUNT_ID

from holdfast.collectors.aws import accessanalyzer, inspector, securityhub
from holdfast.collectors.aws.accessanalyzer import REGION_ANALYZERS
from holdfast.collectors.aws.inspector import REGION_SCANS
from holdfast.collectors.aws.securityhub import HUB
from holdfast.facts.tables import State

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

    from holdfast.collectors.aws.reader import Service

#: moto has no Access Analyzer, and no standards of Security Hub.
ANALYZERS = [
    {"name": "outside", "type": "ACCOUNT", "status": "ACTIVE"},
    {"name": "idle", "type": "ACCOUNT_UNUSED_ACCESS", "status": "CREATING"},
]
_PREFIX = "arn:aws:securityhub:eu-west-1::"
STANDARDS = [
    {"StandardsArn": f"{_PREFIX}standards/cis-aws-foundations-benchmark/v/3.0.0", "StandardsStatus": "READY"},
    {"StandardsArn": f"{_PREFIX}standards/pci-dss/v/3.2.1", "StandardsStatus": "DELETING"},
]
ANSWERS: dict[str, Any] = {
    "accessanalyzer:ListAnalyzers": {"analyzers": ANALYZERS},
    "securityhub:GetEnabledStandards": {"StandardsSubscriptions": STANDARDS},
}
SCANS = ("scans_ec2", "scans_ecr", "scans_lambda", "scans_lambda_code")


def seed(aws: SimulatedAws) -> None:
    """Switch Security Hub and half of Inspector on."""
    aws.seed.client("securityhub", region_name="eu-west-1").enable_security_hub(EnableDefaultStandards=False)
    aws.seed.client("inspector2", region_name="eu-west-1").enable(accountIds=[ACCOUNT_ID], resourceTypes=["EC2", "ECR"])


@pytest.fixture
def on(aws: SimulatedAws) -> SimulatedAws:
    seed(aws)
    aws.answers |= ANSWERS
    return aws


def test_what_is_on_is_what_boto3_says(on: SimulatedAws) -> None:
    got = on.collect([accessanalyzer.SERVICE, securityhub.SERVICE, inspector.SERVICE])
    assert got.unread() == []
    (analyzers,) = got.rows(REGION_ANALYZERS)
    assert (analyzers["analyzers"], analyzers["finds_external_access"], analyzers["finds_unused_access"]) == (
        1,
        True,
        False,
    )
    hub = on.seed.client("securityhub", region_name="eu-west-1").describe_hub()
    (row,) = got.rows(HUB)
    assert (row["enabled"], row["new_controls_enabled"]) == (True, hub["AutoEnableControls"])
    assert row["standards"] == ["standards/cis-aws-foundations-benchmark/v/3.0.0"]
    (scans,) = got.rows(REGION_SCANS)
    assert [scans[name] for name in SCANS] == [True, True, False, False]


def test_what_is_off_is_off_and_not_unread(aws: SimulatedAws) -> None:
    aws.answers["accessanalyzer:ListAnalyzers"] = {"analyzers": []}
    off = {kind: {"status": "DISABLED"} for kind in ("ec2", "ecr", "lambda", "lambdaCode")}
    aws.answers["inspector2:BatchGetAccountStatus"] = {"accounts": [{"accountId": ACCOUNT_ID, "resourceState": off}]}
    got = aws.collect([accessanalyzer.SERVICE, securityhub.SERVICE, inspector.SERVICE])
    assert got.unread() == []
    assert got.rows(HUB)[0]["enabled"] is False
    assert got.rows(HUB)[0]["standards"] == []
    assert got.rows(REGION_ANALYZERS)[0]["finds_external_access"] is False
    assert [got.rows(REGION_SCANS)[0][name] for name in SCANS] == [False] * 4


def test_a_kind_of_scan_that_aws_does_not_speak_of_is_not_known(aws: SimulatedAws) -> None:
    aws.answers["inspector2:BatchGetAccountStatus"] = {
        "accounts": [{"accountId": "1", "resourceState": {"ec2": {"status": "ENABLED"}}}]
    }
    (row,) = aws.collect([inspector.SERVICE]).rows(REGION_SCANS)
    assert [row[name] for name in SCANS] == [True, None, None, None]


@pytest.mark.parametrize(
    ("service", "call"),
    [(accessanalyzer.SERVICE, "accessanalyzer:ListAnalyzers"), (securityhub.SERVICE, "securityhub:DescribeHub")],
)
def test_a_denied_question_is_unread_and_never_off(on: SimulatedAws, service: Service, call: str) -> None:
    whole = on.collect([service])
    on.deny(call, code="AccessDeniedException")
    assert_unread(service, whole, on.collect([service]), service.tables, State.DENIED)


def test_denied_standards_and_scans_cost_only_their_columns(on: SimulatedAws) -> None:
    for service, call, columns in (
        (securityhub.SERVICE, "securityhub:GetEnabledStandards", {"standards"}),
        (inspector.SERVICE, "inspector2:BatchGetAccountStatus", set(SCANS)),
    ):
        whole = on.collect([service])
        on.deny(call, code="AccessDeniedException")
        (table,) = service.tables
        of = [row["arn"] for row in whole.rows(table)]
        assert_lost(service, whole, on.collect([service]), {table: frozenset(columns)}, of)
        on.refusals.clear()
