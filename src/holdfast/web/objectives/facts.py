"""Objectives as rows of facts: keys and days, never a name, and never where they stand."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from holdfast.collectors.records.statement import ORG_OBJECTIVE
from holdfast.web.accounts.models import User
from holdfast.web.objectives import work

if TYPE_CHECKING:
    from holdfast.facts.tables import Table
    from holdfast.web.objectives.models import Objective


def rows() -> dict[Table, list[dict[str, object]]]:
    """Return a row for each objective that is not given up."""
    owners = {user.key: user for user in User.objects.live().filter(is_active=True)}
    return {ORG_OBJECTIVE: [_row(one, owners.get(one.owner)) for one in work.listed()]}


def _row(one: Objective, owner: User | None) -> dict[str, object]:
    return {
        "account_id": "",
        "region": "global",
        "subject": f"objective:{one.pk}",
        "id": str(one),
        "title": one.title,
        "figure": one.figure,
        "about": one.about,
        "checks": list(one.checks),
        "target": float(one.target),
        "owned": owner is not None,
        "owner": one.owner,
        "team": owner.team if owner else "",
        "planned": bool(one.how.strip()),
        "starts_at": datetime.combine(one.starts_on, time()),
        "due_at": datetime.combine(one.due_on + timedelta(days=1), time()),
    }
