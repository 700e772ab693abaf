"""Where objectives stand: a figure of posture against a target, as of a moment, and how it came there.

A figure has two bounds, because what could not be judged may be good or bad. Only where both fall on the same
side of the target is anything said of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import TYPE_CHECKING

from holdfast.pipeline.finding_lists import moment_of
from holdfast.posture.model import Kind, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast.pipeline.rollup_reads import Posture
    from holdfast.pipeline.sight import Sight

_POINTS = 60


class Figure(StrEnum):
    """What is measured; a LATE figure is to be at most the target, the others at least."""

    PASSING = "passing"
    EFFECTIVE = "effective"
    LATE = "late"


class State(StrEnum):
    """Where an objective stands."""

    MET = "met"
    ON_THE_WAY = "on the way"
    MISSED = "missed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be reached by the end of ``due``. Shares and ``target`` are in per cent.

    ``about`` is the framework of EFFECTIVE, and the program of LATE (empty: the company).
    """

    figure: Figure
    target: float
    starts: date
    due: date
    checks: tuple[str, ...] = ()
    about: str = ""

    @property
    def begins(self) -> datetime:
        """The last moment of the first day."""
        return datetime.combine(self.starts, time(23, 59, 59), UTC)

    @property
    def ends(self) -> datetime:
        """The last moment of the due day."""
        return datetime.combine(self.due, time(23, 59, 59), UTC)


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure between its bounds; both None where there is nothing to measure, and ``missing`` says why."""

    at: datetime
    least: float | None
    most: float | None
    missing: str = ""

    @property
    def known(self) -> bool:
        """Whether nothing about it is unknown."""
        return self.least is not None and self.least == self.most


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an objective stands, what was measured, and what had been on its first day (None: nothing was judged)."""

    state: State
    now: Measured
    began: Measured | None
    history: tuple[Measured, ...] = ()


def reached(goal: Goal, measured: Measured) -> bool | None:
    """Return whether a figure reaches the target; None where nobody can say."""
    if measured.least is None or measured.most is None:
        return None
    if goal.figure is Figure.LATE:
        surely, possibly = measured.most <= goal.target, measured.least <= goal.target
    else:
        surely, possibly = measured.least >= goal.target, measured.most >= goal.target
    return True if surely else None if possibly else False


def state(goal: Goal, measured: Measured, today: date) -> State:
    """Return where an objective stands on a day, by what was measured then, or on the due day if that is past."""
    good = reached(goal, measured)
    if good is None:
        return State.UNKNOWN
    if good:
        return State.MET
    return State.MISSED if today > goal.due else State.ON_THE_WAY


def measure(sight: Sight, posture: Posture, goal: Goal) -> Measured:
    """Return the goal's figure in one run."""
    at = sight.moment.at
    if goal.figure is Figure.PASSING:
        known = {check.id for check in sight.content.checks}
        if missing := [check for check in goal.checks if check not in known]:
            return Measured(at, None, None, f"There is no check {missing[0]}.")
        counts = [posture.one(sight, Kind.CHECK, check).counts for check in goal.checks]
        passed, unknown = sum(one.passed for one in counts), sum(one.unknown for one in counts)
        whole = passed + unknown + sum(one.failed + one.excepted for one in counts)
        return _share(at, passed, unknown, whole, "The checks had nothing to judge.")
    if goal.figure is Figure.EFFECTIVE:
        return _effective(sight, posture, goal)
    if goal.about and all(program.id != goal.about for program in sight.content.programs):
        return Measured(at, None, None, f"There is no program {goal.about}.")
    kind = Kind.PROGRAM if goal.about else Kind.COMPANY
    counts_ = posture.one(sight, kind, goal.about).counts
    return Measured(at, float(counts_.late), float(counts_.late + counts_.unknown))


def _effective(sight: Sight, posture: Posture, goal: Goal) -> Measured:
    at = sight.moment.at
    framework = next((one for one in sight.content.frameworks if one.id == goal.about), None)
    if framework is None:
        return Measured(at, None, None, f"There is no framework {goal.about}.")
    statuses = [
        posture.one(sight, Kind.REQUIREMENT, f"{framework.id}:{one.id}").status
        for one in framework.requirements
        if one.assessable
    ]
    counting = [status for status in statuses if status is not Status.NOT_APPLICABLE]
    effective, unknown = counting.count(Status.EFFECTIVE), counting.count(Status.UNKNOWN)
    return _share(at, effective, unknown, len(counting), "None of its controls applies.")


def _share(at: datetime, good: int, unknown: int, whole: int, nothing: str) -> Measured:
    if not whole:
        return Measured(at, None, None, nothing)
    return Measured(at, 100 * good / whole, 100 * (good + unknown) / whole)


def history(sight: Sight, goal: Goal) -> tuple[Measured, ...]:
    """Return how the figure came there, the newest last, at most some sixty points; nothing for a limited look.

    For controls only the share that was effective is known of the past.
    """
    if not sight.everything:
        return ()
    kind, ids = {
        Figure.PASSING: (Kind.CHECK, list(goal.checks)),
        Figure.EFFECTIVE: (Kind.FRAMEWORK, [goal.about]),
        Figure.LATE: (Kind.PROGRAM if goal.about else Kind.COMPANY, [goal.about]),
    }[goal.figure]
    points = list(_points(sight, goal, kind, ids))
    step = max(len(points) // _POINTS, 1)
    return tuple(points[::-1][::step][::-1])


def _points(sight: Sight, goal: Goal, kind: Kind, ids: list[str]) -> Iterator[Measured]:
    rows = sight.engine.rows(
        'SELECT "at", id, passed, failed + excepted, unknown, late, effective, assessable FROM rollups_changes '
        'WHERE kind = ? AND list_contains(?, id) AND NOT gone ORDER BY "at", run',
        [kind.value, ids],
    )
    last: dict[str, tuple[int, ...]] = {}
    waiting: Measured | None = None
    for second, id_, *numbers in rows:
        last[str(id_)] = tuple(int(str(number)) for number in numbers)
        point = _past(goal, moment_of(int(str(second))), list(last.values()))
        if waiting and waiting.at != point.at:
            yield waiting
        waiting = point
    if waiting:
        yield waiting


def _past(goal: Goal, at: datetime, rows: list[tuple[int, ...]]) -> Measured:
    passed, bad, unknown, late, effective, assessable = (sum(column) for column in zip(*rows, strict=True))
    if goal.figure is Figure.LATE:
        return Measured(at, float(late), float(late + unknown))
    if goal.figure is Figure.EFFECTIVE:
        return _share(at, effective, 0, assessable, "")
    return _share(at, passed, unknown, passed + bad + unknown, "")
