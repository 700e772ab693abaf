"""What stands around every page: the side bar, the company, freshness, the moment, the theme."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from holdfast.errors import HoldfastError
from holdfast.web.accounts.permissions import may
from holdfast.web.accounts.views import THEMES
from holdfast.web.console import reading, words

if TYPE_CHECKING:
    from django.http import HttpRequest

    from holdfast.pipeline.views import SourcesView
    from holdfast.web.console.requests import ConsoleRequest


@dataclass(frozen=True, slots=True)
class Entry:
    """One page in the side bar; ``pages`` are the addresses' names at which it is lit."""

    title: str
    name: str
    icon: str
    pages: tuple[str, ...] = ()


RISK_PAGES = (
    "risk", "risk_new", "risk_edit", "risk_estimate", "treatment_new", "treatment_edit", "appetite", "cause_new",
    "cause_edit",
)  # fmt: skip

SECTIONS = (
    (
        "Program",
        (
            Entry("Overview", "overview", "overview"),
            Entry("Programs", "programs", "program", ("program",)),
            Entry("Frameworks", "frameworks", "framework", ("framework", "requirement")),
            Entry(
                "Applicability",
                "statement",
                "statement",
                (
                    "statement_entry",
                    "statement_edit",
                    "statement_new",
                    "statement_versions",
                    "statement_version",
                    "statement_compare",
                ),
            ),
            Entry("Objectives", "objectives", "objective", ("objective", "objective_new", "objective_edit")),
            Entry("Findings", "findings", "finding", ("why", "subject")),
            Entry("Risks", "risks", "risk", RISK_PAGES),
            Entry("Exceptions", "exceptions", "exception", ("exception", "exception_request")),
            Entry("Evidence", "evidence", "evidence", ("piece", "evidence_new")),
            Entry("Checks", "checks", "check", ("check",)),
            Entry("Changes", "changes", "change"),
            Entry("AWS and us", "responsibility", "cloud"),
            Entry("Scope and deadlines", "scope", "scope"),
        ),
    ),
    (
        "Engineering",
        (
            Entry("Services", "services", "service", ("service",)),
            Entry("Teams", "teams", "team", ("team",)),
        ),
    ),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the context of the page's frame; bare where nobody is signed in or the store fails."""
    theme = request.COOKIES.get("theme", "auto")
    context: dict[str, Any] = {"theme": theme if theme in THEMES else "auto"}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or user.must_change_password or getattr(request, "not_yet", False):
        return context
    match = request.resolver_match
    context |= {
        "may_manage_people": may(user, "people.manage"),
        "sections": SECTIONS,
        "page": match.url_name if match else "",
        "today": datetime.now(UTC).date(),
    }
    if getattr(request, "holdfast_failed", False):
        return context
    try:
        ours = cast("ConsoleRequest", request)
        moment = reading.moment_of(ours)
        if moment is not None:
            shown = reading.frame_of(ours, moment)
            freshness = _freshness(shown.sources, past=bool(moment.asked))
            context |= {"moment": moment, "company_name": shown.company, "names": shown.names, "freshness": freshness}
    except HoldfastError:
        pass  # the page itself says what is wrong
    return context


def _freshness(sources: SourcesView, *, past: bool) -> tuple[str, bool]:
    """Return one line about how fresh facts are, and whether a source is in trouble."""
    troubled = [source for source in sources.sources if source.trouble or source.stale or source.unread]
    if troubled:
        names = ", ".join(words.source_words(source.source) for source in troubled[:2])
        return f"{names} not read whole", True
    observed = [source for source in sources.sources if source.observed_at]
    if not observed:
        return "No facts yet", True
    # Of several that are as old, the one that people ask about first.
    never = datetime.max.replace(tzinfo=UTC)
    first = min(observed, key=lambda source: (source.observed_at or never, source.source != "aws"))
    if past:
        return f"Facts of {words.day(first.observed_at)}", False
    return f"{words.source_words(first.source)} {words.ago(first.observed_at, datetime.now(UTC))}", False
