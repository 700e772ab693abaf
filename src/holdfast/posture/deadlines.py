"""When a finding must be mended: days by severity, the ones in force when it was first seen."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from holdfast.content.load import DEFAULT_DEADLINES
from holdfast.content.model import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from holdfast.content.model import Deadlines

DAY = 86_400


def in_order(deadlines: Sequence[Deadlines]) -> tuple[Deadlines, ...]:
    """Return the company's deadlines, the earliest first; the defaults where there are none."""
    return tuple(sorted(deadlines, key=lambda d: d.effective)) or (DEFAULT_DEADLINES,)


def days_sql(deadlines: Sequence[Deadlines], severity: str, seen: str) -> str:
    """Return the days allowed for a finding of rank ``severity``, first seen at epoch ``seen``.

    The deadlines in force then count; before all of them, the earliest.
    """
    ordered = in_order(deadlines)
    cases = []
    for rank in Severity:
        later = "".join(f" WHEN {seen} >= {epoch(d.effective)} THEN {days(d, rank)}" for d in reversed(ordered[1:]))
        first = days(ordered[0], rank)
        cases.append(f"WHEN {rank.rank} THEN " + (f"CASE{later} ELSE {first} END" if later else str(first)))
    return f"CASE {severity} {' '.join(cases)} END"


def due_sql(deadlines: Sequence[Deadlines], severity: str, seen: str) -> str:
    """Return the epoch second at which a finding is past its deadline."""
    return f"({seen} + CAST({days_sql(deadlines, severity, seen)} AS BIGINT) * {DAY})"


def days(deadlines: Deadlines, severity: Severity) -> int:
    """Return the days that ``deadlines`` allow for a severity."""
    return int(getattr(deadlines, severity.value))


def same_days(deadlines: Sequence[Deadlines], severity: Severity) -> int | None:
    """Return the days allowed for a severity if they have always been the same, else None."""
    allowed = {days(d, severity) for d in in_order(deadlines)}
    return allowed.pop() if len(allowed) == 1 else None


def epoch(day: date) -> int:
    """Return the first second of a day, UTC."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
