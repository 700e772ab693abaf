"""What the Statement of Applicability says of each control, its versions, and what risk owners said to them.

An entry is what is said now; what was said before stands in the history. A version is a point in
that history and no copy of it, so that it cannot come to differ from what was recorded.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, RegexValidator
from django.db import models

from holdfast.web.accounts.models import User
from holdfast.web.history.records import Record, RecordQuerySet

_LONGEST = 4_000
_MOST_LINES = 50


class Implementation(models.TextChoices):
    """Whether an applicable control is in place."""

    IMPLEMENTED = "implemented", "Implemented"
    PLANNED = "planned", "Planned"
    NOT_IMPLEMENTED = "not implemented", "Not implemented"


def _lines() -> list[str]:
    return []


class SoaEntry(Record):
    """One control: whether it applies, what asks for it, how it is done and by whom.

    Which risks ask for it stands in the register of risks alone. ``owner`` is an account's key, so that the
    history says who owned it and names nobody. ``checks`` show a control of the company's own; those of Annex A
    are judged by their aspects.
    """

    control = models.CharField(
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[A-Za-z][A-Za-z0-9.\-]*$", "Write an id of letters, digits, dots and dashes.")],
    )
    own = models.BooleanField(default=False)
    title = models.CharField(max_length=200, blank=True)
    applicable = models.BooleanField("applies", default=True)
    implementation = models.CharField(max_length=20, choices=Implementation.choices, default=Implementation.IMPLEMENTED)
    reason = models.TextField("why", blank=True, validators=[MaxLengthValidator(_LONGEST)])
    obligations = models.JSONField("obligations that ask for it", default=_lines, blank=True)
    contracts = models.JSONField("contracts that ask for it", default=_lines, blank=True)
    how = models.TextField("how it is implemented", blank=True, validators=[MaxLengthValidator(_LONGEST)])
    owner = models.CharField(max_length=40, blank=True)
    due_on = models.DateField("in place by", null=True, blank=True)
    checks = models.JSONField("checks that show it", default=_lines, blank=True)

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    def __str__(self) -> str:
        return self.control

    def clean(self) -> None:
        """Hold what every entry must say. Raises ValidationError."""
        wrong: dict[str, str] = {}
        if self.own and not self.title.strip():
            wrong["title"] = "Give the control a title: what it does, in a few words."
        if self.own and self.control.startswith("A."):
            wrong["control"] = "A. is how Annex A's controls begin: choose another id for your own."
        for name in ("obligations", "contracts", "checks"):
            lines = getattr(self, name)
            if not isinstance(lines, list) or not all(isinstance(one, str) and one for one in lines):
                wrong[name] = "Write one on each line."
            elif len(lines) > _MOST_LINES or any(len(one) > _LONGEST for one in lines):
                wrong[name] = f"Name at most {_MOST_LINES}, each in a line."
        if wrong:
            raise ValidationError(wrong)


class Decision(models.TextChoices):
    """What became of a version that was put forward."""

    OPEN = "open", "Waiting for approval"
    APPROVED = "approved", "Approved"
    REFUSED = "refused", "Sent back"
    WITHDRAWN = "withdrawn", "Withdrawn"


class SoaVersion(Record):
    """The statement as it stood at an entry of the history (``upto``), put forward to be approved."""

    number = models.PositiveIntegerField(unique=True)
    upto = models.PositiveBigIntegerField()
    note = models.TextField("what changed and why", validators=[MaxLengthValidator(_LONGEST)])
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="soa_versions_submitted")
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.OPEN)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="soa_versions_decided"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_why = models.TextField(blank=True, validators=[MaxLengthValidator(_LONGEST)])

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    def __str__(self) -> str:
        return f"version {self.number}"


class PlanAnswer(Record):
    """A risk owner's answer to a version: 6.1.3 f asks for their approval of the plan and of the risk that remains."""

    version_of = models.ForeignKey(SoaVersion, on_delete=models.PROTECT, related_name="answers")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="plan_answers")
    accepted = models.BooleanField()
    why = models.TextField(validators=[MaxLengthValidator(_LONGEST)])

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        """One answer of each owner to each version; it can be changed, and the history says so."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version_of", "owner"], name="one_answer_of_each_risk_owner")
        ]

    def __str__(self) -> str:
        return f"account {self.owner_id} on {self.version_of_id}"
