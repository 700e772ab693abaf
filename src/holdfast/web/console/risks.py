"""Risks: what could go wrong, how gravely, whose it is, and what is done about it."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse

from holdfast.web.accounts.permissions import may
from holdfast.web.console.addresses import address
from holdfast.web.console.findings import harmless
from holdfast.web.console.pages import console, show
from holdfast.web.console.reading import reads
from holdfast.web.console.requests import scope, signed_in
from holdfast.web.risk import standing
from holdfast.web.risk.standing import STANDINGS, Line, gravity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import HttpRequest

    from holdfast.content.model import Content
    from holdfast.content.risk_method import Level, RiskMethod
    from holdfast.web.accounts.models import User

PAGE = 50
_OWNERS = 12
_FILTERS = ("standing", "level", "category", "owner", "due", "cell", "words")
_LABELS = {
    "standing": "Standing",
    "level": "Level",
    "category": "Kind",
    "owner": "Owner",
    "due": "Review",
    "cell": "Rating",
    "words": "Words",
}
_NEVER = datetime.max.replace(tzinfo=UTC).date()
SORTS: dict[str, tuple[str, Callable[[Line], Any]]] = {
    "": ("Gravest first", gravity),
    "review": ("Next review first", lambda line: (line.review_due or _NEVER, line.number)),
    "new": ("Newest first", lambda line: -line.number),
}
COLUMNS = (
    "id", "title", "category", "owner", "team", "standing", "level", "likelihood", "impact", "inherent_likelihood",
    "inherent_impact", "residual_likelihood", "residual_impact", "response", "open_treatments", "review_due",
    "accepted_until",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter: how many risks have it, and the address with it set or taken out."""

    said: str
    count: int
    chosen: bool
    href: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the matrix: its level, and how many of the risks in sight are rated so."""

    level: Level | None
    rank: int
    count: int
    href: str
    said: str


def method_of(request: HttpRequest) -> RiskMethod:
    """Return the method by which risks are rated at the moment shown."""
    return content_of(request).company.rates_risks_by


def content_of(request: HttpRequest) -> Content:
    """Return the company's content at the moment shown."""
    return reads().intent(scope(request), console(request).as_of).content


def risks(request: HttpRequest) -> HttpResponse:
    """List the risks in sight, narrowed as the address says."""
    user, method, at = signed_in(request), method_of(request), console(request).at
    seen = standing.lines(user, method, console(request).as_of)
    wanted = _wanted(request)
    found = [line for line in seen if _fits(line, wanted, user)]
    sort = request.GET.get("sort", "") if request.GET.get("sort", "") in SORTS else ""
    shown = found if not sort else sorted(found, key=SORTS[sort][1])
    page, after = _page(shown, request.GET.get("after", ""))

    def href(**more: str) -> str:
        return address("risks", at=at, **({**wanted, "sort": sort} | more))

    counts = {key: sum(line.standing == key for line in seen) for key in STANDINGS}
    return show(
        request,
        "risks",
        lines=page,
        total=len(found),
        known=len(seen),
        answer=answer(seen),
        standings=[
            Choice(said, counts[key], wanted.get("standing") == key, href(standing=key))
            for key, said in STANDINGS.items()
            if counts[key]
        ],
        everything=href(standing=""),
        wanted=wanted,
        chips=_chips(wanted, content_of(request), seen, href),
        clear=address("risks", at=at),
        facets=_facets(seen, wanted, content_of(request), user, href),
        sorts=[(said, href(sort=key), key == sort) for key, (said, _) in SORTS.items()],
        sorted_by=SORTS[sort][0],
        sort=sort,
        csv=address("risks_csv", at=at, **wanted),
        next=href(after=after) if after else "",
        matrix=matrix(seen, method, lambda cell: href(cell=cell)),
        method=method,
        may_raise=console(request).as_of is None and may(user, "risks.raise"),
    )


def export(request: HttpRequest) -> HttpResponse:
    """Return exactly what is filtered as CSV; safe to open in a spreadsheet."""
    user, method = signed_in(request), method_of(request)
    wanted = _wanted(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="risks.csv"'
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    for line in standing.lines(user, method, console(request).as_of):
        if _fits(line, wanted, user):
            writer.writerow([harmless("" if cell is None else cell) for cell in cells(line)])
    return response


def cells(line: Line) -> tuple[object, ...]:
    """Return a risk's values, one for each of ``COLUMNS``; None is not rated, not set."""
    return (
        line.name,
        line.title,
        line.category,
        line.owner,
        line.team,
        line.said,
        line.level.title if line.level else None,
        *line.current,
        *line.inherent,
        *line.residual,
        line.response,
        line.treatments,
        line.review_due,
        line.accepted_until,
    )


def answer(seen: list[Line]) -> str:
    """Return in a sentence whether the register needs anybody."""
    if not seen:
        return ""
    counted = (
        ("needs a decision", "need a decision", sum(line.standing == "open" for line in seen)),
        ("is not rated", "are not rated", sum(line.standing == "unrated" for line in seen)),
        (
            "has a treatment past its date",
            "have a treatment past its date",
            sum(line.standing == "late" for line in seen),
        ),
        ("has no owner", "have no owner", sum(line.owner_id is None for line in seen)),
        ("was not reviewed in time", "were not reviewed in time", sum(line.overdue for line in seen)),
    )
    said = [f"{count:,} {one if count == 1 else many}" for one, many, count in counted if count]
    if not said:
        return f"Every one of {len(seen):,} is within appetite, treated or accepted, owned, and reviewed in time."
    return f"Of {len(seen):,} risks, {', '.join(said[:-1])}{' and ' if said[:-1] else ''}{said[-1]}."


def matrix(seen: Iterable[Line], method: RiskMethod, href: Callable[[str], str]) -> list[tuple[str, list[Cell]]]:
    """Return the matrix's rows, the most likely first: the step's title and a cell for each step of impact."""
    counts = Counter(line.current for line in seen)
    rows = []
    for likelihood in range(len(method.likelihood), 0, -1):
        row = []
        for impact in range(1, len(method.impact) + 1):
            level = method.level(likelihood, impact)
            said = f"{method.likelihood[likelihood - 1].title}, {method.impact[impact - 1].title}"
            count = counts[likelihood, impact]
            row.append(Cell(level, method.rank(level), count, href(f"{likelihood}-{impact}"), said))
        rows.append((method.likelihood[likelihood - 1].title, row))
    return rows


def _wanted(request: HttpRequest) -> dict[str, str]:
    values = {name: " ".join(request.GET.get(name, "").split())[:200] for name in _FILTERS}
    return {name: value for name, value in values.items() if value}


def _fits(line: Line, wanted: dict[str, str], user: User) -> bool:
    """Whether a risk is what the filters ask for."""
    for name, value in wanted.items():
        if name == "owner":
            fits = {"nobody": line.owner_id is None, "mine": line.owner_id == user.pk}.get(
                value, str(line.owner_id) == value
            )
        elif name == "due":
            fits = line.overdue
        elif name == "cell":
            fits = value == f"{line.current[0]}-{line.current[1]}"
        elif name == "words":
            text = f"{line.name} {line.title}".casefold()
            fits = all(word in text for word in value.casefold().split())
        elif name == "level":
            fits = line.level is not None and line.level.id == value
        else:
            fits = getattr(line, name) == value
        if not fits:
            return False
    return True


def _page(shown: list[Line], after: str) -> tuple[list[Line], str]:
    """Return the lines that follow the risk of that number, and the number to go on after; '' at the end."""
    place = next((at for at, line in enumerate(shown, 1) if str(line.number) == after), 0)
    page = shown[place : place + PAGE]
    more = len(shown) > place + PAGE
    return page, str(page[-1].number) if more else ""


def _facets(
    seen: list[Line], wanted: dict[str, str], content: Content, user: User, href: Callable[..., str]
) -> list[tuple[str, list[Choice]]]:
    """Return the ways to narrow the list, each value with how many risks have it."""
    method = content.company.rates_risks_by
    owners = Counter(line.owner_id for line in seen)
    names = {line.owner_id: line.owner for line in seen}
    levels = Counter(line.level.id for line in seen if line.level)
    kinds = Counter(line.category for line in seen)
    values = {
        "level": [(level.id, level.title, levels[level.id]) for level in reversed(method.levels)],
        "category": [(one.id, one.title, kinds[one.id]) for one in method.categories],
        "owner": [
            ("mine", "Mine", owners[user.pk]),
            ("nobody", "Nobody", owners[None]),
            *((str(key), names[key], count) for key, count in owners.most_common(_OWNERS) if key),
        ],
        "due": [("overdue", "Not reviewed in time", sum(line.overdue for line in seen))],
    }
    made = []
    for name, choices in values.items():
        chosen = wanted.get(name)
        offered = [
            Choice(said, count, chosen == value, href(**{name: "" if chosen == value else value}))
            for value, said, count in choices
            if count or chosen == value
        ]
        if offered:
            made.append((_LABELS[name], offered))
    return made


def _chips(
    wanted: dict[str, str], content: Content, seen: list[Line], href: Callable[..., str]
) -> list[tuple[str, str, str]]:
    """Return what narrows the list beside the standing: label, value, and the address without it."""
    return [
        (_LABELS[name], _said(name, value, content, seen), href(**{name: ""}))
        for name, value in wanted.items()
        if name != "standing"
    ]


def _said(name: str, value: str, content: Content, seen: list[Line]) -> str:
    method = content.company.rates_risks_by
    if name == "level":
        found = method.named(value)
        return found.title if found else value
    if name == "category":
        category = method.category(value)
        return category.title if category else value
    if name == "owner":
        known = {"mine": "me", "nobody": "nobody"} | {str(line.owner_id): line.owner for line in seen}
        return known.get(value, value)
    return {"due": "not in time"}.get(name, value)
