"""Writing about risks: a new one, another rating, a treatment; and what two people wrote at once, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect

from holdfast.errors import UsageError
from holdfast.web.accounts.permissions import may
from holdfast.web.console.comparison import joined
from holdfast.web.console.pages import console, show
from holdfast.web.console.reading import reads
from holdfast.web.console.requests import scope, signed_in
from holdfast.web.console.risk_forms import (
    RiskForm,
    TreatmentForm,
    fields_of,
    in_words,
    risk_initial,
    treatment_initial,
)
from holdfast.web.console.risk_page import visible
from holdfast.web.console.risks import content_of
from holdfast.web.history.records import ConflictError
from holdfast.web.history.replay import record_at_version
from holdfast.web.risk import risks, treating
from holdfast.web.risk.register import Risk, Treatment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django import forms
    from django.http import HttpRequest, HttpResponse

    from holdfast.web.accounts.models import User
    from holdfast.web.console.comparison import Difference

_PLAN = ("title", "about", "controls", "owner", "due_on")


def new_risk(request: HttpRequest) -> HttpResponse:
    """Ask what could happen, and record it."""
    user = writer(request)
    if not may(user, "risks.raise"):
        raise PermissionDenied
    content = content_of(request)
    form = RiskForm(content, _services(request), risks.may_say(user), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = risks.raise_risk(user, content.company.rates_risks_by, form.said())
        except (UsageError, ValidationError) as error:
            refuse(form, error)
        else:
            messages.success(request, f"{made} stands in the register.")
            return redirect("console:risk", number=made.pk)
    code = 400 if request.method == "POST" else 200
    return show(request, "risk_edit", code=code, form=form, method=content.company.rates_risks_by)


def edit_risk(request: HttpRequest, number: int) -> HttpResponse:
    """Change what is said of a risk; who saves second sees what the first saved meanwhile."""
    user, one = writer(request), visible(request, number)
    allowed = risks.may_say(user, one)
    if not allowed or one.archived_at is not None:
        raise PermissionDenied
    content = content_of(request)
    method = content.company.rates_risks_by
    said = fields_of(one, allowed)
    services = _services(request, one)
    if request.method != "POST":
        form = RiskForm(content, services, allowed, initial=risk_initial(said))
        return show(request, "risk_edit", form=form, one=one, method=method)
    form, code = RiskForm(content, services, allowed, request.POST), 400
    differing: list[Difference] = []
    if form.is_valid():
        seen = _seen(Risk, one, request)
        if seen is not one:
            merged, differing = joined(
                fields_of(seen, allowed), said, form.said(), lambda name, value: in_words(method, name, value)
            )
            form, code = RiskForm(content, services, allowed, initial=risk_initial(merged)), 409
        else:
            try:
                risks.change(one, user, method, form.said())
            except ConflictError:  # somebody saved between our reading and our writing
                return edit_risk(request, number)
            except (UsageError, ValidationError) as error:
                refuse(form, error)
            else:
                messages.success(request, f"{one} is kept.")
                return redirect("console:risk", number=number)
    version = one.version if code == 409 else request.POST.get("version")  # noqa: PLR2004  HTTP's conflict
    return show(
        request, "risk_edit", code=code, form=form, one=one, method=method, differing=differing, version=version
    )


def new_treatment(request: HttpRequest, number: int) -> HttpResponse:
    """Plan what is done about a risk."""
    user, one = writer(request), visible(request, number)
    if not may(user, "risks.treat", one) or one.archived_at is not None:
        raise PermissionDenied
    form = TreatmentForm(content_of(request), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = treating.plan(one, user, form.cleaned_data)
        except (UsageError, ValidationError) as error:
            refuse(form, error)
        else:
            messages.success(request, f"{made} is planned.")
            return redirect(f"{request.path.removesuffix('treatments/new/')}?tab=treatment")
    code = 400 if request.method == "POST" else 200
    return show(request, "treatment_edit", code=code, form=form, risk=one)


def edit_treatment(request: HttpRequest, number: int, treatment: int) -> HttpResponse:
    """Change a plan; who saves second sees what the first saved meanwhile."""
    user, risk = writer(request), visible(request, number)
    one = Treatment.objects.live().filter(risk=risk, pk=treatment).select_related("risk", "owner").first()
    if one is None:
        raise Http404(f"There is no treatment T-{treatment} of {risk}.")
    if not may(user, "risks.treat", one):
        raise PermissionDenied
    content, said = content_of(request), fields_of(one, _PLAN)
    if request.method != "POST":
        form = TreatmentForm(content, initial=treatment_initial(said))
        return show(request, "treatment_edit", form=form, risk=risk, one=one)
    form, code = TreatmentForm(content, request.POST), 400
    differing: list[Difference] = []
    if form.is_valid():
        seen = _seen(Treatment, one, request)
        if seen is not one:
            method = content.company.rates_risks_by
            merged, differing = joined(
                fields_of(seen, _PLAN), said, form.cleaned_data, lambda name, value: in_words(method, name, value)
            )
            form, code = TreatmentForm(content, initial=treatment_initial(merged)), 409
        else:
            try:
                treating.change(one, user, form.cleaned_data)
            except ConflictError:  # as above
                return edit_treatment(request, number, treatment)
            except (UsageError, ValidationError) as error:
                refuse(form, error)
            else:
                messages.success(request, f"{one} is kept.")
                return redirect(f"{request.path.removesuffix(f'treatments/{treatment}/')}?tab=treatment")
    version = one.version if code == 409 else request.POST.get("version")  # noqa: PLR2004  as above
    return show(
        request, "treatment_edit", code=code, form=form, risk=risk, one=one, differing=differing, version=version
    )


def refuse(form: forms.Form, error: UsageError | ValidationError) -> None:
    """Put what a record refuses beside the fields of the form."""
    if isinstance(error, UsageError):
        form.add_error(None, f"{error.what[:1].upper()}{error.what[1:]}. {error.do}")
        return
    for field, texts in error.message_dict.items():
        for text in texts:
            form.add_error(field if field in form.fields else None, text)


def writer(request: HttpRequest) -> User:
    """Return who writes. Raises PermissionDenied at a past moment, which is only looked at."""
    if console(request).as_of is not None:
        raise PermissionDenied
    return signed_in(request)


def _seen(kind: type[Any], one: Any, request: HttpRequest) -> Any:  # noqa: ANN401  of the kind that was given
    """Return the record as the person saw it: itself, or the version that the form was opened on.

    Raises Http404 for a version that never was.
    """
    version = request.POST.get("version", "")
    if version == str(one.version):
        return one
    found = record_at_version(kind, one.pk, int(version)) if version.isdigit() else None
    if found is None:
        raise Http404("This form is of no version of the record. Open it again.")
    return found


def _services(request: HttpRequest, one: Risk | None = None) -> Mapping[str, str]:
    """Return the services in sight by id, and those that the risk names already."""
    found = {line.service.id: line.service.title for line in reads().services(scope(request), None)}
    named = (asset.removeprefix("service:") for asset in (one.assets if one else []) if asset.startswith("service:"))
    return dict(sorted(({name: name for name in named} | found).items(), key=lambda pair: pair[1].casefold()))
