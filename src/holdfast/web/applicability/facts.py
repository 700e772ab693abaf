"""The Statement of Applicability as rows of facts: keys and days, never a name."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from holdfast.collectors.records.statement import ORG_SOA, ORG_SOA_ENTRY
from holdfast.web.accounts.models import User
from holdfast.web.applicability import entries, versions
from holdfast.web.applicability.models import PlanAnswer

if TYPE_CHECKING:
    from holdfast.facts.tables import Table
    from holdfast.posture.statement import Entry
    from holdfast.web.applicability.entries import Entries

_EVERYWHERE = {"account_id": "", "region": "global"}


def rows() -> dict[Table, list[dict[str, object]]]:
    """Return a row for each entry, and the one for the statement as a whole."""
    owners = {user.key: user for user in User.objects.live().filter(is_active=True)}
    said = entries.now()
    return {ORG_SOA_ENTRY: [_entry(one, owners.get(one.owner)) for one in said], ORG_SOA: [_whole(said)]}


def _entry(one: Entry, owner: User | None) -> dict[str, object]:
    return {
        **_EVERYWHERE,
        "subject": f"soa-entry:{one.control}",
        "id": one.control,
        "title": one.title,
        "own": one.own,
        "applicable": one.applicable,
        "implementation": one.implementation,
        "reason": one.reason,
        "risks": list(one.risks),
        "obligations": list(one.obligations),
        "contracts": list(one.contracts),
        "how": one.how,
        "checks": list(one.checks),
        "owned": owner is not None,
        "owner": one.owner,
        "team": owner.team if owner else "",
        "dated": one.due is not None,
        "due_at": datetime.combine(one.due + timedelta(days=1), time()) if one.due else None,
    }


def _whole(said: Entries) -> dict[str, object]:
    version = versions.in_force()
    answers = list(PlanAnswer.objects.live().filter(version_of=version).select_related("owner")) if version else []
    accepted = [one.owner.key for one in answers if one.accepted]
    at = version.decided_at if version else None
    by = version.decided_by if version else None
    return {
        **_EVERYWHERE,
        "subject": "soa:statement",
        "id": "statement",
        "recorded": bool(said),
        "approved": version is not None,
        "number": version.number if version else 0,
        "upto": version.upto if version else 0,
        "approved_at": at.astimezone(UTC).replace(tzinfo=None) if at else None,
        "approved_by": by.key if by else "",
        "approved_by_writer": bool(version and by and by.key in versions.writers(version)),
        "accepted": len(accepted),
        "accepted_by": sorted(accepted),
        "refused": len(answers) - len(accepted),
        "changed": len(versions.changed_since(version, said)),
        "waiting": versions.waiting() is not None,
    }
