"""Search: a page, and the list in the Ctrl-K dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.pipeline.search_reads import MOST
from holdfast.web.console.addresses import address
from holdfast.web.console.pages import console, show
from holdfast.web.console.reading import reads
from holdfast.web.console.requests import scope

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from holdfast.pipeline.views import Hit

_LONGEST = 200
_DIALOG = 12
KINDS = {
    "requirement": "Control",
    "check": "Check",
    "service": "Service",
    "team": "Team",
    "program": "Program",
    "subject": "Subject",
}


def search(request: HttpRequest) -> HttpResponse:
    """Show what the words find; inside the dialog, the first of it."""
    words = " ".join(request.GET.get("q", "").split())[:_LONGEST]
    at = console(request).at
    hits = reads().search(scope(request), words, console(request).as_of) if words else ()
    # What is promised stands before what merely bears its name.
    ordered = sorted(hits, key=lambda hit: list(KINDS).index(hit.kind) if hit.kind in KINDS else len(KINDS))
    found = [(hit, KINDS.get(hit.kind, hit.kind.capitalize()), href(hit, at)) for hit in ordered]
    if console(request).htmx:
        return show(request, "search_hits", words=words, hits=found[:_DIALOG], more=len(found) > _DIALOG)
    return show(request, "search", words=words, hits=found, full=len(found) == MOST)


def href(hit: Hit, at: str) -> str:
    """Return the address of what was found."""
    if hit.kind == "requirement":
        framework, _, requirement = hit.id.partition(":")
        return address("requirement", framework, requirement, at=at)
    if hit.kind == "subject":
        return address("subject", at=at, id=hit.id)
    return address(hit.kind, hit.id, at=at)
