"""How every risk in sight stands at a moment: rated or not, within appetite, treated, accepted, or open.

One pass over light rows answers lists, counts and the matrix alike; a past moment is built from the history
and goes the same way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from holdfast.web.accounts.models import User
from holdfast.web.history.replay import record_at, records_at
from holdfast.web.risk.accepting import holds
from holdfast.web.risk.register import OPEN, Acceptance, Risk, Treatment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from holdfast.content.risk_method import Level, RiskMethod

Rating = tuple[int | None, int | None]

#: How a risk may stand, worst first, and what people read.
STANDINGS = {
    "open": "Needs a decision",
    "unrated": "Not rated yet",
    "late": "Treatment overdue",
    "treated": "Being treated",
    "accepted": "Accepted for a time",
    "within": "Within appetite",
}

_FIELDS = (
    "pk", "title", "category", "owner_id", "team", "response", "inherent_likelihood", "inherent_impact",
    "current_likelihood", "current_impact", "residual_likelihood", "residual_impact", "reviewed_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One risk as a list shows it."""

    number: int
    title: str
    category: str
    owner_id: int | None
    owner: str
    team: str
    response: str
    inherent: Rating
    current: Rating
    residual: Rating
    level: Level | None
    rank: int
    standing: str
    review_due: date | None
    treatments: int
    accepted_until: date | None
    overdue: bool

    @property
    def name(self) -> str:
        """What people call it: ``R-12``."""
        return f"R-{self.number}"

    @property
    def said(self) -> str:
        """Its standing in words."""
        return STANDINGS[self.standing]


@dataclass(frozen=True, slots=True)
class _Row:
    """What a line needs of a risk, from the table or from the history."""

    pk: int
    title: str
    category: str
    owner_id: int | None
    team: str
    response: str
    inherent_likelihood: int | None
    inherent_impact: int | None
    current_likelihood: int | None
    current_impact: int | None
    residual_likelihood: int | None
    residual_impact: int | None
    reviewed_on: date | None


def lines(user: User | None, method: RiskMethod, moment: datetime | None) -> list[Line]:
    """Return the risks that somebody may see, the gravest first; ``user`` None sees all, ``moment`` None is now."""
    rows, accepted, treated = _past(user, moment) if moment else _now(user)
    today = (moment or datetime.now(UTC)).date()
    names = {one.pk: str(one) for one in User.objects.only("name", "username")}
    open_ones: dict[int, list[date]] = {}
    for risk, due in treated:
        open_ones.setdefault(risk, []).append(due)
    live: dict[int, Acceptance] = {one.risk_id: one for one in accepted if holds(one, today)}
    judged = _Judged(method)
    made = [_line(row, judged, today, names, live.get(row.pk), open_ones.get(row.pk, ())) for row in rows]
    return sorted(made, key=gravity)


def line(risk: Risk, method: RiskMethod, moment: datetime | None) -> Line:
    """Return one risk as it stands."""
    today = (moment or datetime.now(UTC)).date()
    live = next((one for one in acceptances_of(risk, moment) if holds(one, today)), None)
    due = [one.due_on for one in treatments_of(risk, moment) if one.open]
    owner = {risk.owner_id: str(risk.owner)} if risk.owner_id and risk.owner else {}
    return _line(_Row(*(getattr(risk, name) for name in _FIELDS)), _Judged(method), today, owner, live, due)


def gravity(one: Line) -> tuple[int, int, int]:
    """Return what sorts lines, the gravest first; what is not rated comes before everything, because nobody knows."""
    likelihood, impact = one.current
    if likelihood is None or impact is None or not one.rank:
        return (-1_000, 0, one.number)
    return (-one.rank, -likelihood * impact, one.number)


def visible(user: User, number: int, moment: datetime | None) -> Risk | None:
    """Return a risk if it is there and somebody may see it; closed ones too, for now."""
    risk = record_at(Risk, number, moment) if moment else Risk.objects.filter(pk=number).first()
    if risk is None or user.sees_everything or _mine(user, risk):
        return risk
    carries_out = any(one.owner_id == user.pk for one in treatments_of(risk, moment))
    return risk if carries_out else None


def treatments_of(risk: Risk, moment: datetime | None) -> list[Treatment]:
    """Return what is done about a risk, the next due first and what is over last."""
    if moment:
        found = [one for one in records_at(Treatment, moment) if one.risk_id == risk.pk]
    else:
        found = list(risk.treatments.filter(archived_at=None).select_related("owner", "agreed_by", "risk"))
    return sorted(found, key=lambda one: (not one.open, one.due_on, one.pk))


def acceptances_of(risk: Risk, moment: datetime | None) -> list[Acceptance]:
    """Return the acceptances of a risk, the newest first."""
    if moment:
        return [one for one in records_at(Acceptance, moment) if one.risk_id == risk.pk]
    return list(risk.acceptances.filter(archived_at=None).select_related("by", "risk").order_by("-pk"))


class _Judged:
    """What a method says of ratings, remembered: a list of thousands has few different ones."""

    def __init__(self, method: RiskMethod) -> None:
        self.method = method
        self._known: dict[tuple[str, int | None, int | None], tuple[Level | None, int, bool | None]] = {}

    def of(self, category: str, likelihood: int | None, impact: int | None) -> tuple[Level | None, int, bool | None]:
        """Return the level, its rank, and whether it is within appetite."""
        key = (category, likelihood, impact)
        found = self._known.get(key)
        if found is None:
            level = self.method.level(likelihood, impact)
            found = (level, self.method.rank(level), self.method.within_appetite(category, level))
            self._known[key] = found
        return found


def _line(
    row: _Row,
    judged: _Judged,
    today: date,
    names: Mapping[int, str],
    acceptance: Acceptance | None,
    due: Iterable[date],
) -> Line:
    current = (row.current_likelihood, row.current_impact)
    level, rank, within = judged.of(row.category, *current)
    plans = list(due)
    late = any(day < today for day in plans)
    covers = acceptance is not None and rank <= judged.of("", acceptance.likelihood, acceptance.impact)[1]
    if level is None or within is None:
        standing = "unrated"
    elif late:
        standing = "late"
    elif within:
        standing = "within"
    elif plans:
        standing = "treated"
    else:
        standing = "accepted" if covers else "open"
    review = (row.reviewed_on + level.review) if row.reviewed_on and level else None
    return Line(
        number=row.pk,
        title=row.title,
        category=row.category,
        owner_id=row.owner_id,
        owner=names.get(row.owner_id, "") if row.owner_id else "",
        team=row.team,
        response=row.response,
        inherent=(row.inherent_likelihood, row.inherent_impact),
        current=current,
        residual=(row.residual_likelihood, row.residual_impact),
        level=level,
        rank=rank,
        standing=standing,
        review_due=review,
        treatments=len(plans),
        accepted_until=acceptance.ends_on if acceptance else None,
        overdue=review is not None and review < today,
    )


def _now(user: User | None) -> tuple[list[_Row], list[Acceptance], list[tuple[int, date]]]:
    found = Risk.objects.live()
    if user is not None and not user.sees_everything:
        mine = Q(owner=user) | Q(raised_by=user) | Q(treatments__owner=user, treatments__archived_at=None)
        if user.team:
            mine |= Q(team=user.team)
        found = found.filter(mine).distinct()
    treated = Treatment.objects.live().filter(stage__in=OPEN).values_list("risk_id", "due_on")
    rows = [_Row(*values) for values in found.values_list(*_FIELDS)]
    return rows, list(Acceptance.objects.live().filter(stopped_on=None)), list(treated)


def _past(user: User | None, moment: datetime) -> tuple[list[_Row], list[Acceptance], list[tuple[int, date]]]:
    """Return the same from the history; today's ownership decides who may look, as everywhere."""
    treatments = records_at(Treatment, moment)
    found = records_at(Risk, moment)
    if user is not None and not user.sees_everything:
        carried_out = {one.risk_id for one in treatments if one.owner_id == user.pk}
        found = [one for one in found if one.pk in carried_out or _mine(user, one)]
    rows = [_Row(*(getattr(one, name) for name in _FIELDS)) for one in found]
    open_ones = [(one.risk_id, one.due_on) for one in treatments if one.open]
    return rows, records_at(Acceptance, moment), open_ones


def _mine(user: User, risk: Risk) -> bool:
    return user.pk in {risk.owner_id, risk.raised_by_id} or (bool(user.team) and risk.team == user.team)
