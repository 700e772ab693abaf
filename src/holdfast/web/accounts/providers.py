"""Signing in by somebody who vouches: to the provider, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from holdfast.content.signing_in import SamlProvider
from holdfast.web.accounts import oidc
from holdfast.web.accounts.entering import door, go_on, wanted_page
from holdfast.web.accounts.identities import account_of
from holdfast.web.accounts.signing_in import RefusedError

if TYPE_CHECKING:
    from types import ModuleType

    from django.http import HttpRequest

    from holdfast.content.signing_in import OidcProvider

_NEXT = "next_after_provider"


@login_not_required
@require_GET
def go(request: HttpRequest, provider: str) -> HttpResponse:
    """Send the person to the provider."""
    chosen = _provider(provider)
    request.session[_NEXT] = wanted_page(request)
    try:
        if isinstance(chosen, SamlProvider):
            return redirect(_saml().go(request, chosen, _base(request, provider)))
        return oidc.go(request, chosen, f"{_base(request, provider)}/back")
    except RefusedError as refused:
        return _refused(request, refused)


@csrf_exempt
@login_not_required
@require_POST
def consume(request: HttpRequest, provider: str) -> HttpResponse:
    """Take a SAML provider's answer, which comes from its site without our cookies, and go on with them."""
    chosen = _saml_provider(provider)
    try:
        answer = _saml().sealed(request.POST.get("SAMLResponse", ""), chosen, _base(request, provider))
    except RefusedError as refused:
        return _refused(request, refused)
    onwards = HttpResponseRedirect(f"{_base(request, provider)}/back?{urlencode({'answer': answer})}")
    onwards.status_code = 303  # whoever follows a POST follows with a GET
    return onwards


@login_not_required
@require_GET
def metadata(request: HttpRequest, provider: str) -> HttpResponse:
    """Show a SAML provider what it must know of us."""
    chosen = _saml_provider(provider)
    try:
        said = _saml().metadata(chosen, _base(request, provider))
    except RefusedError as refused:
        return _refused(request, refused)
    return HttpResponse(said, content_type="application/samlmetadata+xml")


@login_not_required
@require_GET
def back(request: HttpRequest, provider: str) -> HttpResponse:
    """Let in whom the provider vouches for."""
    chosen = _provider(provider)
    try:
        said = (_saml() if isinstance(chosen, SamlProvider) else oidc).vouched(request, chosen)
        user = account_of(said, chosen)
    except RefusedError as refused:
        return _refused(request, refused)
    onwards = wanted_page(request, request.session.pop(_NEXT, ""))
    return go_on(request, user, onwards, strong=chosen.second_factor == "theirs" or said.second_factor is True)


def _saml() -> ModuleType:
    from holdfast.web.accounts import saml  # noqa: PLC0415  its library is an extra, and heavy

    return saml


def _base(request: HttpRequest, provider: str) -> str:
    return request.build_absolute_uri(reverse("accounts:provider", args=[provider]))


def _provider(name: str) -> OidcProvider | SamlProvider:
    found: OidcProvider | SamlProvider | None = settings.SIGN_IN.provider(name)
    if found is None:
        raise Http404("Nobody of that name vouches for people here.")
    return found


def _saml_provider(name: str) -> SamlProvider:
    found = _provider(name)
    if not isinstance(found, SamlProvider):
        raise Http404("Nobody of that name vouches for people here in that way.")
    return found


def _refused(request: HttpRequest, refused: RefusedError) -> HttpResponse:
    return door(request, status=403, trouble=f"{refused.what} {refused.do}".strip())
