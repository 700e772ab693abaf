"""Frameworks, and the page of one control."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from holdfast.posture.model import Status
from holdfast.web.accounts.permissions import may
from holdfast.web.console.checks import worst_first
from holdfast.web.console.pages import console, opened, show, tabs
from holdfast.web.console.reading import found, reads
from holdfast.web.console.requests import scope, signed_in
from holdfast.web.evidence.pieces import serving

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from holdfast.content.model import Program
    from holdfast.pipeline.views import CheckLine, RequirementView


def frameworks(request: HttpRequest) -> HttpResponse:
    """List the frameworks."""
    views = reads().frameworks(scope(request), console(request).as_of)
    # The standard that everything else is mapped to stands first.
    return show(request, "frameworks", views=sorted(views, key=lambda view: view.framework.id != "iso27001"))


def framework(request: HttpRequest, framework: str) -> HttpResponse:
    """One framework: its controls by the framework's own headings, those of one status if asked."""
    view = found(
        reads().framework(scope(request), framework, console(request).as_of), f"There is no framework {framework!r}."
    )
    status = request.GET.get("status", "")
    status = status if status in set(Status) else ""
    lines = [
        line for line in view.lines if line.requirement.assessable and (not status or line.rollup.status == status)
    ]
    groups = [(group, list(members)) for group, members in groupby(lines, key=lambda line: line.requirement.group)]
    made = tabs(request, ("controls", "Controls", len(lines)), ("history", "History", None))
    return show(
        request, "framework", view=view, groups=groups, shown=len(lines), status=status, tabs=made, tab=opened(made)
    )


def requirement(request: HttpRequest, framework: str, requirement: str) -> HttpResponse:
    """One control: its status and since when, why, what to do next, its history, where else it counts."""
    as_of = console(request).as_of
    view = found(
        reads().requirement(scope(request), framework, requirement, as_of),
        f"There is no {requirement!r} in {framework!r}.",
    )
    made = tabs(
        request,
        ("why", "Why", None),
        ("findings", "Findings", view.findings.total),
        ("evidence", "Evidence", None),
        ("history", "History", None),
        ("related", "Related", len(view.related)),
    )
    control = f"{framework}:{requirement}"
    aspects = [
        (aspect, *_judged(line for line in view.checks if line.check.id in aspect.checks))
        for aspect in view.rollup.aspects
    ]
    return show(
        request,
        "requirement",
        view=view,
        aspects=aspects,
        program=_program(request, view),
        control=control,
        pieces=serving(control, signed_in(request)) if as_of is None and opened(made) == "evidence" else [],
        may_add=as_of is None and may(signed_in(request), "evidence.add"),
        tabs=made,
        tab=opened(made),
    )


def _judged(lines: Iterable[CheckLine]) -> tuple[list[CheckLine], list[CheckLine]]:
    """Return an aspect's checks, the worst first: those that judged something, those that found nothing to judge."""
    ordered = sorted(lines, key=worst_first)
    return [line for line in ordered if line.rollup.counts.judged], [
        line for line in ordered if not line.rollup.counts.judged
    ]


def _program(request: HttpRequest, view: RequirementView) -> Program | None:
    """Return the program that the control belongs to: its team owns the control."""
    content = reads().intent(scope(request), console(request).as_of).content
    return next((program for program in content.programs if program.id == view.requirement.program), None)
