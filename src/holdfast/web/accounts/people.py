"""What an administrator does with accounts: open them, give and end roles, close them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from holdfast.errors import UsageError
from holdfast.web.accounts import factors, passwords, sessions
from holdfast.web.accounts.models import Grant, User
from holdfast.web.accounts.permissions import may
from holdfast.web.accounts.roles import Role
from holdfast.web.history.records import archive, keep, note

if TYPE_CHECKING:
    from datetime import date


@transaction.atomic
def open_account(
    by: User, username: str, role: Role, *, ends_on: date | None = None, **fields: str
) -> tuple[User, str]:
    """Make an account with a role and a generated password, to be changed at first; return it and the password.

    Raises UsageError where ``by`` may not, and ValidationError for what does not hold; then nothing is made.
    """
    _need(by)
    password = passwords.generate()
    user = User.objects.create_user(username, password, by=by.key, roles=(), must_change_password=True, **fields)
    give_role(by, user, role, ends_on=ends_on)
    return user, password


def change_account(by: User, user: User, **fields: str) -> None:
    """Change what is said of the person. Raises UsageError, ValidationError and ConflictError."""
    _need(by)
    for name, value in fields.items():
        setattr(user, name, value)
    keep(user, by.key)


def give_role(by: User, user: User, role: Role, *, ends_on: date | None = None, why: str = "") -> Grant:
    """Give a role from today on. Raises UsageError, and ValidationError for its dates."""
    _need(by)
    if user.holds(role):
        raise UsageError(f"{user} is {role.label.lower()} already", do="End that first, to give it other dates.")
    given = Grant(user=user, role=role, starts_on=timezone.now().date(), ends_on=ends_on)
    keep(given, by.key, why)
    return given


def end_role(by: User, grant: Grant, why: str = "") -> None:
    """End a role now. Raises UsageError where it is the last administrator's."""
    _need(by)
    if grant.held is Role.ADMINISTRATOR and _administrators() == {grant.user_id}:
        raise UsageError("this is the last administrator", do="Make somebody else administrator first.")
    archive(grant, by.key, why or "Ended.")


def close_account(by: User, user: User, why: str = "") -> None:
    """Let nobody sign in with it any more; open sessions end. Raises UsageError for one's own and the last."""
    _need(by)
    if user.pk == by.pk:
        raise UsageError("nobody closes their own account", do="Ask another administrator.")
    if _administrators() == {user.pk}:
        raise UsageError("this is the last administrator", do="Make somebody else administrator first.")
    user.is_active = False
    keep(user, by.key, why or "Closed.")
    sessions.end_all(user)


@transaction.atomic
def leave(user: User, by: str, why: str) -> None:
    """Close the account of somebody who has left, end their roles and their sessions, all at once.

    ``by`` is who says so: a person's key, or a directory. Raises UsageError for the last administrator.
    """
    if _administrators() == {user.pk}:
        raise UsageError("this is the last administrator", do="Make somebody else administrator first.")
    for grant in Grant.objects.live().filter(user=user):
        archive(grant, by, why)
    user.is_active = False
    keep(user, by, why)
    sessions.end_all(user)


def reopen_account(by: User, user: User) -> None:
    """Let the person sign in again. Raises UsageError."""
    _need(by)
    user.is_active = True
    keep(user, by.key, "Opened again.")


def renew_password(by: User, user: User) -> str:
    """Give the account a new generated password, to be changed at the next sign-in; its sessions end."""
    _need(by)
    password = passwords.generate()
    user.set_password(password)
    user.must_change_password = True
    note(user, by.key, "A new password was generated.")
    sessions.end_all(user)
    return password


@transaction.atomic
def remove_factors(by: User, user: User) -> None:
    """Take all second factors of somebody out of use, because they lost them; their sessions end. Raises UsageError."""
    _need(by)
    if user.pk == by.pk:
        raise UsageError("nobody removes their own second factors here", do="Ask another administrator.")
    factors.end_all(user, by.key, "Removed by an administrator.")
    sessions.end_all(user)


def _administrators() -> set[int]:
    """Return the accounts that are administrators today and may sign in."""
    held = Grant.objects.in_force(timezone.now().date()).filter(role=Role.ADMINISTRATOR, user__is_active=True)
    return set(held.values_list("user_id", flat=True))


def _need(by: User) -> None:
    if not may(by, "people.manage"):
        raise UsageError("your roles do not allow this", do="Ask an administrator.")
