"""What a console page's request carries beside Django's own: the moment and the scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

from holdfast.web.accounts.models import User
from holdfast.web.accounts.scope import scope_of

if TYPE_CHECKING:
    from datetime import datetime

    from django_htmx.middleware import HtmxDetails

    from holdfast.pipeline.views import Scope


class ConsoleRequest(HttpRequest):
    """The request as the console's middleware leaves it; used for typing only.

    ``as_of`` is None for now; ``at`` is the moment as the address says it, ``''`` for now.
    """

    as_of: datetime | None
    at: str
    htmx: HtmxDetails


def scope(request: HttpRequest) -> Scope:
    """Return what the signed-in person may see; nothing for anybody else."""
    from holdfast.pipeline.views import Scope as Nothing  # noqa: PLC0415

    return scope_of(request.user) if isinstance(request.user, User) else Nothing()


def signed_in(request: HttpRequest) -> User:
    """Return the signed-in person; the middleware lets nobody else come this far."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101  as said above; this is for mypy
    return user
