"""Who does what: the provider's part and ours, control by control and service by service, with where ours stands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfast.content.model import Evidence as By
from holdfast.content.references import DEFAULT_FRAMEWORK, parse_control
from holdfast.pipeline.finding_filters import checks_of
from holdfast.pipeline.statement_reads import said
from holdfast.posture.controls import rests_on_provider
from holdfast.posture.judging import worst
from holdfast.posture.model import Kind, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from holdfast.content.model import Applicability, Program, Requirement
    from holdfast.content.providers import Assurance, CloudService
    from holdfast.pipeline.rollup_reads import Posture
    from holdfast.pipeline.sight import Sight
    from holdfast.pipeline.views import CheckLine, Moment
    from holdfast.posture.model import Rollup

#: The check whose fails are services outside the provider's certificate.
CERTIFIED_CHECK = "org.cloud_service.inside_certificate"


@dataclass(frozen=True, slots=True)
class ServicePart:
    """What a service changes for one control, and where our checks of it there stand."""

    service: CloudService
    provider_does: str
    company_does: str
    status: Status | None  # None: no check of ours speaks of it
    checks: tuple[CheckLine, ...]


@dataclass(frozen=True, slots=True)
class ControlPart:
    """One control of Annex A: whose it is, both parts, where ours stands, and who looks after it."""

    requirement: Requirement
    rollup: Rollup
    bearer: str
    ours: Status
    providers: Status | None  # None: nothing of it is the provider's to show
    reason: str
    program: Program | None
    team: str
    implementation: str
    services: tuple[ServicePart, ...]


@dataclass(frozen=True, slots=True)
class ServiceUse:
    """A service that is in use, or of which nobody knows (``used`` None): where, and where no certificate names it."""

    service: CloudService
    used: bool | None
    regions: tuple[str, ...]
    things: int
    outside: tuple[str, ...] | None  # None: not for who looks to see


@dataclass(frozen=True, slots=True)
class Report:
    """A certificate or report: by name and period, and what keeps it from standing (empty: nothing)."""

    report: Assurance
    trouble: str


@dataclass(frozen=True, slots=True)
class Expected:
    """What a provider's report expects of us, in our words, and where the check of it stands."""

    title: str
    asks: str
    check: CheckLine | None


@dataclass(frozen=True, slots=True)
class Responsibility:
    """The page: controls in the framework's order, the services in use, the provider's reports."""

    moment: Moment
    controls: tuple[ControlPart, ...]
    services: tuple[ServiceUse, ...]
    reports: tuple[Report, ...]
    expected: tuple[Expected, ...]
    offices: bool | None

    @property
    def bearers(self) -> Mapping[str, int]:
        """How many controls that apply are whose."""
        return Counter(part.bearer for part in self.controls if part.ours is not Status.NOT_APPLICABLE)

    @property
    def standing(self) -> Mapping[Status, int]:
        """Where our part stands, over the controls in which we have one."""
        ours = (part for part in self.controls if part.bearer != "provider")
        return Counter(part.ours for part in ours if part.ours is not Status.NOT_APPLICABLE)


def responsibility(sight: Sight, posture: Posture, lines: Mapping[str, CheckLine]) -> Responsibility:
    """Return who does what; ``lines`` are all checks with where they stand, by id."""
    content = sight.content
    framework = next((one for one in content.frameworks if one.id == DEFAULT_FRAMEWORK), None)
    annex = [one for one in framework.requirements if one.responsibility] if framework else []
    uses = _uses(sight)
    used = [use.service for use in uses if use.used is not False]
    declared = said(sight)
    return Responsibility(
        moment=sight.moment,
        controls=tuple(_control(sight, posture, one, used, lines, declared) for one in annex),
        services=uses,
        reports=tuple(
            Report(one, _trouble(one, sight.moment.at.date()))
            for one in content.company.assurances
            if not _old(sight, one)
        ),
        expected=_expected(sight, lines) if sight.everything else (),
        offices=content.company.offices,
    )


def _control(
    sight: Sight,
    posture: Posture,
    one: Requirement,
    used: Iterable[CloudService],
    lines: Mapping[str, CheckLine],
    declared: Mapping[str, Applicability] | None,
) -> ControlPart:
    content = sight.content
    key = f"{DEFAULT_FRAMEWORK}:{one.id}"
    rollup = posture.one(sight, Kind.REQUIREMENT, key)
    certified = {aspect.id for aspect in one.aspects if aspect.by == (By.CERTIFICATE,)}
    alone = rests_on_provider(one, content.company)
    decided = declared is None or rollup.status in {Status.NOT_APPLICABLE, Status.NOT_IMPLEMENTED}
    ours = [aspect for aspect in rollup.aspects if aspect.id not in certified]
    theirs = [aspect.status for aspect in rollup.aspects if aspect.id in certified]
    status = rollup.status if decided or alone or not ours else worst(aspect.status for aspect in ours)
    at_fault = next((aspect.reason for aspect in ours if aspect.status is status), rollup.sentence)
    program = next((program for program in content.programs if program.id == one.program), None)
    teams = {team.id: team.title for team in content.company.teams}
    line = declared.get(key) if declared is not None else None
    implementation = (
        "not applicable" if line and not line.applicable else line.implementation if line else "implemented"
    )
    return ControlPart(
        requirement=one,
        rollup=rollup,
        bearer=_bearer(one, alone=alone),
        ours=status,
        providers=worst(theirs) if theirs else None,
        reason=rollup.sentence if decided else at_fault,
        program=program,
        team=teams.get(program.team, "") if program else "",
        implementation=implementation if declared is not None else "",
        services=tuple(part for service in used if (part := _part(sight, key, service, lines))),
    )


def _bearer(one: Requirement, *, alone: bool) -> str:
    """Whose a control is here: one of places is shared where the company has places of its own, or may have."""
    return "shared" if one.responsibility == "provider" and not alone else one.responsibility


def _part(sight: Sight, key: str, service: CloudService, lines: Mapping[str, CheckLine]) -> ServicePart | None:
    """What a service changes for a control; None where nothing is said and no check speaks of it."""
    prefix = f"{service.provider.lower()}.{service.id}."
    checks = [lines[id_] for id_ in sorted(checks_of(sight.content).get(key, ())) if id_.startswith(prefix)]
    line = next((line for line in service.controls if parse_control(line.control).key == key), None)
    if line is None and not checks:
        return None
    return ServicePart(
        service=service,
        provider_does=line.provider_does if line else "",
        company_does=line.company_does if line else "",
        status=worst(line.rollup.status for line in checks) if checks else None,
        checks=tuple(checks),
    )


def _uses(sight: Sight) -> tuple[ServiceUse, ...]:
    """The services that are in use or not known to be, by title; for a limited look those of what is in sight."""
    found = _all_uses(sight) if sight.everything else _own_uses(sight)
    return tuple(sorted(found, key=lambda use: use.service.title))


def _all_uses(sight: Sight) -> Iterator[ServiceUse]:
    """Yield how the run saw services used, and where no certificate names them; what is not used is left out."""
    rows = sight.engine.rows("SELECT id, region, in_use, things FROM org_cloud_service ORDER BY id, region")
    unnamed = sight.engine.rows("SELECT subject FROM failing WHERE check_id = ?", [CERTIFIED_CHECK])
    outside = {str(row[0]) for row in unnamed}
    for service in sight.content.cloud_services:
        own = [(str(region), used, int(str(things or 0))) for id_, region, used, things in rows if id_ == service.id]
        if all(used is False for _, used, _ in own):
            continue
        seen = tuple(region for region, used, _ in own if used)
        yield ServiceUse(
            service=service,
            used=True if seen else None,
            regions=seen,
            things=sum(things for _, _, things in own),
            outside=tuple(region for region in seen if f"cloud-service:{service.id}/{region}" in outside),
        )


def _own_uses(sight: Sight) -> Iterator[ServiceUse]:
    """Yield what is in sight of each service; whether a certificate names it is for others to see."""
    rows = sight.engine.rows(f"SELECT kind, region, count(*) FROM subjects{sight.only_visible} GROUP BY kind, region")
    for service in sight.content.cloud_services:
        own = [(str(region), int(str(count))) for kind, region, count in rows if kind in service.tables]
        if own:
            regions = tuple(sorted({region for region, _ in own}))
            things = sum(count for _, count in own)
            yield ServiceUse(service, used=True, regions=regions, things=things, outside=None)


def _old(sight: Sight, report: Assurance) -> bool:
    """Whether a report of the same provider and title covers a later period."""
    same = [
        one for one in sight.content.company.assurances if (one.provider, one.title) == (report.provider, report.title)
    ]
    return report.period_end < max(one.period_end for one in same)


def _trouble(report: Assurance, today: date) -> str:
    """Why a report shows nothing today; empty where it stands."""
    if report.covers_until < today:
        return f"It tells of the time until {report.covers_until} only."
    if report.reviewed_on is None:
        return "Nobody of ours has reviewed it yet."
    if report.opinion not in {"", "unqualified"} or report.qualifications:
        return "Its auditor qualified something that bears on us."
    return ""


def _expected(sight: Sight, lines: Mapping[str, CheckLine]) -> tuple[Expected, ...]:
    return tuple(
        Expected(report.title, one.asks, lines.get(one.check))
        for report in sight.content.company.assurances
        if not _old(sight, report)
        for one in report.user_controls
    )
