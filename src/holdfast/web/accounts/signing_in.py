"""Signing in by name and password, slowed down where it fails: for the console and for the command."""

from __future__ import annotations

import logging
import math

from django.contrib.auth import authenticate

from holdfast.errors import UsageError
from holdfast.web.accounts import factors, throttle
from holdfast.web.accounts.models import User

_log = logging.getLogger("holdfast.security")


class RefusedError(UsageError):
    """The name or the password is not right, or there were too many attempts (``waits``)."""

    def __init__(self, what: str, *, do: str = "", waits: bool = False) -> None:
        self.waits = waits
        super().__init__(what, do=do)


def sign_in(username: str, password: str, address: str) -> User:
    """Return the account; answer the same for a wrong password and an unknown name. Raises RefusedError."""
    attempt = throttle.Attempt(username, address)
    wait = throttle.count(attempt)
    if wait is not None:
        _log.warning("sign-in refused, too many failures, from %s", address)
        minutes = math.ceil(wait.total_seconds() / 60)
        raise RefusedError(f"Too many attempts. Try again in {minutes} minute{'s' if minutes > 1 else ''}.", waits=True)
    user = authenticate(None, username=username, password=password)
    if not isinstance(user, User):
        _log.warning("sign-in failed from %s", address)
        raise RefusedError("The name or the password is not right.")
    throttle.succeed(attempt)
    _log.info("account %s signed in from %s", user.pk, address)
    return user


def show_code(user: User, code: str, address: str) -> None:
    """Use up a code of the person's app, or a recovery code. Raises RefusedError if it is not right."""
    slowed = throttle.Attempt(f"second factor of {user.key}", address)
    if throttle.count(slowed) is not None:
        _log.warning("second factor refused, too many failures, account %s", user.pk)
        raise RefusedError("Too many attempts. Try again in a quarter of an hour.", waits=True)
    if not factors.counts(user, code):
        _log.warning("second factor failed, account %s", user.pk)
        raise RefusedError("The code is not right, or was used already.")
    throttle.succeed(slowed)
