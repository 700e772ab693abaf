"""What is done about risks: planned, agreed to by the risk's owner, carried out (ISO/IEC 27001, 6.1.3 and 8.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from holdfast.errors import UsageError
from holdfast.web.accounts.permissions import acts, may
from holdfast.web.history.records import keep
from holdfast.web.risk.register import Stage, Treatment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.web.accounts.models import User
    from holdfast.web.risk.register import Risk

#: What the owner of the risk agrees to; a change of any of it takes the agreement back.
AGREED = ("title", "about", "controls", "due_on")


def plan(risk: Risk, by: User, said: Mapping[str, Any]) -> Treatment:
    """Record what is to be done. Raises UsageError where it may not be, and ValidationError for its fields."""
    made = Treatment(risk=risk)
    _need(by, "risks.treat", made)
    _set(made, said)
    if risk.owner_id == by.pk:  # who plans it for their own risk agrees by that
        made.agreed_by, made.agreed_at = by, timezone.now()
    keep(made, by.key)
    return made


def change(treatment: Treatment, by: User, said: Mapping[str, Any]) -> None:
    """Change a plan. Raises UsageError, ValidationError and ConflictError."""
    _need(by, "risks.treat", treatment)
    agreed = [getattr(treatment, name) for name in AGREED]
    _set(treatment, said)
    if agreed != [getattr(treatment, name) for name in AGREED] and treatment.risk.owner_id != by.pk:
        treatment.agreed_by, treatment.agreed_at = None, None
    keep(treatment, by.key)


def agree(treatment: Treatment, by: User) -> None:
    """Agree to a plan, as the owner of the risk. Raises UsageError, and ConflictError."""
    _need(by, "risks.agree", treatment)
    treatment.agreed_by, treatment.agreed_at = by, timezone.now()
    keep(treatment, by.key, "Agreed to by the risk's owner.")


def advance(treatment: Treatment, by: User, stage: Stage, why: str = "") -> None:
    """Say that it has begun, is done, or is dropped. Raises UsageError, and ConflictError."""
    _need(by, "risks.carry_out", treatment)
    if stage is Stage.DROPPED and not why.strip():
        raise UsageError("dropping a treatment needs its reason", do="Say in a sentence why.")
    treatment.stage = stage
    treatment.done_on = timezone.now().date() if stage is Stage.DONE else None
    keep(treatment, by.key, why.strip())


def _set(treatment: Treatment, said: Mapping[str, Any]) -> None:
    owner = said.get("owner")
    if owner is not None and owner.pk != treatment.owner_id and not (owner.is_active and acts.test(owner)):
        raise UsageError(
            "this account cannot carry out a treatment", do="Name somebody who is active and does more than look."
        )
    for name, value in said.items():
        setattr(treatment, name, value)


def _need(by: User, permission: str, treatment: Treatment) -> None:
    if not may(by, permission, treatment):
        raise UsageError("your roles do not allow this", do="Ask the risk's owner, or who leads the program.")
