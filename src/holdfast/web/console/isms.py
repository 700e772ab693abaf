"""Scope and deadlines: what the ISMS covers, why, and how soon findings must be mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.web.console.pages import console, show
from holdfast.web.console.reading import reads
from holdfast.web.console.requests import scope

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from holdfast.content.model import Company


def scope_and_deadlines(request: HttpRequest) -> HttpResponse:
    """Show clauses 4.1 to 4.3 and the deadlines as the company's files say them."""
    intent = reads().intent(scope(request), console(request).as_of)
    company = intent.content.company
    deadlines = sorted(company.deadlines, key=lambda one: one.effective, reverse=True)
    current = next((one for one in deadlines if one.effective <= intent.moment.at.date()), None)
    return show(
        request,
        "scope",
        company=company,
        isms=company.scope,
        approver=_approver(company),
        deadlines=deadlines,
        current=current,
    )


def _approver(company: Company) -> str:
    """Return who approved the scope, by role: names stay in the company's folder, the store knows ids."""
    wanted = company.scope.approved_by if company.scope else ""
    person = next((one for one in company.people if one.id == wanted), None)
    return f"{person.roles[0]} ({wanted})" if person and person.roles else wanted
