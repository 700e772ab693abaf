"""An objective: a figure that results give, a target for it, and a day. Where it stands is never typed in."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MinValueValidator
from django.db import models

from holdfast.pipeline.objective_reads import Figure
from holdfast.web.history.records import Record, RecordQuerySet

_LONGEST = 4_000
_HUNDRED = 100

FIGURES = [
    (Figure.PASSING.value, "Per cent of the named checks' results that pass, at least"),
    (Figure.EFFECTIVE.value, "Per cent of a framework's controls that are effective, at least"),
    (Figure.LATE.value, "Findings of a program, or of all, that are past their deadline, at most"),
]


def _none() -> list[str]:
    return []


class Objective(Record):
    """What is to be reached by the end of a day.

    ``about`` is a framework or a program, by the figure; ``owner`` is an account's key.
    """

    title = models.CharField(max_length=200)
    why = models.TextField("why it matters", blank=True, validators=[MaxLengthValidator(_LONGEST)])
    how = models.TextField(
        "how it is to be reached, and with what", blank=True, validators=[MaxLengthValidator(_LONGEST)]
    )
    owner = models.CharField(max_length=40, blank=True)
    figure = models.CharField(max_length=20, choices=FIGURES)
    checks = models.JSONField(default=_none, blank=True)
    about = models.CharField(max_length=100, blank=True)
    target = models.DecimalField(max_digits=9, decimal_places=2, validators=[MinValueValidator(Decimal(0))])
    starts_on = models.DateField("from")
    due_on = models.DateField("by")

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    def __str__(self) -> str:
        return f"O-{self.pk}"

    def clean(self) -> None:
        """Hold what makes an objective measurable. Raises ValidationError."""
        wrong: dict[str, str] = {}
        if self.figure == Figure.PASSING and not self.checks:
            wrong["checks"] = "Name at least one check: its results say where the objective stands."
        if self.figure == Figure.EFFECTIVE and not self.about:
            wrong["about"] = "Name the framework whose controls count."
        if self.figure != Figure.LATE and (self.target or 0) > _HUNDRED:
            wrong["target"] = "A share is 100 per cent at most."
        if self.due_on < self.starts_on:
            wrong["due_on"] = "The day is before the beginning. Choose a later one."
        if wrong:
            raise ValidationError(wrong)
