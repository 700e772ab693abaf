"""Where an objective stands: only where both bounds of its figure fall on one side of the target is it told."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from holdfast.pipeline.objective_reads import Figure, Goal, Measured, State, state

START, DUE = date(2026, 9, 1), date(2026, 12, 31)
AT = datetime(2026, 11, 24, tzinfo=UTC)


def goal(figure: Figure, target: float) -> Goal:
    return Goal(figure, target, START, DUE, checks=("a.b",))


@pytest.mark.parametrize(
    ("figure", "target", "least", "most", "before", "after"),
    [
        (Figure.PASSING, 95, 96.0, 96.0, State.MET, State.MET),
        (Figure.PASSING, 95, 95.0, 99.0, State.MET, State.MET),
        (Figure.PASSING, 95, 90.0, 90.0, State.ON_THE_WAY, State.MISSED),
        (Figure.PASSING, 95, 90.0, 94.9, State.ON_THE_WAY, State.MISSED),
        (Figure.PASSING, 95, 90.0, 95.0, State.UNKNOWN, State.UNKNOWN),
        (Figure.EFFECTIVE, 80, 100.0, 100.0, State.MET, State.MET),
        (Figure.LATE, 0, 0.0, 0.0, State.MET, State.MET),
        (Figure.LATE, 0, 0.0, 3.0, State.UNKNOWN, State.UNKNOWN),
        (Figure.LATE, 2, 3.0, 9.0, State.ON_THE_WAY, State.MISSED),
        (Figure.LATE, 9, 3.0, 9.0, State.MET, State.MET),
        (Figure.PASSING, 0, None, None, State.UNKNOWN, State.UNKNOWN),
    ],
)
def test_a_state_is_told_only_where_nothing_unknown_decides_it(
    figure: Figure, target: float, least: float | None, most: float | None, before: State, after: State
) -> None:
    measured = Measured(AT, least, most)
    assert state(goal(figure, target), measured, DUE) is before
    assert state(goal(figure, target), measured, date(2027, 1, 1)) is after
