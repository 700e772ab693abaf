"""Programs: what each promises, and where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.web.console.pages import console, opened, show, tabs
from holdfast.web.console.reading import found, reads
from holdfast.web.console.requests import scope

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def programs(request: HttpRequest) -> HttpResponse:
    """List the programs."""
    lines = reads().programs(scope(request), console(request).as_of)
    return show(request, "programs", lines=lines)


def program(request: HttpRequest, program: str) -> HttpResponse:
    """One program: its charter, its controls, its checks, what stands in the way."""
    as_of = console(request).as_of
    view = found(reads().program(scope(request), program, as_of), f"There is no program {program!r}.")
    made = tabs(
        request,
        ("why", "Why", None),
        ("controls", "Controls", len(view.requirements)),
        ("checks", "Checks", len(view.checks)),
        ("history", "History", None),
    )
    return show(request, "program", view=view, tabs=made, tab=opened(made))
