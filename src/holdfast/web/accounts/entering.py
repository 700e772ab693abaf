"""The door: its page, the session that begins behind it, and where it leads."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import login, logout
from django.shortcuts import redirect, render, resolve_url
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme

from holdfast.web.accounts import factors, passkeys, throttle
from holdfast.web.accounts.forms import SignInForm
from holdfast.web.accounts.middleware import SEEN, STARTED, STRONG
from holdfast.web.accounts.models import User
from holdfast.web.accounts.sessions import FROM

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

HALF = "first_factor_shown"
_HALF_SECONDS = 600


def enter(request: HttpRequest, user: User, *, strong: bool) -> None:
    """Begin a new session of the person; ``strong`` where more than one factor was shown for it."""
    request.session.pop(HALF, None)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[STARTED] = request.session[SEEN] = time.time()
    request.session[STRONG] = strong
    request.session[FROM] = (client_address(request), request.headers.get("User-Agent", "")[:200])


def go_on(request: HttpRequest, user: User, onwards: str, *, strong: bool) -> HttpResponse:
    """Let in whoever has shown enough; ask whoever has a second factor for it first."""
    if strong or not factors.of(user):
        enter(request, user, strong=strong)
        return redirect(onwards)
    logout(request)
    request.session[HALF] = {
        "account": user.pk,
        "hash": user.get_session_auth_hash(),
        "at": time.time(),
        "next": onwards,
    }
    return redirect("accounts:second")


def half_in(request: HttpRequest) -> tuple[User | None, str]:
    """Return who has shown the first factor and not the second, and where they want to go."""
    half = request.session.get(HALF)
    if half and time.time() - half["at"] <= _HALF_SECONDS:
        user = User.objects.live().filter(pk=half["account"], is_active=True).first()
        if user is not None and constant_time_compare(user.get_session_auth_hash(), half["hash"]):
            return user, half["next"]
    if isinstance(request.user, User) and not request.session.get(STRONG) and factors.of(request.user):
        return request.user, resolve_url(settings.LOGIN_REDIRECT_URL)
    return None, ""


def client_address(request: HttpRequest) -> str:
    """Return from where the request came."""
    return throttle.address_of(request, behind_proxy=settings.HOLDFAST.https)[:64]


def door(request: HttpRequest, form: SignInForm | None = None, status: int = 200, trouble: str = "") -> HttpResponse:
    """Return the page on which people sign in; ``trouble`` says why it did not work elsewhere."""
    context = {
        "form": form or SignInForm(),
        "trouble": trouble,
        "next": wanted_page(request),
        "providers": settings.SIGN_IN.providers,
        "passkeys": passkeys.possible(request),
    }
    return render(request, "accounts/sign_in.html", context, status=status)


def wanted_page(request: HttpRequest, given: str = "") -> str:
    """Return where to go afterwards (``given``, or what the request asks for), only if it is a page of ours."""
    wanted = given or request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return resolve_url(settings.LOGIN_REDIRECT_URL)
