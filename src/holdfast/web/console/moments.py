"""The moment that a page shows: ``?at=2026-11-01`` in the address, kept on every link."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from django.shortcuts import redirect

from holdfast.errors import HoldfastError, UsageError
from holdfast.web.console.failures import told
from holdfast.web.console.pages import console, show
from holdfast.web.console.reading import moment_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

_SHORTEST = len("2026-11-01")


def parse(text: str) -> datetime:
    """Return the end of the day for a date, or the moment for a date and time; always in UTC.

    Raises UsageError if it is neither.
    """
    try:
        if len(text) == _SHORTEST:
            return datetime.combine(date.fromisoformat(text), time(23, 59, 59), UTC)
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is not a date", do="Write a date as 2026-11-01.") from error
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def written(moment: datetime) -> str:
    """Return a moment as an address carries it, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class MomentMiddleware:
    """Read ``?at=`` once for the whole request; a moment that is not past yet is simply now."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as usual; ``process_view`` does the work."""
        request.at, request.as_of = "", None  # type: ignore[attr-defined]  # see ConsoleRequest
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Set the moment, or drop it from the address if it is not past; where nothing was judged, say so."""
        if not request.user.is_authenticated:
            return None
        try:
            later = self._set(request)
            if later is None and request.resolver_match and request.resolver_match.namespace == "console":
                return None if moment_of(console(request)) else show(request, "no_run")
        except HoldfastError as error:
            return told(request, error)
        return later

    @staticmethod
    def _set(request: HttpRequest) -> HttpResponse | None:
        """Set the request's moment; return a redirect for one that is not past."""
        if "at" not in request.GET:
            return None
        text = request.GET["at"].strip()
        moment = parse(text) if text else None
        if moment is None or moment >= datetime.now(UTC):
            query = request.GET.copy()
            del query["at"]
            return redirect(f"{request.path}?{query.urlencode()}" if query else request.path)
        request.at, request.as_of = text, moment  # type: ignore[attr-defined]  # see ConsoleRequest
        return None
