"""What people are called whom records know by their accounts' keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.web.accounts.models import User
from holdfast.web.history.records import SYSTEM

if TYPE_CHECKING:
    from collections.abc import Mapping


def names() -> Mapping[str, str]:
    """Return what every account's person is called, by key, in one question."""
    return {user.key: str(user) for user in User.objects.all()} | {SYSTEM: "Holdfast"}


def able() -> list[tuple[str, str]]:
    """Return (key, name) of everybody who can be given something to own, by name."""
    found = ((user.key, str(user)) for user in User.objects.live().filter(is_active=True))
    return sorted(found, key=lambda one: one[1].casefold())
