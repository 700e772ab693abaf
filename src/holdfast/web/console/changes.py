"""What the last run that changed anything changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.web.console.pages import console, show
from holdfast.web.console.reading import reads
from holdfast.web.console.requests import scope

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

KINDS = ("newly failing", "newly unknown", "newly fixed", "new", "gone")


def changes(request: HttpRequest) -> HttpResponse:
    """List the changes by kind."""
    view = reads().changes(scope(request), console(request).as_of)
    groups = [
        (kind, view.counts.get(kind, 0), [change for change in view.shown if change.kind == kind]) for kind in KINDS
    ]
    return show(request, "changes", view=view, groups=groups)
