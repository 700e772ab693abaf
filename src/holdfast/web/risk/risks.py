"""What may be done with a risk, and by whom (ISO/IEC 27001, 6.1.2 and 8.2).

Anybody who acts may raise one. Those who lead give it an owner; they and the owner rate it. The console
and the command both go through these functions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from holdfast.errors import UsageError
from holdfast.web.accounts.permissions import acts, may
from holdfast.web.history.records import archive, keep, restore
from holdfast.web.risk.register import Risk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.content.risk_method import RiskMethod
    from holdfast.web.accounts.models import User

#: What everybody may say who raises a risk; the rest is for those who rate it.
WORDS = ("title", "scenario", "category", "assets", "controls")
RATINGS = ("inherent", "current", "residual")
STEPS = tuple(f"{rating}_{scale}" for rating in RATINGS for scale in ("likelihood", "impact"))
RATED = (*STEPS, "response", "rationale")
ASSIGNED = ("owner", "team")


def raise_risk(by: User, method: RiskMethod, said: Mapping[str, Any]) -> Risk:
    """Record a new risk. Raises UsageError where it may not be, and ValidationError for its fields."""
    if not may(by, "risks.raise"):
        raise UsageError("your roles do not allow this", do="Ask an administrator which role it takes.")
    made = Risk(raised_by=by, team=by.team)
    _set(made, by, method, said)
    keep(made, by.key)
    return made


def change(risk: Risk, by: User, method: RiskMethod, said: Mapping[str, Any], why: str = "") -> None:
    """Change what is said of a risk. Raises UsageError, ValidationError and ConflictError."""
    _set(risk, by, method, said)
    keep(risk, by.key, why)


def may_say(by: User, risk: Risk | None = None) -> tuple[str, ...]:
    """Return the fields that somebody may fill in, of a risk or of a new one."""
    about = risk or Risk(raised_by=by)
    fields: list[str] = []
    if may(by, "risks.word", about):
        fields += WORDS
    if may(by, "risks.rate", about):
        fields += RATED
    if may(by, "risks.assign", about):
        fields += ASSIGNED
    return tuple(fields)


def confirm(risk: Risk, by: User, why: str) -> None:
    """Record that the risk was looked at again and stands as it is (8.2). Raises UsageError, ConflictError."""
    if not may(by, "risks.rate", risk):
        raise UsageError(f"{risk} cannot be reviewed by you", do="Its owner, or who leads a program, can.")
    if None in risk.current:
        raise UsageError(f"{risk} is not rated", do="Rate it first: a review confirms a rating.")
    risk.rated_at, risk.reviewed_on = timezone.now(), timezone.now().date()
    keep(risk, by.key, why.strip() or "Reviewed: it stands as it is.")


def close(risk: Risk, by: User, why: str) -> None:
    """Take a risk out of the register. Raises UsageError, and ConflictError."""
    if not may(by, "risks.close", risk):
        raise UsageError(f"{risk} cannot be closed by you", do="Its owner, or who leads a program, can.")
    if not why.strip():
        raise UsageError("closing a risk needs its reason", do="Say in a sentence why it is no risk any more.")
    archive(risk, by.key, why.strip())


def reopen(risk: Risk, by: User) -> None:
    """Bring a closed risk back into the register. Raises UsageError, and ConflictError."""
    if not may(by, "risks.close", risk):
        raise UsageError(f"{risk} cannot be opened by you", do="Its owner, or who leads a program, can.")
    restore(risk, by.key, "Opened again.")


def _set(risk: Risk, by: User, method: RiskMethod, said: Mapping[str, Any]) -> None:
    """Put what is said into the risk, each field only where the person may. Raises UsageError."""
    allowed = may_say(by, risk)
    before, was_owner = risk.current, risk.owner_id
    for name, value in said.items():
        if getattr(risk, name) == value:
            continue
        if name not in allowed:
            raise UsageError(f"you may not say the {name.replace('_', ' ')} of a risk", do="Ask who leads the program.")
        setattr(risk, name, value)
    for name in RATINGS:
        rating = getattr(risk, name)
        if None not in rating and method.level(*rating) is None:
            raise UsageError(f"this rating is not on the scales: {rating}", do="Choose steps of risk.yaml.")
    if risk.category and method.categories and method.category(risk.category) is None:
        raise UsageError(f"there is no category {risk.category!r}", do="Choose one of risk.yaml, or leave it empty.")
    if risk.owner is not None and risk.owner_id != was_owner and not (risk.owner.is_active and acts.test(risk.owner)):
        raise UsageError("this account cannot own a risk", do="Name somebody who is active and does more than look.")
    if risk.current != before and None not in risk.current:
        risk.rated_at, risk.reviewed_on = timezone.now(), timezone.now().date()
