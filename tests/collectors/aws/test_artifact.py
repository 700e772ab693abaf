"""AWS Artifact's list of reports: by name and period, in the account that governs the organization; never a file."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from botocore.loaders import create_loader
from botocore.model import ServiceModel
from denials import Cost, hold_to_costs
from simulated_account import ACCOUNT_ID

from holdfast.collectors.aws.artifact import REPORT, SERVICE
from holdfast.collectors.aws.dates import utc
from holdfast.facts.tables import State

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

START, END = datetime(2025, 10, 1, tzinfo=UTC), datetime(2026, 9, 30, tzinfo=UTC)
#: moto has no Artifact; what it would say is held to the shape that botocore has of it.
LISTED: list[dict[str, Any]] = [
    {
        "id": "report-soc2",
        "version": 1,
        "name": "SOC 2 report",
        "state": "PUBLISHED",
        "series": "SOC",
        "category": "Certifications And Attestations",
        "companyName": "Amazon Web Services",
        "periodStart": START,
        "periodEnd": END,
    },
    {"id": "report-letter", "version": 2, "name": "Letter", "state": "UNPUBLISHED"},
]
ANSWERS: dict[str, Any] = {"artifact:ListReports": {"reports": LISTED}}
COSTS: dict[str, Cost] = {"organizations:DescribeOrganization": (REPORT,), "artifact:ListReports": (REPORT,)}
OTHERS = {"Organization": {"Id": "o-simulated01", "MasterAccountId": "999999999999"}}


def test_the_answers_here_have_the_shape_that_botocore_knows() -> None:
    model = ServiceModel(create_loader().load_service_model("artifact", "service-2"))
    members = model.operation_model("ListReports").output_shape.members["reports"].member.members
    assert {key for one in LISTED for key in one} <= members.keys()


def test_reports_are_read_by_name_and_period_and_a_denied_call_costs_them_all(aws: SimulatedAws) -> None:
    aws.answers |= ANSWERS
    got = hold_to_costs(aws, SERVICE, COSTS)
    soc = got.row(REPORT, report_id="report-soc2")
    assert (soc["name"], soc["series"], soc["is_published"]) == ("SOC 2 report", "SOC", True)
    assert (soc["has_period"], soc["period_start"], soc["period_end"]) == (True, utc(START), utc(END))
    assert soc["arn"] == f"artifact-report:{ACCOUNT_ID}/report-soc2:1"
    letter = got.row(REPORT, report_id="report-letter")
    assert (letter["is_published"], letter["has_period"], letter["period_end"]) == (False, False, None)


def test_a_member_of_an_organization_is_not_asked_again(aws: SimulatedAws) -> None:
    aws.answers |= {**ANSWERS, "organizations:DescribeOrganization": OTHERS}
    got = aws.collect([SERVICE])
    assert got.rows(REPORT) == []
    assert got.state(REPORT) is State.OFF
    assert "artifact:ListReports" not in aws.calls
