"""Sessions that end, and the first password that must be changed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

STARTED, SEEN = "signed_in_at", "seen_at"
#: How precisely idleness is known; saves a write to the database on every page.
_GRAIN = 60
_WITHOUT_NEW_PASSWORD = frozenset({"accounts:password", "accounts:sign_out", "accounts:theme", "healthz"})


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


class NewPasswordMiddleware:
    """Let nobody past the password page whose password somebody else has seen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as usual; ``process_view`` does the work, once the address is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Send the person to the password page if they must change it first."""
        user = request.user
        if not user.is_authenticated or not user.must_change_password:
            return None
        match = request.resolver_match
        if match is not None and match.view_name in _WITHOUT_NEW_PASSWORD:
            return None
        messages.info(request, "Choose your own password first.")
        return redirect("accounts:password")
