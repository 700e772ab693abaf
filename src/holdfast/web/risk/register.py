"""The register's records: risks, what is done about them, and who accepted what remains.

A rating is a step on each of the two scales of ``risk.yaml``, counted from 1; None is not rated. Levels are
never stored: they follow from the method of the moment.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models

from holdfast.web.accounts.models import User
from holdfast.web.history.records import Record, RecordQuerySet

_LONGEST = 8_000
_MOST = 100


def _step(name: str) -> Any:  # noqa: ANN401  a model field's type has two parameters that say nothing here
    return models.PositiveSmallIntegerField(name, null=True, blank=True)


def _text(**more: Any) -> Any:  # noqa: ANN401  as above
    return models.TextField(validators=[MaxLengthValidator(_LONGEST)], **more)


class Response(models.TextChoices):
    """What the company does about a risk."""

    UNDECIDED = "", "Not decided yet"
    MODIFY = "modify", "Lower it by controls"
    AVOID = "avoid", "Stop what brings it"
    SHARE = "share", "Share it: insure, contract"
    RETAIN = "retain", "Live with it"


class Risk(Record):
    """A scenario that could cost us, with its ratings: without controls, as things are, and once treated.

    ``assets`` are ``service:ID``, or words for what is in no catalogue. ``controls`` are those that hold it down
    today, as ``iso27001:A.8.3``. ``rated_at`` is when the current rating was last given or confirmed.
    """

    title = models.CharField(max_length=200)
    scenario = _text()
    category = models.CharField(max_length=100, blank=True)
    assets = models.JSONField("what it is about", default=list, blank=True)
    controls = models.JSONField("controls that hold it down", default=list, blank=True)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="risks")
    team = models.CharField("team id", max_length=100, blank=True)
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="risks_raised")
    response = models.CharField(max_length=10, choices=Response.choices, default=Response.UNDECIDED, blank=True)
    inherent_likelihood = _step("likelihood without controls")
    inherent_impact = _step("impact without controls")
    current_likelihood = _step("likelihood today")
    current_impact = _step("impact today")
    residual_likelihood = _step("likelihood once treated")
    residual_impact = _step("impact once treated")
    rationale = _text(blank=True)
    rated_at = models.DateTimeField("rated", null=True, blank=True)
    reviewed_on = models.DateField("reviewed", null=True, blank=True)

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        """Who owns what is asked by owner and by team."""

        indexes: ClassVar = [models.Index(fields=["archived_at", "owner"], name="risks_by_owner")]

    def __str__(self) -> str:
        return f"R-{self.pk}"

    @property
    def inherent(self) -> tuple[int | None, int | None]:
        """Likelihood and impact without any control."""
        return self.inherent_likelihood, self.inherent_impact

    @property
    def current(self) -> tuple[int | None, int | None]:
        """Likelihood and impact as things are."""
        return self.current_likelihood, self.current_impact

    @property
    def residual(self) -> tuple[int | None, int | None]:
        """Likelihood and impact once all that is planned is done."""
        return self.residual_likelihood, self.residual_impact

    def clean(self) -> None:
        """Hold what every risk must say. Raises ValidationError."""
        wrong: dict[str, str] = {}
        for name in ("inherent", "current", "residual"):
            likelihood, impact = getattr(self, name)
            if (likelihood is None) != (impact is None):
                missing = "likelihood" if likelihood is None else "impact"
                wrong[f"{name}_{missing}"] = "A rating has both: how often, and how badly."
        for name in ("assets", "controls"):
            if not _are_words(getattr(self, name)):
                wrong[name] = f"Name at most {_MOST}, each in at most 200 letters."
        if wrong:
            raise ValidationError(wrong)


class Stage(models.TextChoices):
    """Where a treatment stands."""

    PLANNED = "planned", "Planned"
    BEGUN = "begun", "Begun"
    DONE = "done", "Done"
    DROPPED = "dropped", "Dropped"


#: Treatments that are still to be carried out.
OPEN = (Stage.PLANNED, Stage.BEGUN)


class Treatment(Record):
    """One thing that is done about a risk: what, by whom, until when, and which controls it takes.

    The risk's owner agrees to it (6.1.3 f); a change of what was agreed takes that back.
    """

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="treatments")
    title = models.CharField(max_length=200)
    about = _text(blank=True)
    controls = models.JSONField("controls that it takes", default=list, blank=True)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="treatments")
    due_on = models.DateField("due")
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.PLANNED)
    done_on = models.DateField("done", null=True, blank=True)
    agreed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="treatments_agreed"
    )
    agreed_at = models.DateTimeField("agreed", null=True, blank=True)

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        """A list of risks asks which are still open."""

        indexes: ClassVar = [models.Index(fields=["stage", "risk"], name="treatments_by_stage")]

    def __str__(self) -> str:
        return f"T-{self.pk}"

    @property
    def open(self) -> bool:
        """Whether it is still to be carried out."""
        return self.stage in OPEN

    def clean(self) -> None:
        """Hold what every treatment must say. Raises ValidationError."""
        if not _are_words(self.controls):
            raise ValidationError({"controls": f"Name at most {_MOST}, each in at most 200 letters."})


class Acceptance(Record):
    """What remains of a risk, accepted by its owner: the rating, its level that day, why, until when.

    It holds from ``starts_on`` to ``ends_on``, both days included, or to the day before ``stopped_on``.
    """

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="acceptances")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="risks_accepted")
    likelihood = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=100)
    authority = models.CharField("role that may accept it", max_length=100)
    why = _text()
    starts_on = models.DateField("from")
    ends_on = models.DateField("until")
    stopped_on = models.DateField("ended early", null=True, blank=True)

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        """A list of risks asks which hold."""

        indexes: ClassVar = [models.Index(fields=["risk", "-id"], name="acceptances_of_a_risk")]

    def __str__(self) -> str:
        return f"A-{self.pk}"

    def clean(self) -> None:
        """Hold the dates in order. Raises ValidationError."""
        if self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": "The last day is before the first. Choose a later day."})


def _are_words(value: object) -> bool:
    """Whether it is a list of texts, not too many and not too long, none twice."""
    if not isinstance(value, list) or len(value) > _MOST or len(set(map(str, value))) < len(value):
        return False
    return all(isinstance(one, str) and 0 < len(one) <= 200 for one in value)  # noqa: PLR2004  as the sentence says
