"""From what a provider says of a person to the account that is theirs, or a refusal.

A provider's person is known by the provider's own lasting id for them. The first time, the account is
found by the e-mail address, and only by one that the provider has verified: an address that anybody
may claim would open anybody's account. Later the address no longer matters, so one that is given
to a new colleague does not give them the old one's account.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from holdfast.web.accounts.models import Identity, User
from holdfast.web.accounts.roles import Role
from holdfast.web.accounts.signing_in import RefusedError
from holdfast.web.history.records import SYSTEM, keep

if TYPE_CHECKING:
    from holdfast.content.signing_in import Provider

_log = logging.getLogger("holdfast.security")
_ASK = "Ask an administrator of Holdfast."
#: What a person holds whom nobody has given a role yet.
LEAST = Role.EMPLOYEE


@dataclass(frozen=True, slots=True)
class Vouched:
    """What a provider says of somebody who signed in there; ``second_factor`` is None where it does not say."""

    subject: str
    email: str
    email_verified: bool
    name: str
    second_factor: bool | None


@transaction.atomic
def account_of(vouched: Vouched, provider: Provider) -> User:
    """Return the person's account, found or made. Raises RefusedError."""
    known = Identity.objects.filter(provider=provider.id, subject=vouched.subject).select_related("user").first()
    user = known.user if known else _first_time(vouched, provider)
    if not user.is_active or user.archived_at or (known and known.archived_at):
        raise RefusedError("This account is closed.", do=_ASK)
    if known is None:
        keep(
            Identity(user=user, provider=provider.id, subject=vouched.subject),
            SYSTEM,
            f"{provider.title} vouched for the person for the first time.",
        )
    _log.info("account %s signed in with %s", user.pk, provider.id)
    return user


def _first_time(vouched: Vouched, provider: Provider) -> User:
    if not vouched.email or not vouched.email_verified:
        raise RefusedError(f"{provider.title} has not verified your e-mail address.", do="Verify it there, then again.")
    found: list[User] = list(User.objects.live().filter(email__iexact=vouched.email)[:2])
    if not found and provider.unknown_people == "make":
        return _made(vouched, provider)
    if not found:
        raise RefusedError("There is no account for you here.", do=_ASK)
    if len(found) > 1:
        raise RefusedError("Two accounts have your e-mail address, so neither is opened.", do=_ASK)
    if found[0].identities.filter(provider=provider.id).exists():
        raise RefusedError("The account with your e-mail address is somebody else's.", do=_ASK)
    return found[0]


def _made(vouched: Vouched, provider: Provider) -> User:
    if User.objects.filter(username__iexact=vouched.email).exists():
        raise RefusedError("An account has your e-mail address as its name, so it is not opened.", do=_ASK)
    user: User = User.objects.create_user(
        vouched.email.lower(), None, name=vouched.name[:200], email=vouched.email.lower(), roles=[LEAST]
    )
    _log.info("account %s was made at the first sign-in with %s", user.pk, provider.id)
    return user
