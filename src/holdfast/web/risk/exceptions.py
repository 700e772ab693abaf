"""What may be done with an exception, and by whom: rule 6 of the design.

Never one's own; never without authority for its severity; never from the past; never for the clauses
4 to 10, which a certificate cannot do without; for at most 180 days, and each renewal for half as
long, approved one severity higher. The console and the command both go through these functions.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from holdfast.content.model import Severity
from holdfast.errors import UsageError
from holdfast.posture.exceptions import clause_shown
from holdfast.web.accounts.permissions import may
from holdfast.web.history.records import keep
from holdfast.web.risk.models import Authority, Decision, Disposition, SecurityException

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from holdfast.content.model import Check
    from holdfast.web.accounts.models import User

#: The longest time of a first exception; each renewal has half of what the one before could have.
LONGEST_DAYS = 180
SHORTEST_DAYS = 14
#: The worst first, so that a renewal's tier is the one before it.
_SEVERITIES = tuple(Severity)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for."""

    subjects: tuple[str, ...]
    reason: str
    ends_on: date
    starts_on: date | None = None
    disposition: Disposition = Disposition.EXCEPTION
    compensating_control: str = ""
    compensating_evidence: str = ""
    risk_accepted: str = ""
    team: str = ""


def longest_days(renewals: int) -> int:
    """Return for how many days an exception may hold that was renewed so often before."""
    return max(LONGEST_DAYS >> renewals, SHORTEST_DAYS)


def tier_of(severity: Severity, renewals: int) -> Severity:
    """Return the severity whose authority it takes to approve: one higher for each renewal."""
    return _SEVERITIES[max(_SEVERITIES.index(severity) - renewals, 0)]


def why_never(check: Check) -> str:
    """Return why no exception from a check is possible; '' where one is."""
    clause = clause_shown(check)
    if not clause:
        return ""
    return (
        f"It shows clause {clause} of ISO/IEC 27001, from which nothing can be excepted: "
        "mend it, or record a nonconformity."
    )


def request(check: Check, wanted: Wanted, by: User) -> SecurityException:
    """Record a request. Raises UsageError where it may not be, and ValidationError for its fields."""
    _need(by, "exceptions.request")
    if never := why_never(check):
        raise UsageError(f"there are no exceptions from {check.id}", do=never)
    today = timezone.now().date()
    starts_on = wanted.starts_on or today
    if starts_on < today:
        raise UsageError("an exception cannot start in the past", do=f"Let it start on {today} or later.")
    before = _before(check.id, wanted.subjects)
    renewals = before.renewals + 1 if before else 0
    longest = longest_days(renewals)
    if wanted.ends_on > starts_on + timedelta(days=longest):
        again = f"It is the renewal number {renewals}. " if renewals else ""
        raise UsageError(
            f"an exception from {check.id} for these may hold for {longest} days at most",
            do=f"{again}Let it end on {starts_on + timedelta(days=longest)} or earlier.",
        )
    made = SecurityException(
        check_id=check.id,
        subjects=sorted(set(wanted.subjects)),
        disposition=wanted.disposition,
        severity=check.header.severity.value,
        tier=tier_of(check.header.severity, renewals).value,
        team=wanted.team,
        reason=wanted.reason.strip(),
        compensating_control=wanted.compensating_control.strip(),
        compensating_evidence=wanted.compensating_evidence.strip(),
        risk_accepted=wanted.risk_accepted.strip(),
        requester=by,
        renews=before,
        renewals=renewals,
        starts_on=starts_on,
        ends_on=wanted.ends_on,
    )
    keep(made, by.key)
    return made


def decide(exception: SecurityException, by: User, *, approve: bool, why: str) -> None:
    """Approve or refuse a request. Raises UsageError, and ConflictError if somebody was quicker."""
    reason = why_not_decide(exception, by)
    if reason:
        raise UsageError(f"{exception} cannot be decided by you", do=reason)
    if not why.strip():
        raise UsageError("a decision needs its reason", do="Say in a sentence why.")
    today = timezone.now().date()
    if approve and exception.ends_on < today:
        raise UsageError(f"{exception} would have ended on {exception.ends_on}", do="Refuse it, or ask for a new one.")
    with transaction.atomic():
        if approve:
            # What was asked for before today holds from today: an approval never reaches into the past.
            exception.starts_on = max(exception.starts_on, today)
        exception.decision = Decision.APPROVED if approve else Decision.REFUSED
        exception.decided_by, exception.decided_at, exception.decided_why = by, timezone.now(), why.strip()
        keep(exception, by.key, why.strip())


def withdraw(exception: SecurityException, by: User) -> None:
    """Take one's own request back. Raises UsageError."""
    if exception.decision != Decision.OPEN or exception.requester_id != by.pk:
        raise UsageError(f"{exception} cannot be withdrawn by you", do="Only who asked can, while nobody has decided.")
    exception.decision = Decision.WITHDRAWN
    keep(exception, by.key, "Withdrawn by whoever asked.")


def stop(exception: SecurityException, by: User, why: str) -> None:
    """End an approved exception before its time. Raises UsageError."""
    if not may_stop(exception, by):
        raise UsageError(f"{exception} cannot be ended by you", do="Who asked, who approved, or the security lead can.")
    exception.stopped_on = timezone.now().date()
    keep(exception, by.key, why.strip() or "Ended early.")


def may_stop(exception: SecurityException, by: User) -> bool:
    """Return whether somebody may end it now."""
    today = timezone.now().date()
    live = exception.decision == Decision.APPROVED and exception.stopped_on is None and exception.ends_on >= today
    return live and (by.pk in {exception.requester_id, exception.decided_by_id} or may(by, "exceptions.stop"))


def why_not_decide(exception: SecurityException, by: User) -> str:
    """Return why somebody may not decide a request; '' where they may."""
    if exception.decision != Decision.OPEN:
        return f"It is {exception.get_decision_display().lower()} already."
    if not may(by, "exceptions.decide"):
        return "Your roles only look, or your account is not active."
    if exception.requester_id == by.pk:
        return "Nobody decides on their own request: ask somebody else who holds the authority."
    if not has_authority(by, Severity(exception.tier), timezone.now().date()):
        return f"It takes recorded authority to approve up to {exception.tier}; you do not hold it today."
    return ""


def has_authority(user: User, severity: Severity, day: date) -> bool:
    """Return whether somebody holds the authority to approve exceptions of a severity on a day."""
    enough = [one.value for one in _SEVERITIES[: _SEVERITIES.index(severity) + 1]]
    held = Authority.objects.live().filter(user=user, severity__in=enough, starts_on__lte=day)
    return bool(held.filter(Q(ends_on=None) | Q(ends_on__gte=day)).exists())


def give_authority(user: User, severity: Severity, by: User, *, ends_on: date | None = None) -> Authority:
    """Record that somebody may approve up to a severity from today on. Raises UsageError: never for oneself."""
    _need(by, "authority.give")
    if user.pk == by.pk:
        raise UsageError("nobody gives themselves authority", do="Ask another administrator or the security lead.")
    given = Authority(user=user, severity=severity.value, starts_on=timezone.now().date(), ends_on=ends_on)
    keep(given, by.key)
    return given


def _before(check: str, subjects: Sequence[str]) -> SecurityException | None:
    """Return the approved exception of the same check that was renewed most and shares a subject."""
    wanted = set(subjects)
    found = SecurityException.objects.filter(check_id=check, decision=Decision.APPROVED).order_by("-renewals", "-id")
    return next((one for one in found if wanted & set(one.subjects)), None)


def _need(user: User, permission: str) -> None:
    if not may(user, permission):
        raise UsageError("your roles do not allow this", do="Ask an administrator which role it takes.")
