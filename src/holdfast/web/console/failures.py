"""What goes wrong, as pages of the same anatomy: what happened, and what to do next."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render

from holdfast.errors import HoldfastError, StoreError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

_log = logging.getLogger("holdfast.web")


class FailureMiddleware:
    """Turn errors that a person may meet into pages; anything else is Django's 500."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as usual; ``process_exception`` does the work."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Show a HoldfastError with its next step."""
        if not isinstance(error, HoldfastError):
            return None
        return told(request, error)


def told(request: HttpRequest, error: HoldfastError) -> HttpResponse:
    """Return the page of an error: 400 for what was asked wrongly, else 503."""
    if isinstance(error, UsageError):
        return _page(request, 400, "This cannot be shown", error.what, error.do)
    _log.error("%s", error)
    title = "The records cannot be read" if isinstance(error, StoreError) else "This cannot be shown now"
    return _page(request, 503, title, f"{error.where}: {error.what}" if error.where else error.what, error.do)


def _page(request: HttpRequest, status: int, title: str, what: str, do: str) -> HttpResponse:
    request.holdfast_failed = status >= 500  # type: ignore[attr-defined]  # noqa: PLR2004  the frame then asks nothing of the store
    context = {"title": title, "what": _sentence(what), "do": do, "status": status}
    return render(request, "failure.html", context, status=status)


def _sentence(text: str) -> str:
    """Return an error's words as a sentence: errors are written for the command's one line."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  Django's signature
    """400."""
    return _page(
        request, 400, "This request cannot be answered", "Something in it is not as expected.", "Go back and try again."
    )


@login_not_required
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  as above
    """403."""
    return _page(
        request,
        403,
        "This is not yours to see",
        "Your account may not open this page.",
        "Ask an administrator for access.",
    )


@login_not_required
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, with the sentence that the view gave."""
    said = exception.args[0] if exception and exception.args and isinstance(exception.args[0], str) else ""
    what = said or "There is no page at this address."
    return _page(request, 404, "Not found", what, "Search for it, or go to the overview.")


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """500: the details are in the log, never on the page."""
    return _page(
        request,
        500,
        "Something went wrong here",
        "The page could not be made. The server's log says why.",
        "Try again in a minute.",
    )


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  Django's signature
    """403 for a form that was open for too long, or that came from elsewhere."""
    return _page(
        request,
        403,
        "This form is too old",
        "It was opened in another session, or cookies are off.",
        "Open the page again and repeat the step.",
    )
