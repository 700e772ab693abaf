"""The first administrator: made at first start, with a password that is shown once."""

from __future__ import annotations

from django.db import transaction

from holdfast.errors import UsageError
from holdfast.web.accounts import factors, passwords, sessions
from holdfast.web.accounts.models import User
from holdfast.web.accounts.roles import Role
from holdfast.web.history.records import SYSTEM, note

NAME = "admin"


@transaction.atomic
def ensure_first_administrator() -> str | None:
    """Create the account ``admin`` if there is no account yet; return its password, else None.

    The password is stored as a hash only, so it can be shown now or never. It must be changed
    at the first sign-in.
    """
    if User.objects.exists():
        return None
    password = passwords.generate()
    User.objects.create_user(
        NAME, password, name="First administrator", roles=[Role.ADMINISTRATOR], must_change_password=True
    )
    return password


@transaction.atomic
def renew_password(username: str = NAME) -> str:
    """Give the account a new generated password, to be changed at the next sign-in; return it.

    Its second factors and every session of it end: whoever may do this here can read its key too.
    Raises UsageError if there is no such account.
    """
    user = User.objects.filter(username__iexact=username).first()
    if user is None:
        raise UsageError(f"there is no account {username!r}", do="Check the sign-in name.")
    password = passwords.generate()
    user.set_password(password)
    user.must_change_password = True
    note(user, SYSTEM, "A new password was generated on the machine that serves.")
    factors.end_all(user, SYSTEM, "A new password was generated on the machine that serves.")
    sessions.end_all(user)
    return password
