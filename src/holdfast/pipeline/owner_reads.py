"""Services and teams with what is theirs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from holdfast.pipeline.matters import matters
from holdfast.pipeline.rollup_reads import trend
from holdfast.pipeline.views import Filter, Service, ServiceLine, ServiceView, TeamLine, TeamView
from holdfast.posture.model import Kind
from holdfast.posture.ownership import SERVICES

if TYPE_CHECKING:
    from holdfast.content.model import Team
    from holdfast.pipeline.finding_lists import Findings
    from holdfast.pipeline.rollup_reads import Posture
    from holdfast.pipeline.sight import Sight

_SHOWN = 20


class OwnerReads:
    """Answers about who owns what."""

    def __init__(self, posture: Posture, findings: Findings) -> None:
        self._posture = posture
        self._findings = findings

    def services(self, sight: Sight) -> tuple[ServiceLine, ...]:
        """Return the services in sight: the catalogue's, and those that only a rule names."""
        known = _catalogued(sight)
        rolled = {id_ for kind, id_ in self._posture.of(sight) if kind is Kind.SERVICE}
        ids = sorted(id_ for id_ in {*known, *rolled} if sight.sees_service(id_))
        return tuple(
            ServiceLine(known.get(id_) or _uncatalogued(id_), self._posture.one(sight, Kind.SERVICE, id_))
            for id_ in ids
        )

    def service(self, sight: Sight, id_: str) -> ServiceView | None:
        """Return a service's page; None where none of that id is in sight."""
        line = next((line for line in self.services(sight) if line.service.id == id_), None)
        if line is None:
            return None
        kinds = sight.engine.rows(
            f"SELECT kind, count(*) FROM subjects{sight.only_visible} WHERE service = ? "
            "GROUP BY kind ORDER BY 2 DESC, 1",
            [id_],
        )
        return ServiceView(
            line=line,
            matters=matters(sight, Filter(service=id_)),
            findings=self._findings.page(sight, Filter(service=id_), limit=_SHOWN),
            subjects={str(kind): int(str(number)) for kind, number in kinds},
            trend=trend(sight, Kind.SERVICE, id_),
        )

    def teams(self, sight: Sight) -> tuple[TeamLine, ...]:
        """Return the teams in sight, by title."""
        services = Counter(line.service.team for line in self.services(sight))
        ordered = sorted(sight.content.company.teams, key=lambda team: team.title.casefold())
        return tuple(self._team(sight, team, services) for team in ordered if sight.sees_team(team.id))

    def team(self, sight: Sight, id_: str) -> TeamView | None:
        """Return a team's page; None where none of that id is in sight."""
        line = next((line for line in self.teams(sight) if line.team.id == id_), None)
        if line is None:
            return None
        return TeamView(
            line=line,
            services=tuple(one for one in self.services(sight) if one.service.team == id_),
            matters=matters(sight, Filter(team=id_)),
            findings=self._findings.page(sight, Filter(team=id_), limit=_SHOWN),
            trend=trend(sight, Kind.TEAM, id_),
        )

    def _team(self, sight: Sight, team: Team, services: Counter[str]) -> TeamLine:
        people = sum(person.team == team.id for person in sight.content.company.people)
        return TeamLine(team, self._posture.one(sight, Kind.TEAM, team.id), services[team.id], people)


def _catalogued(sight: Sight) -> dict[str, Service]:
    if SERVICES not in sight.catalogue:
        return {}
    rows = sight.engine.dicts(
        f"SELECT o.id, o.title, o.about, o.team, o.tier, o.data, o.lifecycle, s.in_scope, s.scope_reason "
        f"FROM {SERVICES} AS o LEFT JOIN subjects AS s ON s.subject = o.subject"
    )
    found = {}
    for row in rows:
        data = row["data"] if isinstance(row["data"], list) else []
        found[str(row["id"])] = Service(
            id=str(row["id"]),
            title=str(row["title"] or row["id"]),
            about=str(row["about"] or ""),
            team=str(row["team"] or ""),
            tier=int(str(row["tier"] or 0)),
            data=tuple(str(one) for one in data),
            lifecycle=str(row["lifecycle"] or ""),
            in_scope=row["in_scope"] is not False,
            scope_reason=str(row["scope_reason"] or ""),
        )
    return found


def _uncatalogued(id_: str) -> Service:
    """A service that a rule names and the catalogue does not."""
    return Service(id_, id_, "Not in the service catalogue.", "", 0, (), "", in_scope=True, scope_reason="")
