"""Checks: what each asks, why, what an attacker does with a fail, how to mend it, where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.posture.model import Status
from holdfast.web.console.pages import console, opened, show, tabs
from holdfast.web.console.reading import found, reads
from holdfast.web.console.requests import scope

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from holdfast.pipeline.views import CheckLine


def worst_first(line: CheckLine) -> tuple[int, int, int, str]:
    """Return a key that sorts what fails first, then what is unknown, the gravest first."""
    place = {Status.FAILING: 0, Status.UNKNOWN: 1}.get(line.rollup.status, 2)
    return (place, line.check.header.severity.rank, -line.rollup.counts.failed, line.check.id)


def checks(request: HttpRequest) -> HttpResponse:
    """List the checks, those that fail first; of one program if asked."""
    lines = sorted(reads().checks(scope(request), console(request).as_of), key=worst_first)
    programs = sorted({line.check.header.program for line in lines})
    program = request.GET.get("program", "")
    if program in programs:
        lines = [line for line in lines if line.check.header.program == program]
    return show(request, "checks", lines=lines, programs=programs, program=program)


def check(request: HttpRequest, check: str) -> HttpResponse:
    """One check with its SQL."""
    view = found(reads().check(scope(request), check, console(request).as_of), f"There is no check {check!r}.")
    made = tabs(
        request,
        ("why", "Why", None),
        ("findings", "Findings", view.findings.total),
        ("sql", "SQL", None),
        ("history", "History", None),
        ("related", "Related", len(view.requirements)),
    )
    return show(request, "check", view=view, tabs=made, tab=opened(made))
