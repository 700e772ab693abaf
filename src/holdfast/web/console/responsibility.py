"""AWS and us: who does what, control by control, with where our part stands; and the same for customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse

from holdfast.reports.responsibility import FORMATS, THEMES, render, sheet
from holdfast.web.console.pages import console, opened, show, tabs
from holdfast.web.console.reading import reads
from holdfast.web.console.requests import scope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from holdfast.pipeline.responsibility import ControlPart, Responsibility, ServicePart

#: How a page calls whose a control is.
WHOSE = {"provider": "AWS's layer", "shared": "Shared", "customer": "Ours"}
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

Row = tuple["ControlPart", "ServicePart | None"]


def responsibility(request: HttpRequest) -> HttpResponse:
    """Show what AWS does and what we do, by theme; of one service, or of whose part, if the address says so."""
    found = reads().responsibility(scope(request), console(request).as_of)
    service = next((use for use in found.services if use.service.id == request.GET.get("service")), None)
    whose = request.GET.get("whose", "")
    whose = whose if whose in WHOSE else ""
    rows = _rows(found, service.service.id if service else "", whose)
    themes = [(theme, chosen) for theme in THEMES if (chosen := [r for r in rows if r[0].requirement.group == theme])]
    made = tabs(
        request,
        ("controls", "Controls", len(rows)),
        ("services", "Services in use", len(found.services)),
        ("reports", "AWS's reports", len(found.reports)),
    )
    return show(
        request,
        "responsibility",
        view=found,
        standing={status.value: count for status, count in found.standing.items()},
        themes=themes,
        service=service,
        whose=whose,
        kinds=WHOSE,
        limited=not scope(request).everything,
        formats=[(form[1:], form[1:].upper()) for form in FORMATS],
        tabs=made,
        tab=opened(made),
    )


def _rows(found: Responsibility, service: str, whose: str) -> Sequence[Row]:
    """Return the controls that are asked for; with the service's own part where one is."""
    rows: list[Row] = []
    for part in found.controls:
        if whose and part.bearer != whose:
            continue
        of_service = next((one for one in part.services if one.service.id == service), None)
        if not service or of_service:
            rows.append((part, of_service))
    return rows


def export(request: HttpRequest, form: str) -> HttpResponse:
    """Return the document for customers, of what may leave the house and nothing else."""
    ending = f".{form}"
    if ending not in FORMATS:
        raise Http404("There is no such form of this document.")
    seen, as_of = scope(request), console(request).as_of
    company = reads().intent(seen, as_of).content.company.name
    made = sheet(reads().responsibility(seen, as_of), company)
    response = HttpResponse(render(made, ending), content_type=_TYPES[ending])
    response["Content-Disposition"] = f'attachment; filename="aws-and-us-{made.as_of:%Y-%m-%d}{ending}"'
    return response
