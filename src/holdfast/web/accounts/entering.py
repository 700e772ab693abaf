"""The door: its page, the session that begins behind it, and where it leads."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import login
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from holdfast.web.accounts.forms import SignInForm
from holdfast.web.accounts.middleware import SEEN, STARTED

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from holdfast.web.accounts.models import User


def enter(request: HttpRequest, user: User) -> None:
    """Begin a new session of the person."""
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[STARTED] = request.session[SEEN] = time.time()


def door(request: HttpRequest, form: SignInForm | None = None, status: int = 200, trouble: str = "") -> HttpResponse:
    """Return the page on which people sign in; ``trouble`` says why it did not work elsewhere."""
    context = {
        "form": form or SignInForm(),
        "trouble": trouble,
        "next": wanted_page(request),
        "providers": settings.SIGN_IN.oidc,
    }
    return render(request, "accounts/sign_in.html", context, status=status)


def wanted_page(request: HttpRequest, given: str = "") -> str:
    """Return where to go afterwards (``given``, or what the request asks for), only if it is a page of ours."""
    wanted = given or request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return resolve_url(settings.LOGIN_REDIRECT_URL)
