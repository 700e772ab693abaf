"""Services: each with its team, its data, and what a fix would close."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.web.console.pages import console, opened, show, tabs
from holdfast.web.console.reading import found, reads
from holdfast.web.console.requests import scope

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def services(request: HttpRequest) -> HttpResponse:
    """List the services."""
    lines = reads().services(scope(request), console(request).as_of)
    return show(request, "services", lines=lines)


def service(request: HttpRequest, service: str) -> HttpResponse:
    """One service."""
    view = found(reads().service(scope(request), service, console(request).as_of), f"There is no service {service!r}.")
    made = tabs(
        request,
        ("why", "Why", None),
        ("findings", "Findings", view.findings.total),
        ("subjects", "What it runs", sum(view.subjects.values())),
        ("history", "History", None),
    )
    kinds = sorted(view.subjects.items(), key=lambda kind: (-kind[1], kind[0]))
    return show(request, "service", view=view, kinds=kinds, tabs=made, tab=opened(made))
