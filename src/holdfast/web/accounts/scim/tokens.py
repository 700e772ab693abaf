"""The tokens that a directory shows: random, shown once, kept as digests."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from holdfast.errors import UsageError
from holdfast.web.accounts.models import ProvisioningToken
from holdfast.web.accounts.permissions import may
from holdfast.web.history.records import archive, keep

if TYPE_CHECKING:
    from holdfast.web.accounts.models import User

#: How precisely it is known when a token was last used; saves a write for each request.
_GRAIN = timedelta(minutes=1)


def issue(by: User, name: str) -> str:
    """Make a token and return it; it is shown now or never. Raises UsageError and ValidationError."""
    _need(by)
    token = "holdfast_scim_" + secrets.token_urlsafe(32)
    keep(ProvisioningToken(name=name, digest=_digest(token)), by.key, "A directory may provision accounts.")
    return token


def end(by: User, token: ProvisioningToken) -> None:
    """Take a token out of use at once. Raises UsageError."""
    _need(by)
    archive(token, by.key, "Ended.")


def holder(header: str) -> ProvisioningToken | None:
    """Return the token that an ``Authorization`` header shows, if it is one of ours and in use."""
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    found: ProvisioningToken | None = ProvisioningToken.objects.live().filter(digest=_digest(token.strip())).first()
    if found and (found.used_at is None or timezone.now() - found.used_at > _GRAIN):
        found.used_at = timezone.now()
        found.save(update_fields=["used_at"])
    return found


def _digest(token: str) -> str:
    # 256 random bits need no slow hash: nobody finds them by trying.
    return hashlib.sha256(token.encode()).hexdigest()


def _need(by: User) -> None:
    if not may(by, "people.provision"):
        raise UsageError("your roles do not allow this", do="Ask an administrator.")
