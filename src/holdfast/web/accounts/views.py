"""Signing in and out, changing the password, light or dark."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from holdfast.web.accounts import sessions, throttle
from holdfast.web.accounts.entering import client_address, door, go_on, wanted_page
from holdfast.web.accounts.forms import PasswordForm, SignInForm
from holdfast.web.accounts.signing_in import RefusedError, sign_in
from holdfast.web.history.records import note

if TYPE_CHECKING:
    from django.http import HttpRequest

    from holdfast.web.accounts.models import User

_log = logging.getLogger("holdfast.security")
THEMES = ("auto", "light", "dark")
_YEAR = 365 * 24 * 3600


@method_decorator([login_not_required, sensitive_post_parameters()], name="dispatch")
class SignIn(View):
    """The only page for those who have not signed in."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form, or go on if the person has signed in already."""
        if request.user.is_authenticated:
            return redirect(wanted_page(request))
        return self._page(request, SignInForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Sign in with the right password; answer the same for a wrong one and an unknown name."""
        form = SignInForm(request.POST)
        if not form.is_valid():
            return self._page(request, form, status=400)
        try:
            user = sign_in(form.cleaned_data["username"], form.cleaned_data["password"], client_address(request))
        except RefusedError as refused:
            form.add_error(None, refused.what)
            return self._page(request, form, status=429 if refused.waits else 400)
        return go_on(request, user, wanted_page(request), strong=False)

    def _page(self, request: HttpRequest, form: SignInForm, status: int = 200) -> HttpResponse:
        return door(request, form, status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    _log.info("account %s signed out", request.user.pk)
    logout(request)
    return redirect("accounts:sign_in")


@method_decorator(sensitive_post_parameters(), name="dispatch")
class Password(View):
    """Change the password; the other sessions of the account end."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form."""
        return self._page(request, PasswordForm(self._user(request)))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Change the password if the current one is right; guessing it is slowed down like sign-in."""
        user = self._user(request)
        form = PasswordForm(user, request.POST)
        if not form.is_valid():
            return self._page(request, form, status=400)
        attempt = throttle.Attempt(user.username, client_address(request))
        if throttle.count(attempt) is not None:
            form.add_error(None, "Too many attempts. Try again in a quarter of an hour.")
            return self._page(request, form, status=429)
        if not user.check_password(form.cleaned_data["old"]):
            form.add_error("old", "This is not your current password.")
            return self._page(request, form, status=400)
        throttle.succeed(attempt)
        user.set_password(form.cleaned_data["new"])
        user.must_change_password = False
        note(user, user.key, "The person chose a new password.")
        update_session_auth_hash(request, user)
        sessions.end_all(user, but=request.session)
        _log.info("account %s changed its password", user.pk)
        messages.success(request, "Your password is changed. Other sessions of yours have ended.")
        return redirect("console:overview")

    @staticmethod
    def _user(request: HttpRequest) -> User:
        user = request.user
        assert user.is_authenticated  # noqa: S101  the middleware lets nobody else in; this is for mypy
        return user

    def _page(self, request: HttpRequest, form: PasswordForm, status: int = 200) -> HttpResponse:
        return render(request, "accounts/password.html", {"form": form}, status=status)


@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or the system's choice in a cookie, and go back to the page."""
    wanted = request.POST.get("theme", "")
    response = HttpResponse(status=204) if request.headers.get("HX-Request") else redirect(wanted_page(request))
    response.set_cookie(
        "theme",
        wanted if wanted in THEMES else "auto",
        max_age=_YEAR,
        samesite="Lax",
        secure=settings.HOLDFAST.https,
        httponly=True,
    )
    return response
