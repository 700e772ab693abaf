"""The second step at the door, and the passkey that needs no first."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.debug import sensitive_post_parameters

from holdfast.web.accounts import factors, passkeys
from holdfast.web.accounts.entering import client_address, door, enter, half_in, wanted_page
from holdfast.web.accounts.models import FactorKind
from holdfast.web.accounts.signing_in import RefusedError, show_code

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from holdfast.web.accounts.models import User

_log = logging.getLogger("holdfast.security")
_LATE = "That took too long, or the account was changed meanwhile. Sign in again."


@method_decorator([login_not_required, sensitive_post_parameters()], name="dispatch")
class Second(View):
    """Asks whoever has shown the first factor for the second."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show what the person may use."""
        user, _ = half_in(request)
        return self._page(request, user) if user else redirect("accounts:sign_in")

    def post(self, request: HttpRequest) -> HttpResponse:
        """Let in with a right code or passkey; guessing is slowed down like at the door."""
        user, onwards = half_in(request)
        if user is None:
            return door(request, status=403, trouble=_LATE)
        try:
            self._show(request, user)
        except RefusedError as refused:
            return self._page(request, user, f"{refused.what} {refused.do}".strip(), 429 if refused.waits else 400)
        enter(request, user, strong=True)
        return redirect(onwards)

    @staticmethod
    def _show(request: HttpRequest, user: User) -> None:
        answer = request.POST.get("passkey", "")
        if not answer:
            show_code(user, request.POST.get("code", ""), client_address(request))
        elif passkeys.shown(request, answer).pk != user.pk:
            raise RefusedError("This is somebody else's passkey.")

    @staticmethod
    def _page(request: HttpRequest, user: User, trouble: str = "", status: int = 200) -> HttpResponse:
        kinds = {factor.means for factor in factors.of(user)}
        context = {
            "trouble": trouble,
            "app": FactorKind.APP in kinds,
            "codes": factors.codes_left(user),
            "ask": passkeys.ask(request, user) if FactorKind.PASSKEY in kinds and passkeys.possible(request) else "",
        }
        return render(request, "accounts/second.html", context, status=status)


@method_decorator(login_not_required, name="dispatch")
class Passkey(View):
    """Signs in with a passkey alone: the device has asked for the finger or the PIN."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask the browser for a passkey of this site."""
        return self._page(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Let in whose passkey it is."""
        try:
            user = passkeys.shown(request, request.POST.get("passkey", ""))
        except RefusedError as refused:
            _log.warning("sign-in with a passkey failed from %s", client_address(request))
            return self._page(request, f"{refused.what} {refused.do}", 400)
        _log.info("account %s signed in with a passkey", user.pk)
        enter(request, user, strong=True)
        return redirect(wanted_page(request))

    @staticmethod
    def _page(request: HttpRequest, trouble: str = "", status: int = 200) -> HttpResponse:
        context = {"trouble": trouble, "ask": passkeys.ask(request), "next": wanted_page(request)}
        return render(request, "accounts/passkey.html", context, status=status)
