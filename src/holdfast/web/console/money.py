"""Risks in money: what one costs and what all cost in a year, today and once treated, held against the appetite."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect

from holdfast.errors import UsageError
from holdfast.web.accounts.permissions import may
from holdfast.web.console.addresses import address
from holdfast.web.console.money_forms import CauseForm, EstimateForm, estimate_initial
from holdfast.web.console.pages import console, show
from holdfast.web.console.requests import signed_in
from holdfast.web.console.risk_drawings import curves
from holdfast.web.console.risk_edits import refuse, writer
from holdfast.web.console.risk_page import visible
from holdfast.web.console.risks import content_of
from holdfast.web.history.records import ConflictError
from holdfast.web.risk import quantifying, standing
from holdfast.web.risk.estimates import CommonCause, Estimate

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from holdfast.content.risk_method import Category, Level
    from holdfast.web.risk.quantifying import Portfolio
    from holdfast.web.risk.standing import Line

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Held:
    """A point of the appetite in money, and the chance today and once treated."""

    loss: float
    chance: float
    today: float
    treated: float


@dataclass(frozen=True, slots=True)
class Cost:
    """One risk's share of a year: its line, and what it costs today and once treated."""

    line: Line
    today: float
    treated: float
    worst: float
    strained: bool


def appetite(request: HttpRequest) -> HttpResponse:
    """Say how much risk the company wants to carry, and whether it carries more."""
    user, moment = signed_in(request), console(request).as_of
    method = content_of(request).company.rates_risks_by
    own = content_of(request).company.risk_method is not None
    seen = standing.lines(user, method, moment)
    seed = _seed(request)
    limits = [limit.loss for limit in method.appetite.losses]
    found = quantifying.portfolio({line.number for line in seen}, moment, seed=seed, limits=limits)
    above = [line for line in seen if method.within_appetite(line.category, line.level) is False]
    held = _held([(limit.loss, limit.chance) for limit in method.appetite.losses], found)
    return show(
        request,
        "appetite",
        method=method,
        own=own,
        above=len(above),
        undecided=sum(line.standing in {"open", "late"} for line in above),
        unrated=sum(line.level is None for line in seen),
        kinds=[_kind(category, method.appetite_for(category.id), seen, above) for category in method.categories],
        money=found,
        held=held,
        over=[one for one in held if one.today > one.chance],
        curves=curves(found.today.curve, found.treated.curve, [(one.loss, one.chance) for one in held])
        if found
        else None,
        costs=_costs(found, seen)[:_SHOWN],
        unestimated=len(seen) - len(found.estimated) if found else len(seen),
        causes=[(cause, _brings(cause, moment, seen)) for cause in quantifying.causes_at(moment)],
        may_name=moment is None and may(user, "risks.assign"),
    )


def estimate(request: HttpRequest, number: int) -> HttpResponse:
    """Ask what a risk costs."""
    user, risk = writer(request), visible(request, number)
    if not may(user, "risks.rate", risk) or risk.archived_at is not None:
        raise PermissionDenied
    one = Estimate.objects.filter(risk=risk).first()
    causes = quantifying.causes_at(None)
    form = EstimateForm(causes, request.POST or None, initial=estimate_initial(one))
    code = 200
    if request.method == "POST":
        code = 400
        if str(one.version if one else 0) != request.POST.get("version"):
            form.add_error(None, "Somebody else has changed these numbers since you opened them. Look at them again.")
            code = 409
        elif form.is_valid():
            try:
                quantifying.estimate(risk, user, form.said())
            except (UsageError, ValidationError) as error:
                refuse(form, error)
            except ConflictError:
                form.add_error(None, "Somebody else saved at the same moment. Look at their numbers, then save again.")
                code = 409
            else:
                messages.success(request, f"{risk} is estimated.")
                return redirect(address("risk", str(number), tab="money"))
    currency = content_of(request).company.rates_risks_by.currency
    stored = one if code == 409 else None  # noqa: PLR2004  HTTP's conflict
    return show(request, "risk_estimate", code=code, form=form, risk=risk, one=one, stored=stored, currency=currency)


def cause(request: HttpRequest, number: int = 0) -> HttpResponse:
    """Name a common cause, or change one; ``number`` 0 is a new one."""
    user = writer(request)
    if not may(user, "risks.assign"):
        raise PermissionDenied
    one = CommonCause.objects.live().filter(pk=number).first()
    if number and one is None:
        raise Http404(f"There is no cause C-{number}.")
    names = ("title", "about", "frequency_low", "frequency_high")
    form = CauseForm(request.POST or None, initial={name: getattr(one, name) for name in names} if one else None)
    code = 200
    if request.method == "POST":
        code = 400
        if one and str(one.version) != request.POST.get("version"):
            form.add_error(None, "Somebody else has changed this since you opened it. Look at it again.")
            code = 409
        elif form.is_valid():
            try:
                kept = quantifying.name_cause(user, form.cleaned_data, one)
            except (UsageError, ValidationError) as error:
                refuse(form, error)
            else:
                messages.success(request, f"{kept.title}: kept.")
                return redirect("console:appetite")
    return show(request, "cause_edit", code=code, form=form, one=one)


def _seed(request: HttpRequest) -> int:
    text = request.GET.get("seed", "")
    return int(text) if text.isdigit() and len(text) < 10 else quantifying.SEED  # noqa: PLR2004  nine digits are enough


def _held(limits: list[tuple[float, float]], found: Portfolio | None) -> list[Held]:
    if found is None:
        return []
    today, treated = dict(found.today.limits), dict(found.treated.limits)
    return [Held(loss, chance, today[loss], treated[loss]) for loss, chance in limits]


def _kind(
    category: Category, most: Level | None, seen: list[Line], above: list[Line]
) -> tuple[Category, Level | None, int, int]:
    return (
        category,
        most,
        sum(line.category == category.id for line in seen),
        sum(line.category == category.id for line in above),
    )


def _costs(found: Portfolio | None, seen: list[Line]) -> list[Cost]:
    """Return what each estimated risk costs, the dearest first."""
    if found is None:
        return []
    lines = {line.number: line for line in seen}
    treated = {one.number: one for one in found.treated.outcomes}
    made = [
        Cost(lines[one.number], one.mean, treated[one.number].mean, one.worst_of_twenty, one.strained > 0.5)  # noqa: PLR2004  more often than not
        for one in found.today.outcomes
    ]
    return sorted(made, key=lambda cost: -cost.today)


def _brings(cause: CommonCause, moment: datetime | None, seen: list[Line]) -> list[tuple[Line, float]]:
    """Return the risks in sight that a cause brings, with the chance."""
    lines = {line.number: line for line in seen}
    return [
        (lines[one.risk_id], chance)
        for one in quantifying.estimates_at(moment)
        for number, chance in one.links
        if number == cause.pk and one.risk_id in lines
    ]
