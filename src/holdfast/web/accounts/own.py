"""A person's own sign-in: their second factors, their recovery codes, their sessions."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import segno
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.safestring import mark_safe
from django.views import View
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from holdfast.web.accounts import factors, passkeys, sealing, sessions, totp
from holdfast.web.accounts.middleware import STARTED, STRONG
from holdfast.web.accounts.models import Factor, Session, User
from holdfast.web.accounts.signing_in import RefusedError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_NEW_APP = "new_app"
#: What changes a person's factors wants a sign-in of now, not a browser that was left open.
_RECENT = 15 * 60


def account(request: HttpRequest) -> HttpResponse:
    """Show what the person signs in with, and where they are signed in."""
    user = _user(request)
    own = factors.of(user)
    context = {
        "factors": own,
        "needed": factors.needed(user),
        "codes_left": factors.codes_left(user),
        "passkeys_possible": passkeys.possible(request),
        "sessions": Session.objects.filter(account=user).order_by("-seen_at"),
        "this": sessions.kept_as(request.session.session_key or ""),
    }
    return render(request, "accounts/account.html", context)


@method_decorator(sensitive_post_parameters(), name="dispatch")
class App(View):
    """Adds an authenticator app."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the picture that the app reads."""
        answer = _not_now(request)
        if answer is not None:
            return answer
        secret = totp.new_secret()
        request.session[_NEW_APP] = sealing.seal(secret, _user(request).key)
        return self._page(request, secret)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Add the app once it has shown a right code."""
        answer, user = _not_now(request), _user(request)
        sealed = request.session.get(_NEW_APP)
        if answer is not None or not sealed:
            return answer or redirect("accounts:app")
        secret = sealing.unseal(sealed, user.key)
        if factors.add_app(user, secret, request.POST.get("code", "")) is None:
            return self._page(request, secret, "The code is not right. Wait for the next one, and look at the clock.")
        del request.session[_NEW_APP]
        return _added(request, user)

    @staticmethod
    def _page(request: HttpRequest, secret: bytes, trouble: str = "") -> HttpResponse:
        address = totp.address(secret, _user(request).username)
        drawn = segno.make(address, error="m").svg_inline(scale=5, border=3, light="white")
        context = {"trouble": trouble, "picture": mark_safe(drawn), "secret": totp.written(secret)}  # noqa: S308  segno draws squares alone
        return render(request, "accounts/app.html", context, status=400 if trouble else 200)


class NewPasskey(View):
    """Adds a passkey."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask the browser to make one."""
        return _not_now(request) or self._page(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Add the passkey that the browser made."""
        answer, user = _not_now(request), _user(request)
        if answer is not None:
            return answer
        try:
            passkeys.add(request, user, request.POST.get("passkey", ""), request.POST.get("name", "").strip())
        except RefusedError as refused:
            return self._page(request, f"{refused.what} {refused.do}")
        return _added(request, user)

    @staticmethod
    def _page(request: HttpRequest, trouble: str = "") -> HttpResponse:
        if not passkeys.possible(request):
            raise Http404("Passkeys need an address by name, over TLS.")
        context = {"trouble": trouble, "ask": passkeys.ask_new(request, _user(request))}
        return render(request, "accounts/passkey_new.html", context, status=400 if trouble else 200)


@require_POST
def codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes and show them once."""
    user = _user(request)
    answer = _not_now(request)
    if answer is not None or not factors.of(user):
        return answer or redirect("accounts:account")
    return render(request, "accounts/codes.html", {"codes": factors.new_codes(user)})


@require_POST
def end_factor(request: HttpRequest) -> HttpResponse:
    """Take one of the person's factors out of use; never the last where a role needs one."""
    user = _user(request)
    answer = _not_now(request)
    if answer is not None:
        return answer
    own = factors.of(user)
    chosen = _factor(own, request.POST.get("number", ""))
    if len(own) == 1 and factors.needed(user):
        messages.error(request, "Your role needs a second factor. Add another one first.")
    else:
        factors.end(chosen, user.key, "Removed by the person.")
        messages.success(request, f"{chosen} is removed.")
    return redirect("accounts:account")


@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """End one of the person's sessions, or all others."""
    user = _user(request)
    if request.POST.get("others"):
        sessions.end_all(user, but=request.session)
        messages.success(request, "Your other sessions have ended.")
    elif not sessions.end(user, request.POST.get("number", "")):
        raise Http404("That session has ended already.")
    else:
        messages.success(request, "The session has ended.")
    return redirect("accounts:account")


def _added(request: HttpRequest, user: User) -> HttpResponse:
    """Go on after a factor was added: this session has shown it, and there must be codes for a lost phone."""
    request.session.cycle_key()
    request.session[STRONG] = True
    messages.success(request, "Your second factor is added. You will be asked for it when you sign in.")
    if factors.codes_left(user):
        return redirect("accounts:account")
    return render(request, "accounts/codes.html", {"codes": factors.new_codes(user)})


def _not_now(request: HttpRequest) -> HttpResponse | None:
    """Return where to go first if this session may not change factors."""
    if factors.of(_user(request)) and not request.session.get(STRONG):
        return redirect("accounts:second")
    if time.time() - request.session.get(STARTED, 0.0) > _RECENT:
        messages.info(request, "You signed in more than a quarter of an hour ago. Sign out and in again for this.")
        return redirect("accounts:account")
    return None


def _factor(own: list[Factor], number: str) -> Factor:
    for factor in own:
        if str(factor.pk) == number:
            return factor
    raise Http404("That factor was removed already.")


def _user(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User)  # noqa: S101  the middleware lets nobody else in; this is for mypy
    return user
