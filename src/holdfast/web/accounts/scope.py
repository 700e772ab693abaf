"""What a signed-in person may see: the only place where the console builds a Scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.pipeline.views import EVERYTHING, Scope

if TYPE_CHECKING:
    from holdfast.web.accounts.models import User


def scope_of(user: User) -> Scope:
    """Return everything for whoever sees the whole company, else what the person's team owns."""
    if user.sees_everything:
        return EVERYTHING
    return Scope(teams=frozenset({user.team} if user.team else ()))
