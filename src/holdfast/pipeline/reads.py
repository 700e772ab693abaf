"""What pages, the command and exports may ask: one method a question, each held to a Scope and a moment.

``as_of`` None is now; otherwise the newest run that had finished then answers, and answers the
same for ever. A thing that is not there, or not in sight, is None. Every method raises UsageError
where nothing had been judged yet, and StoreError where the store cannot be read.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from holdfast.collectors.registry import catalogue
from holdfast.config import Settings
from holdfast.facts.store import Store
from holdfast.pipeline import change_reads, overview_reads, source_reads, statement_reads
from holdfast.pipeline.finding_lists import Findings
from holdfast.pipeline.objective_reads import Measured, Standing, history, measure, state
from holdfast.pipeline.owner_reads import OwnerReads
from holdfast.pipeline.program_reads import ProgramReads
from holdfast.pipeline.responsibility import responsibility
from holdfast.pipeline.rollup_reads import Posture
from holdfast.pipeline.search_reads import search
from holdfast.pipeline.sight import Sights
from holdfast.pipeline.subject_reads import explanation, subject_view
from holdfast.pipeline.views import Intent, Moment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from holdfast.facts.tables import Catalogue
    from holdfast.pipeline import views
    from holdfast.pipeline.objective_reads import Goal
    from holdfast.pipeline.responsibility import Responsibility
    from holdfast.pipeline.subject_views import Explanation, SubjectView
    from holdfast.pipeline.views import Filter, Scope
    from holdfast.posture.statement import Entry


def _now() -> datetime:
    return datetime.now(UTC)


def open_reads(company: Path, clock: Callable[[], datetime] = _now) -> Reads:
    """Open the store of the company in this folder for reading. Raises StoreError."""
    tables = catalogue()
    return Reads(Store.open(Settings(company=company).store, tables, create=False), tables, clock)


class Reads:
    """A company's facts and posture, readable from several threads."""

    def __init__(self, store: Store, catalogue: Catalogue, clock: Callable[[], datetime] = _now) -> None:
        self._sights = Sights(store, catalogue)
        self._clock = clock
        self._posture = Posture()
        self._findings = Findings()
        self._programs = ProgramReads(self._posture, self._findings)
        self._owners = OwnerReads(self._posture, self._findings)

    def moment(self, scope: Scope, as_of: datetime | None) -> Moment | None:  # noqa: ARG002  alike for everybody
        """Return the run that answers at ``as_of``; None if nothing had been judged then."""
        manifest = self._sights.manifest(as_of)
        return Moment(manifest.sequence, manifest.finished, as_of) if manifest else None

    def intent(self, scope: Scope, as_of: datetime | None) -> Intent:
        """Return the content by which that run was judged; people are known by their ids."""
        with self._sights.at(scope, as_of) as sight:
            return Intent(sight.moment, sight.content)

    def overview(self, scope: Scope, as_of: datetime | None) -> views.Overview:
        """Return whether the program does what it promises, and what stands behind the answer."""
        with self._sights.at(scope, as_of) as sight:
            return overview_reads.overview(sight, self._posture, self._programs, self._clock())

    def frameworks(self, scope: Scope, as_of: datetime | None) -> tuple[views.FrameworkView, ...]:
        """Return all frameworks with their requirements."""
        with self._sights.at(scope, as_of) as sight:
            return self._programs.frameworks(sight)

    def framework(self, scope: Scope, framework: str, as_of: datetime | None) -> views.FrameworkView | None:
        """Return one framework."""
        with self._sights.at(scope, as_of) as sight:
            return self._programs.framework(sight, framework)

    def requirement(
        self, scope: Scope, framework: str, requirement: str, as_of: datetime | None
    ) -> views.RequirementView | None:
        """Return a control's page."""
        with self._sights.at(scope, as_of) as sight:
            return self._programs.requirement(sight, framework, requirement)

    def requirements(
        self, scope: Scope, keys: Iterable[str], as_of: datetime | None
    ) -> Mapping[str, views.RequirementLine]:
        """Return where some requirements stand, by key; those that do not exist are left out."""
        with self._sights.at(scope, as_of) as sight:
            return self._programs.requirement_lines(sight, keys)

    def programs(self, scope: Scope, as_of: datetime | None) -> tuple[views.ProgramLine, ...]:
        """Return the programs in their order."""
        with self._sights.at(scope, as_of) as sight:
            return self._programs.programs(sight)

    def program(self, scope: Scope, program: str, as_of: datetime | None) -> views.ProgramView | None:
        """Return a program's page."""
        with self._sights.at(scope, as_of) as sight:
            return self._programs.program(sight, program)

    def services(self, scope: Scope, as_of: datetime | None) -> tuple[views.ServiceLine, ...]:
        """Return the services in sight."""
        with self._sights.at(scope, as_of) as sight:
            return self._owners.services(sight)

    def service(self, scope: Scope, service: str, as_of: datetime | None) -> views.ServiceView | None:
        """Return a service's page."""
        with self._sights.at(scope, as_of) as sight:
            return self._owners.service(sight, service)

    def teams(self, scope: Scope, as_of: datetime | None) -> tuple[views.TeamLine, ...]:
        """Return the teams in sight."""
        with self._sights.at(scope, as_of) as sight:
            return self._owners.teams(sight)

    def team(self, scope: Scope, team: str, as_of: datetime | None) -> views.TeamView | None:
        """Return a team's page."""
        with self._sights.at(scope, as_of) as sight:
            return self._owners.team(sight, team)

    def findings(self, scope: Scope, wanted: Filter, cursor: str, limit: int, as_of: datetime | None) -> views.Page:
        """Return a page of findings; ``cursor`` empty for the first. Raises UsageError for a bad cursor."""
        with self._sights.at(scope, as_of) as sight:
            return self._findings.page(sight, wanted, cursor, limit)

    def responsibility(self, scope: Scope, as_of: datetime | None) -> Responsibility:
        """Return who does what, the cloud provider or we, and where our part stands."""
        with self._sights.at(scope, as_of) as sight:
            lines = {line.check.id: line for line in self._programs.check_lines(sight, sight.content.checks)}
            return responsibility(sight, self._posture, lines)

    def statement(
        self, scope: Scope, as_of: datetime | None, entries: tuple[Entry, ...] | None = None
    ) -> statement_reads.Statement:
        """Return the Statement of Applicability; ``entries`` say it in place of what the run read."""
        with self._sights.at(scope, as_of) as sight:
            return statement_reads.statement_view(sight, self._posture, entries)

    def objectives(self, scope: Scope, goals: Sequence[Goal], as_of: datetime | None) -> tuple[Standing, ...]:
        """Return where goals stand, each judged on its due day where that has passed."""
        today = (as_of or self._clock()).date()
        found = []
        for goal in goals:
            now = self._measured(scope, goal, goal.ends if today > goal.due else as_of)
            began = self._measured(scope, goal, goal.begins) if goal.starts < today else None
            found.append(Standing(state(goal, now, today), now, began if began and not began.missing else None))
        return tuple(found)

    def _measured(self, scope: Scope, goal: Goal, as_of: datetime | None) -> Measured:
        """Return a figure as of a moment; not known where nothing had been judged then."""
        if as_of is not None and self.moment(scope, as_of) is None:
            return Measured(as_of, None, None, "Nothing had been judged then.")
        with self._sights.at(scope, as_of) as sight:
            return measure(sight, self._posture, goal)

    def objective_history(self, scope: Scope, goal: Goal, as_of: datetime | None) -> tuple[Measured, ...]:
        """Return how a goal's figure came to where it is."""
        with self._sights.at(scope, as_of) as sight:
            return history(sight, goal)

    def checks(self, scope: Scope, as_of: datetime | None) -> tuple[views.CheckLine, ...]:
        """Return all checks with where they stand."""
        with self._sights.at(scope, as_of) as sight:
            return self._programs.check_lines(sight, sight.content.checks)

    def check(self, scope: Scope, check: str, as_of: datetime | None) -> views.CheckView | None:
        """Return a check's page."""
        with self._sights.at(scope, as_of) as sight:
            return self._programs.check(sight, check)

    def subject(self, scope: Scope, subject: str, as_of: datetime | None) -> SubjectView | None:
        """Return all results and all facts of a subject."""
        with self._sights.at(scope, as_of) as sight:
            return subject_view(sight, subject)

    def explain(self, scope: Scope, check: str, subject: str, as_of: datetime | None) -> Explanation | None:
        """Return why one result is what it is: the SQL as run, the rows that it read, what was not read."""
        with self._sights.at(scope, as_of) as sight:
            return explanation(sight, check, subject)

    def sources(self, scope: Scope, as_of: datetime | None) -> views.SourcesView:
        """Return what was read, what was denied, and the last runs."""
        with self._sights.at(scope, as_of) as sight:
            return source_reads.view(sight, self._clock())

    def search(self, scope: Scope, words: str, as_of: datetime | None) -> tuple[views.Hit, ...]:
        """Return at most twenty things whose names hold all the words."""
        with self._sights.at(scope, as_of) as sight:
            return search(sight, words)

    def changes(self, scope: Scope, as_of: datetime | None) -> views.Changes:
        """Return what changed since the judged run before."""
        with self._sights.at(scope, as_of) as sight:
            return change_reads.since_previous(sight)
