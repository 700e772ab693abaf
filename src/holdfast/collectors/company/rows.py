"""Rows from the company's content, table by table."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time
from typing import TYPE_CHECKING

from holdfast.collectors.company import tables
from holdfast.content.load import DEFAULT_DEADLINES
from holdfast.content.model import Applicability, Severity
from holdfast.content.references import DEFAULT_FRAMEWORK, Controls, parse_control

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from holdfast.content.model import Content, OwnershipRule
    from holdfast.content.providers import Assurance
    from holdfast.facts.tables import Table

Row = dict[str, object]

CHAMPION = "champion"
LEAD = "program lead"


def rows(content: Content, now: datetime) -> dict[Table, list[Row]]:
    """Return every table's rows, as they stand at ``now``."""
    made = {
        tables.ORG_TEAM: list(_teams(content)),
        tables.ORG_PERSON: list(_people(content)),
        tables.ORG_PROGRAM: list(_programs(content)),
        tables.ORG_SCOPE: [_scope(content)],
        tables.ORG_DEADLINE: list(_deadlines(content, now.date())),
        tables.ORG_RISK_METHOD: [_risk_method(content)],
        tables.ORG_CONTROL: list(_controls(content)),
        tables.ORG_ATTESTATION: list(_attestations(content, now.date())),
        tables.ORG_ASSURANCE: list(_assurances(content)),
        tables.ORG_ASSURANCE_SERVICE: list(_assured_services(content)),
        tables.ORG_OWNERSHIP_RULE: list(_ownership_rules(content)),
    }
    return {
        table: [{"account_id": "", "region": "global", **row} for row in table_rows]
        for table, table_rows in made.items()
    }


def _teams(content: Content) -> Iterator[Row]:
    people = Counter(person.team for person in content.company.people)
    champions = Counter(person.team for person in content.company.people if CHAMPION in _roles(person.roles))
    for team in content.company.teams:
        yield {
            "subject": f"team:{team.id}",
            "id": team.id,
            "title": team.title,
            "about": team.about,
            "people": people[team.id],
            "champions": champions[team.id],
        }


def _people(content: Content) -> Iterator[Row]:
    for person in content.company.people:
        yield {
            "subject": f"person:{person.id}",
            "id": person.id,
            "team": person.team,
            "roles": list(person.roles),
        }


def _roles(roles: tuple[str, ...]) -> frozenset[str]:
    """Roles without regard to case, as people write them."""
    return frozenset(role.casefold() for role in roles)


def _program_teams(content: Content) -> dict[str, str]:
    """The team of each program, empty where the company has no such team."""
    known = {team.id for team in content.company.teams}
    return {program.id: program.team if program.team in known else "" for program in content.programs}


def _programs(content: Content) -> Iterator[Row]:
    teams = _program_teams(content)
    for program in content.programs:
        lead = program.lead.casefold()
        leads = [
            person.id
            for person in content.company.people
            if lead in _roles(person.roles) or (person.team == teams[program.id] and LEAD in _roles(person.roles))
        ]
        yield {
            "subject": f"program:{program.id}",
            "id": program.id,
            "title": program.title,
            "named_team": program.team,
            "team": teams[program.id],
            "lead_role": program.lead,
            "leads": len(leads),
            "practices": len(program.practices),
        }


def _risk_method(content: Content) -> Row:
    method = content.company.rates_risks_by
    return {
        "subject": "risk-method:method",
        "id": "method",
        "written": content.company.risk_method is not None,
        "approved_by": method.approved_by,
        "approved_on": _midnight(method.approved_on) if method.approved_on else None,
        "levels": len(method.levels),
        "losses": len(method.appetite.losses),
    }


def _scope(content: Content) -> Row:
    scope = content.company.scope
    kinds = Counter(issue.kind for issue in scope.issues) if scope else Counter[str]()
    return {
        "subject": "scope:isms",
        "id": "isms",
        "written": scope is not None,
        "statement": scope.statement if scope else "",
        "approved_by": scope.approved_by if scope else "",
        "approved_on": _midnight(scope.approved_on) if scope else None,
        "climate": scope.climate_considered if scope else "",
        "issues_inside": kinds["internal"],
        "issues_outside": kinds["external"],
        "parties": len(scope.parties) if scope else 0,
        "parties_unheard": [party.title for party in scope.parties if not party.requirements] if scope else [],
        "exclusions": sum(not rule.inside for rule in scope.rules) if scope else 0,
    }


def _deadlines(content: Content, today: date) -> Iterator[Row]:
    lines = content.company.deadlines
    in_force = next((line for line in reversed(lines) if line.effective <= today), lines[0])
    for severity in Severity:
        yield {
            "subject": f"deadline:{severity}",
            "id": str(severity),
            "stated": in_force != DEFAULT_DEADLINES,
            "days": getattr(in_force, severity),
            "effective": _midnight(in_force.effective),
        }


def _controls(content: Content) -> Iterator[Row]:
    said = {parse_control(line.control).key: line for line in content.company.applicability}
    teams = _program_teams(content)
    default = Applicability(control="any")
    for framework in content.frameworks:
        for control in framework.requirements:
            if framework.id != DEFAULT_FRAMEWORK or not control.id.startswith("A."):
                continue
            line = said.get(f"{framework.id}:{control.id}")
            standing = line or default
            yield {
                "subject": f"control:{control.id}",
                "id": control.id,
                "title": control.title,
                "program": control.program,
                "team": teams.get(control.program, ""),
                "stated": line is not None,
                "applicable": standing.applicable,
                "implementation": standing.implementation,
                "reason": standing.reason if standing.reason != default.reason else "",
            }


def _attestations(content: Content, today: date) -> Iterator[Row]:
    controls = Controls(content.frameworks)
    teams = {person.id: person.team for person in content.company.people}
    latest: dict[str, date] = {}
    for attestation in content.company.attestations:
        if attestation.effective > today:  # it takes no place before its time
            continue
        about = str(parse_control(attestation.control))
        latest[about] = max(latest.get(about, attestation.effective), attestation.effective)
    for attestation in content.company.attestations:
        reference = parse_control(attestation.control)
        aspect = controls.aspect(reference)
        if aspect is None:  # the loader refuses it
            continue
        yield {
            "subject": f"attestation:{attestation.id}",
            "id": attestation.id,
            "control": attestation.control,
            "requirement": reference.key,
            "aspect": aspect.id,
            "statement": attestation.statement,
            "attested_by": attestation.by,
            "team": teams.get(attestation.by, ""),
            "effective": _midnight(attestation.effective),
            "expires": _midnight(attestation.effective + aspect.max_age),
            "superseded": attestation.effective < latest.get(str(reference), attestation.effective),
        }


def _assurances(content: Content) -> Iterator[Row]:
    teams = {person.id: person.team for person in content.company.people}
    latest: dict[tuple[str, str], date] = {}
    for report in content.company.assurances:
        key = (report.provider, report.title)
        latest[key] = max(latest.get(key, report.period_end), report.period_end)
    for report in content.company.assurances:
        yield {
            "subject": f"assurance:{report.id}",
            "id": report.id,
            "provider": report.provider,
            "title": report.title,
            "period_start": _midnight(report.period_start),
            "period_end": _midnight(report.period_end),
            "covers_until": _midnight(report.covers_until),
            "kind": report.kind,
            "issuer": report.issuer,
            "scope": report.scope,
            "opinion": report.opinion,
            "bridged": report.bridge is not None,
            "reviewed": report.reviewed_on is not None,
            "reviewed_by": report.reviewed_by,
            "team": teams.get(report.reviewed_by, ""),
            "reviewed_on": _midnight(report.reviewed_on) if report.reviewed_on else None,
            "controls": list(report.controls),
            "qualifications": len(report.qualifications),
            "qualified_controls": _qualified(report),
            "user_controls": len(report.user_controls),
            "user_controls_unshown": [one.id for one in report.user_controls if not one.check],
            "artifact": report.artifact,
            "file_known": report.file is not None,
            "superseded": report.period_end < latest[report.provider, report.title],
        }


def _qualified(report: Assurance) -> list[str]:
    """The controls that a report's qualifications touch; ``*`` where one touches them all, or the opinion does."""
    named = {control for one in report.qualifications for control in one.controls}
    if report.opinion in {"adverse", "disclaimer"} or not all(one.controls for one in report.qualifications):
        return ["*"]
    return ["*"] if report.opinion == "qualified" and not named else sorted(named)


def _assured_services(content: Content) -> Iterator[Row]:
    for row, report in zip(_assurances(content), content.company.assurances, strict=True):
        same = {name: row[name] for name in ("subject", "period_start", "covers_until", "reviewed", "superseded")}
        for service in report.services:
            for region in report.regions or (tables.ANY_REGION,):
                certificate = report.kind == "certificate"
                yield {**same, "service": service, "covered_region": region, "certificate": certificate}


def _ownership_rules(content: Content) -> Iterator[Row]:
    for number, rule in enumerate(content.company.ownership, start=1):
        yield {
            "subject": f"ownership-rule:{number}",
            "id": str(number),
            "title": _in_words(rule),
            "service": rule.service,
            "team": rule.team,
        }


def _in_words(rule: OwnershipRule) -> str:
    conditions = {"tag": rule.tag, "account": rule.account, "name": rule.name, "kind": rule.kind}
    return " and ".join(f"{word} {value}" for word, value in conditions.items() if value)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min)
