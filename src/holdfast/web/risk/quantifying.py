"""From estimates to money: the register simulated as it is today, and as it will be once treated.

Both are drawn from the same seed, so that what differs between them comes from the treatments and not from luck.
A treatment that makes a risk rarer makes it rarer in the same measure where a common cause brings it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from holdfast.errors import UsageError
from holdfast.web.accounts.permissions import may
from holdfast.web.history.records import keep
from holdfast.web.history.replay import records_at
from holdfast.web.risk.estimates import CommonCause, Estimate
from holdfast.web.risk.simulation import TRIALS, Interval, Result, Scenario, simulate

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from holdfast.web.accounts.models import User
    from holdfast.web.risk.register import Risk

_R = TypeVar("_R", Estimate, CommonCause)

#: The seed where nobody names another; any would do, and the same must be used to compare.
SEED = 2022


@dataclass(frozen=True, slots=True)
class Portfolio:
    """What the risks cost in a year, today and once treated; ``estimated`` are their numbers."""

    today: Result
    treated: Result
    estimated: tuple[int, ...]
    linked: int

    @property
    def saved(self) -> float:
        """By how much the treatments lower the mean of a year."""
        return self.today.mean - self.treated.mean


def estimates_at(moment: datetime | None) -> list[Estimate]:
    """Return all estimates; ``moment`` None is now."""
    return records_at(Estimate, moment) if moment else list(Estimate.objects.live())


def causes_at(moment: datetime | None) -> list[CommonCause]:
    """Return all common causes by title; ``moment`` None is now."""
    found = records_at(CommonCause, moment) if moment else list(CommonCause.objects.live())
    return sorted(found, key=lambda cause: (cause.title.casefold(), cause.pk))


def portfolio(
    numbers: Collection[int],
    moment: datetime | None = None,
    *,
    seed: int = SEED,
    trials: int = TRIALS,
    limits: Iterable[float] = (),
) -> Portfolio | None:
    """Return what the risks of these numbers cost in a year; None where none of them is estimated."""
    estimates = [one for one in estimates_at(moment) if one.risk_id in numbers]
    if not estimates:
        return None
    causes = {str(one.pk): Interval(one.frequency_low, one.frequency_high) for one in causes_at(moment)}
    now = tuple(_today(one, causes) for one in sorted(estimates, key=lambda one: one.risk_id))
    then = tuple(_treated(one, causes) for one in sorted(estimates, key=lambda one: one.risk_id))
    shared = tuple(sorted(causes.items()))
    wanted = tuple(limits)
    return Portfolio(
        today=_simulated(now, shared, seed, trials, wanted),
        treated=_simulated(then, shared, seed, trials, wanted),
        estimated=tuple(one.number for one in now),
        linked=sum(bool(one.causes) for one in now),
    )


@lru_cache(maxsize=32)
def _simulated(
    scenarios: tuple[Scenario, ...],
    causes: tuple[tuple[str, Interval], ...],
    seed: int,
    trials: int,
    limits: tuple[float, ...],
) -> Result:
    """Simulate once for the same question: an answer depends on nothing else."""
    return simulate(scenarios, dict(causes), seed=seed, trials=trials, limits=limits)


def _today(one: Estimate, causes: Mapping[str, Interval]) -> Scenario:
    return Scenario(
        number=one.risk_id,
        frequency=Interval(one.frequency_low, one.frequency_high),
        loss=Interval(one.loss_low, one.loss_high),
        causes=tuple((str(cause), chance) for cause, chance in one.links if str(cause) in causes),
    )


def _treated(one: Estimate, causes: Mapping[str, Interval]) -> Scenario:
    made = _today(one, causes)
    frequency, loss = made.frequency, made.loss
    if one.after_frequency_low is not None and one.after_frequency_high is not None:
        frequency = Interval(one.after_frequency_low, one.after_frequency_high)
    if one.after_loss_low is not None and one.after_loss_high is not None:
        loss = Interval(one.after_loss_low, one.after_loss_high)
    rarer = min(frequency.mean / made.frequency.mean, 1.0)
    linked = tuple((cause, chance * rarer) for cause, chance in made.causes)
    return replace(made, frequency=frequency, loss=loss, causes=linked)


def estimate(risk: Risk, by: User, said: Mapping[str, Any]) -> Estimate:
    """Record or change what a risk costs. Raises UsageError, ValidationError and ConflictError."""
    if not may(by, "risks.rate", risk):
        raise UsageError(f"{risk} cannot be estimated by you", do="Its owner, or who leads a program, can.")
    made = Estimate.objects.filter(risk=risk).first() or Estimate(risk=risk)
    return _kept(made, by, said)


def name_cause(by: User, said: Mapping[str, Any], cause: CommonCause | None = None) -> CommonCause:
    """Record or change a common cause. Raises UsageError, ValidationError and ConflictError."""
    if not may(by, "risks.assign"):
        raise UsageError("your roles do not allow this", do="Who leads a program names common causes.")
    return _kept(cause or CommonCause(), by, said)


def _kept(record: _R, by: User, said: Mapping[str, Any]) -> _R:
    for name, value in said.items():
        setattr(record, name, value)
    keep(record, by.key)
    return record
