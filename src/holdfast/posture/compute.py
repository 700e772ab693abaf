"""Adds results up: the company, frameworks, requirements, programs, services, teams and checks.

Time passes without facts changing (a deadline passes, an attestation expires), so this runs at
every evaluation; only what differs from the last run is written.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa

from holdfast.facts.ledgers import ROLLUPS
from holdfast.posture.controls import Controls
from holdfast.posture.evidence import evidence
from holdfast.posture.exceptions import EXCEPTIONS, excepted_sql
from holdfast.posture.judging import judge_owner, worst
from holdfast.posture.model import Kind, Rollup, Status
from holdfast.posture.ownership import SERVICES
from holdfast.posture.rows import to_row
from holdfast.posture.sentences import statuses_sentence
from holdfast.posture.tally import Tally, tallies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date, datetime

    from holdfast.content.model import Content, Framework, Program
    from holdfast.facts.draft import Draft
    from holdfast.facts.duckdb import Engine
    from holdfast.facts.tables import Catalogue
    from holdfast.posture.evidence import Evidence
    from holdfast.posture.tally import Tallies

#: The framework that the company's own status is about.
MAIN_FRAMEWORK = "iso27001"

#: The rollup of what nobody owns.
NOBODY = ""


def write_posture(draft: Draft, catalogue: Catalogue, content: Content, moment: datetime) -> int:
    """Compute posture from the draft's subjects and results, write what changed, return how much that is."""
    with draft.reading() as reading:
        changed = compute(reading.engine, catalogue, content, moment)
    return draft.ledger(ROLLUPS.name).write(changed)


def compute(engine: Engine, catalogue: Catalogue, content: Content, moment: datetime) -> pa.Table:
    """Return the rollups that differ from those in ``rollups``, as the ledger takes them (``gone`` too).

    ``engine`` has the views ``subjects``, ``results``, ``checks``, ``coverage``, the company's facts
    and ``rollups`` as the last run left them.
    """
    now = int(moment.timestamp())
    some = EXCEPTIONS in catalogue and bool(engine.rows(f"SELECT 1 FROM {EXCEPTIONS} LIMIT 1"))
    excepted = excepted_sql(catalogue, content.checks, now, check_id="check_id", subject="subject", some=some)
    counted = tallies(engine, content.company.deadlines, now, (check.id for check in content.checks), excepted=excepted)
    services: set[str] = set()
    if SERVICES in catalogue:
        services = {str(row[0]) for row in engine.rows(f"SELECT id FROM {SERVICES}")}
    fresh = judge(content, counted, evidence(engine, catalogue), services, moment.date())
    known = {(str(row["kind"]), str(row["id"])): row for row in engine.dicts("SELECT * FROM rollups")}
    return _changed((to_row(rollup) for rollup in fresh), known, now)


def judge(
    content: Content, counted: Tallies, stands: Evidence, services: Iterable[str], today: date
) -> Iterator[Rollup]:
    """Yield every rollup on a day, with ``since`` 0; ``services`` are those in the catalogue."""
    controls = Controls(content, counted.checks, stands, today)
    for standing in controls.checks.values():
        yield _rollup(Kind.CHECK, standing.check.id, standing.status, standing.tally, standing.sentence)
    for key in controls.keys:
        one = controls.standing(key)
        yield replace(
            _rollup(Kind.REQUIREMENT, key, one.status, controls.tally(one.checks), one.sentence), aspects=one.aspects
        )
    frameworks = [_framework(controls, framework) for framework in content.frameworks]
    yield from frameworks
    for program in content.programs:
        yield _program(controls, content, program)
    yield _company(frameworks, counted.total, content)
    yield from _owners(content, counted, services)


def _framework(controls: Controls, framework: Framework) -> Rollup:
    keys = [f"{framework.id}:{r.id}" for r in framework.requirements if r.assessable]
    checks = frozenset().union(*(controls.standing(key).checks for key in keys))
    return _of_requirements(controls, Kind.FRAMEWORK, framework.id, keys, controls.tally(checks))


def _program(controls: Controls, content: Content, program: Program) -> Rollup:
    """A program stands by its requirements and its own checks; its counts are those of its checks."""
    keys = [
        f"{framework.id}:{requirement.id}"
        for framework in content.frameworks
        for requirement in framework.requirements
        if requirement.assessable and requirement.program == program.id
    ]
    own = [s for s in controls.checks.values() if s.check.header.program == program.id]
    tally = sum((standing.tally for standing in own), Tally())
    rollup = _of_requirements(controls, Kind.PROGRAM, program.id, keys, tally)
    judged = [standing for standing in own if standing.status is not Status.NOT_EVIDENCED]
    status = worst([*([rollup.status] if keys else []), *(standing.status for standing in judged)])
    if status is rollup.status and keys:
        return rollup
    if not own:
        return replace(rollup, status=status, sentence="It has no controls and no checks yet.")
    statuses = Counter(standing.status for standing in judged)
    said = statuses_sentence(statuses, "check") if judged else "None of its checks has anything to judge."
    return replace(rollup, status=status, sentence=f"{rollup.sentence} {said}" if keys else said)


def _of_requirements(controls: Controls, kind: Kind, id_: str, keys: Iterable[str], tally: Tally) -> Rollup:
    statuses = Counter(controls.standing(key).status for key in keys)
    assessable = sum(statuses.values()) - statuses[Status.NOT_APPLICABLE]
    return replace(
        _rollup(kind, id_, worst(statuses), tally, statuses_sentence(statuses, "requirement")),
        effective=statuses[Status.EFFECTIVE],
        assessable=assessable,
    )


def _company(frameworks: Iterable[Rollup], total: Tally, content: Content) -> Rollup:
    """The company stands by its ISMS's framework; its counts are those of all results."""
    by_id = {rollup.id: rollup for rollup in frameworks}
    first = content.frameworks[0].id if content.frameworks else ""
    main = by_id.get(MAIN_FRAMEWORK) or by_id.get(first)
    if main is None:
        return _rollup(Kind.COMPANY, "", Status.NOT_EVIDENCED, total, "No framework is known.")
    return replace(main, kind=Kind.COMPANY, id="", counts=total.counts)


def _owners(content: Content, counted: Tallies, services: Iterable[str]) -> Iterator[Rollup]:
    for service in sorted({*services, *counted.services} - {NOBODY}):
        tally = counted.services.get(service, Tally())
        status, said = judge_owner(tally, "Nothing has been judged that belongs to this service.")
        yield _rollup(Kind.SERVICE, service, status, tally, said)
    for team in sorted({*(team.id for team in content.company.teams), *counted.teams, NOBODY}):
        tally = counted.teams.get(team, Tally())
        nothing = "Nothing has been judged that belongs to this team." if team else "Everything has an owner."
        status, said = judge_owner(tally, nothing)
        yield _rollup(Kind.TEAM, team, status, tally, said)


def _rollup(kind: Kind, id_: str, status: Status, tally: Tally, sentence: str) -> Rollup:
    return Rollup(kind=kind, id=id_, status=status, since=0, counts=tally.counts, sentence=sentence)


def _changed(
    fresh: Iterable[dict[str, object]], known: Mapping[tuple[str, str], Mapping[str, object]], now: int
) -> pa.Table:
    """Rows that differ, ``since`` carried where the status is the same, and tombstones of what is no more."""
    changed: list[dict[str, object]] = []
    seen = set()
    for row in fresh:
        key = (str(row["kind"]), str(row["id"]))
        seen.add(key)
        before = known.get(key)
        row["since"] = before["since"] if before and before["status"] == row["status"] else now
        if before is None or any(before[name] != row[name] for name in ROLLUPS.columns):
            changed.append({**row, "gone": False})
    changed += [{**row, "gone": True} for key, row in known.items() if key not in seen]
    return pa.Table.from_pylist(changed, schema=ROLLUPS.written)
