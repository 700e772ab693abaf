"""The Statement of Applicability: what applies, why, by whom, and where it stands; and one control's entry."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from holdfast.pipeline.statement_reads import OWN, THEMES
from holdfast.posture.model import Status
from holdfast.web.accounts.permissions import may
from holdfast.web.applicability import entries, naming, versions
from holdfast.web.applicability.models import SoaEntry
from holdfast.web.console.pages import console, opened, show, tabs
from holdfast.web.console.reading import found, reads
from holdfast.web.console.requests import scope
from holdfast.web.history.replay import Change, changes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.http import HttpRequest, HttpResponse

    from holdfast.pipeline.statement_reads import Line, Statement
    from holdfast.posture.statement import Entry

#: What a list may be held to besides theme and status, as the address and the page say it.
SAID = {
    "included": "Applies",
    "excluded": "Does not apply",
    "planned": "Not in place yet",
    "unowned": "Has no owner",
    "unjustified": "Says not why",
}


def read(request: HttpRequest, said: tuple[Entry, ...] | None = None) -> Statement:
    """Return the statement as of the page's moment; ``said`` in place of what was recorded then."""
    as_of = console(request).as_of
    if said is None:
        said = entries.at(as_of) if as_of else entries.now()
    return reads().statement(scope(request), as_of, said)


def statement(request: HttpRequest) -> HttpResponse:
    """List the controls by theme, held to what the address asks for."""
    as_of = console(request).as_of
    now = entries.at(as_of) if as_of else entries.now()
    view = read(request, now)
    wanted = {name: _wanted(request, name, allowed) for name, allowed in _FILTERS.items()}
    words = request.GET.get("words", "").strip()
    lines = tuple(line for line in view.lines if _matches(line, wanted, words.casefold()))
    version = versions.in_force(as_of)
    waits = None if as_of else versions.waiting()
    return show(
        request,
        "statement",
        view=view,
        shown=replace(view, lines=lines),
        wanted=wanted,
        words=words,
        facets=_facets(view),
        said=SAID,
        people=naming.names(),
        version=version,
        waits=waits,
        changed=len(versions.changed_since(version, now)) if view.recorded and as_of is None else 0,
        may_keep=as_of is None and may(request.user, "soa.keep"),
    )


_FILTERS: Mapping[str, tuple[str, ...]] = {
    "theme": (*THEMES, OWN),
    "status": tuple(Status),
    "say": tuple(SAID),
}


def _wanted(request: HttpRequest, name: str, allowed: tuple[str, ...]) -> str:
    value = request.GET.get(name, "")
    return value if value in allowed else ""


def _facets(view: Statement) -> dict[str, list[tuple[str, str, int]]]:
    """Return (value, words, count) of what is there, for the lists beside the search."""
    standing = view.standing
    return {
        "theme": [(theme, theme.capitalize(), len(lines)) for theme, lines in view.themes],
        "status": [(status, status.capitalize(), standing[status]) for status in Status if standing.get(status)],
        "say": [(key, words, sum(says(line, key) for line in view.lines)) for key, words in SAID.items()],
    }


def _matches(line: Line, wanted: Mapping[str, str], words: str) -> bool:
    if wanted["theme"] not in {"", line.theme} or wanted["status"] not in {"", line.status}:
        return False
    if wanted["say"] and not says(line, wanted["say"]):
        return False
    entry = line.entry
    text = f"{entry.control} {line.title} {entry.why} {entry.how}".casefold()
    return all(word in text for word in words.split())


def says(line: Line, what: str) -> bool:
    """Return whether a line is one of those that a key of ``SAID`` names."""
    entry = line.entry
    match what:
        case "included":
            return entry.applicable
        case "excluded":
            return not entry.applicable
        case "planned":
            return entry.applicable and entry.implementation != "implemented"
        case "unowned":
            return entry.applicable and not entry.owner
        case _:
            return not entry.justified


def entry(request: HttpRequest, control: str) -> HttpResponse:
    """One control: what is said of it and why, where it stands, what changed."""
    as_of = console(request).as_of
    view = read(request)
    line = found(next((one for one in view.lines if one.entry.control == control), None), _none(control))
    record = SoaEntry.objects.filter(control=control).first()
    people = naming.names()
    content = reads().intent(scope(request), as_of).content
    made = tabs(request, ("why", "What is said", None), ("history", "History", None))
    return show(
        request,
        "statement_entry",
        view=view,
        line=line,
        record=record,
        people=people,
        checks={check.id: check.header.title for check in content.checks if check.id in line.checks},
        changes=list(told(changes(record, as_of), people)) if record else [],
        may_edit=as_of is None and record is not None and may(request.user, "soa.edit", record),
        may_retire=as_of is None and record is not None and record.own and may(request.user, "soa.keep"),
        tabs=made,
        tab=opened(made),
    )


def told(listed: Iterator[Change], people: Mapping[str, str]) -> Iterator[tuple[Change, str]]:
    """Yield changes with who made them; an owner is called by name."""
    for change in listed:
        fields = tuple(
            (name, people.get(str(was), was), people.get(str(now), now)) if name == "owner" else (name, was, now)
            for name, was, now in change.fields
        )
        yield replace(change, fields=fields), people.get(change.entry.actor, "Somebody")


def _none(control: str) -> str:
    return f"There is no control {control!r} in the statement."
