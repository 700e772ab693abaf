"""Risks in money: many simulated years, each with the events that happen in it and what they cost.

What people give are calibrated 90% intervals: nine times of ten the truth lies between the two numbers.

- *Frequency.* The rate of a year is lognormal with that interval, because nobody knows it exactly; the events of
  the year are Poisson with that rate.
- *Loss.* What one event costs is lognormal with that interval, whose tail is long on one side, as losses are.
- *Common causes.* Risks are not independent: one stolen laptop, one bad release, one outage of a provider hits
  several at once. A cause happens so often a year, by an interval of its own; each time it does, it brings each of
  its risks with the chance that was given. What a cause brings is part of the risk's own frequency and not added
  to it; in the trials where the cause alone would bring it more often, the cause counts.

The same seed gives the same numbers on the same version of NumPy, and a risk's draws do not depend on which
others there are. Nothing here knows Django or a database.
"""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Trials = NDArray[np.intp]

TRIALS = 100_000
#: Half of a 90% interval, in standard deviations of a normal distribution.
_HALF = 1.6448536269514722
_POINTS = 60
#: Events that are drawn at once, so that a frequent risk does not take the machine's memory.
_AT_ONCE = 2_000_000
#: Separates the streams of numbers of risks and of causes.
_RISK, _CAUSE, _SHIFT = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Interval:
    """A calibrated 90% interval of something positive: one time of twenty below, one of twenty above."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        """The logarithm's mean."""
        return (math.log(self.low) + math.log(self.high)) / 2

    @property
    def width(self) -> float:
        """The logarithm's standard deviation."""
        return (math.log(self.high) - math.log(self.low)) / (2 * _HALF)

    @property
    def mean(self) -> float:
        """The lognormal's mean, which lies above its middle."""
        return math.exp(self.middle + self.width**2 / 2)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One risk: events a year, loss of one event, and by which causes it comes with which chance."""

    number: int
    frequency: Interval
    loss: Interval
    causes: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one risk costs in a year: on average, in the worst of ten and of twenty years, and how often anything.

    ``strained`` is the share of years in which its causes alone bring it more often than was estimated.
    """

    number: int
    mean: float
    worst_of_ten: float
    worst_of_twenty: float
    chance: float
    strained: float


@dataclass(frozen=True, slots=True)
class Result:
    """All risks together. ``curve`` is the loss-exceedance curve: (loss, chance of at least that much in a year).

    ``error`` is the standard error of the mean. ``unlinked`` is ``worst_of_hundred`` if the same risks did not
    depend on each other: what a sum of independent risks would have claimed.
    """

    trials: int
    seed: int
    mean: float
    error: float
    median: float
    worst_of_ten: float
    worst_of_twenty: float
    worst_of_hundred: float
    unlinked: float
    curve: tuple[tuple[float, float], ...]
    outcomes: tuple[Outcome, ...]
    limits: tuple[tuple[float, float], ...] = ()


def simulate(
    scenarios: Sequence[Scenario],
    causes: Mapping[str, Interval],
    *,
    seed: int,
    trials: int = TRIALS,
    limits: Sequence[float] = (),
) -> Result:
    """Return what the scenarios cost in a year; ``limits`` are losses whose chance is wanted exactly.

    Raises KeyError for a cause that is not among ``causes``.
    """
    shocks = {
        name: _shocks(frequency, _stream(seed, _CAUSE, zlib.crc32(name.encode())), trials)
        for name, frequency in sorted(causes.items())
        if any(name == linked for one in scenarios for linked, _ in one.causes)
    }
    total, unlinked = np.zeros(trials), np.zeros(trials)
    outcomes: list[Outcome] = []
    for one in sorted(scenarios, key=lambda scenario: scenario.number):
        losses, strained = _losses(one, shocks, _stream(seed, _RISK, one.number), trials)
        total += losses
        # The same years in another order: each risk keeps its own losses and meets other years of the others.
        unlinked += np.roll(losses, int(_stream(seed, _SHIFT, one.number).integers(trials)))
        outcomes.append(_outcome(one.number, losses, strained))
    ordered = np.sort(total)
    return Result(
        trials=trials,
        seed=seed,
        mean=float(total.mean()),
        error=float(total.std() / math.sqrt(trials)),
        median=_worst(ordered, 0.5),
        worst_of_ten=_worst(ordered, 0.1),
        worst_of_twenty=_worst(ordered, 0.05),
        worst_of_hundred=_worst(ordered, 0.01),
        unlinked=float(np.quantile(unlinked, 0.99)),
        curve=_curve(ordered),
        outcomes=tuple(outcomes),
        limits=tuple((limit, _chance(ordered, limit)) for limit in limits),
    )


def _stream(seed: int, kind: int, number: int) -> np.random.Generator:
    return np.random.Generator(np.random.SFC64([seed, kind, number]))


def _rates(frequency: Interval, rng: np.random.Generator, trials: int) -> Floats:
    """Return each year's rate."""
    drawn = rng.standard_normal(trials, dtype=np.float32)
    rates: Floats = np.exp(drawn * np.float32(frequency.width) + np.float32(frequency.middle)).astype(np.float64)
    return rates


def _shocks(frequency: Interval, rng: np.random.Generator, trials: int) -> tuple[Floats, Trials]:
    """Return a cause's rate in each year, and the year of each time that it happens."""
    rates = _rates(frequency, rng, trials)
    return rates, _years(rates, rng)


def _years(rates: Floats, rng: np.random.Generator) -> Trials:
    """Return the year of each event of a Poisson process with a rate for each year, in order of years."""
    reached = np.cumsum(rates)
    count = int(rng.poisson(reached[-1]))
    if not count:
        return np.empty(0, dtype=np.intp)
    # The spacings of a Poisson process are exponential; so the events come sorted, and are looked up in one pass.
    passed = np.cumsum(rng.standard_exponential(count + 1))
    at = passed[:-1] * (reached[-1] / passed[-1])
    if count < len(rates):
        years: Trials = np.searchsorted(reached, at, side="right").clip(max=len(rates) - 1)
        return years
    until = np.searchsorted(at, reached, side="right")
    until[-1] = count
    found: Trials = np.repeat(np.arange(len(rates)), np.diff(until, prepend=0))
    return found


def _losses(
    one: Scenario, shocks: Mapping[str, tuple[Floats, Trials]], rng: np.random.Generator, trials: int
) -> tuple[Floats, float]:
    """Return what a risk costs in each year, and the share of years in which its causes outrun its estimate."""
    rates = _rates(one.frequency, rng, trials)
    losses = np.zeros(trials)
    for name, chance in one.causes:
        cause, years = shocks[name]
        rates -= chance * cause
        brought = years[rng.random(len(years), dtype=np.float32) < chance]
        losses += _cost(one.loss, brought, rng, trials)
    strained = float(np.count_nonzero(rates < 0) / trials) if one.causes else 0.0
    np.maximum(rates, 0, out=rates)
    parts = max(math.ceil(float(rates.sum()) / _AT_ONCE), 1)
    for part in np.array_split(np.arange(trials), parts) if parts > 1 else (slice(0, trials),):
        years = _years(rates[part], rng)
        losses[part] += _cost(one.loss, years, rng, len(rates[part]))
    return losses, strained


def _cost(loss: Interval, years: Trials, rng: np.random.Generator, trials: int) -> Floats:
    """Return the sum of the events' losses in each year."""
    drawn = rng.standard_normal(len(years), dtype=np.float32)
    each = np.exp(drawn * np.float32(loss.width) + np.float32(loss.middle))
    return np.bincount(years, weights=each, minlength=trials).astype(np.float64, copy=False)


def _outcome(number: int, losses: Floats, strained: float) -> Outcome:
    ordered = np.partition(losses, (_place(len(losses), 0.1), _place(len(losses), 0.05)))
    return Outcome(
        number=number,
        mean=float(losses.mean()),
        worst_of_ten=_worst(ordered, 0.1),
        worst_of_twenty=_worst(ordered, 0.05),
        chance=float(np.count_nonzero(losses) / len(losses)),
        strained=strained,
    )


def _place(trials: int, share: float) -> int:
    return min(int(trials * (1 - share)), trials - 1)


def _worst(ordered: Floats, share: float) -> float:
    """Return the loss that only this share of years exceeds."""
    return float(ordered[_place(len(ordered), share)])


def _chance(ordered: Floats, loss: float) -> float:
    """Return the share of years that cost at least so much."""
    return float((len(ordered) - np.searchsorted(ordered, loss, side="left")) / len(ordered))


def _curve(ordered: Floats) -> tuple[tuple[float, float], ...]:
    """Return the curve at losses that are evenly apart on a logarithmic scale."""
    first = int(np.searchsorted(ordered, 0, side="right"))
    if first == len(ordered):
        return ()
    low = max(float(ordered[first + (len(ordered) - first) // 100]), 1.0)
    high = max(_worst(ordered, 0.0005), low * 1.01)
    return tuple((float(loss), _chance(ordered, float(loss))) for loss in np.geomspace(low, high, _POINTS))
