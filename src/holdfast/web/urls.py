"""The console's addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import include, path

if TYPE_CHECKING:
    from django.http import HttpRequest


@login_not_required
def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that the process answers; it says nothing about the company."""
    return HttpResponse("ok\n", content_type="text/plain")


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("holdfast.web.accounts.urls")),
    path("", include("holdfast.web.console.urls")),
]

handler400 = "holdfast.web.console.failures.bad_request"
handler403 = "holdfast.web.console.failures.forbidden"
handler404 = "holdfast.web.console.failures.not_found"
handler500 = "holdfast.web.console.failures.server_error"
