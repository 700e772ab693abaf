"""What pages, the command and exports are given: frozen dataclasses, never a store.

Times are aware ``datetime`` in UTC. ``Scope`` is required by every read, and filters in SQL
before anything is counted. Lists are paged by key: ``cursor`` is opaque, ``next`` empty at the end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from holdfast.content.model import Check, Content, Framework, Program, Requirement, Team
    from holdfast.posture.model import Rollup, Verdict


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose results may be seen: everything, or what these teams and services own today."""

    everything: bool = False
    teams: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()


EVERYTHING = Scope(everything=True)


@dataclass(frozen=True, slots=True)
class Moment:
    """The run that a page shows. ``asked`` is None for now."""

    run: int
    at: datetime
    asked: datetime | None = None


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """One source: when its facts were observed, and what of it could not be read."""

    source: str
    observed_at: datetime | None
    scopes: int
    unread: int
    stale: bool
    trouble: str = ""  # one sentence for people; empty when all is well


@dataclass(frozen=True, slots=True)
class Unread:
    """A table (or one subject's part of it) that could not be read."""

    source: str
    account_id: str
    region: str
    table: str
    subject: str
    state: str
    error: str
    observed_at: datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """One result with what a list needs to show about it."""

    check: str
    title: str
    severity: str
    subject: str
    subject_name: str
    kind: str
    account_id: str
    region: str
    service: str
    team: str
    verdict: Verdict
    reason: str
    since: datetime
    failing_since: datetime | None
    due: datetime | None
    late: bool
    excepted: bool
    in_scope: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """A list's filter, as in the address bar; empty means any. ``words`` searches names and titles."""

    verdict: tuple[str, ...] = ("fail",)
    severity: tuple[str, ...] = ()
    check: str = ""
    program: str = ""
    requirement: str = ""  # iso27001:A.8.3
    service: str = ""
    team: str = ""
    kind: str = ""
    account: str = ""
    region: str = ""
    subject: str = ""
    owned: str = ""  # "no": only what nobody owns
    late: str = ""  # "yes": only past their deadline
    excepted: str = ""  # yes | no
    in_scope: str = "yes"  # yes | no | any
    words: str = ""
    sort: str = "severity"  # severity | since | subject | check


@dataclass(frozen=True, slots=True)
class Page:
    """One page of findings; ``facets`` counts the filtered rows by severity, verdict, team ..."""

    findings: tuple[Finding, ...]
    total: int
    next: str
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one result between two runs: newly failing, fixed, newly unknown."""

    finding: Finding
    was: Verdict | None
    kind: str  # "newly failing" | "newly fixed" | "newly unknown" | "new" | "gone"


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed between two runs; ``shown`` holds at most a page of each kind."""

    since: Moment | None
    counts: Mapping[str, int]
    shown: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a trend."""

    at: datetime
    status: str
    passed: int
    failed: int
    unknown: int
    effective: int = 0  # frameworks and programs: requirements that are effective
    assessable: int = 0


@dataclass(frozen=True, slots=True)
class Matter:
    """A check whose fix would remove much: the unit of "what matters most"."""

    check: Check
    failed: int
    late: int
    services: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The first page: is our program doing what it promises?"""

    moment: Moment
    answer: str
    annex: Mapping[str, int]  # status -> Annex A controls
    clauses: Mapping[str, int]  # status -> clauses 4 to 10
    changes: Changes
    programs: tuple[ProgramLine, ...]
    matters: tuple[Matter, ...]
    unowned: int
    sources: tuple[SourceHealth, ...]
    out_of_scope: int


@dataclass(frozen=True, slots=True)
class ProgramLine:
    """One program in a list."""

    program: Program
    rollup: Rollup
    trend: tuple[Point, ...]
    in_the_way: str


@dataclass(frozen=True, slots=True)
class RequirementLine:
    """One requirement in a framework's list."""

    requirement: Requirement
    rollup: Rollup


@dataclass(frozen=True, slots=True)
class FrameworkView:
    """A framework with its requirements in the framework's own order."""

    framework: Framework
    rollup: Rollup
    lines: tuple[RequirementLine, ...]
    trend: tuple[Point, ...]
    by_status: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A check with its counts."""

    check: Check
    rollup: Rollup


@dataclass(frozen=True, slots=True)
class Held:
    """In which share of the time since ``since`` a requirement was effective; 1.0 is all of it.

    Auditors judge a period, so this stands beside the status.
    """

    since: datetime
    share: float

    @property
    def percent(self) -> int:
        """The share in whole percent, rounded down: 100 only where it held all the time."""
        return int(self.share * 100)


@dataclass(frozen=True, slots=True)
class RequirementView:
    """A control's page: status, since when, why (aspects and checks), where else it counts."""

    framework: Framework
    requirement: Requirement
    rollup: Rollup
    checks: tuple[CheckLine, ...]
    findings: Page
    history: tuple[Point, ...]
    held: Held
    related: tuple[tuple[Framework, Requirement], ...]
    applicability: str  # the Statement of Applicability's reason


@dataclass(frozen=True, slots=True)
class ProgramView:
    """A program's page."""

    line: ProgramLine
    requirements: tuple[RequirementLine, ...]
    checks: tuple[CheckLine, ...]
    matters: tuple[Matter, ...]


@dataclass(frozen=True, slots=True)
class Service:
    """A service from the catalogue."""

    id: str
    title: str
    about: str
    team: str
    tier: int  # 0: not said
    data: tuple[str, ...]  # data classes; "customer" is customers' data
    lifecycle: str
    in_scope: bool
    scope_reason: str


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One service in a list."""

    service: Service
    rollup: Rollup


@dataclass(frozen=True, slots=True)
class ServiceView:
    """A service's page: its results grouped by what a fix would close, its subjects by kind."""

    line: ServiceLine
    matters: tuple[Matter, ...]
    findings: Page
    subjects: Mapping[str, int]
    trend: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class TeamLine:
    """One team in a list."""

    team: Team
    rollup: Rollup
    services: int
    people: int


@dataclass(frozen=True, slots=True)
class TeamView:
    """A team's page."""

    line: TeamLine
    services: tuple[ServiceLine, ...]
    matters: tuple[Matter, ...]
    findings: Page
    trend: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class CheckView:
    """A check's page: its SQL, why, attack, fix, and where it stands."""

    line: CheckLine
    requirements: tuple[tuple[Framework, Requirement], ...]
    findings: Page
    trend: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run in the list of runs."""

    moment: Moment
    kind: str
    seconds: float
    results: int
    changed: int
    unread: int


@dataclass(frozen=True, slots=True)
class SourcesView:
    """Sources and runs: what was read, what was denied."""

    sources: tuple[SourceHealth, ...]
    unread: tuple[Unread, ...]
    runs: tuple[RunLine, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer of the search box."""

    kind: str  # requirement | check | subject | service | team | program
    id: str
    title: str
    about: str


@dataclass(frozen=True, slots=True)
class Intent:
    """The content as it was at the moment (frameworks, programs, checks, scope, deadlines)."""

    moment: Moment
    content: Content
