"""Exceptions, and the authority to approve them.

An exception is about one check and the subjects that fail it, for a time, with a reason and with
something else in its place. Design rule 6: it changes posture and never a check's result.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models

from holdfast.content.model import Severity
from holdfast.web.accounts.models import User
from holdfast.web.history.records import Record, RecordQuerySet
from holdfast.web.risk.estimates import CommonCause, Estimate, Proposal  # noqa: F401  Django looks for models here
from holdfast.web.risk.register import Acceptance, Risk, Treatment  # noqa: F401  as above

_SEVERITIES = [(severity.value, severity.value.capitalize()) for severity in Severity]
_LONGEST = 4_000
_MOST_SUBJECTS = 200


class Authority(Record):
    """Up to which severity somebody may approve exceptions, and from when to when (both days included)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="authorities")
    severity = models.CharField(max_length=10, choices=_SEVERITIES)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    def __str__(self) -> str:
        return f"account {self.user_id} up to {self.severity}"

    def reaches(self, severity: str) -> bool:
        """Return whether it is enough for a severity."""
        return Severity(self.severity).rank <= Severity(severity).rank

    def clean(self) -> None:
        """Hold the dates in order. Raises ValidationError."""
        if self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": "The end is before the beginning. Choose a later day."})


class Disposition(models.TextChoices):
    """Why a fail does not count: it is accepted for a time, or it is wrong."""

    EXCEPTION = "exception", "Exception"
    FALSE_POSITIVE = "false positive", "False positive"


class Decision(models.TextChoices):
    """What became of a request."""

    OPEN = "open", "Waiting for a decision"
    APPROVED = "approved", "Approved"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn"


class SecurityException(Record):
    """A request to live with a fail, and what was decided.

    ``severity`` is that of the check when it was requested; ``tier`` the severity whose authority it
    takes to approve it, which rises with each renewal. It holds from ``starts_on`` to ``ends_on``, both
    days included, or to the day before ``stopped_on``.
    """

    check_id = models.CharField("check", max_length=200)
    subjects = models.JSONField(default=list)
    disposition = models.CharField(max_length=20, choices=Disposition.choices, default=Disposition.EXCEPTION)
    severity = models.CharField(max_length=10, choices=_SEVERITIES)
    tier = models.CharField(max_length=10, choices=_SEVERITIES)
    team = models.CharField("team id", max_length=100, blank=True)
    reason = models.TextField(validators=[MaxLengthValidator(_LONGEST)])
    compensating_control = models.TextField(blank=True, validators=[MaxLengthValidator(_LONGEST)])
    compensating_evidence = models.TextField(blank=True, validators=[MaxLengthValidator(_LONGEST)])
    risk_accepted = models.TextField(blank=True, validators=[MaxLengthValidator(_LONGEST)])
    requester = models.ForeignKey(User, on_delete=models.PROTECT, related_name="exceptions_requested")
    renews = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="renewed_by")
    renewals = models.PositiveIntegerField(default=0)
    starts_on = models.DateField()
    ends_on = models.DateField()
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.OPEN)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="exceptions_decided"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_why = models.TextField(blank=True, validators=[MaxLengthValidator(_LONGEST)])
    stopped_on = models.DateField(null=True, blank=True)

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        """Lists ask by decision, the newest first; renewals by check."""

        indexes: ClassVar = [
            models.Index(fields=["decision", "-id"], name="exceptions_by_decision"),
            models.Index(fields=["check_id"], name="exceptions_by_check"),
        ]

    def __str__(self) -> str:
        return f"EX-{self.pk}"

    def clean(self) -> None:
        """Hold what every exception must say. Raises ValidationError."""
        wrong: dict[str, str] = {}
        named = self.subjects
        if not isinstance(named, list) or not named or not all(isinstance(one, str) and one for one in named):
            wrong["subjects"] = "Name at least one subject: the ARN, or kind:id, that fails the check."
        elif len(named) > _MOST_SUBJECTS:
            wrong["subjects"] = f"Name at most {_MOST_SUBJECTS} subjects in one request."
        if self.ends_on < self.starts_on:
            wrong["ends_on"] = "The last day is before the first. Choose a later day."
        if self.disposition == Disposition.EXCEPTION:
            if not self.compensating_control.strip():
                wrong["compensating_control"] = "Say what protects instead, while the finding stands."
            if not self.risk_accepted.strip():
                wrong["risk_accepted"] = "Say what could happen, so that whoever approves knows what is accepted."
        if wrong:
            raise ValidationError(wrong)
