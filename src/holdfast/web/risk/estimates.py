"""Records of what risks cost in money, of the causes that they share, and of ratings that were proposed.

Every number is an end of a calibrated 90% interval; ``holdfast.web.risk.simulation`` says what is made of them.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models

from holdfast.web.accounts.models import User
from holdfast.web.history.records import Record, RecordQuerySet
from holdfast.web.risk.register import Risk

_LONGEST = 8_000
_LOSS = 1e13
#: What happens more often than daily is a cost of operation, and not a risk.
MOST_OFTEN = 366


class CommonCause(Record):
    """Something that brings several risks at once; how often it happens a year."""

    title = models.CharField(max_length=200)
    about = models.TextField(blank=True, validators=[MaxLengthValidator(_LONGEST)])
    frequency_low = models.FloatField("times a year, at least")
    frequency_high = models.FloatField("times a year, at most")

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    def __str__(self) -> str:
        return f"C-{self.pk}"

    def clean(self) -> None:
        """Hold the interval in order. Raises ValidationError."""
        if wrong := _interval(self, "frequency", MOST_OFTEN):
            raise ValidationError(wrong)


class Estimate(Record):
    """What one risk costs: events a year and loss of one event, today and once treated.

    What is not said of the time once treated stays as it is today. ``causes`` are pairs of a common cause's number
    and the chance with which it brings this risk when it happens.
    """

    risk = models.OneToOneField(Risk, on_delete=models.PROTECT, related_name="estimate")
    frequency_low = models.FloatField("times a year, at least")
    frequency_high = models.FloatField("times a year, at most")
    loss_low = models.FloatField("loss of one event, at least")
    loss_high = models.FloatField("loss of one event, at most")
    after_frequency_low = models.FloatField("times a year once treated, at least", null=True, blank=True)
    after_frequency_high = models.FloatField("times a year once treated, at most", null=True, blank=True)
    after_loss_low = models.FloatField("loss of one event once treated, at least", null=True, blank=True)
    after_loss_high = models.FloatField("loss of one event once treated, at most", null=True, blank=True)
    causes = models.JSONField("common causes", default=list, blank=True)
    rationale = models.TextField(blank=True, validators=[MaxLengthValidator(_LONGEST)])

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Estimate of R-{self.risk_id}"

    @property
    def links(self) -> list[tuple[int, float]]:
        """The common causes by number, each with its chance; the history keeps that as text."""
        return [(int(cause), float(chance)) for cause, chance in self.causes]

    def clean(self) -> None:
        """Hold the intervals in order. Raises ValidationError."""
        wrong = _interval(self, "frequency", MOST_OFTEN) | _interval(self, "loss", _LOSS)
        for name, most in (("after_frequency", MOST_OFTEN), ("after_loss", _LOSS)):
            ends = (getattr(self, f"{name}_low"), getattr(self, f"{name}_high"))
            if (ends[0] is None) != (ends[1] is None):
                wrong[f"{name}_low" if ends[0] is None else f"{name}_high"] = "An interval has two ends."
            elif ends[0] is not None:
                wrong |= _interval(self, name, most)
        if not all(_is_link(link) for link in self.causes) or len({str(link[0]) for link in self.causes}) < len(
            self.causes
        ):
            wrong["causes"] = "Name each cause once, with a chance above 0 and at most 1."
        if wrong:
            raise ValidationError(wrong)


class Answer(models.TextChoices):
    """What became of a proposal."""

    OPEN = "open", "Waits for an answer"
    CONFIRMED = "confirmed", "Confirmed"
    DECLINED = "declined", "Declined"
    LAPSED = "lapsed", "Lapsed: the control works again"


class Proposal(Record):
    """A higher current rating, proposed because a control that holds the risk down has started failing.

    ``failing_since`` is the control's; one failing gives one proposal. Only an answer changes the risk.
    """

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="proposals")
    control = models.CharField(max_length=200)
    failing_since = models.DateTimeField("failing since")
    likelihood = models.PositiveSmallIntegerField("proposed likelihood")
    impact = models.PositiveSmallIntegerField("proposed impact")
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.OPEN)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals_answered"
    )
    answered_at = models.DateTimeField("answered", null=True, blank=True)

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        """One proposal for each time that a control of a risk starts failing."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["risk", "control", "failing_since"], name="one_proposal_for_a_failing")
        ]
        indexes: ClassVar = [models.Index(fields=["answer", "risk"], name="proposals_by_answer")]

    def __str__(self) -> str:
        return f"P-{self.pk}"


def _interval(record: Record, name: str, most: float) -> dict[str, str]:
    """Return what is wrong with an interval, by field."""
    low, high = getattr(record, f"{name}_low"), getattr(record, f"{name}_high")
    if low is None or not 0 < low <= most:
        return {f"{name}_low": f"Write a number above 0, at most {most:,.0f}."}
    if high is None or not low <= high <= most:
        return {f"{name}_high": f"Write a number that is not below the other end, at most {most:,.0f}."}
    return {}


def _is_link(link: object) -> bool:
    return isinstance(link, list) and len(link) == 2 and isinstance(link[0], int) and 0 < float(link[1]) <= 1  # noqa: PLR2004  a cause and its chance
