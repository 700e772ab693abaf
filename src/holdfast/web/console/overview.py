"""The overview: is our program doing what it promises?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfast.web.console.pages import console, show
from holdfast.web.console.reading import reads
from holdfast.web.console.requests import scope

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from holdfast.pipeline.views import Change

_SHOWN = 6


@dataclass(slots=True)
class Alike:
    """Changes of one kind by one check: the first of them, and how many more."""

    first: Change
    more: int = 0


def overview(request: HttpRequest) -> HttpResponse:
    """Answer in one sentence, then show what changed, the programs, what matters most, what nobody owns."""
    seen = scope(request)
    view = reads().overview(seen, console(request).as_of)
    alike = _alike(view.changes.shown)[:_SHOWN]
    return show(request, "overview", view=view, alike=alike, limited=not seen.everything)


def _alike(changes: Iterable[Change]) -> list[Alike]:
    """Return the changes with those of one check together, in the order in which they came."""
    found: dict[tuple[str, str], Alike] = {}
    for change in changes:
        key = (change.kind, change.finding.check)
        if key in found:
            found[key].more += 1
        else:
            found[key] = Alike(change)
    return list(found.values())
