"""Provisioning: the tokens with which a directory makes and closes accounts, and the groups that it sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect

from holdfast.web.accounts.models import DirectoryGroup, ProvisioningToken
from holdfast.web.accounts.permissions import may
from holdfast.web.accounts.scim import tokens
from holdfast.web.console.pages import console, show
from holdfast.web.console.requests import signed_in

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def provisioning(request: HttpRequest) -> HttpResponse:
    """Show tokens and groups; make a token, or end one."""
    if console(request).as_of is not None or not may(request.user, "people.provision"):
        raise PermissionDenied
    made, trouble = "", ""
    if request.method == "POST" and request.POST.get("act") == "end":
        tokens.end(signed_in(request), _token(request.POST.get("number", "")))
        return redirect("console:provisioning")
    if request.method == "POST":
        try:
            made = tokens.issue(signed_in(request), request.POST.get("name", "").strip())
        except ValidationError:
            trouble = "Give the token a name of at most 60 characters."
    return show(
        request,
        "provisioning",
        code=400 if trouble else 200,
        tokens=ProvisioningToken.objects.live().order_by("pk"),
        groups=[(group, settings.SIGN_IN.groups.get(group.name, "")) for group in DirectoryGroup.objects.live()],
        address=request.build_absolute_uri("/scim/v2"),
        made=made,
        trouble=trouble,
    )


def _token(number: str) -> ProvisioningToken:
    found = ProvisioningToken.objects.live().filter(pk=int(number)).first() if number.isdigit() else None
    if not isinstance(found, ProvisioningToken):
        raise Http404("That token has ended already.")
    return found
