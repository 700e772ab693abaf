"""The overview: is our program doing what it promises?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.web.console.pages import console, show
from holdfast.web.console.reading import reads
from holdfast.web.console.requests import scope

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_CHANGES_SHOWN = 6


def overview(request: HttpRequest) -> HttpResponse:
    """Answer in one sentence, then show what changed, the programs, what matters most, what nobody owns."""
    as_of = console(request).as_of
    view = reads().overview(scope(request), as_of)
    return show(request, "overview", view=view, changes=view.changes.shown[:_CHANGES_SHOWN])
