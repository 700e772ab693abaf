"""Setting objectives, changing them, giving them up; and reading them as of any moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.errors import UsageError
from holdfast.pipeline.objective_reads import Figure, Goal
from holdfast.web.accounts.permissions import may
from holdfast.web.history.records import archive, keep
from holdfast.web.history.replay import record_at, records_at
from holdfast.web.objectives.models import Objective

if TYPE_CHECKING:
    from datetime import datetime

    from holdfast.web.accounts.models import User


def listed(moment: datetime | None = None) -> list[Objective]:
    """Return the objectives, now or as of a moment, the next due first."""
    found = records_at(Objective, moment) if moment else list(Objective.objects.live())
    return sorted(found, key=lambda one: (one.due_on, one.pk))


def one(number: int, moment: datetime | None = None) -> Objective | None:
    """Return an objective, now or as of a moment; None where it was not there."""
    if moment is not None:
        found = record_at(Objective, number, moment)
        return found if found and found.archived_at is None else None
    current: Objective | None = Objective.objects.live().filter(pk=number).first()
    return current


def goal(objective: Objective) -> Goal:
    """Return what is to be measured."""
    return Goal(
        figure=Figure(objective.figure),
        target=float(objective.target),
        starts=objective.starts_on,
        due=objective.due_on,
        checks=tuple(objective.checks),
        about=objective.about,
    )


def save(objective: Objective, by: User, why: str = "") -> bool:
    """Write a new or changed objective; return whether anything differs.

    Raises UsageError, ValidationError, and ConflictError where somebody else was quicker.
    """
    stored = Objective.objects.filter(pk=objective.pk).first() if objective.pk else None
    if not may(by, "objectives.edit" if stored else "objectives.set", stored):
        raise UsageError("your roles do not allow this", do="Ask the objective's owner or the security lead.")
    return keep(objective, by.key, why) is not None


def give_up(objective: Objective, by: User, why: str) -> None:
    """Take an objective back; it stays in the history. Raises UsageError."""
    if not may(by, "objectives.set"):
        raise UsageError("your roles do not allow this", do="Ask the security lead.")
    if not why.strip():
        raise UsageError("it needs its reason", do="Say in a sentence why it is given up.")
    archive(objective, by.key, why.strip())
