"""The forms about risks: their words and ratings, what is done, and what is accepted.

A form asks only for the fields that the person may fill in; ``said`` gives them as the records have them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from holdfast.content.references import Controls, parse_control
from holdfast.web.accounts.models import User
from holdfast.web.accounts.permissions import acts
from holdfast.web.risk.register import Response

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdfast.content.model import Content
    from holdfast.content.risk_method import RiskMethod, Step
    from holdfast.web.risk.register import Risk, Treatment

_TEXT = {"class": "form-control"}
_AREA = {"class": "form-control", "rows": 3}
_SERVICE = "service:"

#: What a form's fields are called, and, where the record has it so, in a comparison.
LABELS = {
    "title": "In a few words",
    "scenario": "What could happen?",
    "category": "Kind",
    "assets": "What it is about",
    "controls": "Controls that hold it down today",
    "owner": "Owner",
    "team": "Team",
    "response": "What do we do about it?",
    "rationale": "Why this rating?",
    "inherent_likelihood": "Likelihood without controls",
    "inherent_impact": "Impact without controls",
    "current_likelihood": "Likelihood today",
    "current_impact": "Impact today",
    "residual_likelihood": "Likelihood once treated",
    "residual_impact": "Impact once treated",
    "about": "How?",
    "due_on": "By when?",
}


def people_who_act() -> list[User]:
    """Return the accounts that may own a risk or a treatment, by name."""
    found = User.objects.live().filter(is_active=True).prefetch_related("grants")
    return sorted((one for one in found if acts.test(one)), key=str)


class RiskForm(forms.Form):
    """A risk, as far as ``fields`` says."""

    title = forms.CharField(max_length=200, widget=forms.TextInput(attrs=_TEXT))
    scenario = forms.CharField(
        max_length=8000,
        widget=forms.Textarea(attrs={**_AREA, "rows": 5}),
        help_text="Who or what acts, on what, and what does it cost whom? Tell it as a story.",
    )
    category = forms.ChoiceField(required=False, widget=forms.Select(attrs=_TEXT))
    services = forms.MultipleChoiceField(
        label="Services that it is about", required=False, widget=forms.CheckboxSelectMultiple
    )
    other_assets = forms.CharField(
        label="What else is it about? One thing a line",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={**_AREA, "rows": 2}),
    )
    controls = forms.CharField(
        required=False, max_length=2000, widget=forms.TextInput(attrs=_TEXT), help_text="For example A.8.3, A.5.23"
    )
    owner = forms.ModelChoiceField(
        User.objects.none(), required=False, empty_label="Nobody yet", widget=forms.Select(attrs=_TEXT)
    )
    team = forms.ChoiceField(required=False, widget=forms.Select(attrs=_TEXT))
    inherent_likelihood = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, widget=forms.Select(attrs=_TEXT)
    )
    inherent_impact = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, widget=forms.Select(attrs=_TEXT)
    )
    current_likelihood = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, widget=forms.Select(attrs=_TEXT)
    )
    current_impact = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, widget=forms.Select(attrs=_TEXT)
    )
    residual_likelihood = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, widget=forms.Select(attrs=_TEXT)
    )
    residual_impact = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, widget=forms.Select(attrs=_TEXT)
    )
    rationale = forms.CharField(required=False, max_length=8000, widget=forms.Textarea(attrs=_AREA))
    response = forms.ChoiceField(required=False, choices=Response.choices, widget=forms.Select(attrs=_TEXT))

    def __init__(
        self,
        content: Content,
        services: Mapping[str, str],
        may: Iterable[str],
        *args: Any,  # noqa: ANN401  Django's form arguments
        **kwargs: Any,  # noqa: ANN401  as above
    ) -> None:
        super().__init__(*args, **kwargs)
        method, wanted = content.company.rates_risks_by, set(may)
        self._controls = Controls(content.frameworks)
        self._offer("category", [("", "None"), *((one.id, one.title) for one in method.categories)])
        self._offer("services", list(services.items()))
        self._offer("team", [("", "None"), *((team.id, team.title) for team in content.company.teams)])
        for name in [name for name in self.fields if name.endswith(("_likelihood", "_impact"))]:
            scale = method.likelihood if name.endswith("_likelihood") else method.impact
            self._offer(name, [("", "Not rated"), *steps(scale)])
        if "owner" in wanted:
            ids = [one.pk for one in people_who_act()]
            self.fields["owner"].queryset = User.objects.filter(pk__in=ids).order_by("name", "username")  # type: ignore[attr-defined]  # a model choice field has one
        if "assets" in wanted:
            wanted |= {"services", "other_assets"}
        for name in list(self.fields):
            if name not in wanted:
                del self.fields[name]
            elif not self.fields[name].label:
                self.fields[name].label = LABELS[name]

    def _offer(self, name: str, choices: list[tuple[Any, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field has choices

    def clean_controls(self) -> list[str]:
        """Return the controls as records name them. Raises ValidationError for one that does not exist."""
        return read_controls(self.cleaned_data["controls"], self._controls)

    def said(self) -> dict[str, Any]:
        """Return the fields as the record has them; call it once the form is valid."""
        data = dict(self.cleaned_data)
        if "services" in data:
            lines = [line.strip() for line in data.pop("other_assets").splitlines() if line.strip()]
            data["assets"] = [*(f"{_SERVICE}{one}" for one in data.pop("services")), *dict.fromkeys(lines)]
        return data


class TreatmentForm(forms.Form):
    """What is done about a risk."""

    title = forms.CharField(label="What is to be done?", max_length=200, widget=forms.TextInput(attrs=_TEXT))
    about = forms.CharField(label=LABELS["about"], max_length=8000, required=False, widget=forms.Textarea(attrs=_AREA))
    controls = forms.CharField(
        label="Controls that it takes",
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs=_TEXT),
        help_text="For example A.8.3, A.5.23",
    )
    owner = forms.ModelChoiceField(
        User.objects.none(),
        label="Who carries it out?",
        required=False,
        empty_label="Nobody yet",
        widget=forms.Select(attrs=_TEXT),
    )
    due_on = forms.DateField(label=LABELS["due_on"], widget=forms.DateInput(attrs={"type": "date", **_TEXT}))

    def __init__(self, content: Content, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's form arguments
        super().__init__(*args, **kwargs)
        self._controls = Controls(content.frameworks)
        ids = [one.pk for one in people_who_act()]
        self.fields["owner"].queryset = User.objects.filter(pk__in=ids).order_by("name", "username")  # type: ignore[attr-defined]  # a model choice field has one

    def clean_controls(self) -> list[str]:
        """Return the controls as records name them. Raises ValidationError for one that does not exist."""
        return read_controls(self.cleaned_data["controls"], self._controls)


class AcceptForm(forms.Form):
    """Why what remains is accepted, and until when."""

    why = forms.CharField(
        label="Why can we live with what remains, and what would change that?",
        max_length=8000,
        widget=forms.Textarea(attrs=_AREA),
    )
    ends_on = forms.DateField(label="Until when?", widget=forms.DateInput(attrs={"type": "date", **_TEXT}))


class WhyForm(forms.Form):
    """A sentence that is kept with what is done."""

    why = forms.CharField(label="Why?", max_length=8000, required=False, widget=forms.TextInput(attrs=_TEXT))


def steps(scale: Iterable[Step]) -> list[tuple[int, str]]:
    """Return the steps of a scale to choose from, counted from 1."""
    return [(number, f"{number} {step.title}: {step.about}") for number, step in enumerate(scale, 1)]


def read_controls(text: str, known: Controls) -> list[str]:
    """Return controls written as people do, as records name them. Raises ValidationError for an unknown one."""
    found: list[str] = []
    for word in text.replace(",", " ").replace(";", " ").split():
        reference = parse_control(word)
        what, do = known.trouble(reference)
        if what or reference.aspect:
            raise forms.ValidationError(f"{word}: {what or 'name the whole control, without its aspect'}. {do}".strip())
        found.append(reference.key)
    return list(dict.fromkeys(found))


def risk_initial(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form shows of a record's fields."""
    initial = dict(said)
    assets = initial.pop("assets", [])
    initial["services"] = [one.removeprefix(_SERVICE) for one in assets if one.startswith(_SERVICE)]
    initial["other_assets"] = "\n".join(one for one in assets if not one.startswith(_SERVICE))
    return initial | {"controls": written_controls(initial.get("controls", []))}


def treatment_initial(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form shows of a record's fields."""
    return dict(said) | {"controls": written_controls(said["controls"])}


def written_controls(keys: Iterable[str]) -> str:
    """Return controls as people write them: ``A.8.3, cis-aws:2.1``."""
    return ", ".join(str(parse_control(key)) for key in keys)


def fields_of(record: Risk | Treatment, names: Iterable[str]) -> dict[str, Any]:
    """Return the record's fields by name."""
    return {name: getattr(record, name) for name in names}


def in_words(method: RiskMethod, name: str, value: Any) -> tuple[str, str]:  # noqa: ANN401  any field's value
    """Return a field's label and its value as people read it."""
    scale = method.likelihood if name.endswith("_likelihood") else method.impact
    if value in (None, "", []):
        said = "nothing"
    elif name.endswith(("_likelihood", "_impact")):
        said = f"{value} {scale[value - 1].title}" if 1 <= value <= len(scale) else str(value)
    elif name == "controls":
        said = written_controls(value)
    elif isinstance(value, list):
        said = ", ".join(value)
    elif name == "response":
        said = str(Response(value).label)
    else:
        said = str(value)
    return LABELS.get(name, name), said
