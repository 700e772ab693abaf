"""Slows down guessing of passwords, by account and by address, counted in the database.

Our own thirty lines rather than django-axes: axes keeps names, addresses and user agents of
every attempt in clear, and needs its own middleware, backend and settings for the one rule here.
An attempt is counted *before* the password is looked at, so that parallel guesses count too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from holdfast.web.accounts.models import SignInThrottle

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

WINDOW = timedelta(minutes=15)
#: Failures allowed in a window: by account from one address, by account, by address.
LIMITS = {"pair": 5, "account": 25, "address": 60}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to sign in: as whom, from where."""

    account: str
    address: str

    @property
    def keys(self) -> dict[str, str]:
        """The counters' keys, by kind."""
        account = self.account.strip().casefold()
        parts = {"pair": f"{account}\n{self.address}", "account": account, "address": self.address}
        return {
            kind: salted_hmac("holdfast.sign-in", f"{kind}\n{value}", algorithm="sha256").hexdigest()
            for kind, value in parts.items()
        }


def address_of(request: HttpRequest, *, behind_proxy: bool) -> str:
    """Return the client's address; behind a proxy, the one that the nearest proxy saw."""
    forwarded = request.headers.get("X-Forwarded-For", "") if behind_proxy else ""
    return forwarded.rsplit(",", 1)[-1].strip() or request.META.get("REMOTE_ADDR", "")


@transaction.atomic
def count(attempt: Attempt) -> timedelta | None:
    """Count the attempt; return how long to wait if there were too many already, else None."""
    now = timezone.now()
    wait: timedelta | None = None
    for kind, key in attempt.keys.items():
        row = _locked(key, now)
        if row.window_ends_at <= now:
            row.failures, row.window_ends_at = 0, now + WINDOW
        if row.failures >= LIMITS[kind]:
            wait = max(wait or timedelta(), row.window_ends_at - now)
        else:
            row.failures += 1
            row.save()
    return wait


def _locked(key: str, now: datetime) -> SignInThrottle:
    """Return the counter, made where it is not there, locked: of many guesses at once, each is counted."""
    fresh = SignInThrottle(key=key, failures=0, window_ends_at=now + WINDOW)
    row = None
    while row is None:  # where somebody's success deletes it between the two, it is made again
        SignInThrottle.objects.bulk_create([fresh], ignore_conflicts=True)
        row = SignInThrottle.objects.select_for_update().filter(key=key).first()
    return row


def succeed(attempt: Attempt) -> None:
    """Forget the account's failures after the right password; the address keeps its own."""
    for kind in ("pair", "account"):  # one by one, in the order in which they are counted: nobody waits in a circle
        SignInThrottle.objects.filter(key=attempt.keys[kind]).delete()


def forget_old() -> None:
    """Delete counters whose window is over."""
    SignInThrottle.objects.filter(window_ends_at__lte=timezone.now()).delete()
