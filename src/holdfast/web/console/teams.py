"""Teams: each with its services and what a fix would close."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.web.console.pages import console, opened, show, tabs
from holdfast.web.console.reading import found, reads
from holdfast.web.console.requests import scope

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def teams(request: HttpRequest) -> HttpResponse:
    """List the teams."""
    return show(request, "teams", lines=reads().teams(scope(request), console(request).as_of))


def team(request: HttpRequest, team: str) -> HttpResponse:
    """One team."""
    view = found(reads().team(scope(request), team, console(request).as_of), f"There is no team {team!r}.")
    made = tabs(
        request,
        ("why", "Why", None),
        ("services", "Services", len(view.services)),
        ("findings", "Findings", view.findings.total),
        ("history", "History", None),
    )
    return show(request, "team", view=view, tabs=made, tab=opened(made))
