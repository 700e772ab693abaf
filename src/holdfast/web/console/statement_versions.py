"""Versions of the statement: put forward, approved by somebody else, answered by risk owners, compared."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from holdfast.errors import UsageError
from holdfast.reports import soa
from holdfast.web.accounts.permissions import may
from holdfast.web.applicability import entries, naming, versions
from holdfast.web.applicability.models import Decision, PlanAnswer, SoaVersion
from holdfast.web.console import moments
from holdfast.web.console.pages import console, opened, show, tabs
from holdfast.web.console.reading import found, reads
from holdfast.web.console.requests import scope, signed_in
from holdfast.web.console.statement import read, told
from holdfast.web.console.words import day
from holdfast.web.history.records import ConflictError
from holdfast.web.history.replay import changes, records_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import HttpRequest

    from holdfast.web.applicability.entries import Entries
    from holdfast.web.applicability.versions import Difference


class NoteForm(forms.Form):
    """What a version changes."""

    note = forms.CharField(
        label="What does it change, and why?",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
    )


class WhyForm(forms.Form):
    """The sentence that every decision needs."""

    why = forms.CharField(
        label="Why?", max_length=4000, widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"})
    )


def versions_list(request: HttpRequest) -> HttpResponse:
    """List the versions, with what changed since the one in force."""
    return _list(request, NoteForm())


@require_POST
def submit(request: HttpRequest) -> HttpResponse:
    """Put the statement forward as it stands."""
    if console(request).as_of is not None or not may(request.user, "soa.keep"):
        raise PermissionDenied
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _list(request, form, code=400)
    try:
        made = versions.submit(signed_in(request), form.cleaned_data["note"])
    except UsageError as error:
        form.add_error(None, _sentence(error))
        return _list(request, form, code=400)
    except ValidationError:  # somebody else has taken the number at the same moment
        form.add_error(None, "Somebody else has just put a version forward. Look again.")
        return _list(request, form, code=409)
    messages.success(request, f"{str(made).capitalize()} waits for approval by somebody who wrote none of it.")
    return redirect("console:statement_version", number=made.number)


def version(request: HttpRequest, number: int) -> HttpResponse:
    """One version: what it changes, what it says, its treatment plan, and who said what to it."""
    return _page(request, _version(request, number), WhyForm())


@require_POST
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Approve, send back, withdraw, or answer for the risks, by the button that was pressed."""
    if console(request).as_of is not None:
        raise PermissionDenied  # the past is only looked at
    one, user, act = _version(request, number), signed_in(request), request.POST.get("act", "")
    form = WhyForm(request.POST)
    if act != "withdraw" and not form.is_valid():
        return _page(request, one, form, code=400)
    why = form.cleaned_data.get("why", "") if form.is_valid() else ""
    if act in {"approve", "refuse"} and str(one.version) != request.POST.get("version"):
        return _changed(request, number, form)
    try:
        if act in {"approve", "refuse"}:
            versions.decide(one, user, approve=act == "approve", why=why)
        elif act == "withdraw":
            versions.withdraw(one, user)
        else:
            versions.answer(one, user, accept=act == "accept", why=why)
    except ConflictError:
        return _changed(request, number, form)
    except UsageError as error:
        form.add_error(None, _sentence(error))
        return _page(request, _version(request, number), form, code=403)
    said = (
        "Your answer is recorded." if act in {"accept", "decline"} else f"It is {one.get_decision_display().lower()}."
    )
    messages.success(request, said)
    return redirect("console:statement_version", number=number)


def _changed(request: HttpRequest, number: int, form: forms.Form) -> HttpResponse:
    form.add_error(None, "Somebody else has decided since you opened it. It is shown as it is now.")
    return _page(request, _version(request, number), form, code=409)


def compare(request: HttpRequest) -> HttpResponse:
    """Show in what two versions or days differ."""
    first, second = request.GET.get("from", "").strip(), request.GET.get("to", "").strip()
    trouble = ""
    found_differences: tuple[Difference, ...] = ()
    if first or second:
        try:
            older, newer = _state(request, first), _state(request, second)
            found_differences = _named(versions.differences(older, newer))
        except UsageError as error:
            trouble = _sentence(error)
    listed = versions.known(console(request).as_of)
    return show(
        request,
        "statement_compare",
        code=400 if trouble else 200,
        versions=listed,
        first=first,
        second=second,
        first_said=_said(first),
        second_said=_said(second) if second else "what stands here",
        asked=bool(first or second),
        trouble=trouble,
        differences=found_differences,
        titles=titles(request),
    )


def export(request: HttpRequest, form: str, number: int = 0) -> HttpResponse:
    """Return the statement as a file: a version, or what is said at the page's moment."""
    ending = f".{form}"
    if ending not in soa.FORMATS:
        raise Http404("There is no such form of this document.")
    as_of = console(request).as_of
    one = _version(request, number) if number else versions.in_force(as_of)
    said = entries.upto(one.upto) if one and number else entries.at(as_of) if as_of else entries.now()
    response = HttpResponse(
        soa.render(read(request, said), _cover(request, one, number, said), ending), content_type=soa.TYPES[ending]
    )
    which = f"v{number}" if number else f"{as_of or datetime.now(UTC):%Y-%m-%d}"
    response["Content-Disposition"] = f'attachment; filename="statement-of-applicability-{which}{ending}"'
    return response


def _cover(request: HttpRequest, one: SoaVersion | None, number: int, said: Entries) -> soa.Cover:
    """Return the cover of a version (``number``), or of what is said beside the one in force."""
    changed = 0 if number else len(versions.changed_since(one, said))
    words = soa.version_words(one.number if one else 0, changed, recorded=bool(said))
    if one and one.decision != Decision.APPROVED:
        words = f"Version {number}: {one.get_decision_display().lower()}"
    approved = one if one and one.decision == Decision.APPROVED else None
    answers = [each for each in _answers(request) if one and each.version_of_id == one.pk]
    return soa.Cover(
        version=words,
        approver=str(approved.decided_by) if approved else "",
        approved_on=approved.decided_at.date() if approved and approved.decided_at else None,
        risk_owners=tuple(str(each.owner) for each in answers if each.accepted),
        names=naming.names(),
    )


def titles(request: HttpRequest) -> Mapping[str, str]:
    """Return the titles of Annex A's controls, by id."""
    content = reads().intent(scope(request), console(request).as_of).content
    return {one.id: one.title for framework in content.frameworks for one in framework.requirements if one.assessable}


def _state(request: HttpRequest, text: str) -> Entries:
    """Return what was said in a version (``v2``), at the end of a day, or at the page's moment where nothing is named.

    Raises UsageError.
    """
    as_of = console(request).as_of
    if not text:
        return entries.at(as_of) if as_of else entries.now()
    if text[0] in "vV" and text[1:].isdigit():
        one = next((one for one in versions.known(as_of) if one.number == int(text[1:])), None)
        if one is None:
            raise UsageError(f"there is no version {text[1:]}", do="Choose one of the list.")
        return entries.upto(one.upto)
    moment = moments.parse(text)
    return entries.at(min(moment, as_of) if as_of else moment)


def _said(text: str) -> str:
    if text[:1] in {"v", "V"}:
        return f"version {text[1:]}"
    try:
        return day(moments.parse(text)) if text else ""
    except UsageError:
        return text


def _named(found_differences: Iterable[Difference]) -> tuple[Difference, ...]:
    """Call owners by name."""
    people = naming.names()
    return tuple(one.told(lambda key: people.get(key, key)) for one in found_differences)


def _sentence(error: UsageError) -> str:
    return f"{error.what[:1].upper()}{error.what[1:]}. {error.do}"


def _version(request: HttpRequest, number: int) -> SoaVersion:
    listed = versions.known(console(request).as_of)
    return found(next((one for one in listed if one.number == number), None), f"There is no version {number}.")


def _list(request: HttpRequest, form: forms.Form, code: int = 200) -> HttpResponse:
    as_of = console(request).as_of
    kept = as_of is None and may(request.user, "soa.keep")
    current = versions.in_force(as_of)
    changed = _named(versions.changed_since(current)) if as_of is None else ()
    return show(
        request,
        "statement_versions",
        code=code,
        versions=versions.known(as_of),
        current=current,
        changed=changed,
        titles=titles(request),
        waits=versions.waiting() if as_of is None else None,
        may_keep=kept,
        form=form,
    )


def _page(request: HttpRequest, one: SoaVersion, form: forms.Form, code: int = 200) -> HttpResponse:
    user, as_of = signed_in(request), console(request).as_of
    said, earlier = entries.upto(one.upto), versions.before(one)
    differing = _named(versions.differences(entries.upto(earlier.upto) if earlier else (), said))
    answers = [each for each in _answers(request) if each.version_of_id == one.pk]
    people = naming.names()
    due = versions.plan(said)
    made = tabs(
        request,
        ("changes", "What it changes", len(differing)),
        ("plan", "Treatment plan", len(due)),
        ("says", "What it says", len(said)),
        ("history", "History", None),
    )
    is_open = one.decision == Decision.OPEN
    context: dict[str, Any] = {
        "one": one,
        "earlier": earlier,
        "differences": differing,
        "said": sorted(said, key=lambda entry: versions.order(entry.control)),
        "plan": due,
        "answers": answers,
        "mine": next((each for each in answers if each.owner_id == user.pk), None),
        "titles": titles(request),
        "people": people,
        "writers": sorted(people.get(key, "Somebody") for key in versions.writers(one)),
        "why_not": versions.why_not_decide(one, user) if as_of is None and is_open else "",
        "may_answer": as_of is None and not versions.why_not_answer(one, user),
        "may_withdraw": as_of is None and is_open and (one.submitted_by_id == user.pk or may(user, "soa.keep")),
        "form": form,
        "changes": list(told(changes(one, as_of), people)),
        "tabs": made,
        "tab": opened(made),
    }
    return show(request, "statement_version", code=code, **context)


def _answers(request: HttpRequest) -> list[PlanAnswer]:
    as_of = console(request).as_of
    if as_of is not None:
        return records_at(PlanAnswer, as_of)
    return list(PlanAnswer.objects.live().select_related("owner").order_by("pk"))
