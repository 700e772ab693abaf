"""Evidence: what shows that controls hold, how old it is, and who has looked at it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from holdfast.errors import UsageError
from holdfast.web.accounts.models import User
from holdfast.web.accounts.permissions import may
from holdfast.web.console.pages import console, opened, show, tabs
from holdfast.web.console.reading import found as known
from holdfast.web.console.reading import reads
from holdfast.web.console.requests import scope, signed_in
from holdfast.web.evidence import files, pieces
from holdfast.web.evidence.models import Evidence, Kind
from holdfast.web.history.records import ConflictError
from holdfast.web.history.replay import Change, changes, record_at, records_at

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

#: What a list may be held to, as the address and the page say it.
STATES = (("", "All"), ("current", "Stands"), ("expired", "Expired"))
_ROWS = {"rows": 3, "class": "form-control"}
_DAY = {"type": "date", "class": "form-control"}


class PieceForm(forms.Form):
    """What a piece says; an attestation has no file, and says how somebody knows."""

    title = forms.CharField(label="Title", max_length=200, widget=forms.TextInput(attrs={"class": "form-control"}))
    controls = forms.CharField(
        label="Which controls does it serve?",
        help_text="Framework and id, separated by commas: iso27001:A.5.1, soc2:CC6.1.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
    )
    effective_on = forms.DateField(label="For which day does it speak?", widget=forms.DateInput(attrs=_DAY))
    expires_on = forms.DateField(label="Until when does it stand?", required=False, widget=forms.DateInput(attrs=_DAY))
    file = forms.FileField(
        label="The file",
        help_text="A PDF, a picture, a text, a ZIP or an Office file without macros, up to 25 MB. "
        "Leave it empty to attest in words.",
        required=False,
        widget=forms.FileInput(attrs={"class": "form-control"}),
    )
    about = forms.CharField(
        label="What does it show, or what do you attest?",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs=_ROWS),
    )
    method = forms.CharField(
        label="How do you know?", required=False, max_length=4000, widget=forms.Textarea(attrs=_ROWS)
    )
    population = forms.CharField(
        label="Of what: the whole that it speaks for?",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs=_ROWS),
    )
    sample = forms.CharField(
        label="What of it was looked at?", required=False, max_length=4000, widget=forms.Textarea(attrs=_ROWS)
    )


class WhyForm(forms.Form):
    """The sentence that a review needs."""

    why = forms.CharField(
        label="What did you look at?",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
    )


def evidence_list(request: HttpRequest) -> HttpResponse:
    """List the pieces in sight, the newest first, a page by its key."""
    user, moment = signed_in(request), console(request).as_of
    today = (moment or datetime.now(UTC)).date()
    wanted = {name: request.GET.get(name, "") for name in ("kind", "state", "control")}
    after = request.GET.get("after", "")
    if moment is None:
        found = pieces.filtered(pieces.in_sight(user), wanted, today)
        total = found.count()
        if after.isdecimal():
            found = found.filter(pk__lt=int(after))
        listed = list(found.order_by("-pk")[: pieces.PAGE + 1])
    else:
        then = [one for one in records_at(Evidence, moment) if _sees(user, one) and _fits(one, wanted, today)]
        total = len(then)
        listed = [one for one in then if not after.isdecimal() or one.pk < int(after)][: pieces.PAGE + 1]
    return show(
        request,
        "evidence",
        lines=[(one, _expired(one, today)) for one in listed[: pieces.PAGE]],
        next=str(listed[pieces.PAGE - 1].pk) if len(listed) > pieces.PAGE else "",
        total=total,
        states=[(state, said, state == wanted["state"]) for state, said in STATES],
        kinds=[(kind.value, kind.label, kind == wanted["kind"]) for kind in Kind],
        wanted=wanted,
        may_add=moment is None and may(user, "evidence.add"),
    )


def piece(request: HttpRequest, number: int) -> HttpResponse:
    """One piece: what it is, which controls it serves, who has looked at it."""
    return _page(request, _visible(request, number), WhyForm())


def add(request: HttpRequest) -> HttpResponse:
    """Show the form, and keep what was sent."""
    user = signed_in(request)
    if console(request).as_of is not None or not may(user, "evidence.add"):
        raise PermissionDenied
    initial = {"controls": request.GET.get("control", ""), "effective_on": datetime.now(UTC).date()}
    form = PieceForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = _made(request, user, form)
        except UsageError as error:
            form.add_error(None, f"{error.what[:1].upper()}{error.what[1:]}. {error.do}")
        except ValidationError as error:
            for field, texts in error.message_dict.items():
                form.add_error(field if field in form.fields else None, texts)
        else:
            messages.success(request, f"{made} is kept. Somebody else can review it.")
            return redirect("console:piece", number=made.pk)
    return show(request, "evidence_new", code=400 if request.method == "POST" else 200, form=form)


@require_POST
def act(request: HttpRequest, number: int) -> HttpResponse:
    """Review it."""
    if console(request).as_of is not None:
        raise PermissionDenied  # the past is only looked at
    one, form = _visible(request, number), WhyForm(request.POST)
    if not form.is_valid():
        return _page(request, one, form, status=400)
    if str(one.version) != request.POST.get("version"):
        return _changed(request, number, form)
    try:
        pieces.review(signed_in(request), one, form.cleaned_data["why"])
    except ConflictError:
        return _changed(request, number, form)
    except UsageError as error:
        form.add_error(None, f"{error.what[:1].upper()}{error.what[1:]}. {error.do}")
        return _page(request, _visible(request, number), form, status=403)
    messages.success(request, f"{one} is reviewed.")
    return redirect("console:piece", number=number)


@require_POST
def freeze(request: HttpRequest, framework: str, requirement: str) -> HttpResponse:
    """Keep what the newest run says of a control."""
    user = signed_in(request)
    if console(request).as_of is not None or not may(user, "evidence.add"):
        raise PermissionDenied
    view = known(reads().requirement(scope(request), framework, requirement, None), "There is no such control.")
    run = reads().moment(scope(request), None)
    if run is None:
        raise Http404("Nothing was judged yet.")
    made = pieces.freeze(user, view, settings.HOLDFAST.state, run.run, run.at.date())
    messages.success(request, f"{made} keeps what run {run.run} says of {requirement}.")
    return redirect("console:piece", number=made.pk)


def file(request: HttpRequest, number: int) -> HttpResponse | FileResponse:
    """Give the file to be saved; it is never shown, whatever it is."""
    one = _visible(request, number)
    if not one.sha256:
        raise Http404(f"{one} has no file.")
    content = files.opened(pieces.folder_of(settings.HOLDFAST.state), one.sha256)
    answer = FileResponse(content, as_attachment=True, filename=one.file_name, content_type=one.media_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    return answer


def _made(request: HttpRequest, user: User, form: PieceForm) -> Evidence:
    data = form.cleaned_data
    said = pieces.Said(
        title=data["title"],
        controls=_controls(request, data["controls"]),
        effective_on=data["effective_on"],
        expires_on=data["expires_on"],
        about=data["about"],
        method=data["method"],
        population=data["population"],
        sample=data["sample"],
    )
    sent = data["file"]
    if sent is None:
        return pieces.attest(user, said)
    return pieces.add_file(user, said, settings.HOLDFAST.state, sent.chunks(), sent.name)


def _controls(request: HttpRequest, text: str) -> tuple[str, ...]:
    """Return the controls that are named; a bare id is of ISO/IEC 27001. Raises UsageError for what there is not."""
    content = reads().intent(scope(request), None).content
    there = {f"{one.id}:{requirement.id}" for one in content.frameworks for requirement in one.requirements}
    named = [word.strip() for word in text.replace("\n", ",").split(",") if word.strip()]
    full = [word if ":" in word else f"iso27001:{word}" for word in named]
    if strange := [word for word in full if word not in there]:
        raise UsageError(f"there is no control {strange[0]!r}", do="Take its id from its page: iso27001:A.5.1.")
    return tuple(full)


def _page(request: HttpRequest, one: Evidence, form: WhyForm, status: int = 200) -> HttpResponse:
    user, moment = signed_in(request), console(request).as_of
    today = (moment or datetime.now(UTC)).date()
    made = tabs(request, ("why", "What it shows", None), ("history", "History", None))
    return show(
        request,
        "piece",
        code=status,
        one=one,
        expired=_expired(one, today),
        controls=[control.split(":", 1) for control in one.controls],
        form=form,
        why_not=pieces.why_not_review(one, user),
        may_review=moment is None and not one.reviewer_id,
        changes=[(change, _actor(change)) for change in changes(one, moment)],
        tabs=made,
        tab=opened(made),
    )


def _changed(request: HttpRequest, number: int, form: WhyForm) -> HttpResponse:
    form.add_error(None, "Somebody else has changed this since you opened it. It is shown as it is now; look again.")
    return _page(request, _visible(request, number), form, status=409)


def _actor(change: Change) -> str:
    found = User.objects.filter(key=change.entry.actor).first()
    return str(found) if found else "Holdfast" if change.entry.actor == "holdfast" else "Somebody"


def _visible(request: HttpRequest, number: int) -> Evidence:
    moment, user = console(request).as_of, signed_in(request)
    one = record_at(Evidence, number, moment) if moment else pieces.in_sight(user).filter(pk=number).first()
    if one is None or not _sees(user, one):
        raise Http404(f"There is no evidence EV-{number}.")
    return one


def _sees(user: User, one: Evidence) -> bool:
    return user.sees_everything or user.pk in {one.owner_id, one.added_by_id}


def _fits(one: Evidence, wanted: dict[str, Any], today: Any) -> bool:  # noqa: ANN401  a date, which only typing would import
    state = "expired" if _expired(one, today) else "current"
    return (
        wanted["kind"] in {"", one.nature}
        and wanted["state"] in {"", state}
        and (not wanted["control"] or wanted["control"] in one.controls)
    )


def _expired(one: Evidence, today: Any) -> bool:  # noqa: ANN401  as above
    return one.expires_on is not None and one.expires_on < today
