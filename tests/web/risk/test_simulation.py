"""The simulation: held against what mathematics says, and the same by the same seed."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.web.risk.simulation import Interval, Scenario, simulate

LOSS = Interval(10_000, 90_000)


def alone(number: int, often: Interval, *causes: tuple[str, float]) -> Scenario:
    return Scenario(number, often, LOSS, causes)


def test_an_interval_holds_nine_of_ten() -> None:
    found = Interval(1, 10)
    assert math.exp(found.middle) == pytest.approx(math.sqrt(10))
    assert found.mean > math.exp(found.middle)
    assert Interval(3, 3).mean == pytest.approx(3)


def test_the_mean_is_the_rate_s_times_the_loss_s() -> None:
    often = Interval(0.2, 2)
    found = simulate([alone(1, often)], {}, seed=1)
    assert found.mean == pytest.approx(often.mean * LOSS.mean, rel=0.03)
    assert abs(found.mean - often.mean * LOSS.mean) < 5 * found.error


def test_a_known_rate_gives_a_poisson_chance_of_a_year_without_loss() -> None:
    found = simulate([alone(1, Interval(0.5, 0.5))], {}, seed=1)
    assert found.outcomes[0].chance == pytest.approx(1 - math.exp(-0.5), abs=0.01)


def test_the_spread_of_known_events_is_that_of_a_compound_poisson() -> None:
    rate = 40.0
    found = simulate([Scenario(1, Interval(rate, rate), LOSS)], {}, seed=1, trials=50_000)
    square = LOSS.mean**2 * math.exp(LOSS.width**2)
    assert found.error * math.sqrt(50_000) == pytest.approx(math.sqrt(rate * square), rel=0.03)


def test_frequent_risks_are_drawn_in_parts_and_lose_nothing() -> None:
    found = simulate([alone(1, Interval(300, 300))], {}, seed=1, trials=20_000)
    assert found.mean == pytest.approx(300 * LOSS.mean, rel=0.01)


def test_the_same_seed_gives_the_same_numbers_and_another_does_not() -> None:
    risks = [alone(1, Interval(0.1, 1)), alone(2, Interval(0.1, 1), ("outage", 0.5))]
    causes = {"outage": Interval(0.1, 0.4)}
    assert simulate(risks, causes, seed=7, trials=5_000) == simulate(risks[::-1], causes, seed=7, trials=5_000)
    assert simulate(risks, causes, seed=7, trials=5_000) != simulate(risks, causes, seed=8, trials=5_000)


def test_another_risk_in_the_register_does_not_change_what_this_one_draws() -> None:
    one, other = alone(1, Interval(0.1, 1)), alone(2, Interval(1, 3))
    both = simulate([one, other], {}, seed=7, trials=5_000)
    assert simulate([one], {}, seed=7, trials=5_000).outcomes[0] == both.outcomes[0]


def test_a_shared_cause_keeps_each_risk_s_frequency_and_makes_bad_years_worse() -> None:
    often = Interval(0.2, 0.2)
    causes = {"outage": Interval(0.2, 0.2)}
    linked = simulate([alone(n, often, ("outage", 0.9)) for n in range(1, 9)], causes, seed=3)
    apart = simulate([alone(n, often) for n in range(1, 9)], {}, seed=3)
    assert linked.mean == pytest.approx(apart.mean, rel=0.03)
    assert [round(one.chance, 2) for one in linked.outcomes] == [round(1 - math.exp(-0.2), 2)] * 8
    assert linked.worst_of_hundred > 1.3 * apart.worst_of_hundred
    assert linked.worst_of_hundred > 1.3 * linked.unlinked
    assert apart.unlinked == pytest.approx(apart.worst_of_hundred, rel=0.03)


def test_a_cause_that_outruns_an_estimate_is_said() -> None:
    found = simulate([alone(1, Interval(0.1, 0.1), ("outage", 1.0))], {"outage": Interval(0.5, 0.5)}, seed=3)
    assert found.outcomes[0].strained == 1
    assert found.outcomes[0].chance == pytest.approx(1 - math.exp(-0.5), abs=0.01)
    fine = simulate([alone(1, Interval(0.6, 0.6), ("outage", 1.0))], {"outage": Interval(0.5, 0.5)}, seed=3)
    assert fine.outcomes[0].strained == 0


def test_a_cause_that_nobody_named_is_a_defect() -> None:
    with pytest.raises(KeyError):
        simulate([alone(1, Interval(0.1, 1), ("outage", 0.5))], {}, seed=1, trials=100)


def test_limits_are_read_off_the_same_years_as_the_curve() -> None:
    found = simulate([alone(1, Interval(1, 3))], {}, seed=1, trials=20_000, limits=[0.5, 50_000, 1e12])
    assert found.limits[0][1] == pytest.approx(found.outcomes[0].chance)
    assert 0 < found.limits[1][1] < 1
    assert found.limits[2][1] == 0


def test_a_register_without_estimates_costs_nothing() -> None:
    found = simulate([], {}, seed=1, trials=100)
    assert (found.mean, found.curve, found.outcomes) == (0, (), ())


@given(
    low=st.floats(0.001, 50),
    wider=st.floats(1, 50),
    loss=st.floats(1, 1e9),
    span=st.floats(1, 100),
    seed=st.integers(0, 99),
)
@settings(max_examples=25, deadline=None)
def test_every_curve_falls_from_left_to_right(low: float, wider: float, loss: float, span: float, seed: int) -> None:
    risk = Scenario(1, Interval(low, min(low * wider, 366)), Interval(loss, loss * span))
    found = simulate([risk], {}, seed=seed, trials=500)
    chances = [chance for _, chance in found.curve]
    assert chances == sorted(chances, reverse=True)
    assert all(0 <= chance <= 1 for chance in chances)
    assert [at for at, _ in found.curve] == sorted(at for at, _ in found.curve)
