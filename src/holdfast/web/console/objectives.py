"""Objectives: what is to be reached, by whom, by when; and what results say of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from holdfast.errors import UsageError
from holdfast.pipeline.objective_reads import Figure
from holdfast.web.accounts.permissions import may
from holdfast.web.applicability import naming
from holdfast.web.console.comparison import joined
from holdfast.web.console.pages import console, opened, show, tabs
from holdfast.web.console.reading import found, reads
from holdfast.web.console.requests import scope, signed_in
from holdfast.web.console.statement import told
from holdfast.web.console.statement_edit import add_errors
from holdfast.web.console.words import day
from holdfast.web.history.records import ConflictError, kept_fields
from holdfast.web.history.replay import changes, record_at_version
from holdfast.web.objectives import work
from holdfast.web.objectives.models import FIGURES, Objective

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from holdfast.content.model import Content
    from holdfast.web.console.comparison import Difference

_CONTROL = {"class": "form-control"}
_FIELDS = ("title", "why", "figure", "checks", "framework", "program", "target", "starts_on", "due_on", "how", "owner")


def _area(label: str, rows: int = 2) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=4000, required=False, widget=forms.Textarea(attrs={**_CONTROL, "rows": rows})
    )


def _date(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date", **_CONTROL}, format="%Y-%m-%d"))


class ObjectiveForm(forms.Form):
    """An objective; where it stands is no field of it."""

    title = forms.CharField(label="What is to be reached?", max_length=200, widget=forms.TextInput(attrs=_CONTROL))
    why = _area("Why does it matter?")
    figure = forms.ChoiceField(label="What is measured?", choices=FIGURES, widget=forms.Select(attrs=_CONTROL))
    checks = _area("For results of checks: which? One id on each line.")
    framework = forms.ChoiceField(
        label="For controls: of which framework?", required=False, widget=forms.Select(attrs=_CONTROL)
    )
    program = forms.ChoiceField(
        label="For late findings: of which program?", required=False, widget=forms.Select(attrs=_CONTROL)
    )
    target = forms.DecimalField(
        label="The target: per cent at least, or findings at most",
        min_value=Decimal(0),
        max_digits=9,
        decimal_places=2,
        widget=forms.NumberInput(attrs={**_CONTROL, "step": "any"}),
    )
    starts_on = _date("From")
    due_on = _date("By")
    how = _area("How, and with what?")
    owner = forms.ChoiceField(label="Who owns it?", required=False, widget=forms.Select(attrs=_CONTROL))
    note = forms.CharField(
        label="What do you change, and why? It is kept in the history.",
        max_length=400,
        required=False,
        widget=forms.TextInput(attrs=_CONTROL),
    )

    def __init__(self, content: Content, *args: Any, kept: str = "", **kwargs: Any) -> None:  # noqa: ANN401  Django's form arguments
        super().__init__(*args, **kwargs)
        self._known = {check.id for check in content.checks}
        people = naming.able()
        if kept and kept not in dict(people):
            people.append((kept, f"{naming.names().get(kept, 'Somebody')} (account closed)"))
        choices = {
            "owner": [("", "Nobody yet"), *people],
            "framework": [(one.id, one.title) for one in content.frameworks],
            "program": [("", "All of them"), *((one.id, one.title) for one in content.programs)],
        }
        for name, named in choices.items():
            self.fields[name].choices = named  # type: ignore[attr-defined]  # a choice field has choices

    def clean(self) -> dict[str, Any]:
        """Read the checks line by line, and refuse those that there are not."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        data["checks"] = [line.strip() for line in data.get("checks", "").splitlines() if line.strip()]
        for name in ("why", "how", "title"):
            data[name] = data.get(name, "").replace("\r\n", "\n").strip()
        if unknown := [check for check in data["checks"] if check not in self._known]:
            self.add_error("checks", f"There is no check {unknown[0]}.")
        return data


def objectives(request: HttpRequest) -> HttpResponse:
    """List the objectives with where they stand."""
    as_of = console(request).as_of
    listed = work.listed(as_of)
    standings = reads().objectives(scope(request), [work.goal(one) for one in listed], as_of)
    return show(
        request,
        "objectives",
        lines=list(zip(listed, standings, strict=True)),
        people=naming.names(),
        may_set=as_of is None and may(request.user, "objectives.set"),
        limited=not scope(request).everything,
    )


def objective(request: HttpRequest, number: int) -> HttpResponse:
    """One objective: where it stands and since when, how it came there, who owns it."""
    as_of = console(request).as_of
    one = found(work.one(number, as_of), f"There is no objective O-{number}.")
    goal = work.goal(one)
    content = reads().intent(scope(request), as_of).content
    people = naming.names()
    made = tabs(request, ("figure", "How it came there", None), ("history", "What was changed", None))
    return show(
        request,
        "objective",
        one=one,
        standing=reads().objectives(scope(request), [goal], as_of)[0],
        measured=reads().objective_history(scope(request), goal, as_of)[::-1],
        about=_about(one, content),
        checks={check.id: check.header.title for check in content.checks if check.id in one.checks},
        people=people,
        changes=list(told(changes(one, as_of), people)),
        may_edit=as_of is None and may(request.user, "objectives.edit", one),
        may_give_up=as_of is None and may(request.user, "objectives.set"),
        limited=not scope(request).everything,
        tabs=made,
        tab=opened(made),
    )


def _about(one: Objective, content: Content) -> str:
    """Return what the figure is measured on, as people call it."""
    named = {item.id: item.title for item in content.frameworks} | {item.id: item.title for item in content.programs}
    return named.get(one.about, one.about)


def new(request: HttpRequest) -> HttpResponse:
    """Show the form of a new objective, and set it."""
    if console(request).as_of is not None or not may(request.user, "objectives.set"):
        raise PermissionDenied
    content = reads().intent(scope(request), None).content
    initial = {"starts_on": datetime.now(UTC).date(), "figure": Figure.PASSING, "target": 95}
    form = ObjectiveForm(content, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        one = Objective()
        _fill(one, form.cleaned_data)
        if _saved(request, one, form):
            messages.success(request, f"{one} is set.")
            return redirect("console:objective", number=one.pk)
    return show(request, "objective_edit", code=400 if request.method == "POST" else 200, form=form, one=None)


def edit(request: HttpRequest, number: int) -> HttpResponse:
    """Show an objective's form, and save what was sent; what somebody else saved meanwhile is shown beside it."""
    one = found(work.one(number), f"There is no objective O-{number}.")
    if console(request).as_of is not None or not may(request.user, "objectives.edit", one):
        raise PermissionDenied
    content = reads().intent(scope(request), None).content
    if request.method != "POST":
        return _page(request, one, ObjectiveForm(content, kept=one.owner, initial=_shown(_said(one))))
    form = ObjectiveForm(content, request.POST, kept=one.owner)
    if not form.is_valid():
        return _page(request, one, form, request.POST.get("version", ""), code=400)
    if str(one.version) != request.POST.get("version"):
        return _both(request, one, form, content)
    _fill(one, form.cleaned_data)
    try:
        if not _saved(request, one, form):
            return _page(request, one, form, code=400)
    except ConflictError:
        return _both(request, found(work.one(number), "It was given up meanwhile."), form, content)
    messages.success(request, f"{one} is saved.")
    return redirect("console:objective", number=number)


@require_POST
def give_up(request: HttpRequest, number: int) -> HttpResponse:
    """Take an objective back."""
    if console(request).as_of is not None:
        raise PermissionDenied
    one = found(work.one(number), f"There is no objective O-{number}.")
    try:
        work.give_up(one, signed_in(request), request.POST.get("why", ""))
    except UsageError as error:
        messages.error(request, f"{error.what[:1].upper()}{error.what[1:]}. {error.do}")
        return redirect("console:objective", number=number)
    messages.success(request, f"{one} is given up; its history stays.")
    return redirect("console:objectives")


def _saved(request: HttpRequest, one: Objective, form: ObjectiveForm) -> bool:
    """Write it; False where the record refuses it, and the form says why. Raises ConflictError."""
    try:
        work.save(one, signed_in(request), form.cleaned_data["note"])
    except ValidationError as error:
        add_errors(form, error)
        return False
    return True


def _said(one: Objective) -> dict[str, Any]:
    """Return an objective's fields as the form's cleaned data has them."""
    said = {name: getattr(one, name) for name in _FIELDS if name not in {"framework", "program"}}
    return said | {
        "framework": one.about if one.figure == Figure.EFFECTIVE else "iso27001",
        "program": one.about if one.figure == Figure.LATE else "",
    }


def _shown(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form shows of the fields."""
    return {**said, "checks": "\n".join(said["checks"])}


def _fill(one: Objective, data: Mapping[str, Any]) -> None:
    for name in _FIELDS:
        if name not in {"framework", "program", "checks"}:
            setattr(one, name, data[name])
    one.checks = data["checks"] if one.figure == Figure.PASSING else []
    one.about = {Figure.EFFECTIVE: data["framework"], Figure.LATE: data["program"]}.get(Figure(one.figure), "")


def _both(request: HttpRequest, stored: Objective, form: ObjectiveForm, content: Content) -> HttpResponse:
    """Show what both wrote; the form then holds both, joined. Raises Http404 for a version that never was."""
    sent = request.POST.get("version", "")
    base = record_at_version(Objective, stored.pk, int(sent)) if sent.isdigit() else None
    if base is None:
        raise Http404("This form is of no version of the record. Open it again.")
    labels = {field.name: str(field.verbose_name).capitalize() for field in kept_fields(Objective)}
    people = naming.names()

    def said(name: str, value: Any) -> tuple[str, str]:  # noqa: ANN401  a field's value
        words = "\n".join(value) if isinstance(value, list) else day(value) if isinstance(value, date) else str(value)
        return labels.get(name, name.capitalize()), people.get(words, words) or "nothing"

    mine = {name: form.cleaned_data[name] for name in _FIELDS}
    merged, differing = joined(_said(base), _said(stored), mine, said)
    initial = _shown(merged) | {"note": form.cleaned_data["note"]}
    again = ObjectiveForm(content, kept=stored.owner, initial=initial)
    return _page(request, stored, again, differing=differing, code=409)


def _page(
    request: HttpRequest,
    one: Objective,
    form: ObjectiveForm,
    version: str = "",
    differing: list[Difference] | None = None,
    code: int = 200,
) -> HttpResponse:
    return show(
        request,
        "objective_edit",
        code=code,
        one=one,
        form=form,
        version=version or one.version,
        differing=differing or [],
    )
