"""What a signed-in person may see: the only place where the console builds a Scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.pipeline.views import EVERYTHING, Scope

if TYPE_CHECKING:
    from holdfast.web.accounts.models import User


def scope_of(user: User) -> Scope:
    """Return everything for administrators and the security team, else what the person's team owns."""
    if user.is_administrator or user.is_security:
        return EVERYTHING
    return Scope(teams=frozenset({user.team} if user.team else ()))
