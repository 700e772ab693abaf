"""The moment that a page shows: ``?at=2026-11-01`` in the address, kept on every link."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from django.shortcuts import redirect

from holdfast.errors import UsageError
from holdfast.web.console.failures import told

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
        """Set the moment, or drop it from the address if it is not past."""
        if "at" not in request.GET or not request.user.is_authenticated:
            return None
        text = request.GET["at"].strip()
        try:
            moment = parse(text) if text else None
        except UsageError as error:
            return told(request, error)
        if moment is None or moment >= datetime.now(UTC):
            query = request.GET.copy()
            del query["at"]
            return redirect(f"{request.path}?{query.urlencode()}" if query else request.path)
        request.at, request.as_of = text, moment  # type: ignore[attr-defined]  # see ConsoleRequest
        return None
