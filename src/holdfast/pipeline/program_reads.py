"""Frameworks, requirements, programs and checks with their posture."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from holdfast.content.references import parse_control
from holdfast.pipeline.finding_filters import checks_of
from holdfast.pipeline.matters import matters
from holdfast.pipeline.rollup_reads import held, trend, trends
from holdfast.pipeline.statement_reads import said
from holdfast.pipeline.views import (
    CheckLine,
    CheckView,
    Filter,
    FrameworkView,
    ProgramLine,
    ProgramView,
    RequirementLine,
    RequirementView,
)
from holdfast.posture.model import Kind, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdfast.content.model import Check, Content, Framework, Program, Requirement
    from holdfast.pipeline.finding_lists import Findings
    from holdfast.pipeline.rollup_reads import Posture
    from holdfast.pipeline.sight import Sight
    from holdfast.pipeline.views import Point

SHOWN = 20
_DEFAULT_REASON = "Included by default."


class ProgramReads:
    """Answers about what was promised: frameworks, programs, checks."""

    def __init__(self, posture: Posture, findings: Findings) -> None:
        self._posture = posture
        self._findings = findings

    def frameworks(self, sight: Sight) -> tuple[FrameworkView, ...]:
        """Return all frameworks with their requirements."""
        over_time = trends(sight, Kind.FRAMEWORK)
        return tuple(
            self._framework(sight, framework, over_time.get(framework.id, ())) for framework in sight.content.frameworks
        )

    def framework(self, sight: Sight, id_: str) -> FrameworkView | None:
        """Return one framework; None where there is none of that id."""
        found = next((framework for framework in sight.content.frameworks if framework.id == id_), None)
        return self._framework(sight, found, trend(sight, Kind.FRAMEWORK, id_)) if found else None

    def _framework(self, sight: Sight, framework: Framework, over_time: tuple[Point, ...]) -> FrameworkView:
        lines = tuple(self._requirement_line(sight, framework, one) for one in framework.requirements)
        return FrameworkView(
            framework=framework,
            rollup=self._posture.one(sight, Kind.FRAMEWORK, framework.id),
            lines=lines,
            trend=over_time,
            by_status=by_status(lines),
        )

    def _requirement_line(self, sight: Sight, framework: Framework, one: Requirement) -> RequirementLine:
        return RequirementLine(one, self._posture.one(sight, Kind.REQUIREMENT, f"{framework.id}:{one.id}"))

    def requirement(self, sight: Sight, framework_id: str, id_: str) -> RequirementView | None:
        """Return a control's page; None where there is no such requirement."""
        content = sight.content
        framework = next((framework for framework in content.frameworks if framework.id == framework_id), None)
        one = next((one for one in framework.requirements if one.id == id_), None) if framework else None
        if framework is None or one is None:
            return None
        key = f"{framework_id}:{id_}"
        counts = checks_of(content).get(key, frozenset())
        rollup = self._posture.one(sight, Kind.REQUIREMENT, key)
        return RequirementView(
            framework=framework,
            requirement=one,
            rollup=rollup,
            checks=self.check_lines(sight, (check for check in content.checks if check.id in counts)),
            findings=self._findings.page(sight, Filter(requirement=key), limit=SHOWN),
            history=trend(sight, Kind.REQUIREMENT, key),
            held=held(sight, key, rollup.status),
            related=_related(content, key, one),
            applicability=_applicability(sight, key),
        )

    def requirement_lines(self, sight: Sight, keys: Iterable[str]) -> Mapping[str, RequirementLine]:
        """Return where requirements stand, by key (``iso27001:A.8.3``); those that do not exist are left out."""
        known = {
            f"{framework.id}:{one.id}": (framework, one)
            for framework in sight.content.frameworks
            for one in framework.requirements
        }
        return {key: self._requirement_line(sight, *known[key]) for key in keys if key in known}

    def programs(self, sight: Sight) -> tuple[ProgramLine, ...]:
        """Return the programs in their order."""
        over_time = trends(sight, Kind.PROGRAM)
        ordered = sorted(sight.content.programs, key=lambda program: (program.order, program.id))
        return tuple(self._program(sight, program, over_time.get(program.id, ())) for program in ordered)

    def program(self, sight: Sight, id_: str) -> ProgramView | None:
        """Return a program's page; None where there is none of that id."""
        found = next((program for program in sight.content.programs if program.id == id_), None)
        if found is None:
            return None
        requirements = tuple(
            self._requirement_line(sight, framework, one)
            for framework in sight.content.frameworks
            for one in framework.requirements
            if one.program == id_ and one.assessable
        )
        own = (check for check in sight.content.checks if check.header.program == id_)
        return ProgramView(
            line=self._program(sight, found, trend(sight, Kind.PROGRAM, id_)),
            requirements=requirements,
            checks=self.check_lines(sight, own),
            matters=matters(sight, Filter(program=id_)),
        )

    def _program(self, sight: Sight, program: Program, over_time: tuple[Point, ...]) -> ProgramLine:
        rollup = self._posture.one(sight, Kind.PROGRAM, program.id)
        return ProgramLine(program, rollup, over_time, self._in_the_way(sight, program, rollup.status))

    def _in_the_way(self, sight: Sight, program: Program, status: Status) -> str:
        """The one thing that keeps a program from being effective, in a sentence; empty where nothing does."""
        if status is Status.EFFECTIVE:
            return ""
        own = (check for check in sight.content.checks if check.header.program == program.id)
        checks = [line for line in self.check_lines(sight, own) if line.rollup.status is status]
        if checks:
            first = min(checks, key=lambda line: (line.check.header.severity.rank, -line.rollup.counts.failed))
            return f"{first.check.header.title}: {first.rollup.sentence[:1].lower()}{first.rollup.sentence[1:]}"
        for framework in sight.content.frameworks:
            for one in framework.requirements:
                if one.program == program.id and one.assessable:
                    rollup = self._posture.one(sight, Kind.REQUIREMENT, f"{framework.id}:{one.id}")
                    if rollup.status is status:
                        return f"{one.id} {one.title}: {rollup.sentence}"
        return self._posture.one(sight, Kind.PROGRAM, program.id).sentence

    def check_lines(self, sight: Sight, checks: Iterable[Check]) -> tuple[CheckLine, ...]:
        """Return checks with their rollups, by id."""
        return tuple(
            CheckLine(check, self._posture.one(sight, Kind.CHECK, check.id))
            for check in sorted(checks, key=lambda check: check.id)
        )

    def check(self, sight: Sight, id_: str) -> CheckView | None:
        """Return a check's page; None where there is none of that id."""
        found = next((check for check in sight.content.checks if check.id == id_), None)
        if found is None:
            return None
        direct = {parse_control(name).key for name in found.header.controls}
        named = [
            (framework, one)
            for framework in sight.content.frameworks
            for one in framework.requirements
            if f"{framework.id}:{one.id}" in direct
        ]
        return CheckView(
            line=self.check_lines(sight, [found])[0],
            requirements=tuple(named),
            findings=self._findings.page(sight, Filter(check=id_), limit=SHOWN),
            trend=trend(sight, Kind.CHECK, id_),
        )


def by_status(lines: Iterable[RequirementLine]) -> Mapping[str, int]:
    """Count requirements by status; headings do not count."""
    return dict(Counter(line.rollup.status.value for line in lines if line.requirement.assessable))


def _applicability(sight: Sight, key: str) -> str:
    """The Statement of Applicability's reason for a control, as it stood in the run."""
    lines = said(sight)
    if lines is None:
        return ""
    line = lines.get(key)
    return line.reason if line else _DEFAULT_REASON


def _related(content: Content, key: str, one: Requirement) -> tuple[tuple[Framework, Requirement], ...]:
    """Requirements from which this one follows, or that follow from it."""
    follows = {parse_control(name).key for name in one.through}
    return tuple(
        (framework, other)
        for framework in content.frameworks
        for other in framework.requirements
        if f"{framework.id}:{other.id}" in follows or key in {parse_control(name).key for name in other.through}
    )
