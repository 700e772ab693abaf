"""What AWS does, what we do: as a document for a customer's security team.

Only what stands in ``Sheet`` leaves: whose part, both parts in words, the names and periods of the
provider's reports. No status, owner, account, region, check or finding is in it, and nothing of what
the provider's confidential reports say.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, fields
from html import escape
from typing import TYPE_CHECKING

from holdfast.errors import UsageError
from holdfast.posture.model import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from holdfast.pipeline.responsibility import ControlPart, Responsibility

FORMATS = (".html", ".xlsx", ".csv")
THEMES = ("organizational", "people", "physical", "technological")
WHOSE = {"provider": "AWS", "shared": "Both", "customer": "{company}"}
NOTE = (
    "AWS's certificates and reports are about AWS and its own layer. They certify nothing of {company}: the part named "
    "“What {company} does” is {company}'s to do and to show. The reports themselves are AWS's and "
    "confidential; customers of AWS read them in AWS Artifact."
)
#: A spreadsheet runs a cell that begins so; a leading apostrophe stops it (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Line:
    """One control, or what one service changes for it; ``applies`` is False where it does not apply to us."""

    control: str
    title: str
    theme: str
    service: str
    whose: str
    provider_does: str
    company_does: str
    applies: bool


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One service in use."""

    service: str
    provider_does: str
    company_does: str


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One of the provider's reports: its name and its period, and nothing else of it."""

    name: str
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that leaves."""

    company: str
    as_of: date
    lines: tuple[Line, ...]
    services: tuple[ServiceLine, ...]
    reports: tuple[ReportLine, ...]


def sheet(found: Responsibility, company: str) -> Sheet:
    """Return what may leave of who does what."""
    return Sheet(
        company=company,
        as_of=found.moment.at.date(),
        lines=tuple(line for part in found.controls for line in _lines(part, company)),
        services=tuple(
            ServiceLine(use.service.title, use.service.provider_does, use.service.company_does)
            for use in found.services
            if use.used
        ),
        reports=tuple(
            ReportLine(f"{one.report.provider} {one.report.title}", one.report.period_start, one.report.period_end)
            for one in found.reports
            if not one.trouble
        ),
    )


def _lines(part: ControlPart, company: str) -> Iterable[Line]:
    one, applies = part.requirement, part.ours is not Status.NOT_APPLICABLE
    whose = WHOSE[part.bearer].format(company=company)
    yield Line(one.id, one.title, one.group, "", whose, one.provider_does, one.company_does, applies)
    if applies:
        for each in part.services:
            if each.provider_does or each.company_does:
                title = each.service.title
                yield Line(one.id, one.title, one.group, title, whose, each.provider_does, each.company_does, applies)


def write(made: Sheet, path: Path) -> None:
    """Write the document by the path's ending. Raises UsageError for another ending, or where it cannot be written."""
    ending = path.suffix.lower()
    if ending not in FORMATS:
        raise UsageError(f"{path.name!r} has no known ending", where="-o", do=f"End it with {', '.join(FORMATS)}.")
    try:
        path.write_bytes(render(made, ending))
    except OSError as error:
        raise UsageError(f"the file cannot be written ({error.strerror})", where=str(path)) from error


def render(made: Sheet, ending: str) -> bytes:
    """Return the document's bytes; ``ending`` is one of ``FORMATS``."""
    makers = {".html": _html, ".xlsx": _xlsx, ".csv": _csv}
    return makers[ending](made)


# As a table: one row a control, and one for each service that changes its parts.


def _columns(made: Sheet) -> list[str]:
    return [
        "Control",
        "Title",
        "Theme",
        "Service",
        "Whose part",
        "What AWS does",
        f"What {made.company} does",
        "Applies",
    ]


def _cells(line: Line) -> list[str]:
    cells = [getattr(line, field.name) for field in fields(line)]
    return [
        ("yes" if cell else "no") if isinstance(cell, bool) else str(cell).capitalize() if cell in THEMES else cell
        for cell in cells
    ]


def _csv(made: Sheet) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([_harmless(name) for name in _columns(made)])
    writer.writerows([_harmless(cell) for cell in _cells(line)] for line in made.lines)
    return out.getvalue().encode("utf-8-sig")  # the mark by which spreadsheets know UTF-8


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _xlsx(made: Sheet) -> bytes:
    import xlsxwriter  # noqa: PLC0415  only this format needs it

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    body = book.add_format({"text_wrap": True, "valign": "top"})

    def fill(name: str, columns: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[str]]) -> None:
        page = book.add_worksheet(name)
        page.freeze_panes(1, 0)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        for number, (column, width) in enumerate(zip(columns, widths, strict=True)):
            page.set_column(number, number, width, body)
            page.write_string(0, number, column, head)
        last = 0
        for last, row in enumerate(rows, start=1):
            for number, cell in enumerate(row):
                page.write_string(last, number, cell, body)
        page.autofilter(0, 0, last, len(columns) - 1)

    ours = f"What {made.company} does"
    fill("Controls", _columns(made), (9, 30, 15, 24, 14, 50, 50, 9), (_cells(line) for line in made.lines))
    services = ((one.service, one.provider_does, one.company_does) for one in made.services)
    fill("Services", ("Service", "What AWS does", ours), (32, 60, 60), services)
    reports = ((one.name, one.first_day.isoformat(), one.last_day.isoformat()) for one in made.reports)
    fill("AWS's reports", ("Name", "From", "Until"), (40, 14, 14), reports)
    notes = ((NOTE.format(company=made.company),), (f"As of {made.as_of.isoformat()}.",))
    fill("About", (made.company,), (110,), notes)
    book.close()
    return out.getvalue()


# As a page that prints: one file, no script, nothing fetched.

_STYLE = """
:root { color-scheme: light; }
body { font: 14px/1.5 Inter, system-ui, "Segoe UI", Roboto, sans-serif; color: #17211f;
  max-width: 1080px; margin: 40px auto; padding: 0 24px; }
h1 { font-size: 28px; line-height: 1.2; margin: 0 0 12px; letter-spacing: -0.02em; }
h2 { font-size: 20px; margin: 40px 0 12px; }
.lead { font-size: 16px; max-width: 72ch; }
.quiet { color: #56645f; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-weight: 500; font-size: 12px; color: #56645f; border-bottom: 1px solid #c9d3d0;
  padding: 6px 16px 6px 0; }
td { vertical-align: top; padding: 8px 16px 8px 0; border-bottom: 1px solid #e3e9e7; }
.id { color: #56645f; margin-right: 6px; }
.service td { border-bottom-color: #f0f4f3; padding-top: 4px; padding-bottom: 4px; font-size: 12px; }
.service td:first-child { padding-left: 16px; color: #56645f; }
footer { margin: 40px 0; font-size: 12px; color: #56645f; max-width: 80ch; }
tr { break-inside: avoid; }
thead { display: table-header-group; }
@page { size: A4 landscape; margin: 14mm; }
@media print { body { margin: 0; padding: 0; max-width: none; font-size: 11px; } h2 { break-after: avoid; } }
@media (max-width: 640px) {
  thead { display: none; } tr, td { display: block; border-bottom: 0; padding: 2px 0; }
  tr { border-bottom: 1px solid #e3e9e7; padding: 8px 0; } }
"""


def _html(made: Sheet) -> bytes:
    company = escape(made.company)
    title = f"What AWS does, what {company} does"
    counts = _counted(made)
    themes = "".join(_theme(made, theme) for theme in THEMES)
    services = _table(
        ("Service", "What AWS does", f"What {company} does"),
        (_row((escape(one.service), escape(one.provider_does), escape(one.company_does))) for one in made.services),
    )
    reports = _table(
        ("Name", "From", "Until"),
        (_row((escape(one.name), one.first_day.isoformat(), one.last_day.isoformat())) for one in made.reports),
    )
    text = f"""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>{_STYLE}</style></head>
<body>
<h1>{title}</h1>
<p class="lead">{counts}</p>
<p class="quiet">Controls are those of ISO/IEC 27001:2022, Annex A, by number and short title.
As of {made.as_of.isoformat()}.</p>
{themes}
<h2>The AWS services that we use</h2>{services}
<h2>AWS's reports that we have reviewed</h2>{reports}
<footer>{escape(NOTE.format(company=made.company))}</footer>
</body>
</html>
"""
    return text.encode()


def _counted(made: Sheet) -> str:
    controls = [line for line in made.lines if not line.service and line.applies]
    whose = [line.whose for line in controls]
    shared, aws = whose.count("Both"), whose.count("AWS")
    ours = len(controls) - shared - aws
    company = escape(made.company)
    alone = f" {aws} rest on AWS's layer alone." if aws else ""
    return (
        f"{company} runs on Amazon Web Services. Of {len(controls)} controls, AWS and {company} each carry a part of "
        f"{shared}, and {ours} are {company}'s own.{alone}"
    )


def _theme(made: Sheet, theme: str) -> str:
    lines = [line for line in made.lines if line.theme == theme]
    if not lines:
        return ""
    company = escape(made.company)
    rows = []
    for line in lines:
        if line.service:
            rows.append(
                _row((escape(line.service), "", escape(line.provider_does), escape(line.company_does)), "service")
            )
            continue
        name = f'<span class="id">{escape(line.control)}</span>{escape(line.title)}'
        whose = escape(line.whose) if line.applies else "Does not apply"
        rows.append(_row((name, whose, escape(line.provider_does), escape(line.company_does))))
    columns = ("Control", "Whose part", "What AWS does", f"What {company} does")
    return f"<h2>{theme.capitalize()} controls</h2>{_table(columns, rows)}"


def _table(columns: Sequence[str], rows: Iterable[str]) -> str:
    head = "".join(f"<th>{column}</th>" for column in columns)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _row(cells: Sequence[str], kind: str = "") -> str:
    shown = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr class="{kind}">{shown}</tr>' if kind else f"<tr>{shown}</tr>"
