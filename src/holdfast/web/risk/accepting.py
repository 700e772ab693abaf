"""Accepting what remains of a risk: by its owner, within the authority that the method gives, for a time.

What remains is the rating once treated, while an agreed treatment is under way; else it is the rating of
today. So nobody accepts a promise that nobody works on.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from holdfast.errors import UsageError
from holdfast.web.accounts.permissions import may
from holdfast.web.history.records import keep
from holdfast.web.risk.register import OPEN, Acceptance

if TYPE_CHECKING:
    from datetime import date

    from holdfast.content.risk_method import Level, RiskMethod
    from holdfast.web.accounts.models import User
    from holdfast.web.risk.register import Risk


def remaining(risk: Risk) -> tuple[int | None, int | None]:
    """Return likelihood and impact of what would be accepted now; None where it is not rated."""
    under_way = risk.treatments.filter(archived_at=None, stage__in=OPEN).exclude(agreed_at=None).exists()
    return risk.residual if under_way and None not in risk.residual else risk.current


def accept(risk: Risk, by: User, method: RiskMethod, *, why: str, ends_on: date) -> Acceptance:
    """Accept what remains until a day. Raises UsageError where that may not be."""
    reason = why_not(risk, by, method)
    likelihood, impact = remaining(risk)
    level = method.level(likelihood, impact)
    if reason or level is None or likelihood is None or impact is None:
        raise UsageError(f"{risk} cannot be accepted by you", do=reason)
    if not why.strip():
        raise UsageError(
            "an acceptance needs its reason", do="Say why we can live with it, and what would change that."
        )
    today = timezone.now().date()
    last = today + level.longest
    if not today <= ends_on <= last:
        raise UsageError(
            f"a {level.title.lower()} risk may be accepted for {level.longest.days} days at most",
            do=f"Let it end between {today} and {last}.",
        )
    for older in in_force(risk, today):
        older.stopped_on = today
        keep(older, by.key, "Accepted anew.")
    made = Acceptance(
        risk=risk,
        by=by,
        likelihood=likelihood,
        impact=impact,
        level=level.id,
        authority=authority(by, level),
        why=why.strip(),
        starts_on=today,
        ends_on=ends_on,
    )
    keep(made, by.key)
    return made


def end(acceptance: Acceptance, by: User, why: str) -> None:
    """Take an acceptance back before its end. Raises UsageError, and ConflictError."""
    if acceptance.by_id != by.pk and not may(by, "risks.accept", acceptance.risk):
        raise UsageError(f"{acceptance} cannot be ended by you", do="The risk's owner can.")
    acceptance.stopped_on = timezone.now().date()
    keep(acceptance, by.key, why.strip() or "Ended early.")


def why_not(risk: Risk, by: User, method: RiskMethod) -> str:
    """Return why somebody may not accept what remains of a risk; '' where they may."""
    if risk.owner_id is None:
        return "It has no owner: only its owner can accept it."
    if not may(by, "risks.accept", risk):
        return "Only its owner can accept it."
    level = method.level(*remaining(risk))
    if level is None:
        return "It is not rated, so nobody knows what would be accepted."
    if not level.accepted_by:
        return f"Nobody may accept a {level.title.lower()} risk: treat it, or stop what brings it."
    if not authority(by, level):
        return f"It takes the role {' or '.join(level.accepted_by)} to accept a {level.title.lower()} risk."
    return ""


def authority(user: User, level: Level) -> str:
    """Return the role by which somebody may accept a level today; '' where none of theirs does."""
    return next((role for role in level.accepted_by if role in {held.value for held in user.roles}), "")


def in_force(risk: Risk, day: date) -> list[Acceptance]:
    """Return the acceptances of a risk that hold on a day."""
    return [one for one in Acceptance.objects.live().filter(risk=risk) if holds(one, day)]


def holds(acceptance: Acceptance, day: date) -> bool:
    """Return whether an acceptance holds on a day."""
    ended = acceptance.stopped_on is not None and acceptance.stopped_on <= day
    return acceptance.starts_on <= day <= acceptance.ends_on and not ended


def suggested_end(level: Level, today: date) -> date:
    """Return the day that a form suggests: half of the longest time, so that somebody looks again."""
    return today + max(level.longest / 2, timedelta(days=1))
