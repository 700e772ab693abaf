"""Who may do what: every permission is a predicate here, and nowhere else.

Pages and the command ask ``may(user, "exceptions.approve", record)``; a page shows a button only where
``may`` says yes, and the view behind it asks again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.permissions import permissions
from rules.predicates import Predicate

from holdfast.web.accounts.models import User
from holdfast.web.accounts.roles import ONLY_LOOKS, Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def holds(*roles: Role) -> Predicate:
    """Return the predicate of holding any of the roles today."""

    def held(user: User) -> bool:
        return user.holds(*roles)

    return Predicate(held, name=" or ".join(roles))


def _acts(user: User) -> bool:
    return bool(user.roles - ONLY_LOOKS)


#: The person changes records at all: holds some role that does more than look.
acts = Predicate(_acts, name="acts")


def may(user: User | AnonymousUser, permission: str, about: object = None) -> bool:
    """Return whether the person may do it; an unknown permission is a defect, and raises KeyError."""
    allowed: bool = isinstance(user, User) and user.is_active and permissions[permission].test(user, about)
    return allowed


def allow(permission: str, when: Predicate) -> None:
    """Declare a permission; each app does so once, in its ``permissions`` module."""
    permissions.add_rule(permission, when)  # type: ignore[no-untyped-call]  # rules has few types


def declared() -> list[str]:
    """Return the names of all permissions."""
    return sorted(permissions)


allow("people.manage", holds(Role.ADMINISTRATOR))
allow("people.provision", holds(Role.ADMINISTRATOR))
allow("history.read", holds(Role.ADMINISTRATOR, Role.SECURITY_LEAD, Role.INTERNAL_AUDITOR, Role.EXTERNAL_AUDITOR))
