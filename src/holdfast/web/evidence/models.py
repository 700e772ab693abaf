"""A piece of evidence, and the controls that it serves."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models

from holdfast.web.accounts.models import User
from holdfast.web.history.records import Record, RecordQuerySet

_LONGEST = 4_000
_MOST_CONTROLS = 100


class Kind(models.TextChoices):
    """What a piece is."""

    FILE = "file", "File"
    ATTESTATION = "attestation", "Attestation"
    RESULTS = "results", "Frozen results"


class Evidence(Record):
    """One piece; it may serve many controls, each named as ``iso27001:A.5.1``.

    ``effective_on`` is the day for which it speaks, ``expires_on`` the last on which it stands. A file is known by
    its SHA-256; ``file_name`` and ``media_type`` are for people. An attestation says by which method somebody came
    to it, of what population and sample, and is reviewed by somebody else.
    """

    nature = models.CharField("kind", max_length=20, choices=Kind.choices)
    title = models.CharField(max_length=200)
    about = models.TextField(blank=True, validators=[MaxLengthValidator(_LONGEST)])
    controls = models.JSONField(default=list)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence_owned")
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="evidence_added")
    effective_on = models.DateField("effective on")
    expires_on = models.DateField("expires on", null=True, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    file_name = models.CharField("file name", max_length=150, blank=True)
    media_type = models.CharField("type", max_length=100, blank=True)
    method = models.TextField(blank=True, validators=[MaxLengthValidator(_LONGEST)])
    population = models.TextField(blank=True, validators=[MaxLengthValidator(_LONGEST)])
    sample = models.TextField(blank=True, validators=[MaxLengthValidator(_LONGEST)])
    reviewer = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence_reviewed"
    )
    reviewed_at = models.DateTimeField("reviewed at", null=True, blank=True)

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        """Lists ask by kind, owner and expiry, the newest first."""

        indexes: ClassVar = [
            models.Index(fields=["nature", "-id"], name="evidence_by_kind"),
            models.Index(fields=["expires_on", "-id"], name="evidence_by_expiry"),
        ]

    def __str__(self) -> str:
        return f"EV-{self.pk}"

    def clean(self) -> None:
        """Hold what every piece must say. Raises ValidationError."""
        wrong: dict[str, str] = {}
        named = self.controls
        if not isinstance(named, list) or not named or not all(isinstance(one, str) and one for one in named):
            wrong["controls"] = "Name at least one control that it serves."
        elif len(named) > _MOST_CONTROLS:
            wrong["controls"] = f"Name at most {_MOST_CONTROLS} controls."
        if self.expires_on and self.expires_on < self.effective_on:
            wrong["expires_on"] = "It would expire before it is effective. Choose a later day."
        if self.nature == Kind.ATTESTATION:
            for name in ("about", "method", "population"):
                if not str(getattr(self, name)).strip():
                    wrong[name] = "An attestation says what holds, how you know, and of what."
        elif not self.sha256:
            wrong["sha256"] = "There is no file."
        if wrong:
            raise ValidationError(wrong)


class Serves(models.Model):
    """An index of ``Evidence.controls``, written with it in one transaction; the record is what counts."""

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="serves")
    control = models.CharField(max_length=120)

    class Meta:
        """Controls are looked up, the newest piece first."""

        indexes: ClassVar = [models.Index(fields=["control", "-evidence"], name="evidence_by_control")]

    def __str__(self) -> str:
        return f"{self.evidence_id} serves {self.control}"
