"""The forms about money: what a risk costs, and the causes that several share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holdfast.web.risk.estimates import CommonCause, Estimate

_TEXT = {"class": "form-control"}
_NUMBER = {"class": "form-control", "step": "any", "inputmode": "decimal"}
_AREA = {"class": "form-control", "rows": 3}

#: Pairs of fields that are the two ends of an interval, as the page groups them.
INTERVALS = (
    ("frequency", "How often a year, as things are today?"),
    ("loss", "What does one event cost, all told?"),
    ("after_frequency", "How often a year, once treated? (empty: as today)"),
    ("after_loss", "What does one event cost, once treated? (empty: as today)"),
)


def _end(label: str, *, required: bool = True) -> forms.FloatField:
    return forms.FloatField(label=label, required=required, widget=forms.NumberInput(attrs=_NUMBER))


class EstimateForm(forms.Form):
    """A risk's intervals, and with which chance each common cause brings it."""

    frequency_low = _end("At least")
    frequency_high = _end("At most")
    loss_low = _end("At least")
    loss_high = _end("At most")
    after_frequency_low = _end("At least", required=False)
    after_frequency_high = _end("At most", required=False)
    after_loss_low = _end("At least", required=False)
    after_loss_high = _end("At most", required=False)
    rationale = forms.CharField(
        label="Where do the numbers come from?", max_length=8000, required=False, widget=forms.Textarea(attrs=_AREA)
    )

    def __init__(self, causes: Iterable[CommonCause], *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's form arguments
        super().__init__(*args, **kwargs)
        self._causes = list(causes)
        for cause in self._causes:
            self.fields[f"cause_{cause.pk}"] = forms.FloatField(
                label=cause.title,
                required=False,
                min_value=0,
                max_value=100,
                widget=forms.NumberInput(attrs=_NUMBER),
                help_text="In how many of a hundred times?",
            )

    def said(self) -> dict[str, Any]:
        """Return the fields as the record has them; call it once the form is valid."""
        links = [[cause.pk, self.cleaned_data.pop(f"cause_{cause.pk}")] for cause in self._causes]
        return self.cleaned_data | {"causes": [[number, chance / 100] for number, chance in links if chance]}

    @property
    def intervals(self) -> list[tuple[str, list[Any]]]:
        """The intervals, each with what it asks and its two fields."""
        return [(asks, [self[f"{name}_low"], self[f"{name}_high"]]) for name, asks in INTERVALS]

    @property
    def links(self) -> list[Any]:
        """The fields of the common causes."""
        return [self[f"cause_{cause.pk}"] for cause in self._causes]


class CauseForm(forms.Form):
    """Something that brings several risks at once."""

    title = forms.CharField(label="In a few words", max_length=200, widget=forms.TextInput(attrs=_TEXT))
    about = forms.CharField(
        label="What happens then?", max_length=8000, required=False, widget=forms.Textarea(attrs=_AREA)
    )
    frequency_low = _end("How often a year, at least")
    frequency_high = _end("How often a year, at most")


def estimate_initial(one: Estimate | None) -> dict[str, Any]:
    """Return what a form shows of an estimate."""
    if one is None:
        return {}
    ends = {f"{name}_{end}": plain(getattr(one, f"{name}_{end}")) for name, _ in INTERVALS for end in ("low", "high")}
    return (
        ends
        | {"rationale": one.rationale}
        | {f"cause_{cause}": plain(round(chance * 100, 6)) for cause, chance in one.links}
    )


def plain(value: float | None) -> float | None:
    """Return a number as people write it: whole where it is whole."""
    return int(value) if value is not None and value == int(value) else value
