"""Sessions that end, and what must be done before the first page opens."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect

from holdfast.web.accounts import factors

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

STARTED, SEEN, STRONG = "signed_in_at", "seen_at", "second_factor_shown"
#: How precisely idleness is known; saves a write to the database on every page.
_GRAIN = 60
_WITHOUT_NEW_PASSWORD = frozenset({"accounts:password", "accounts:sign_out", "accounts:theme", "healthz"})
_WITHOUT_FACTOR = _WITHOUT_NEW_PASSWORD | {
    "accounts:account",
    "accounts:app",
    "accounts:passkey_new",
    "accounts:codes",
    "accounts:sign_in",
    "accounts:second",
}


class SessionEndMiddleware:
    """End a session that is too old, or was not used for too long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Sign out where the time is over; else note that the session is in use."""
        if request.user.is_authenticated:
            now = time.time()
            started = request.session.get(STARTED, 0.0)
            seen = request.session.get(SEEN, 0.0)
            too_old = now - started > settings.SESSION_AGE.total_seconds()
            if too_old or now - seen > settings.SESSION_IDLE.total_seconds():
                logout(request)
            elif now - seen > _GRAIN:
                request.session[SEEN] = now
        return self.get_response(request)


class NotYetMiddleware:
    """Let nobody past whose password somebody else has seen, or who needs a second factor and has not shown one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as usual; ``process_view`` does the work, once the address is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Send the person to what they must do first."""
        user = request.user
        if not user.is_authenticated:
            return None
        page = request.resolver_match.view_name if request.resolver_match else ""
        if user.must_change_password:
            return None if page in _WITHOUT_NEW_PASSWORD else _first(request, "password", "Choose your own password.")
        if request.session.get(STRONG) or not factors.needed(user):
            return None
        request.not_yet = True  # type: ignore[attr-defined]  # the frame then shows no way in
        if page in _WITHOUT_FACTOR:
            return None
        if factors.of(user):
            return _first(request, "second", "Show your second factor first.")
        return _first(request, "account", "Your role needs a second factor: add one first.")


def _first(request: HttpRequest, page: str, said: str) -> HttpResponse:
    messages.info(request, said)
    return redirect(f"accounts:{page}")
