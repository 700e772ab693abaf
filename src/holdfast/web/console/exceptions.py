"""Exceptions: what the company lives with for a time, who asked, who decided, and what is next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from holdfast.errors import UsageError
from holdfast.pipeline.views import Filter
from holdfast.web.accounts.models import User
from holdfast.web.accounts.permissions import may
from holdfast.web.console.pages import console, opened, show, tabs
from holdfast.web.console.reading import reads
from holdfast.web.console.requests import scope, signed_in
from holdfast.web.history.records import ConflictError
from holdfast.web.history.replay import Change, changes, record_at, records_at
from holdfast.web.risk import asking, exceptions
from holdfast.web.risk.exceptions import Wanted
from holdfast.web.risk.models import Authority, Decision, Disposition, SecurityException

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from django.http import HttpRequest, HttpResponse

PAGE = 50
_DAYS = 90
_SUBJECTS = 100

#: What a list may be held to, as the address and the page say it.
STATES = {
    "": "All",
    "waiting": "Waiting for a decision",
    "live": "Live",
    "later": "Approved, not begun",
    "over": "Over",
    "refused": "Refused or withdrawn",
}


@dataclass(frozen=True, slots=True)
class Line:
    """An exception as a list shows it: with its check's title, and how it stands on the day shown."""

    exception: SecurityException
    title: str
    state: str

    @property
    def said(self) -> str:
        """The state in words."""
        return self.exception.get_decision_display() if self.state == "refused" else STATES[self.state]


def state_of(one: SecurityException, today: date) -> str:
    """Return the key of ``STATES`` in which an exception is on a day."""
    if one.decision == Decision.OPEN:
        return "waiting"
    if one.decision != Decision.APPROVED:
        return "refused"
    if one.ends_on < today or (one.stopped_on is not None and one.stopped_on <= today):
        return "over"
    return "later" if one.starts_on > today else "live"


class RequestForm(forms.Form):
    """What a request says; the rules themselves are in ``holdfast.web.risk``."""

    subjects = forms.MultipleChoiceField(label="What it is about", widget=forms.CheckboxSelectMultiple)
    disposition = forms.ChoiceField(
        label="Why it should not count",
        choices=[
            (Disposition.EXCEPTION, "It is true, and we live with it for a time"),
            (Disposition.FALSE_POSITIVE, "The result is wrong"),
        ],
        widget=forms.RadioSelect,
        initial=Disposition.EXCEPTION,
    )
    reason = forms.CharField(label="Why can it not be mended now?", max_length=4000, widget=forms.Textarea)
    compensating_control = forms.CharField(
        label="What protects instead?", max_length=4000, required=False, widget=forms.Textarea
    )
    compensating_evidence = forms.CharField(
        label="What shows that this works?", max_length=4000, required=False, widget=forms.Textarea
    )
    risk_accepted = forms.CharField(
        label="What could happen meanwhile?", max_length=4000, required=False, widget=forms.Textarea
    )
    ends_on = forms.DateField(label="Until when?", widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, subjects: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's form arguments
        super().__init__(*args, **kwargs)
        self.fields["subjects"].choices = list(subjects)  # type: ignore[attr-defined]  # a choice field has choices
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs |= {"rows": 3, "class": "form-control"}
            elif isinstance(field.widget, forms.DateInput):
                field.widget.attrs |= {"class": "form-control"}


class WhyForm(forms.Form):
    """The sentence that every decision needs."""

    why = forms.CharField(
        label="Why?", max_length=4000, widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"})
    )


def exceptions_list(request: HttpRequest) -> HttpResponse:
    """List the exceptions in sight, the newest first."""
    moment = console(request).as_of
    today = (moment or datetime.now(UTC)).date()
    titles = _titles(request)
    seen = [
        Line(one, titles.get(one.check_id, one.check_id), state_of(one, today)) for one in _in_sight(request, moment)
    ]
    wanted = request.GET.get("state", "")
    counts = {state: sum(line.state == state for line in seen) for state in STATES if state} | {"": len(seen)}
    shown = [line for line in seen if wanted in {"", line.state}]
    after = request.GET.get("after", "")
    if after.isdigit():
        shown = [line for line in shown if line.exception.pk < int(after)]
    page = shown[:PAGE]
    return show(
        request,
        "exceptions",
        lines=page,
        total=counts.get(wanted, 0),
        states=[(state, said, counts[state], state == wanted) for state, said in STATES.items()],
        next=str(page[-1].exception.pk) if len(shown) > PAGE else "",
        wanted=wanted,
        may_ask=may(request.user, "exceptions.request"),
    )


def exception(request: HttpRequest, number: int) -> HttpResponse:
    """One exception: what it says, what to do next, and what was done."""
    return _page(request, _visible(request, number), WhyForm())


@require_POST
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Approve, refuse, withdraw or end it, by the button that was pressed."""
    if console(request).as_of is not None:
        raise PermissionDenied  # the past is only looked at
    one, user = _visible(request, number), signed_in(request)
    act, form = request.POST.get("act", ""), WhyForm(request.POST)
    if act in {"approve", "refuse"} and not form.is_valid():
        return _page(request, one, form, status=400)
    why = form.cleaned_data.get("why", "") if form.is_valid() else ""
    if str(one.version) != request.POST.get("version"):
        return _changed(request, number, form)
    try:
        if act in {"approve", "refuse"}:
            exceptions.decide(one, user, approve=act == "approve", why=why)
        elif act == "withdraw":
            exceptions.withdraw(one, user)
        else:
            exceptions.stop(one, user, why)
    except ConflictError:
        return _changed(request, number, form)
    except UsageError as error:
        form.add_error(None, f"{error.what[:1].upper()}{error.what[1:]}. {error.do}")
        return _page(request, _visible(request, number), form, status=403)
    done = "ended" if act == "end" else one.get_decision_display().lower()
    messages.success(request, f"{one} is {done}. Posture follows within seconds.")
    return redirect("console:exception", number=number)


def ask(request: HttpRequest) -> HttpResponse:
    """Show the form of a request about a check, and record what was sent."""
    user = signed_in(request)
    if console(request).as_of is not None or not may(user, "exceptions.request"):
        raise PermissionDenied
    check_id = request.GET.get("check", "")
    if not check_id:
        messages.info(request, "An exception is about a finding: open the finding, then ask for it there.")
        return redirect("console:findings")
    try:
        check = asking.known_check(reads(), check_id, user)
    except UsageError as error:
        raise Http404(f"There is no check {check_id!r}.") from error
    failing = _failing(request, check_id)
    never = exceptions.why_never(check)
    chosen = [subject for subject in request.GET.getlist("subject") if subject in dict(failing)]
    initial = {"subjects": chosen, "ends_on": datetime.now(UTC).date() + timedelta(days=_DAYS)}
    form = RequestForm(failing, request.POST or None, initial=initial)
    status = 200
    if request.method == "POST" and form.is_valid() and not never:
        try:
            made = asking.ask(reads(), check_id, _wanted(form.cleaned_data), user)
        except UsageError as error:
            form.add_error(None, f"{error.what[:1].upper()}{error.what[1:]}. {error.do}")
        except ValidationError as error:
            _add(form, error)
        else:
            messages.success(request, f"{made} waits for a decision.")
            return redirect("console:exception", number=made.pk)
    if request.method == "POST":
        status = 400
    return show(request, "exception_request", code=status, check=check, form=form, never=never, failing=failing)


def _add(form: forms.Form, error: ValidationError) -> None:
    """Put what a record refuses beside the fields of the form."""
    for field, texts in error.message_dict.items():
        for text in texts:
            form.add_error(field if field in form.fields else None, text)


def _wanted(data: Mapping[str, Any]) -> Wanted:
    return Wanted(
        subjects=tuple(data["subjects"]),
        reason=data["reason"],
        ends_on=data["ends_on"],
        disposition=Disposition(data["disposition"]),
        compensating_control=data["compensating_control"],
        compensating_evidence=data["compensating_evidence"],
        risk_accepted=data["risk_accepted"],
    )


def _page(request: HttpRequest, one: SecurityException, form: WhyForm, status: int = 200) -> HttpResponse:
    user, moment = signed_in(request), console(request).as_of
    today = (moment or datetime.now(UTC)).date()
    made = tabs(request, ("why", "Why", None), ("history", "History", None), ("related", "Related", None))
    return show(
        request,
        "exception",
        code=status,
        line=Line(one, _titles(request).get(one.check_id, one.check_id), state_of(one, today)),
        form=form,
        why_not=exceptions.why_not_decide(one, user) if moment is None else "",
        may_withdraw=moment is None and one.decision == Decision.OPEN and one.requester_id == user.pk,
        may_stop=moment is None and exceptions.may_stop(one, user),
        deciders=_deciders(one) if one.decision == Decision.OPEN else [],
        changes=[(change, _actor(change)) for change in changes(one, moment)],
        renewed=SecurityException.objects.live().filter(renews_id=one.pk),
        tabs=made,
        tab=opened(made),
    )


def _changed(request: HttpRequest, number: int, form: WhyForm) -> HttpResponse:
    form.add_error(None, "Somebody else has changed this since you opened it. It is shown as it is now; look again.")
    return _page(request, _visible(request, number), form, status=409)


def _actor(change: Change) -> str:
    found = User.objects.filter(key=change.entry.actor).first()
    return str(found) if found else "Holdfast" if change.entry.actor == "holdfast" else "Somebody"


def _deciders(one: SecurityException) -> list[str]:
    """Return the names of those who may decide on it today, at most five."""
    today = datetime.now(UTC).date()
    able = (
        Authority.objects.live().filter(starts_on__lte=today).exclude(user_id=one.requester_id).select_related("user")
    )
    named = {
        str(held.user)
        for held in able
        if held.reaches(one.tier) and (held.ends_on is None or held.ends_on >= today) and held.user.is_active
    }
    return sorted(named)[:5]


def _in_sight(request: HttpRequest, moment: datetime | None) -> list[SecurityException]:
    """Return what the person may see: everything, or what their team or they themselves asked for."""
    user = signed_in(request)
    if moment is not None:
        found = records_at(SecurityException, moment)
    else:
        found = list(SecurityException.objects.live().select_related("requester").order_by("-pk"))
    if user.sees_everything:
        return found
    return [one for one in found if one.requester_id == user.pk or (user.team and one.team == user.team)]


def covering(request: HttpRequest, check_id: str, subject: str) -> list[SecurityException]:
    """Return the live exceptions in sight that let a subject fail a check at the moment shown."""
    moment = console(request).as_of
    today = (moment or datetime.now(UTC)).date()
    named = (one for one in _in_sight(request, moment) if one.check_id == check_id and subject in one.subjects)
    return [one for one in named if state_of(one, today) == "live"]


def _visible(request: HttpRequest, number: int) -> SecurityException:
    moment, user = console(request).as_of, signed_in(request)
    if moment is not None:
        one = record_at(SecurityException, number, moment)
    else:
        one = SecurityException.objects.live().filter(pk=number).first()
    mine = one is not None and (one.requester_id == user.pk or (bool(user.team) and one.team == user.team))
    if one is None or not (user.sees_everything or mine):
        raise Http404(f"There is no exception EX-{number}.")
    return one


def _failing(request: HttpRequest, check_id: str) -> list[tuple[str, str]]:
    """Return (subject, name) of what fails the check in sight and is not excepted, at most a hundred."""
    wanted = Filter(check=check_id, verdict=("fail",), in_scope="any", excepted="no")
    page = reads().findings(scope(request), wanted, "", _SUBJECTS, None)
    return [(one.subject, one.subject_name or one.subject) for one in page.findings]


def _titles(request: HttpRequest) -> dict[str, str]:
    checks = reads().intent(scope(request), console(request).as_of).content.checks
    return {check.id: check.header.title for check in checks}
