"""The document for customers: both parts in words, and nothing that is only ours to know."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from holdfast.content.model import Program, Requirement
from holdfast.content.providers import Assurance, CloudService, Qualification, UserControl
from holdfast.errors import UsageError
from holdfast.pipeline.responsibility import ControlPart, Expected, Report, Responsibility, ServicePart, ServiceUse
from holdfast.pipeline.views import Moment
from holdfast.posture.model import AspectStatus, Counts, Kind, Rollup, Status
from holdfast.reports.responsibility import FORMATS, Line, ReportLine, ServiceLine, Sheet, render, sheet, write

if TYPE_CHECKING:
    from pathlib import Path

#: Stands in every field that must stay inside.
INSIDE = "stays-inside"
S3 = CloudService(
    id="s3",
    title="Amazon S3",
    provider="AWS",
    tables=(INSIDE,),
    provider_does="Keeps the storage.",
    company_does="Decides who reads it.",
)
PROGRAM = Program(id=INSIDE, title=INSIDE, area=INSIDE, charter=INSIDE, team=INSIDE, lead=INSIDE, practices=(), order=1)


def control(id_: str, theme: str, status: Status = Status.FAILING, bearer: str = "shared") -> ControlPart:
    one = Requirement(
        id=id_,
        title=f"Title of {id_}",
        group=theme,
        intent=INSIDE,
        program=INSIDE,
        responsibility="shared",
        provider_does=f"AWS's part of {id_}.",
        company_does=f"Our part of {id_}.",
    )
    aspect = AspectStatus(INSIDE, INSIDE, status, INSIDE, (INSIDE,), (INSIDE,))
    rollup = Rollup(Kind.REQUIREMENT, id_, status, 0, Counts(failed=987654), INSIDE, (aspect,))
    part = ServicePart(S3, "Keeps it for this.", "Decides for this.", status, ())
    return ControlPart(one, rollup, bearer, status, status, INSIDE, PROGRAM, INSIDE, INSIDE, (part,))


def report(title: str, trouble: str = "") -> Report:
    one = Assurance(
        id=INSIDE,
        provider="AWS",
        title=title,
        period_start=date(2025, 10, 1),
        period_end=date(2026, 9, 30),
        kind="report",
        issuer=INSIDE,
        scope=INSIDE,
        reviewed_by=INSIDE,
        reviewed_on=date(2026, 10, 3),
        controls=(INSIDE,),
        regions=(INSIDE,),
        qualifications=(Qualification(INSIDE, (INSIDE,)),),
        user_controls=(UserControl(INSIDE, INSIDE, INSIDE),),
    )
    return Report(one, trouble)


FOUND = Responsibility(
    moment=Moment(7, datetime(2026, 11, 24, tzinfo=UTC)),
    controls=(
        control("A.5.15", "organizational"),
        control("A.7.1", "physical", bearer="provider"),
        control("A.8.30", "technological", Status.NOT_APPLICABLE, "customer"),
    ),
    services=(
        ServiceUse(S3, used=True, regions=(INSIDE,), things=987654, outside=(INSIDE,)),
        ServiceUse(replace(S3, title="Amazon Unread"), used=None, regions=(), things=0, outside=()),
    ),
    reports=(report("SOC 2"), report("SOC 1", trouble=INSIDE)),
    expected=(Expected(INSIDE, INSIDE, None),),
    offices=True,
)
MADE = sheet(FOUND, "Acme & Sons")


def text_of(ending: str) -> str:
    made = render(MADE, ending)
    if ending != ".xlsx":
        return made.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        return "".join(book.read(name).decode() for name in book.namelist())


def test_only_these_fields_leave() -> None:
    assert {kind: {field.name for field in fields(kind)} for kind in (Sheet, Line, ServiceLine, ReportLine)} == {
        Sheet: {"company", "as_of", "lines", "services", "reports"},
        Line: {"control", "title", "theme", "service", "whose", "provider_does", "company_does", "applies"},
        ServiceLine: {"service", "provider_does", "company_does"},
        ReportLine: {"name", "first_day", "last_day"},
    }


@pytest.mark.parametrize("ending", FORMATS)
def test_nothing_from_inside_is_in_the_document(ending: str) -> None:
    text = text_of(ending)
    for word in (INSIDE, "987654", "failing", "SOC 1", "Amazon Unread", "A.8.30 Title"):
        assert word not in text, word
    assert "AWS&#x27;s part of A.5.15." in text or "AWS's part of A.5.15." in text


@pytest.mark.parametrize("ending", FORMATS)
def test_a_providers_certificate_is_never_said_to_be_ours(ending: str) -> None:
    text = text_of(ending).lower()
    for word in ("inherit", "we are certified", "acme is certified", "certified by"):
        assert word not in text
    if ending == ".html":
        assert "certify nothing of acme" in text


def test_the_page_is_whole_in_one_file_and_names_are_no_markup() -> None:
    text = text_of(".html")
    assert "Acme &amp; Sons" in text
    for word in ("<script", "http:", "https:", "src=", "<link", "url("):
        assert word not in text
    assert "AWS SOC 2" in text
    assert "2026-09-30" in text


def test_the_table_has_a_row_for_each_control_and_each_service_that_changes_it() -> None:
    rows = list(csv.DictReader(io.StringIO(text_of(".csv"))))
    assert [(row["Control"], row["Service"], row["Whose part"], row["Applies"]) for row in rows] == [
        ("A.5.15", "", "Both", "yes"),
        ("A.5.15", "Amazon S3", "Both", "yes"),
        ("A.7.1", "", "AWS", "yes"),
        ("A.7.1", "Amazon S3", "AWS", "yes"),
        ("A.8.30", "", "Acme & Sons", "no"),
    ]


def test_a_cell_that_a_spreadsheet_would_run_is_text() -> None:
    line = replace(MADE.lines[0], provider_does="=HYPERLINK(1)")
    made = render(replace(MADE, lines=(line,)), ".csv").decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in made


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no known ending"):
        write(MADE, tmp_path / "matrix.docx")
    write(MADE, tmp_path / "matrix.CSV")
    assert (tmp_path / "matrix.CSV").stat().st_size
