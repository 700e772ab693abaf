"""Sources and runs: how fresh facts are, what was denied, what each run changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.web.console.moments import written
from holdfast.web.console.pages import console, opened, show, tabs
from holdfast.web.console.reading import reads
from holdfast.web.console.requests import scope

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_UNREAD_SHOWN = 200


def sources(request: HttpRequest) -> HttpResponse:
    """Show the sources' health, what could not be read, and the runs."""
    view = reads().sources(scope(request), console(request).as_of)
    made = tabs(request, ("unread", "Not read", len(view.unread)), ("runs", "Runs", len(view.runs)))
    runs = [(run, written(run.moment.at)) for run in view.runs]
    return show(
        request,
        "sources",
        view=view,
        runs=runs,
        unread=view.unread[:_UNREAD_SHOWN],
        hidden=max(len(view.unread) - _UNREAD_SHOWN, 0),
        tabs=made,
        tab=opened(made),
    )
