"""Accounts as rows of facts: keys and dates, never a name or an address."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.conf import settings

from holdfast.collectors.records.tables import ORG_ACCOUNT
from holdfast.web.accounts.models import Factor, FactorKind, Grant, User

if TYPE_CHECKING:
    from holdfast.facts.tables import Table


def rows(today: datetime) -> dict[Table, list[dict[str, object]]]:
    """Return a row for each account that is not archived."""
    roles: dict[int, list[str]] = {}
    for grant in Grant.objects.in_force(today.date()):
        roles.setdefault(grant.user_id, []).append(grant.role)
    proven = set(Factor.objects.live().exclude(means=FactorKind.CODES).values_list("user_id", flat=True))
    asked = frozenset(settings.SIGN_IN.second_factor)
    made: list[dict[str, object]] = [
        {
            "subject": f"account:{user.key}",
            "account_id": "",
            "region": "global",
            "id": user.key,
            "person": user.person,
            "team": user.team,
            "roles": sorted(roles.get(user.pk, [])),
            "active": user.is_active,
            "signed_in": user.last_login is not None,
            "last_signed_in_at": user.last_login.astimezone(UTC).replace(tzinfo=None) if user.last_login else None,
            "created_at": user.created_at.astimezone(UTC).replace(tzinfo=None),
            "second_factor_needed": not asked.isdisjoint(roles.get(user.pk, [])),
            "second_factor": _second_factor(user, proven),
        }
        for user in User.objects.live().order_by("pk")
    ]
    return {ORG_ACCOUNT: made}


def _second_factor(user: User, proven: set[int]) -> bool | None:
    """Return whether the account has one; who has no password here is asked elsewhere, which nobody here can read."""
    if user.pk in proven:
        return True
    return False if user.has_usable_password() else None
