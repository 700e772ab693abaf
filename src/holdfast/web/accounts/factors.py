"""Second factors: who needs one, what a person has, and whether what they show counts."""

from __future__ import annotations

import json
import secrets
import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from holdfast.web.accounts import sealing, totp
from holdfast.web.accounts.models import Factor, FactorKind
from holdfast.web.history.records import archive, keep, note

if TYPE_CHECKING:
    from holdfast.web.accounts.models import User

_CODES, _LONG = 10, 10
#: Without letters and digits that people confuse when they copy by hand: 49 bits in ten of them.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def needed(user: User) -> bool:
    """Return whether a role that the person holds today needs a second factor."""
    return not {role.value for role in user.roles}.isdisjoint(settings.SIGN_IN.second_factor)


def of(user: User) -> list[Factor]:
    """Return the apps and passkeys that the person has, the oldest first; recovery codes only stand in for them."""
    return list(Factor.objects.live().filter(user=user).exclude(means=FactorKind.CODES).order_by("pk"))


def codes_left(user: User) -> int:
    """Return how many recovery codes were not used yet."""
    found = _codes(user)
    return len(json.loads(found.material)) if found else 0


@transaction.atomic
def add_app(user: User, secret: bytes, given: str) -> Factor | None:
    """Add an authenticator app that has shown that it holds the secret; None where the code is not right."""
    step = totp.step_of(secret, _plain(given), time.time(), 0)
    if step is None:
        return None
    made = Factor(user=user, means=FactorKind.APP, name="Authenticator app", used=step)
    made.material = sealing.seal(secret, user.key)
    keep(made, user.key, "An authenticator app was added.")
    return made


@transaction.atomic
def new_codes(user: User) -> list[str]:
    """Make new recovery codes in place of the old ones; return them, to be shown once."""
    old = _codes(user)
    if old:
        archive(old, user.key, "New recovery codes were made.")
    made = ["".join(secrets.choice(_ALPHABET) for _ in range(_LONG)) for _ in range(_CODES)]
    kept = Factor(user=user, means=FactorKind.CODES, material=json.dumps([_hashed(user, one) for one in made]))
    keep(kept, user.key, "Recovery codes were made.")
    return [f"{one[:5]}-{one[5:]}" for one in made]


@transaction.atomic
def counts(user: User, given: str) -> bool:
    """Return whether a code of an app, or a recovery code, is right; then it is used up."""
    plain = _plain(given)
    if len(plain) == totp.DIGITS and plain.isdigit():
        return any(_app_counts(user, factor, plain) for factor in _apps(user))
    return _recovers(user, plain)


@transaction.atomic
def end(factor: Factor, by: str, why: str) -> None:
    """Take a factor out of use; with the last app and passkey the recovery codes end too."""
    archive(factor, by, why)
    codes = _codes(factor.user)
    if codes and not of(factor.user):
        archive(codes, by, "The last second factor was removed.")


@transaction.atomic
def end_all(user: User, by: str, why: str) -> None:
    """Take all factors of a person out of use: a phone was lost."""
    for factor in Factor.objects.live().filter(user=user):
        archive(factor, by, why)


def used(factor: Factor, counter: int) -> None:
    """Note that a factor was shown."""
    factor.used, factor.used_at = counter, timezone.now()
    factor.save(update_fields=["used", "used_at"])


def _apps(user: User) -> list[Factor]:
    found = Factor.objects.live().select_for_update().filter(user=user, means=FactorKind.APP)
    return list(found)


def _app_counts(user: User, factor: Factor, given: str) -> bool:
    step = totp.step_of(sealing.unseal(factor.material, user.key), given, time.time(), factor.used)
    if step is None:
        return False
    used(factor, step)
    return True


def _recovers(user: User, given: str) -> bool:
    found = Factor.objects.live().select_for_update().filter(user=user, means=FactorKind.CODES).first()
    if found is None:
        return False
    hashed, left = _hashed(user, given), json.loads(found.material)
    if not any([constant_time_compare(hashed, one) for one in left]):  # noqa: C419  all are compared, at any place
        return False
    found.material = json.dumps([one for one in left if one != hashed])
    found.used_at = timezone.now()
    note(found, user.key, "A recovery code was used.")
    return True


def _codes(user: User) -> Factor | None:
    found: Factor | None = Factor.objects.live().filter(user=user, means=FactorKind.CODES).first()
    return found


def _hashed(user: User, code: str) -> str:
    return salted_hmac(f"holdfast.recovery.{user.key}", code, algorithm="sha256").hexdigest()


def _plain(given: str) -> str:
    return given.replace("-", "").replace(" ", "").strip().lower()
