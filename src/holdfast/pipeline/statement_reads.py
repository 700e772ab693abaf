"""The Statement of Applicability beside posture: what is said of each control, and where it stands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from holdfast.content.references import DEFAULT_FRAMEWORK
from holdfast.errors import UsageError
from holdfast.posture import statement
from holdfast.posture.judging import worst
from holdfast.posture.model import Counts, Kind, Rollup, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdfast.content.model import Applicability, Requirement
    from holdfast.pipeline.rollup_reads import Posture
    from holdfast.pipeline.sight import Sight
    from holdfast.pipeline.views import Moment
    from holdfast.posture.statement import Entry

WHOLE = "org_soa"
THEMES = ("organizational", "people", "physical", "technological")
OWN = "our own"


@dataclass(frozen=True, slots=True)
class Line:
    """One control: what is said of it, and where it stands; ``requirement`` is None for one of the company's own.

    ``checks`` and ``attestations`` are the evidence behind the status, by id.
    """

    entry: Entry
    title: str
    theme: str
    requirement: Requirement | None
    status: Status
    since: int
    sentence: str
    counts: Counts
    checks: tuple[str, ...]
    attestations: tuple[str, ...]

    @property
    def evidence(self) -> str:
        """What stands behind the status, in words."""
        said = []
        if self.checks:
            judged = self.counts.passed + self.counts.failed + self.counts.unknown + self.counts.excepted
            many = "check" if len(self.checks) == 1 else "checks"
            results = f", {self.counts.passed:,} of {judged:,} results pass" if judged else ", nothing to judge"
            said.append(f"{len(self.checks)} {many}{results}")
        if self.attestations:
            said.append(f"attested: {', '.join(self.attestations)}")
        return "; ".join(said)


@dataclass(frozen=True, slots=True)
class Approval:
    """Which version was in force, by whom it was approved (an account's key), and what changed since."""

    number: int
    approved_at: datetime | None
    approved_by: str
    accepted_by: tuple[str, ...]
    changed: int


@dataclass(frozen=True, slots=True)
class Statement:
    """The whole statement as of a moment. ``recorded`` is False where the company's text says it."""

    moment: Moment
    company: str
    scope: str
    recorded: bool
    lines: tuple[Line, ...]
    approval: Approval

    @property
    def themes(self) -> tuple[tuple[str, tuple[Line, ...]], ...]:
        """The lines under the standard's headings, those of the company's own last."""
        grouped = ((theme, tuple(one for one in self.lines if one.theme == theme)) for theme in (*THEMES, OWN))
        return tuple((theme, lines) for theme, lines in grouped if lines)

    @property
    def standing(self) -> Mapping[str, int]:
        """How many controls have each status."""
        return Counter(line.status.value for line in self.lines)


def statement_view(sight: Sight, posture: Posture, entries: tuple[Entry, ...] | None = None) -> Statement:
    """Return the statement as the run read it; with ``entries``, what those say beside the run's posture.

    Raises UsageError where the run could not read the records and no ``entries`` are given.
    """
    kept = entries if entries is not None else _of_run(sight)
    said = kept or statement.written(sight.content)
    company = sight.content.company
    return Statement(
        moment=sight.moment,
        company=company.name,
        scope=company.scope.statement if company.scope else "",
        recorded=bool(kept),
        lines=tuple(_lines(sight, posture, said)),
        approval=_approval(sight),
    )


def said(sight: Sight) -> Mapping[str, Applicability] | None:
    """Return what counts for each requirement in the run; None where the records could not be read."""
    if not statement.was_read(sight.engine, sight.catalogue):
        return None
    return statement.in_force(sight.content, statement.recorded(sight.engine, sight.catalogue))


def _of_run(sight: Sight) -> tuple[Entry, ...]:
    if not statement.was_read(sight.engine, sight.catalogue):
        raise UsageError(
            f"run {sight.moment.run} could not read the records, so nobody can say what applied then",
            do="Choose another moment, or mend the database and run again: holdfast doctor",
        )
    return statement.recorded(sight.engine, sight.catalogue)


def _lines(sight: Sight, posture: Posture, entries: Iterable[Entry]) -> Iterable[Line]:
    said = {one.control: one for one in entries}
    for requirement in statement.annex(sight.content):
        # A control that the standard has gained since stands in it without a word, and so applies.
        entry = said.pop(requirement.id, None) or statement.Entry(requirement.id, decided=False)
        rollup = posture.one(sight, Kind.REQUIREMENT, f"{DEFAULT_FRAMEWORK}:{requirement.id}")
        yield _line(entry, requirement, rollup)
    for entry in sorted(said.values(), key=lambda one: one.control):
        yield _line(entry, None, _of_checks(sight, posture, entry))


def _line(entry: Entry, requirement: Requirement | None, rollup: Rollup) -> Line:
    status, sentence = _standing(entry, rollup)
    checks = sorted({check for aspect in rollup.aspects for check in aspect.checks}) if requirement else entry.checks
    return Line(
        entry=entry,
        title=requirement.title if requirement else entry.title or "No longer in the standard's list",
        theme=requirement.group if requirement else OWN,
        requirement=requirement,
        status=status,
        since=rollup.since,
        sentence=sentence,
        counts=rollup.counts,
        checks=tuple(checks),
        attestations=tuple(sorted({one for aspect in rollup.aspects for one in aspect.attestations})),
    )


def _standing(entry: Entry, rollup: Rollup) -> tuple[Status, str]:
    """What is declared comes first; what was judged while something else was declared is not known to hold."""
    if not entry.applicable:
        return Status.NOT_APPLICABLE, f"Not applicable: {entry.why}"
    if entry.implementation != statement.IMPLEMENTED:
        planned = "Planned, not implemented yet" if entry.implementation == "planned" else "Not implemented"
        return Status.NOT_IMPLEMENTED, f"{planned}: {entry.why}"
    if rollup.status in {Status.NOT_APPLICABLE, Status.NOT_IMPLEMENTED}:
        return Status.UNKNOWN, "Something else was declared when it was last judged; the next run judges it anew."
    return rollup.status, rollup.sentence


def _of_checks(sight: Sight, posture: Posture, entry: Entry) -> Rollup:
    """Where a control of the company's own stands: the worst of the checks that show it."""
    known = {check.id for check in sight.content.checks}
    found = [posture.one(sight, Kind.CHECK, check) for check in entry.checks if check in known]
    missing = [check for check in entry.checks if check not in known]
    counts = Counts(**{name: sum(getattr(one.counts, name) for one in found) for name in Counts.__slots__})
    key = entry.key
    if missing:
        said = f"There is no check {missing[0]} any more."
        return Rollup(Kind.REQUIREMENT, key, Status.UNKNOWN, sight.judged_at, counts, said)
    if not found:
        said = "No check shows it yet."
        return Rollup(Kind.REQUIREMENT, key, Status.NOT_EVIDENCED, sight.judged_at, counts, said)
    status = worst(one.status for one in found)
    decides = next(one for one in found if one.status is status)
    since = max(one.since for one in found if one.status is status)
    return Rollup(Kind.REQUIREMENT, key, status, since, counts, decides.sentence)


def _approval(sight: Sight) -> Approval:
    if WHOLE in sight.catalogue:
        for row in sight.engine.dicts(f"SELECT * FROM {WHOLE}"):
            at, named = row["approved_at"], row["accepted_by"]
            return Approval(
                number=int(str(row["number"])),
                approved_at=at.replace(tzinfo=UTC) if isinstance(at, datetime) else None,
                approved_by=str(row["approved_by"]),
                accepted_by=tuple(map(str, named)) if isinstance(named, list) else (),
                changed=int(str(row["changed"])),
            )
    return Approval(0, None, "", (), 0)
