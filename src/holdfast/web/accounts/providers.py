"""Signing in by somebody who vouches: to the provider, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.urls import reverse
from django.views.decorators.http import require_GET

from holdfast.web.accounts import oidc
from holdfast.web.accounts.entering import door, go_on, wanted_page
from holdfast.web.accounts.identities import account_of
from holdfast.web.accounts.signing_in import RefusedError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from holdfast.content.signing_in import OidcProvider

_NEXT = "next_after_provider"


@login_not_required
@require_GET
def go(request: HttpRequest, provider: str) -> HttpResponse:
    """Send the person to the provider."""
    chosen = _provider(provider)
    request.session[_NEXT] = wanted_page(request)
    back_to = request.build_absolute_uri(reverse("accounts:provider_back", args=[provider]))
    try:
        return oidc.go(request, chosen, back_to)
    except RefusedError as refused:
        return _refused(request, refused)


@login_not_required
@require_GET
def back(request: HttpRequest, provider: str) -> HttpResponse:
    """Let in whom the provider vouches for."""
    chosen = _provider(provider)
    try:
        said = oidc.vouched(request, chosen)
        user = account_of(said, chosen)
    except RefusedError as refused:
        return _refused(request, refused)
    onwards = wanted_page(request, request.session.pop(_NEXT, ""))
    return go_on(request, user, onwards, strong=chosen.second_factor == "theirs" or said.second_factor is True)


def _provider(name: str) -> OidcProvider:
    found: OidcProvider | None = settings.SIGN_IN.provider(name)
    if found is None:
        raise Http404("Nobody of that name vouches for people here.")
    return found


def _refused(request: HttpRequest, refused: RefusedError) -> HttpResponse:
    return door(request, status=403, trouble=f"{refused.what} {refused.do}".strip())
