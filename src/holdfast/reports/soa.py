"""The Statement of Applicability as a document that an auditor takes: XLSX or PDF, with a cover.

The cover says whose it is, of what, which version, who approved it and when, and as of which moment the status
is; the status is no part of what was approved, and both forms say so.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from holdfast.errors import HoldfastError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from holdfast.pipeline.statement_reads import Line, Statement
    from holdfast.posture.statement import Entry

FORMATS = (".xlsx", ".pdf")
TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pdf": "application/pdf",
}
TITLE = "Statement of Applicability"
BASIS = "ISO/IEC 27001:2022, clause 6.1.3 d, and Annex A by number and short title"
#: A spreadsheet runs a cell that begins so, once somebody has edited it (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_COLUMNS = (
    ("Control", 11),
    ("Title", 28),
    ("Applies", 10),
    ("Implementation", 20),
    ("Why included or excluded", 42),
    ("How it is implemented", 42),
    ("Owner", 20),
    ("In place by", 12),
    ("Status", 15),
    ("Evidence", 36),
)


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands before the table. ``version`` says which is in force, or that this is a draft of what changed."""

    version: str
    approver: str = ""
    approved_on: date | None = None
    risk_owners: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)  # an account's key -> what the person is called

    def owner(self, key: str) -> str:
        """Return what an owner is called; empty where there is none."""
        return self.names.get(key, key) if key else ""


def version_words(number: int, changed: int, *, recorded: bool) -> str:
    """Return which version a statement is, in words."""
    if not recorded:
        return "As written in the company's folder; it is not kept as a record"
    if not number:
        return "Draft; no version was approved yet"
    if changed:
        return f"Draft: {changed} control{'' if changed == 1 else 's'} changed since version {number}"
    return f"Version {number}"


def write(found: Statement, cover: Cover, path: Path) -> None:
    """Write the document by the path's ending. Raises UsageError for another ending, or where it cannot be written."""
    ending = path.suffix.lower()
    if ending not in FORMATS:
        raise UsageError(f"{path.name!r} has no known ending", where="-o", do=f"End it with {' or '.join(FORMATS)}.")
    data = render(found, cover, ending)
    try:
        path.write_bytes(data)
    except OSError as error:
        raise UsageError(f"the file cannot be written ({error.strerror})", where=str(path)) from error


def render(found: Statement, cover: Cover, ending: str) -> bytes:
    """Return the document's bytes; ``ending`` is one of ``FORMATS``. Raises HoldfastError where PDF cannot be made."""
    return _xlsx(found, cover) if ending == ".xlsx" else _pdf(page(found, cover))


def _facts(found: Statement, cover: Cover) -> tuple[tuple[str, str], ...]:
    """Return the cover's lines."""
    applies = sum(line.entry.applicable for line in found.lines)
    own = sum(line.entry.own for line in found.lines)
    approved = f"{cover.approver}, {cover.approved_on.isoformat()}" if cover.approved_on else "Not approved"
    return (
        ("Company", found.company),
        ("Document", TITLE),
        ("Basis", BASIS),
        ("Scope", found.scope or "No scope is written down."),
        ("Version", cover.version),
        ("Approved by", approved),
        ("Risk owners' approval", "; ".join(cover.risk_owners) or "None is recorded"),
        ("Controls", f"{len(found.lines)}, of which {applies} apply and {own} are the company's own"),
        ("Status as of", f"{found.moment.at:%Y-%m-%d %H:%M} UTC (run {found.moment.run})"),
        (
            "How to read it",
            "Status and Evidence were computed at that moment; they are no part of the approval.",
        ),
    )


def _cells(line: Line, cover: Cover) -> tuple[str, ...]:
    one = line.entry
    return (
        one.control,
        line.title,
        "Yes" if one.applicable else "No",
        one.implementation.capitalize() if one.applicable else "",
        one.why,
        one.how if one.applicable else "",
        cover.owner(one.owner),
        one.due.isoformat() if one.due else "",
        line.status.value.capitalize(),
        line.evidence,
    )


def plan(found: Statement) -> tuple[Line, ...]:
    """Return the treatment plan: what applies and is not in place yet."""
    return tuple(line for line in found.lines if line.entry.applicable and line.entry.implementation != "implemented")


def _plan_cells(line: Line, cover: Cover) -> tuple[str, ...]:
    one: Entry = line.entry
    due = one.due.isoformat() if one.due else "no day is named"
    return (one.control, line.title, one.implementation.capitalize(), one.why, cover.owner(one.owner), due)


_PLAN = (
    ("Control", 11),
    ("Title", 30),
    ("Implementation", 20),
    ("Why", 60),
    ("Owner", 22),
    ("In place by", 16),
)


def _xlsx(found: Statement, cover: Cover) -> bytes:
    import xlsxwriter  # noqa: PLC0415  only this format needs it

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": TITLE, "company": found.company, "comments": cover.version})
    body = {"text_wrap": True, "valign": "top"}
    plain, quoted = book.add_format(body), book.add_format({**body, "quote_prefix": True})
    head = book.add_format({**body, "bold": True, "bottom": 1})
    large = book.add_format({"bold": True, "font_size": 20})
    footer = f"&L{_in_footer(found.company)}, {TITLE}&RPage &P of &N"

    def put(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, text: str) -> None:
        # A string is never computed; the quote keeps it one when somebody edits the cell.
        sheet.write_string(row, column, text, quoted if text.startswith(_FORMULA) else plain)

    def fill(name: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[str]]) -> None:
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 2)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_footer(footer)
        last = 0
        for number, (column, width) in enumerate(columns):
            sheet.set_column(number, number, width)
            sheet.write_string(0, number, column, head)
        for last, row in enumerate(rows, start=1):
            for number, text in enumerate(row):
                put(sheet, last, number, text)
        sheet.autofilter(0, 0, last, len(columns) - 1)

    first = book.add_worksheet("Cover")
    first.set_column(0, 0, 24)
    first.set_column(1, 1, 90)
    first.set_paper(9)
    first.fit_to_pages(1, 0)
    first.set_footer(footer)
    first.write_string(0, 0, TITLE, large)
    for row, (label, text) in enumerate(_facts(found, cover), start=2):
        first.write_string(row, 0, label, head)
        put(first, row, 1, text)
    fill("Statement", _COLUMNS, (_cells(line, cover) for line in found.lines))
    fill("Treatment plan", _PLAN, (_plan_cells(line, cover) for line in plan(found)))
    book.close()
    return out.getvalue()


def _in_footer(text: str) -> str:
    """Return text as a spreadsheet's footer shows it: ``&`` begins a code there, and 255 letters are the most."""
    return text.replace("&", "&&")[:120]


_STYLE = """
@page { size: A4 landscape; margin: 16mm 14mm 18mm;
  font: 8pt "DejaVu Sans", sans-serif; color: #56645f;
  @bottom-left { content: string(whose); }
  @bottom-right { content: "Page " counter(page) " of " counter(pages); } }
@page :first { margin: 40mm 30mm 18mm; }
body { font: 8pt/1.4 "Inter", "DejaVu Sans", sans-serif; color: #17211f; }
.whose { string-set: whose content(); color: #56645f; font-size: 10pt; margin: 0 0 4mm; }
h1 { font-size: 26pt; line-height: 1.15; margin: 0 0 12mm; }
h2 { font-size: 14pt; margin: 0 0 4mm; break-before: page; }
h3 { font-size: 11pt; margin: 6mm 0 2mm; break-after: avoid; }
dl { display: grid; grid-template-columns: 46mm 1fr; gap: 2.5mm 6mm; font-size: 10pt; margin: 0; }
dt { color: #56645f; } dd { margin: 0; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
thead { display: table-header-group; }
th, td { text-align: left; vertical-align: top; font-size: 7pt; padding: 1.2mm 2mm 1.2mm 0; }
th { font-weight: 600; color: #56645f; border-bottom: 0.4mm solid #17211f; }
td { border-bottom: 0.2mm solid #c9d3d0; overflow-wrap: anywhere; }
tr { break-inside: avoid; }
"""


def page(found: Statement, cover: Cover) -> str:
    """Return the document as HTML that needs nothing from anywhere; the PDF is made of it."""
    facts = "".join(f"<dt>{escape(label)}</dt><dd>{escape(text)}</dd>" for label, text in _facts(found, cover))
    tables = "".join(
        f"<h3>{escape(theme.capitalize())} controls ({len(lines)})</h3>"
        + _table(_COLUMNS, (_cells(line, cover) for line in lines))
        for theme, lines in found.themes
    )
    due = plan(found)
    planned = (
        _table(_PLAN, (_plan_cells(line, cover) for line in due))
        if due
        else "<p>Everything that applies is in place.</p>"
    )
    whose = escape(f"{found.company}, {TITLE}, {cover.version}")
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{whose}</title>'
        f"<style>{_STYLE}</style></head><body><p class='whose'>{whose}</p><h1>{TITLE}</h1><dl>{facts}</dl>"
        f"<h2>The controls</h2>{tables}<h2>Treatment plan</h2>{planned}</body></html>"
    )


def _table(columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[str]]) -> str:
    whole = sum(width for _, width in columns)
    sizes = "".join(f'<col style="width:{width / whole:.1%}">' for _, width in columns)
    head = "".join(f"<th>{escape(column)}</th>" for column, _ in columns)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><colgroup>{sizes}</colgroup><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _pdf(html: str) -> bytes:
    try:
        import weasyprint  # noqa: PLC0415  only this format needs it, and it takes a second
        from weasyprint.urls import URLFetcher  # noqa: PLC0415  as above
    except OSError as error:  # the library that sets text is the system's own
        raise HoldfastError(
            f"PDF cannot be made here: {error}",
            do="Install Pango (Debian: apt-get install libpangoft2-1.0-0), or end the file with .xlsx.",
        ) from error
    nothing = URLFetcher(allowed_protocols=set())  # the document holds all that it shows
    made = weasyprint.HTML(string=html, url_fetcher=nothing).write_pdf(pdf_variant="pdf/ua-1")
    return bytes(made or b"")
