"""The share of the audit period in which a control was effective, from its changes alone."""

from __future__ import annotations

import pytest

from holdfast.pipeline.rollup_reads import share_held

DAY = 86_400
NOW = 1_000 * DAY


@pytest.mark.parametrize(
    ("changes", "share"),
    [
        ([(NOW - 10 * DAY, "effective")], 1.0),
        ([(NOW - 10 * DAY, "failing")], 0.0),
        ([(NOW - 10 * DAY, "failing"), (NOW - 4 * DAY, "effective")], 0.4),
        ([(NOW - 10 * DAY, "effective"), (NOW - 5 * DAY, "unknown")], 0.5),
        ([(NOW - 730 * DAY, "failing"), (NOW - 365 * DAY, "effective")], 1.0),
        ([(NOW, "effective")], 1.0),
        ([(NOW, "unknown")], 0.0),
    ],
    ids=["always", "never", "mended", "lost", "a year counts", "just now", "just now unknown"],
)
def test_share_counts_time_and_only_effective_time(changes: list[tuple[int, str]], share: float) -> None:
    assert share_held(changes, NOW)[1] == pytest.approx(share)


def test_the_period_is_what_was_seen_and_at_most_a_year() -> None:
    assert share_held([(NOW - 3 * DAY, "effective")], NOW)[0] == NOW - 3 * DAY
    assert share_held([(NOW - 900 * DAY, "effective")], NOW)[0] == NOW - 365 * DAY
