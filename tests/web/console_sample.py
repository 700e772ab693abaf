"""Plausible data for the console's tests: the shipped content, and made-up results about it."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from holdfast.checks.compile import compile_all
from holdfast.collectors.registry import catalogue
from holdfast.content.load import load_content
from holdfast.content.model import Deadlines, InterestedParty, IsmsScope, Issue, Person, ScopeRule, Team
from holdfast.errors import UsageError
from holdfast.pipeline import views
from holdfast.posture.model import AspectStatus, Counts, Kind, Rollup, Status, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from holdfast.content.model import Check, Content, Framework, Program, Requirement
    from holdfast.pipeline.views import Filter, Finding, Scope

NOW = datetime(2026, 11, 23, 9, 14, tzinfo=UTC)
FIRST = datetime(2026, 10, 20, 6, 0, tzinfo=UTC)
TEAMS = (
    Team("payments", "Payments", "Takes the money, and gives it back."),
    Team("platform", "Platform", "What everything else runs on."),
    Team("reader", "Reader", "The app in which people read."),
    Team("data", "Data", "Numbers, and the questions that they answer."),
    Team("security", "Security", "The programs, and everyone's questions about them."),
)
SERVICES = (
    views.Service("checkout", "Checkout", "Baskets, cards and receipts.", "payments", 1, ("customer",), "production", True, ""),
    views.Service("library", "Library", "Every reader's books, notes and progress.", "reader", 1, ("customer",), "production", True, ""),
    views.Service("search", "Search", "Finds a sentence in ten million books.", "reader", 2, (), "production", True, ""),
    views.Service("lake", "Data lake", "Events of the last five years, and those who ask about them.", "data", 2, ("customer",), "production", True, ""),
    views.Service("build", "Build and delivery", "From a commit to production.", "platform", 1, (), "production", True, ""),
    views.Service("playground", "Playground", "Where things are tried that nobody depends on.", "platform", 3, (), "experimental", False, "Holds no customers' data and is cut off from production."),
)  # fmt: skip
_STATUS = {Verdict.FAIL: "fail", Verdict.UNKNOWN: "unknown"}
_FORMULA = "=cmd|'/c calc'!A1"
LONG = "arn:aws:s3:::papermoon-exports-of-everything-that-ever-happened-in-the-reader-app-before-2021-do-not-delete"


def _content() -> Content:
    pack = load_content(None, catalogue(), compile_checks=compile_all)
    company = replace(
        pack.company,
        name="Papermoon",
        about="Books, and the people who read them.",
        teams=TEAMS,
        people=(Person("p001", "Ada Nowak", "ada@papermoon.example", "security", ("security lead",)),),
        deadlines=(
            Deadlines(date(2024, 1, 1), critical=14, high=45, medium=120, low=365),
            Deadlines(date(2026, 3, 1), critical=7, high=30, medium=90, low=180),
        ),
        scope=IsmsScope(
            statement="Everything that stores, moves or shows our readers' books, notes and payments, and the people who build and run it.",
            approved_by="p001",
            approved_on=date(2026, 2, 12),
            climate_considered="Yes: heat in two of our regions' data centres is why the library can run from either.",
            issues=(
                Issue("growth", "internal", "Headcount doubled in a year", "Half of our engineers have been here for less than twelve months."),
                Issue("heat", "external", "Hotter summers", "Cooling failed twice in our provider's region last year.", climate=True),
            ),
            parties=(
                InterestedParty("readers", "Readers", ("What they read stays theirs.", "They can take it with them, or have it deleted.")),
                InterestedParty("banks", "Card schemes", ("PCI DSS, through our processor.",)),
            ),
            rules=(
                ScopeRule("service", "playground", inside=False, reason="Holds no customers' data and is cut off from production."),
                ScopeRule("account", "2222*", inside=False, reason="An acquired company's account, to be closed in January."),
            ),
        ),
    )  # fmt: skip
    return replace(pack, company=company)


def _epoch(days: int) -> int:
    return int((NOW - timedelta(days=days)).timestamp())


def _counts(findings: Iterable[Finding]) -> Counts:
    found = list(findings)
    inside = [one for one in found if one.in_scope]
    by = Counter(one.verdict for one in inside if not one.excepted)
    return Counts(
        passed=by[Verdict.PASS],
        failed=by[Verdict.FAIL],
        unknown=by[Verdict.UNKNOWN],
        excepted=sum(one.excepted for one in inside),
        not_applicable=by[Verdict.NOT_APPLICABLE],
        out_of_scope=len(found) - len(inside),
        late=sum(one.late for one in inside),
    )


def _status(counts: Counts) -> Status:
    if counts.late:
        return Status.FAILING
    if counts.unknown:
        return Status.UNKNOWN
    return Status.EFFECTIVE if counts.passed else Status.NOT_EVIDENCED


def _sentence(counts: Counts) -> str:
    if not (counts.passed + counts.failed + counts.unknown):
        return "Nothing shows it: no check judges it here, and nobody has attested it."
    judged = counts.passed + counts.failed + counts.unknown
    late = f", {counts.late} of them past the deadline" if counts.late else ""
    unknown = f"; {counts.unknown} could not be judged" if counts.unknown else ""
    return f"{counts.passed} of {judged} results pass, {counts.failed} fail{late}{unknown}."


class Sample:
    """Answers what the pages ask, as ``holdfast.pipeline.reads`` does."""

    def __init__(self, size: int = 30) -> None:
        self.size = size
        self.content = _content()
        self.checks_by_id = {check.id: check for check in self.content.checks}

    # -- the moment ---------------------------------------------------------------------------

    def moment(self, _scope: Scope, as_of: datetime | None) -> views.Moment | None:
        if as_of is not None and as_of < FIRST:
            return None
        at = NOW if as_of is None else min(as_of.replace(hour=6, minute=0, second=0), NOW)
        return views.Moment(run=max((at - FIRST).days, 0) + 1, at=at, asked=as_of)

    def intent(self, scope: Scope, as_of: datetime | None) -> views.Intent:
        return views.Intent(self._moment(scope, as_of), self.content)

    def _moment(self, scope: Scope, as_of: datetime | None) -> views.Moment:
        moment = self.moment(scope, as_of)
        if moment is None:
            raise UsageError("there was no run yet at that moment")
        return moment

    # -- results --------------------------------------------------------------------------------

    @cached_property
    def all(self) -> tuple[Finding, ...]:
        dice = random.Random(7)
        found = []
        for check in self.content.checks:
            kind = check.header.subject
            how_good = dice.choice((0.5, 0.8, 0.95, 1.0))
            for number in range(dice.randint(2, max(self.size // 3, 3))):
                service = dice.choice((*SERVICES, None))
                found.append(self._finding(dice, check, kind, number, service, how_good))
        return tuple(sorted(found, key=_order))

    def _finding(
        self, dice: random.Random, check: Check, kind: str, number: int, service: views.Service | None, good: float
    ) -> Finding:
        roll = dice.random()
        verdict = (
            Verdict.PASS if roll < good else dice.choice((Verdict.FAIL, Verdict.FAIL, Verdict.FAIL, Verdict.UNKNOWN))
        )
        days = dice.randint(1, 90)
        since = NOW - timedelta(days=days)
        failing = verdict is Verdict.FAIL
        due = since + timedelta(days={"critical": 7, "high": 30, "medium": 90, "low": 180}[check.header.severity])
        name = f"{service.id if service else 'old'}-{kind.rsplit('_', 1)[-1]}-{number}"
        subject = (
            f"arn:aws:{kind.split('_')[1]}:eu-west-1:111111111111:{name}"
            if kind.startswith("aws")
            else f"{kind}:{name}"
        )
        if number == 0 and kind == "aws_s3_bucket":
            name, subject = LONG.rsplit(":", 1)[-1], LONG
        if number == 1 and kind == "aws_s3_bucket":
            name = _FORMULA
        excepted = failing and roll > 0.97
        return views.Finding(
            check=check.id,
            title=check.header.title,
            severity=check.header.severity,
            subject=subject,
            subject_name=name,
            kind=kind,
            account_id="111111111111" if kind.startswith("aws") else "",
            region="eu-west-1" if kind.startswith("aws") else "global",
            service=service.id if service else "",
            team=service.team if service else "",
            verdict=verdict,
            reason="Statement 2 of the policy lets anybody read since 2 Oct 2026." if failing else "s3:GetBucketPolicy was denied." if verdict is Verdict.UNKNOWN else "",
            since=since,
            failing_since=since if failing else None,
            due=due if failing else None,
            late=failing and due < NOW and not excepted,
            excepted=excepted,
            in_scope=service is None or service.in_scope,
        )  # fmt: skip

    def seen(self, scope: Scope) -> list[Finding]:
        return [one for one in self.all if scope.everything or one.team in scope.teams or one.service in scope.services]

    def findings(self, scope: Scope, wanted: Filter, cursor: str, limit: int, _as_of: datetime | None) -> views.Page:
        rows = [one for one in self.seen(scope) if self._matches(one, wanted)]
        keys = {"since": lambda f: -f.since.timestamp(), "subject": lambda f: f.subject, "check": lambda f: f.check}
        if wanted.sort in keys:
            rows.sort(key=keys[wanted.sort])
        start = int(cursor or 0)
        facets = {
            "verdict": Counter(one.verdict.word for one in rows),
            "severity": Counter(one.severity for one in rows),
            "service": Counter(one.service for one in rows),
            "team": Counter(one.team for one in rows),
            "kind": Counter(one.kind for one in rows),
            "account": Counter(one.account_id for one in rows),
        }
        after = str(start + limit) if start + limit < len(rows) else ""
        return views.Page(tuple(rows[start : start + limit]), len(rows), after, facets)

    def _matches(self, one: Finding, wanted: Filter) -> bool:
        plain = (
            (wanted.check, one.check),
            (wanted.program, self.checks_by_id[one.check].header.program),
            (wanted.service, one.service),
            (wanted.team, one.team),
            (wanted.kind, one.kind),
            (wanted.account, one.account_id),
            (wanted.region, one.region),
            (wanted.subject, one.subject),
        )
        return (
            (not wanted.verdict or one.verdict.word in wanted.verdict)
            and (not wanted.severity or one.severity in wanted.severity)
            and all(not asked or asked == is_ for asked, is_ in plain)
            and (wanted.owned != "no" or not one.team)
            and (wanted.late != "yes" or one.late)
            and (wanted.in_scope == "any" or one.in_scope == (wanted.in_scope == "yes"))
            and (not wanted.requirement or one.check in self._checks_of(wanted.requirement.partition(":")[2]))
            and wanted.words.lower() in f"{one.title} {one.subject_name}".lower()
        )

    def _checks_of(self, requirement: str) -> set[str]:
        return {
            check.id
            for check in self.content.checks
            if any(control.split("/")[0].split(":")[-1] == requirement for control in check.header.controls)
        }

    def _page(self, scope: Scope, as_of: datetime | None, **wanted: str) -> views.Page:
        return self.findings(scope, views.Filter(**wanted), "", 10, as_of)  # type: ignore[arg-type]  # text fields only

    # -- checks -----------------------------------------------------------------------------------

    def _rollup(
        self, kind: Kind, name: str, findings: Iterable[Finding], aspects: tuple[AspectStatus, ...] = ()
    ) -> Rollup:
        counts = _counts(findings)
        return Rollup(kind, name, _status(counts), _epoch(12), counts, _sentence(counts), aspects)

    def checks(self, scope: Scope, _as_of: datetime | None) -> Sequence[views.CheckLine]:
        return [self._check_line(scope, check) for check in self.content.checks]

    def _check_line(self, scope: Scope, check: Check) -> views.CheckLine:
        return views.CheckLine(
            check, self._rollup(Kind.CHECK, check.id, (f for f in self.seen(scope) if f.check == check.id))
        )

    def check(self, scope: Scope, check: str, as_of: datetime | None) -> views.CheckView | None:
        if check not in self.checks_by_id:
            return None
        line = self._check_line(scope, self.checks_by_id[check])
        iso = self._framework("iso27001")
        shown = [r for r in iso.requirements if check in self._checks_of(r.id)]
        return views.CheckView(
            line, tuple((iso, r) for r in shown), self._page(scope, as_of, check=check), self._trend(line.rollup)
        )

    def _matters(self, scope: Scope, findings: Iterable[Finding]) -> tuple[views.Matter, ...]:
        by_check: dict[str, list[Finding]] = {}
        for one in findings:
            if one.verdict is Verdict.FAIL and one.in_scope and not one.excepted:
                by_check.setdefault(one.check, []).append(one)
        worst = sorted(
            by_check.items(), key=lambda pair: (self.checks_by_id[pair[0]].header.severity.rank, -len(pair[1]))
        )
        return tuple(
            views.Matter(
                self.checks_by_id[check],
                len(found),
                sum(one.late for one in found),
                tuple(sorted({one.service for one in found if one.service})),
                f"{len(found)} do not do this: {self.checks_by_id[check].header.title[0].lower()}{self.checks_by_id[check].header.title[1:]}",
            )
            for check, found in worst[:5]
        )

    def _trend(self, rollup: Rollup, assessable: int = 0, effective: int = 0) -> tuple[views.Point, ...]:
        c = rollup.counts
        points = []
        for week in range(6):
            worse = 5 - week
            shift = min(worse * 2, c.passed)
            points.append(
                views.Point(
                    FIRST + timedelta(days=7 * week),
                    rollup.status,
                    c.passed - shift,
                    c.failed + shift,
                    c.unknown,
                    max(effective - worse, 0),
                    assessable,
                )
            )
        return tuple(points)

    # -- frameworks and programs ---------------------------------------------------------------------

    def _framework(self, name: str) -> Framework:
        return next(one for one in self.content.frameworks if one.id == name)

    def _requirement_rollup(self, scope: Scope, framework: str, requirement: Requirement) -> Rollup:
        checks = self._checks_of(requirement.id)
        found = [one for one in self.seen(scope) if one.check in checks]
        counts = _counts(found)
        status = _status(counts)
        if requirement.id == "A.7.14":
            status = Status.NOT_APPLICABLE
        if requirement.id == "A.8.11":
            status = Status.NOT_IMPLEMENTED
        aspects = tuple(
            AspectStatus(a.id, a.shows, status if a.id == "operates" else Status.NOT_EVIDENCED, _sentence(counts) if a.id == "operates" else "Nobody has attested it.", tuple(sorted(checks)) if a.id == "operates" else ())
            for a in requirement.aspects
        )  # fmt: skip
        return Rollup(
            Kind.REQUIREMENT, f"{framework}:{requirement.id}", status, _epoch(20), counts, _sentence(counts), aspects
        )

    def frameworks(self, scope: Scope, as_of: datetime | None) -> Sequence[views.FrameworkView]:
        found = (self.framework(scope, one.id, as_of) for one in self.content.frameworks)
        return [one for one in found if one is not None]

    def framework(self, scope: Scope, framework: str, _as_of: datetime | None) -> views.FrameworkView | None:
        if framework not in {one.id for one in self.content.frameworks}:
            return None
        whole = self._framework(framework)
        lines = tuple(
            views.RequirementLine(r, self._requirement_rollup(scope, framework, r)) for r in whole.requirements
        )
        by = Counter(str(line.rollup.status) for line in lines if line.requirement.assessable)
        sentence = (
            f"{by['effective']} of {by.total()} are effective, {by['failing']} fail, {by['unknown']} are unknown."
        )
        rollup = Rollup(Kind.FRAMEWORK, framework, Status.FAILING, _epoch(30), Counts(), sentence)
        return views.FrameworkView(whole, rollup, lines, self._trend(rollup, by.total(), by["effective"]), by)

    def requirement(
        self, scope: Scope, framework: str, requirement: str, as_of: datetime | None
    ) -> views.RequirementView | None:
        whole = self._framework(framework) if framework in {one.id for one in self.content.frameworks} else None
        one = next((r for r in whole.requirements if r.id == requirement), None) if whole else None
        if whole is None or one is None:
            return None
        rollup = self._requirement_rollup(scope, framework, one)
        lines = tuple(
            self._check_line(scope, self.checks_by_id[check]) for check in sorted(self._checks_of(requirement))
        )
        page = self._page(scope, as_of, requirement=f"{framework}:{requirement}")
        csf = self._framework("nist-csf")
        related = tuple((csf, r) for r in csf.requirements if f"iso27001:{requirement}" in r.through)
        return views.RequirementView(
            whole, one, rollup, lines, page, self._trend(rollup), related, "Included by default."
        )

    def programs(self, scope: Scope, _as_of: datetime | None) -> Sequence[views.ProgramLine]:
        return [self._program_line(scope, program) for program in self.content.programs]

    def _program_line(self, scope: Scope, program: Program) -> views.ProgramLine:
        found = [f for f in self.seen(scope) if self.checks_by_id[f.check].header.program == program.id]
        rollup = replace(self._rollup(Kind.PROGRAM, program.id, found), effective=11, assessable=17)
        matters = self._matters(scope, found)
        way = matters[0].sentence + "." if matters else ""
        return views.ProgramLine(program, rollup, self._trend(rollup, 17, 11), way)

    def program(self, scope: Scope, program: str, _as_of: datetime | None) -> views.ProgramView | None:
        one = next((p for p in self.content.programs if p.id == program), None)
        if one is None:
            return None
        iso = self._framework("iso27001")
        lines = tuple(
            views.RequirementLine(r, self._requirement_rollup(scope, "iso27001", r))
            for r in iso.requirements
            if r.program == program
        )
        checks = tuple(self._check_line(scope, c) for c in self.content.checks if c.header.program == program)
        found = [f for f in self.seen(scope) if self.checks_by_id[f.check].header.program == program]
        return views.ProgramView(self._program_line(scope, one), lines, checks, self._matters(scope, found))

    def overview(self, scope: Scope, as_of: datetime | None) -> views.Overview:
        iso = self.framework(scope, "iso27001", as_of)
        assert iso is not None
        annex = Counter(
            str(x.rollup.status) for x in iso.lines if x.requirement.id.startswith("A.") and x.requirement.assessable
        )
        clauses = Counter(
            str(x.rollup.status)
            for x in iso.lines
            if not x.requirement.id.startswith("A.") and x.requirement.assessable
        )
        answer = f"Partly: {annex['effective']} of {annex.total()} controls are effective, {annex['failing']} fail, and {annex['unknown']} are unknown because S3 has not answered since Tuesday."
        return views.Overview(
            moment=self._moment(scope, as_of),
            answer=answer,
            annex=annex,
            clauses=clauses,
            changes=self.changes(scope, as_of),
            programs=tuple(self.programs(scope, as_of)),
            matters=self._matters(scope, self.seen(scope)),
            unowned=len({f.subject for f in self.seen(scope) if not f.team}),
            sources=self.sources(scope, as_of).sources,
            out_of_scope=sum(not f.in_scope for f in self.seen(scope)),
        )  # fmt: skip

    def changes(self, scope: Scope, _as_of: datetime | None) -> views.Changes:
        kinds = {Verdict.FAIL: "newly failing", Verdict.UNKNOWN: "newly unknown", Verdict.PASS: "newly fixed"}
        dice = random.Random(3)
        seen = self.seen(scope)
        some = dice.sample(seen, min(14, len(seen)))
        shown = tuple(views.Change(f, Verdict.PASS, kinds[f.verdict]) for f in some if f.verdict in kinds)
        since = views.Moment(34, NOW - timedelta(days=7))
        return views.Changes(since, Counter(change.kind for change in shown), shown)

    # -- services, teams, subjects --------------------------------------------------------------------

    def services(self, scope: Scope, _as_of: datetime | None) -> Sequence[views.ServiceLine]:
        return [self._service_line(scope, one) for one in SERVICES if scope.everything or one.team in scope.teams]

    def _service_line(self, scope: Scope, service: views.Service) -> views.ServiceLine:
        found = [f for f in self.seen(scope) if f.service == service.id]
        return views.ServiceLine(service, self._rollup(Kind.SERVICE, service.id, found))

    def service(self, scope: Scope, service: str, as_of: datetime | None) -> views.ServiceView | None:
        line = next((x for x in self.services(scope, as_of) if x.service.id == service), None)
        if line is None:
            return None
        found = [f for f in self.seen(scope) if f.service == service]
        kinds = Counter(kind for _, kind in {(f.subject, f.kind) for f in found})
        page = self._page(scope, as_of, service=service)
        return views.ServiceView(line, self._matters(scope, found), page, kinds, self._trend(line.rollup))

    def teams(self, scope: Scope, _as_of: datetime | None) -> Sequence[views.TeamLine]:
        return [
            views.TeamLine(team, self._rollup(Kind.TEAM, team.id, (f for f in self.seen(scope) if f.team == team.id)), sum(s.team == team.id for s in SERVICES), 6)
            for team in TEAMS
            if scope.everything or team.id in scope.teams
        ]  # fmt: skip

    def team(self, scope: Scope, team: str, as_of: datetime | None) -> views.TeamView | None:
        line = next((x for x in self.teams(scope, as_of) if x.team.id == team), None)
        if line is None:
            return None
        services = tuple(x for x in self.services(scope, as_of) if x.service.team == team)
        found = [f for f in self.seen(scope) if f.team == team]
        page = self._page(scope, as_of, team=team)
        return views.TeamView(line, services, self._matters(scope, found), page, self._trend(line.rollup))

    def subject(self, scope: Scope, subject: str, _as_of: datetime | None) -> views.SubjectView | None:
        found = tuple(f for f in self.seen(scope) if f.subject == subject)
        if not found:
            return None
        one = found[0]
        return views.SubjectView(
            subject=subject,
            name=one.subject_name,
            kind=one.kind,
            account_id=one.account_id,
            region=one.region,
            service=one.service,
            team=one.team,
            owned_by=f"tag service={one.service}" if one.service else "",
            in_scope=one.in_scope,
            scope_reason="" if one.in_scope else "Holds no customers' data.",
            findings=found,
            facts=self._facts(one),
            unread=self._unread()[:1] if one.verdict is Verdict.UNKNOWN else (),
        )

    def _facts(self, one: Finding) -> tuple[views.FactTable, ...]:
        table = catalogue()[one.kind]
        columns = tuple((column.name, column.description) for column in table)
        given = {
            "arn": one.subject,
            "name": one.subject_name,
            "account_id": one.account_id,
            "region": one.region,
            "tags": {"service": one.service},
        }
        sample = {
            "VARCHAR": "",
            "BOOLEAN": False,
            "BIGINT": 41,
            "TIMESTAMP": NOW,
            "VARCHAR[]": ["a", "b"],
            "DOUBLE": 0.5,
        }
        row = tuple(given.get(column.name, sample.get(column.type)) for column in table)
        found = [views.FactTable(table.name, table.description, columns, (row,))]
        for child in catalogue():
            if child.parent == one.kind:
                names = tuple((column.name, column.description) for column in child)
                rows = tuple(
                    tuple(one.subject if c.name == child.subject else sample.get(c.type) for c in child)
                    for _ in range(3)
                )
                found.append(views.FactTable(child.name, child.description, names, rows))
        return tuple(found)  # fmt: skip

    def explain(self, scope: Scope, check: str, subject: str, _as_of: datetime | None) -> views.Explanation | None:
        one = next((f for f in self.seen(scope) if f.check == check and f.subject == subject), None)
        if one is None:
            return None
        unread = self._unread()[:1] if one.verdict is Verdict.UNKNOWN else ()
        return views.Explanation(one, self.checks_by_id[check], self.checks_by_id[check].sql, self._facts(one), unread)

    # -- sources and search ---------------------------------------------------------------------------

    def _unread(self) -> tuple[views.Unread, ...]:
        denied = "User: arn:aws:iam::111111111111:role/holdfast is not authorized to perform: s3:GetBucketPolicy"
        return tuple(
            views.Unread("aws", "111111111111", "eu-west-1", table, LONG if number == 0 else "", "denied", denied, NOW)
            for number, table in enumerate(("aws_s3_bucket_policy_statement", "aws_kms_key"))
        )

    def sources(self, scope: Scope, as_of: datetime | None) -> views.SourcesView:
        at = self._moment(scope, as_of).at
        health = (
            views.SourceHealth("aws", at - timedelta(minutes=14), 34, 2, stale=False, trouble="2 of 34 scopes could not be read: s3:GetBucketPolicy was denied."),
            views.SourceHealth("backstage", at - timedelta(minutes=14), 1, 0, stale=False),
            views.SourceHealth("company", at - timedelta(minutes=14), 1, 0, stale=False),
        )  # fmt: skip
        runs = tuple(
            views.RunLine(views.Moment(35 - n, NOW - timedelta(days=n)), "run", 41.2, len(self.all), 3 * (n % 4), 2)
            for n in range(20)
        )
        return views.SourcesView(health, self._unread(), runs)

    def search(self, scope: Scope, words: str, _as_of: datetime | None) -> Sequence[views.Hit]:
        low = words.lower()
        iso = self._framework("iso27001")
        hits = [views.Hit("requirement", f"iso27001:{r.id}", f"{r.id} {r.title}", iso.title) for r in iso.requirements]
        hits += [views.Hit("check", c.id, c.header.title, c.id) for c in self.content.checks]
        hits += [views.Hit("service", s.id, s.title, s.about) for s in SERVICES]
        hits += [views.Hit("team", t.id, t.title, t.about) for t in TEAMS]
        hits += [views.Hit("program", p.id, p.title, p.area) for p in self.content.programs]
        subjects = {f.subject: f for f in self.seen(scope)}
        hits += [views.Hit("subject", key, f.subject_name, key) for key, f in subjects.items()]
        return [hit for hit in hits if low in f"{hit.id} {hit.title}".lower()][:50]


def _order(one: Finding) -> tuple[int, int, str, str]:
    return (one.verdict, ("critical", "high", "medium", "low").index(one.severity), one.check, one.subject)
