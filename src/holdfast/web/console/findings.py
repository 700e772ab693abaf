"""Findings: a list whose filter is its address, and the same list as a file."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.http import StreamingHttpResponse

from holdfast.posture.model import Verdict
from holdfast.web.console import words
from holdfast.web.console.addresses import LABELS, VERDICT_WORDS, address, chips, filter_query, read_filter, toggled
from holdfast.web.console.names import names_of
from holdfast.web.console.pages import console, show
from holdfast.web.console.reading import reads
from holdfast.web.console.requests import scope

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from holdfast.pipeline.views import Filter, Finding, Scope
    from holdfast.web.console.names import Names

PAGE = 50
_EXPORT_PAGE = 5000
_FACETS = ("verdict", "severity", "program", "service", "team", "kind", "account", "region", "check")
_CHOICES = 12
_SORTS = {
    "severity": "Worst first",
    "since": "Newest first",
    "subject": "By subject",
    "check": "By check",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: how many findings have it, and the address with it switched."""

    id: str
    said: str
    count: int | None
    chosen: bool
    href: str


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow the list."""

    name: str
    label: str
    choices: list[Choice]
    more: int


def findings(request: HttpRequest) -> HttpResponse:
    """Show a page of the findings that the address asks for."""
    wanted = read_filter(request.GET)
    as_of, at = console(request).as_of, console(request).at
    page = reads().findings(scope(request), wanted, request.GET.get("after", ""), PAGE, as_of)
    names = names_of(reads().intent(scope(request), as_of).content)
    context: dict[str, Any] = {
        "page_of": page,
        "wanted": wanted,
        "chips": [(chip, _href(chip.without, at)) for chip in chips(wanted, names)],
        "facets": _facets(wanted, page.facets, at, names),
        "sorts": [
            (name, said, _href(replace(wanted, sort=name), at), wanted.sort == name) for name, said in _SORTS.items()
        ],
        "next": address("findings", at=at, **filter_query(wanted), after=page.next) if page.next else "",
        "first": _href(wanted, at) if request.GET.get("after") else "",
        "csv": address("findings_csv", at=at, **filter_query(wanted)),
        "clear": address("findings", at=at),
        "hidden": _hidden(wanted),
        "title": _title(wanted),
    }
    return show(request, "findings_list" if console(request).htmx.target == "findings" else "findings", **context)


def _href(wanted: Filter, at: str) -> str:
    return address("findings", at=at, **filter_query(wanted))


def _hidden(wanted: Filter) -> list[tuple[str, str]]:
    """Return the filter without its words as form fields, for the form that searches words."""
    pairs = []
    for name, value in filter_query(replace(wanted, words="")).items():
        pairs += [(name, one) for one in ([value] if isinstance(value, str) else value)]
    return pairs


def _title(wanted: Filter) -> str:
    """Return what is counted: ``finding`` for failing results, else ``result``."""
    return "finding" if wanted.verdict == ("fail",) else "result"


def _facets(wanted: Filter, counted: Mapping[str, Mapping[str, int]], at: str, names: Names) -> list[Facet]:
    made = []
    for name in _FACETS:
        counts = dict(counted.get(name, {}))
        chosen = getattr(wanted, name)
        chosen_values = chosen if isinstance(chosen, tuple) else ((chosen,) if chosen else ())
        values = _values(name, counts, chosen_values)
        if not values or (len(values) == 1 and not chosen_values):
            continue
        choices = [
            Choice(
                f"{name}-{number}",
                _said(name, value, names),
                counts.get(value),
                value in chosen_values,
                _href(toggled(wanted, name, value), at),
            )
            for number, value in enumerate(values[:_CHOICES])
        ]
        made.append(Facet(name, LABELS[name], choices, max(len(values) - _CHOICES, 0)))
    return made


def _values(name: str, counts: Mapping[str, int], chosen: tuple[str, ...]) -> list[str]:
    if name == "verdict":
        return list(VERDICT_WORDS)
    if name == "severity":
        return [one for one in ("critical", "high", "medium", "low") if one in counts or one in chosen]
    ordered = sorted((value for value in counts if value), key=lambda value: (-counts[value], value))
    return [*chosen, *(value for value in ordered if value not in chosen)]


def _said(name: str, value: str, names: Names) -> str:
    if name == "verdict":
        return VERDICT_WORDS.get(value, value)
    if name == "severity":
        return value.capitalize()
    return words.kind_words(value) if name == "kind" else names.of(name, value)


# -- the file ----------------------------------------------------------------------------------

COLUMNS = (
    "run_id", "check_id", "title", "subject", "subject_name", "kind", "account_id", "region", "status", "excepted",
    "severity", "service", "team", "reason", "since", "failing_since", "due", "late", "in_scope",
)  # fmt: skip


class _Line:
    """What csv writes to: it hands each line back."""

    def write(self, line: str) -> str:
        return line


def export(request: HttpRequest) -> StreamingHttpResponse:
    """Stream exactly what is filtered as CSV; safe to open in a spreadsheet."""
    wanted, seen, as_of = read_filter(request.GET), scope(request), console(request).as_of
    moment = reads().moment(seen, as_of)
    pinned = moment.at if moment else as_of  # a run that lands meanwhile changes nothing in the file
    response = StreamingHttpResponse(
        _lines(seen, wanted, pinned, moment.run if moment else 0), content_type="text/csv; charset=utf-8"
    )
    name = f"findings-{moment.at:%Y-%m-%d}.csv" if moment else "findings.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _lines(seen: Scope, wanted: Filter, as_of: datetime | None, run: int) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield writer.writerow(COLUMNS)
    cursor = ""
    while True:
        page = reads().findings(seen, wanted, cursor, _EXPORT_PAGE, as_of)
        for finding in page.findings:
            yield writer.writerow([harmless(cell) for cell in _cells(finding, run)])
        cursor = page.next
        if not cursor:
            return


def _cells(finding: Finding, run: int) -> tuple[object, ...]:
    return (
        run,
        finding.check,
        finding.title,
        finding.subject,
        finding.subject_name,
        finding.kind,
        finding.account_id,
        finding.region,
        finding.verdict.word,
        finding.excepted,
        finding.severity,
        finding.service,
        finding.team,
        finding.reason,
        finding.since.isoformat(),
        finding.failing_since.isoformat() if finding.failing_since else "",
        finding.due.isoformat() if finding.due else "",
        finding.late if finding.verdict is Verdict.FAIL else False,
        finding.in_scope,
    )


def harmless(cell: object) -> str:
    """Return a cell that a spreadsheet shows and never computes: ``'`` stands before what starts a formula."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    text = str(cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text
