"""Changing what the statement says of a control. Two people who change the same one both see what each wrote."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from holdfast.errors import UsageError
from holdfast.web.accounts.permissions import may
from holdfast.web.applicability import entries, naming
from holdfast.web.applicability.models import Implementation, SoaEntry
from holdfast.web.console.comparison import joined
from holdfast.web.console.pages import console, show
from holdfast.web.console.reading import reads
from holdfast.web.console.requests import scope, signed_in
from holdfast.web.console.words import day
from holdfast.web.history.records import ConflictError, kept_fields
from holdfast.web.history.replay import record_at_version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from holdfast.web.console.comparison import Difference

_LISTS = ("obligations", "contracts", "checks")
_OF_OWN = ("title", "checks")
_CONTROL = {"class": "form-control"}


def _text(label: str, rows: int = 3) -> forms.CharField:
    area = forms.Textarea(attrs={**_CONTROL, "rows": rows})
    return forms.CharField(label=label, max_length=4000, required=False, widget=area)


class EntryForm(forms.Form):
    """What an entry says; lists have one thing on each line."""

    title = forms.CharField(label="Title", max_length=200, widget=forms.TextInput(attrs=_CONTROL))
    applicable = forms.TypedChoiceField(
        label="Does it apply?",
        choices=[("yes", "It applies"), ("no", "It does not apply")],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )
    reason = _text("Why is it included or excluded?")
    obligations = _text("Which laws and requirements ask for it? One on each line.", 2)
    contracts = _text("Which contracts ask for it? One on each line.", 2)
    implementation = forms.ChoiceField(
        label="Is it in place?", choices=Implementation.choices, widget=forms.Select(attrs=_CONTROL)
    )
    due_on = forms.DateField(
        label="If not, by when?",
        required=False,
        widget=forms.DateInput(attrs={"type": "date", **_CONTROL}, format="%Y-%m-%d"),
    )
    how = _text("How is it implemented?")
    owner = forms.ChoiceField(label="Who owns it?", required=False, widget=forms.Select(attrs=_CONTROL))
    checks = _text("Which checks show it? One id on each line.", 2)
    why = forms.CharField(
        label="What do you change, and why? It is kept in the history.",
        max_length=400,
        required=False,
        widget=forms.TextInput(attrs=_CONTROL),
    )

    def __init__(self, *args: Any, own: bool, known: frozenset[str], kept: str = "", **kwargs: Any) -> None:  # noqa: ANN401  Django's form arguments
        super().__init__(*args, **kwargs)
        self._known = known
        if not own:
            for name in _OF_OWN:
                del self.fields[name]
        people = naming.able()
        if kept and kept not in dict(people):
            people.append((kept, f"{naming.names().get(kept, 'Somebody')} (account closed)"))
        self.fields["owner"].choices = [("", "Nobody yet"), *people]  # type: ignore[attr-defined]  # a choice field has choices

    def clean(self) -> dict[str, Any]:
        """Refuse an exclusion without a reason, and checks that there are not."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name in _LISTS:
            if name in data:
                data[name] = [line.strip() for line in data[name].splitlines() if line.strip()]
        for name in ("reason", "how", "title"):
            if name in data:
                data[name] = data[name].replace("\r\n", "\n").strip()
        if data.get("applicable") is False and not data.get("reason"):
            self.add_error("reason", "Say why it does not apply: auditors ask for the reason of every exclusion.")
        unknown = [check for check in data.get("checks", ()) if check not in self._known]
        if unknown:
            self.add_error("checks", f"There is no check {unknown[0]}.")
        return data


class NewForm(EntryForm):
    """The same for a control of the company's own, which needs an id."""

    control = forms.CharField(label="Id", max_length=40, widget=forms.TextInput(attrs=_CONTROL))
    field_order = ("control", "title")


def edit(request: HttpRequest, control: str) -> HttpResponse:
    """Show an entry's form, and save what was sent; what somebody else saved meanwhile is shown beside it."""
    user, entry = signed_in(request), _record(control)
    if console(request).as_of is not None or not may(user, "soa.edit", entry):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, entry, _form(request, entry))
    form = _form(request, entry, request.POST)
    if not form.is_valid():
        return _page(request, entry, form, request.POST.get("version", ""), code=400)
    if str(entry.version) != request.POST.get("version"):
        return _both(request, entry, form)
    _fill(entry, form.cleaned_data)
    try:
        changed = entries.save(entry, user, form.cleaned_data["why"])
    except ConflictError:
        return _both(request, _record(control), form)
    except ValidationError as error:
        add_errors(form, error)
        return _page(request, _record(control), form, request.POST["version"], code=400)
    messages.success(
        request, f"{control} is saved. Posture follows within seconds." if changed else "Nothing differed."
    )
    return redirect("console:statement_entry", control=control)


def new(request: HttpRequest) -> HttpResponse:
    """Show the form of a control of the company's own, and add it."""
    user = signed_in(request)
    if console(request).as_of is not None or not may(user, "soa.keep"):
        raise PermissionDenied
    if not SoaEntry.objects.exists():
        messages.info(request, "Begin the statement first; then add controls of your own.")
        return redirect("console:statement")
    initial = {"applicable": "yes", "implementation": Implementation.IMPLEMENTED}
    form = NewForm(request.POST or None, own=True, known=_checks(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        entry = SoaEntry(own=True, control=form.cleaned_data["control"].strip())
        _fill(entry, form.cleaned_data)
        try:
            entries.save(entry, user, form.cleaned_data["why"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, f"{entry} stands in the statement.")
            return redirect("console:statement_entry", control=entry.control)
    return show(request, "statement_new", code=400 if request.method == "POST" else 200, form=form)


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Take the company's text over into records."""
    if console(request).as_of is not None or not may(request.user, "soa.keep"):
        raise PermissionDenied
    made = entries.begin(reads().intent(scope(request), None).content, signed_in(request))
    messages.success(request, f"The statement is kept here from now on: {made} controls were taken over.")
    return redirect("console:statement")


@require_POST
def retire(request: HttpRequest, control: str) -> HttpResponse:
    """Take a control of the company's own out of the statement."""
    if console(request).as_of is not None or not may(request.user, "soa.keep"):
        raise PermissionDenied
    try:
        entries.retire(_record(control), signed_in(request), request.POST.get("why", ""))
    except UsageError as error:
        messages.error(request, f"{error.what[:1].upper()}{error.what[1:]}. {error.do}")
        return redirect("console:statement_entry", control=control)
    messages.success(request, f"{control} is out of the statement; its history stays.")
    return redirect("console:statement")


def add_errors(form: forms.Form, error: ValidationError) -> None:
    """Put what a record refuses beside the fields of the form."""
    for field, texts in error.message_dict.items():
        for text in texts:
            form.add_error(field if field in form.fields else None, text)


def _record(control: str) -> SoaEntry:
    found: SoaEntry | None = SoaEntry.objects.live().filter(control=control).first()
    if found is None:
        raise Http404(f"There is no control {control!r} in the recorded statement.")
    return found


def _checks(request: HttpRequest) -> frozenset[str]:
    return frozenset(check.id for check in reads().intent(scope(request), None).content.checks)


def _said(entry: SoaEntry) -> dict[str, Any]:
    """Return an entry's fields as the form's cleaned data has them."""
    return {name: getattr(entry, name) for name in EntryForm.base_fields if name != "why"}


def _fill(entry: SoaEntry, data: Mapping[str, Any]) -> None:
    for name, value in data.items():
        if name not in {"why", "control"}:
            setattr(entry, name, value)


def _shown(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form shows of an entry's fields."""
    shown = dict(said)
    shown["applicable"] = "yes" if said["applicable"] else "no"
    return shown | {name: "\n".join(said[name]) for name in _LISTS if name in said}


def _form(request: HttpRequest, entry: SoaEntry, data: Any = None, **initial: object) -> EntryForm:  # noqa: ANN401  what was sent
    shown = _shown(_said(entry)) | initial
    return EntryForm(data, own=entry.own, known=_checks(request), kept=entry.owner, initial=shown)


def _both(request: HttpRequest, stored: SoaEntry, form: EntryForm) -> HttpResponse:
    """Show what both wrote; the form then holds both, joined. Raises Http404 for a version that never was."""
    sent = request.POST.get("version", "")
    base = record_at_version(SoaEntry, stored.pk, int(sent)) if sent.isdigit() else None
    if base is None:
        raise Http404("This form is of no version of the record. Open it again.")
    labels, people = _labels(form), naming.names()

    def said(name: str, value: Any) -> tuple[str, str]:  # noqa: ANN401  a field's value
        return labels[name], _told(value, people)

    mine = {name: form.cleaned_data[name] for name in labels}
    merged, differing = joined(_said(base), _said(stored), mine, said)
    again = _form(request, stored, **_shown(merged), why=form.cleaned_data["why"])
    return _page(request, stored, again, differing=differing, code=409)


def _labels(form: EntryForm) -> dict[str, str]:
    """Return a form's fields that are an entry's, as the record calls them."""
    called = {field.name: str(field.verbose_name) for field in kept_fields(SoaEntry)}
    return {name: called[name].capitalize() for name in form.fields if name in called}


def _told(value: object, people: Mapping[str, str]) -> str:
    """Return a field's value in words; an account's key as a name."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "\n".join(map(str, value))
    if isinstance(value, date):
        return day(value)
    return people.get(str(value), str(value)) if value else "nothing"


def _page(
    request: HttpRequest,
    entry: SoaEntry,
    form: EntryForm,
    version: str = "",
    differing: list[Difference] | None = None,
    code: int = 200,
) -> HttpResponse:
    statement = reads().statement(scope(request), None, entries.now())
    line = next(one for one in statement.lines if one.entry.control == entry.control)
    return show(
        request,
        "statement_edit",
        code=code,
        line=line,
        form=form,
        version=version or entry.version,
        differing=differing or [],
    )
