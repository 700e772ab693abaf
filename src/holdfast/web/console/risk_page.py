"""One risk: how grave it is and why, what holds it down, what is done, who accepted what remains."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from holdfast.content.references import parse_control
from holdfast.errors import UsageError
from holdfast.web.accounts.models import User
from holdfast.web.accounts.permissions import may
from holdfast.web.console.addresses import address
from holdfast.web.console.pages import console, opened, show, tabs
from holdfast.web.console.reading import reads
from holdfast.web.console.requests import scope, signed_in
from holdfast.web.console.risk_drawings import curves
from holdfast.web.console.risk_forms import AcceptForm, WhyForm
from holdfast.web.console.risks import content_of
from holdfast.web.history.records import SYSTEM, ConflictError
from holdfast.web.history.replay import changes
from holdfast.web.risk import accepting, proposing, quantifying, risks, standing, treating
from holdfast.web.risk.estimates import Proposal
from holdfast.web.risk.register import Acceptance, Stage, Treatment

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from django import forms
    from django.http import HttpRequest, HttpResponse

    from holdfast.content.risk_method import Level, RiskMethod, Step
    from holdfast.pipeline.views import RequirementLine
    from holdfast.web.history.records import Record
    from holdfast.web.risk.register import Risk


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating in words: the two steps and the level; ``level`` None is not rated."""

    title: str
    likelihood: Step | None
    impact: Step | None
    level: Level | None
    rank: int


@dataclass(frozen=True, slots=True)
class Control:
    """A control that a risk names, and where it stands; ``line`` None where there is none of that id."""

    key: str
    name: str
    framework: str
    requirement: str
    line: RequirementLine | None


def risk(request: HttpRequest, number: int) -> HttpResponse:
    """Show one risk."""
    return page(request, visible(request, number), {})


def visible(request: HttpRequest, number: int) -> Risk:
    """Return the risk, if the person may see it at the moment shown. Raises Http404."""
    found = standing.visible(signed_in(request), number, console(request).as_of)
    if found is None:
        raise Http404(f"There is no risk R-{number}.")
    return found


@require_POST
def act(request: HttpRequest, number: int) -> HttpResponse:
    """Do what the pressed button says about the risk, a treatment or an acceptance of it."""
    if console(request).as_of is not None:
        raise PermissionDenied  # the past is only looked at
    one, user = visible(request, number), signed_in(request)
    method = content_of(request).company.rates_risks_by
    why = request.POST.get("why", "")[:8000]
    acts: dict[str, Callable[[], object]] = {
        "review": lambda: risks.confirm(_as_seen(request, one), user, why),
        "close": lambda: risks.close(_as_seen(request, one), user, why),
        "reopen": lambda: risks.reopen(_as_seen(request, one), user),
        "agree": lambda: treating.agree(_of(Treatment, request, one), user),
        "begin": lambda: treating.advance(_of(Treatment, request, one), user, Stage.BEGUN),
        "done": lambda: treating.advance(_of(Treatment, request, one), user, Stage.DONE),
        "drop": lambda: treating.advance(_of(Treatment, request, one), user, Stage.DROPPED, why),
        "end": lambda: accepting.end(_of(Acceptance, request, one), user, why),
        "confirm": lambda: proposing.confirm(_of(Proposal, request, one), user, why),
        "decline": lambda: proposing.decline(_of(Proposal, request, one), user, why),
        "accept": lambda: _accept(request, _as_seen(request, one), user, method),
    }
    wanted = request.POST.get("act", "")
    if wanted not in acts:
        raise Http404("There is no such button.")
    try:
        acts[wanted]()
    except ConflictError:
        trouble = "Somebody else has changed this since you opened it. It is shown as it is now; look again."
        return page(request, visible(request, number), {"trouble": trouble}, 409)
    except _NotValidError as error:
        return page(request, one, {"accept_form": error.form}, 400)
    except UsageError as error:
        trouble = f"{error.what[:1].upper()}{error.what[1:]}. {error.do}"
        return page(request, visible(request, number), {"trouble": trouble}, 400)
    messages.success(request, "Kept. Posture follows within seconds.")
    return redirect(address("risk", str(number), tab=request.POST.get("tab", "")))


def page(request: HttpRequest, one: Risk, more: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """Return the risk's page; ``more`` is what a refused button has to say."""
    user, moment = signed_in(request), console(request).as_of
    content = content_of(request)
    method = content.company.rates_risks_by
    line = standing.line(one, method, moment)
    treatments = standing.treatments_of(one, moment)
    acceptances = standing.acceptances_of(one, moment)
    proposals = proposing.waiting_for(one, moment)
    made = tabs(
        request,
        ("why", "Why", None),
        ("treatment", "Treatment", len(treatments)),
        ("money", "In money", None),
        ("history", "History", None),
    )
    tab = opened(made)
    return show(
        request,
        "risk",
        code=status,
        one=one,
        line=line,
        method=method,
        category=method.category(one.category),
        appetite=method.appetite_for(one.category),
        rated=ratings(one, method),
        marks=marks(one, method),
        assets=_assets(one),
        controls=controls(request, one.controls) if tab == "why" else [],
        treatments=[(plan, controls(request, plan.controls), _late(plan, moment)) for plan in treatments]
        if tab == "treatment"
        else [],
        acceptances=acceptances,
        proposals=[
            (waits, str(parse_control(waits.control)), _rated("", (waits.likelihood, waits.impact), method))
            for waits in proposals
        ],
        live=next((held for held in acceptances if accepting.holds(held, _today(moment))), None),
        money=_money(one, moment) if tab == "money" else None,
        changes=_history([one, *treatments, *acceptances, *_proposals(one)], moment) if tab == "history" else [],
        tabs=made,
        tab=tab,
        **{**_may(user, one, method, moment), **more},
    )


def ratings(one: Risk, method: RiskMethod) -> list[Rated]:
    """Return the three ratings in words."""
    return [
        _rated(title, rating, method)
        for title, rating in (
            ("Without controls", one.inherent),
            ("Today", one.current),
            ("Once treated", one.residual),
        )
    ]


def marks(one: Risk, method: RiskMethod) -> list[tuple[str, list[tuple[Level | None, int, list[str]]]]]:
    """Return the matrix's rows, the most likely first, with the names of the ratings that stand in each cell."""
    named = (("without controls", one.inherent), ("today", one.current), ("once treated", one.residual))
    rows = []
    for likelihood in range(len(method.likelihood), 0, -1):
        row = []
        for impact in range(1, len(method.impact) + 1):
            level = method.level(likelihood, impact)
            row.append((level, method.rank(level), [name for name, at in named if at == (likelihood, impact)]))
        rows.append((method.likelihood[likelihood - 1].title, row))
    return rows


def controls(request: HttpRequest, keys: list[str]) -> list[Control]:
    """Return controls with where they stand at the moment shown, in sight of the person."""
    lines = reads().requirements(scope(request), keys, console(request).as_of)
    found = []
    for key in keys:
        reference = parse_control(key)
        found.append(Control(key, str(reference), reference.framework, reference.requirement, lines.get(key)))
    return found


def _rated(title: str, rating: tuple[int | None, int | None], method: RiskMethod) -> Rated:
    level = method.level(*rating)
    likelihood, impact = rating
    if level is None or likelihood is None or impact is None:
        return Rated(title, None, None, None, 0)
    return Rated(title, method.likelihood[likelihood - 1], method.impact[impact - 1], level, method.rank(level))


def _may(user: User, one: Risk, method: RiskMethod, moment: datetime | None) -> dict[str, Any]:
    """Return which buttons there are; none at a past moment, and only one for what is closed."""
    closed = one.archived_at is not None
    if moment is not None or closed:
        return {"closed": closed, "may_reopen": moment is None and may(user, "risks.close", one)}
    why_not = accepting.why_not(one, user, method)
    level = method.level(*accepting.remaining(one))
    initial = {"ends_on": accepting.suggested_end(level, _today(None))} if level else {}
    return {
        "closed": False,
        "may_edit": bool(risks.may_say(user, one)),
        "may_rate": may(user, "risks.rate", one),
        "may_treat": may(user, "risks.treat", one),
        "may_agree": may(user, "risks.agree", one),
        "may_answer": may(user, "risks.answer", one),
        "may_close": may(user, "risks.close", one),
        "carries_out": user.pk,
        "is_owner": one.owner_id == user.pk,
        "why_not_accept": why_not,
        "remaining": level,
        "accept_form": None if why_not else AcceptForm(initial=initial),
        "why_form": WhyForm(),
    }


class _NotValidError(Exception):
    """The form of an acceptance does not hold."""

    def __init__(self, form: forms.Form) -> None:
        self.form = form
        super().__init__("the form does not hold")


def _accept(request: HttpRequest, one: Risk, user: User, method: RiskMethod) -> None:
    form = AcceptForm(request.POST)
    if not form.is_valid() and not accepting.why_not(one, user, method):
        raise _NotValidError(form)
    if not form.is_valid():
        raise PermissionDenied
    accepting.accept(one, user, method, why=form.cleaned_data["why"], ends_on=form.cleaned_data["ends_on"])


def _as_seen(request: HttpRequest, one: Risk) -> Risk:
    """Return the risk, if it still is as the person saw it. Raises ConflictError."""
    if str(one.version) != request.POST.get("version"):
        raise ConflictError(one)
    return one


def _of(kind: type[Any], request: HttpRequest, one: Risk) -> Any:  # noqa: ANN401  of the kind that was given
    """Return the treatment or acceptance of this risk that a button names, as it was seen. Raises ConflictError."""
    number = request.POST.get("number", "")
    found = kind.objects.live().filter(risk=one, pk=int(number)).first() if number.isdigit() else None
    if found is None:
        raise Http404("That is not of this risk.")
    if str(found.version) != request.POST.get("version"):
        raise ConflictError(found)
    return found


def _proposals(one: Risk) -> list[Proposal]:
    return list(Proposal.objects.live().filter(risk_id=one.pk))


def _money(one: Risk, moment: datetime | None) -> dict[str, Any]:
    """Return what the risk costs by itself: the estimate, the simulated years, the curves."""
    found = quantifying.portfolio({one.pk}, moment)
    estimate = next((held for held in quantifying.estimates_at(moment) if held.risk_id == one.pk), None)
    if found is None or estimate is None:
        return {"estimate": None}
    titles = {cause.pk: cause.title for cause in quantifying.causes_at(moment)}
    return {
        "estimate": estimate,
        "found": found,
        "curves": curves(found.today.curve, found.treated.curve),
        "causes": [(titles[number], chance) for number, chance in estimate.links if number in titles],
        "strained": found.today.outcomes[0].strained > 0.5,  # noqa: PLR2004  more often than not
    }


def _assets(one: Risk) -> list[tuple[str, str]]:
    """Return what a risk is about: the service's id, '' for what is in no catalogue, and the words."""
    return [
        (asset.removeprefix("service:") if asset.startswith("service:") else "", asset.removeprefix("service:"))
        for asset in one.assets
    ]


def _late(plan: Treatment, moment: datetime | None) -> bool:
    return plan.open and plan.due_on < _today(moment)


def _today(moment: datetime | None) -> date:
    return (moment or datetime.now(UTC)).date()


def _history(records: list[Record], moment: datetime | None) -> list[tuple[Any, str, str]]:
    """Return what happened to the risk and to what belongs to it, the newest first: change, who, about what."""
    found = [(change, str(record)) for record in records for change in changes(record, moment)]
    names = {user.key: str(user) for user in User.objects.filter(key__in={change.entry.actor for change, _ in found})}
    names[SYSTEM] = "Holdfast"
    ordered = sorted(found, key=lambda pair: -pair[0].entry.sequence)
    return [(change, names.get(change.entry.actor, "Somebody"), about) for change, about in ordered]
