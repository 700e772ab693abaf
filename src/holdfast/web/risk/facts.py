"""Exceptions as rows of facts."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from holdfast.collectors.records.tables import ORG_EXCEPTION, ORG_EXCEPTION_SUBJECT
from holdfast.web.risk.models import Authority, Decision, SecurityException

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from holdfast.facts.tables import Table

_DECIDED = frozenset({Decision.APPROVED, Decision.REFUSED})


def rows() -> dict[Table, list[dict[str, object]]]:
    """Return the rows of both tables, from all exceptions that are not archived."""
    authorities = list(Authority.objects.all())
    exceptions: list[dict[str, object]] = []
    subjects: list[dict[str, object]] = []
    for one in SecurityException.objects.live().order_by("pk"):
        exceptions.append(_exception(one, authorities))
        subjects += _subjects(one)
    return {ORG_EXCEPTION: exceptions, ORG_EXCEPTION_SUBJECT: subjects}


def key(exception: SecurityException) -> str:
    """Return what facts call an exception."""
    return f"exception:{exception.pk}"


def _exception(one: SecurityException, authorities: list[Authority]) -> dict[str, object]:
    decided = one.decision in _DECIDED
    return {
        "subject": key(one),
        "account_id": "",
        "region": "global",
        "id": str(one),
        "check_id": one.check_id,
        "disposition": one.disposition,
        "severity": one.severity,
        "tier": one.tier,
        "team": one.team,
        "decision": one.decision,
        "requested_at": _utc(one.created_at),
        "starts_at": _midnight(one.starts_on),
        "ends_at": _ends_at(one),
        "about": len(one.subjects),
        "renewals": one.renewals,
        "decided": decided,
        "decided_at": _utc(one.decided_at) if one.decided_at else None,
        "decided_by_requester": decided and one.decided_by_id == one.requester_id,
        "decided_with_authority": decided and any(_covers(authority, one) for authority in authorities),
        "has_compensating_control": bool(one.compensating_control),
        "has_compensating_evidence": bool(one.compensating_evidence),
    }


def _subjects(one: SecurityException) -> Iterator[dict[str, object]]:
    for about in one.subjects:
        yield {
            "subject": key(one),
            "account_id": "",
            "region": "global",
            "about": about,
            "check_id": one.check_id,
            "disposition": one.disposition,
            "approved": one.decision == Decision.APPROVED,
            "starts_at": _midnight(one.starts_on),
            "ends_at": _ends_at(one),
        }


def _covers(authority: Authority, one: SecurityException) -> bool:
    """Whether the authority was held by who decided, for that tier, on that day, and not taken away before."""
    if one.decided_at is None or authority.user_id != one.decided_by_id:
        return False
    day = one.decided_at.astimezone(UTC).date()
    in_force = authority.starts_on <= day and (authority.ends_on is None or authority.ends_on >= day)
    taken = authority.archived_at is not None and authority.archived_at <= one.decided_at
    return in_force and not taken and authority.reaches(one.tier)


def _ends_at(one: SecurityException) -> datetime:
    last = _midnight(one.ends_on + timedelta(days=1))
    return min(last, _midnight(one.stopped_on)) if one.stopped_on else last


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())  # facts are UTC without zone


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
