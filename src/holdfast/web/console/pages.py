"""How a view shows its page: the template, and the tabs of a detail page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.shortcuts import render

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from holdfast.web.console.requests import ConsoleRequest


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of a detail page: its address, and whether it is open."""

    id: str
    title: str
    href: str
    open: bool
    count: int | None = None


def console(request: HttpRequest) -> ConsoleRequest:
    """Return the request as the console's middleware has made it."""
    return cast("ConsoleRequest", request)


def show(request: HttpRequest, template: str, *, code: int = 200, **context: Any) -> HttpResponse:  # noqa: ANN401  a template's context
    """Return the page."""
    return render(request, f"console/{template}.html", context, status=code)


def tabs(request: HttpRequest, *wanted: tuple[str, str, int | None]) -> list[Tab]:
    """Return the tabs (id, title, count or None); the first is open unless the address names another."""
    ids = [tab_id for tab_id, _, _ in wanted]
    chosen = request.GET.get("tab", "")
    chosen = chosen if chosen in ids else ids[0]
    made = []
    for tab_id, title, count in wanted:
        query = request.GET.copy()
        query.pop("tab", None)
        query.pop("after", None)
        if tab_id != ids[0]:
            query["tab"] = tab_id
        href = f"{request.path}?{query.urlencode()}" if query else request.path
        made.append(Tab(tab_id, title, href, tab_id == chosen, count))
    return made


def opened(made: list[Tab]) -> str:
    """Return the id of the open tab."""
    return next(tab.id for tab in made if tab.open)
