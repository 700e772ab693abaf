"""A subject with all its results and facts, and why one result is what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.posture.model import Verdict
from holdfast.web.accounts.permissions import may
from holdfast.web.console.exceptions import covering
from holdfast.web.console.pages import console, opened, show, tabs
from holdfast.web.console.reading import found, reads
from holdfast.web.console.record_pages import page_of
from holdfast.web.console.requests import scope
from holdfast.web.risk.exceptions import why_never

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from holdfast.pipeline.views import Finding


def subject(request: HttpRequest) -> HttpResponse:
    """One bucket, key, person or whatever checks judge."""
    wanted = request.GET.get("id", "")
    view = found(reads().subject(scope(request), wanted, console(request).as_of), f"Nothing is known of {wanted!r}.")
    made = tabs(
        request,
        ("why", "Results", len(view.findings)),
        ("facts", "Facts", len(view.facts)),
        ("history", "History", None),
    )
    failing = [finding for finding in view.findings if finding.verdict is Verdict.FAIL]
    unknown = [finding for finding in view.findings if finding.verdict is Verdict.UNKNOWN]
    asked = [finding for finding in view.findings if finding.verdict is not Verdict.NOT_APPLICABLE]
    return show(
        request,
        "subject",
        view=view,
        failing=failing,
        unknown=unknown,
        asked=len(asked),
        record=page_of(wanted, console(request).at),
        since=_since(failing or unknown or asked),
        tabs=made,
        tab=opened(made),
    )


def _since(decisive: Sequence[Finding]) -> datetime | None:
    """Since when a subject stands as it does: since the first that fails; since the last of all that pass."""
    if not decisive:
        return None
    first = decisive[0].verdict
    moments = [one.failing_since or one.since for one in decisive]
    return min(moments) if first in {Verdict.FAIL, Verdict.UNKNOWN} else max(moments)


def why(request: HttpRequest) -> HttpResponse:
    """Open one result down to its rows and its SQL."""
    check, wanted = request.GET.get("check", ""), request.GET.get("subject", "")
    view = found(
        reads().explain(scope(request), check, wanted, console(request).as_of),
        f"There is no result of {check!r} for {wanted!r}.",
    )
    return show(
        request,
        "why",
        view=view,
        record=page_of(wanted, console(request).at),
        excepted_by=covering(request, check, wanted) if view.finding.excepted else [],
        may_ask=console(request).as_of is None
        and may(request.user, "exceptions.request")
        and not why_never(view.check),
    )
