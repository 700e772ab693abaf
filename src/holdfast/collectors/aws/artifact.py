"""AWS Artifact: which reports and certificates AWS has published, by name and period. None is ever fetched.

What they say is confidential; somebody of ours downloads them, reads them and records that in assurances/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.reader import Service, UnreadError
from holdfast.collectors.aws.regional import subject_table
from holdfast.collectors.aws.shared_calls import page_by_page
from holdfast.facts.tables import Column, Scope, State, Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.collectors.aws.reader import Reader

REPORT = subject_table(
    "aws_artifact_report",
    "What AWS Artifact offers: AWS's own certificates and auditors' reports, and those of sellers on its marketplace. "
    "AWS shows every account the same, so they are read in the account that governs its organization, or has none.",
    (
        Column("report_id", Type.TEXT, "The report's id."),
        Column("report_version", Type.INT, "Its version."),
        Column("series", Type.TEXT, "The series that it belongs to; empty where AWS names none."),
        Column("category", Type.TEXT, "What it is about, in AWS's word."),
        Column("company", Type.TEXT, "Whose it is: AWS, or a seller."),
        Column("is_published", Type.BOOL, "Whether it can be had now."),
        Column("has_period", Type.BOOL, "Whether AWS says which time it covers."),
        Column("period_start", Type.TIME, "The first day that it covers; NULL where AWS does not say."),
        Column("period_end", Type.TIME, "The last day that it covers; NULL where AWS does not say."),
    ),
    ("organizations:DescribeOrganization", "artifact:ListReports"),
    of="report, as `artifact-report:ACCOUNT/ID:VERSION`",
    scope=Scope.GLOBAL,
)

#: Artifact answers in one region of each partition.
_HOMES = {"aws-us-gov": "us-gov-west-1"}
_HOME = "us-east-1"


def _collect(reader: Reader) -> None:
    with reader.reading(REPORT):
        absent = ("AWSOrganizationsNotInUseException",)
        answer = reader.call("organizations", "describe_organization", absent=absent)
        if answer and answer["Organization"]["MasterAccountId"] != reader.account_id:
            raise UnreadError(State.OFF, "reports are read in the account that governs the organization")
        home = _HOMES.get(reader.partition, _HOME)

        def page(token: str) -> dict[str, Any]:
            more: dict[str, Any] = {"nextToken": token} if token else {}
            return reader.ask("artifact", "list_reports", region=home, maxResults=300, **more)

        reader.rows(REPORT, [_row(reader, one) for one in page_by_page(page, "reports", "nextToken")])


def _row(reader: Reader, report: Mapping[str, Any]) -> dict[str, object]:
    start, end = report.get("periodStart"), report.get("periodEnd")
    return {
        "arn": f"artifact-report:{reader.account_id}/{report['id']}:{report['version']}",
        "name": report["name"],
        "report_id": report["id"],
        "report_version": report["version"],
        "series": report.get("series", ""),
        "category": report.get("category", ""),
        "company": report.get("companyName", ""),
        "is_published": report.get("state") == "PUBLISHED",
        "has_period": end is not None,
        "period_start": utc(start) if start else None,
        "period_end": utc(end) if end else None,
    }


SERVICE = Service("artifact", Scope.GLOBAL, (REPORT,), _collect)
