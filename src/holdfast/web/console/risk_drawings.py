"""Drawings of risks: a level as bars and a word, and curves of how much is lost how often."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.utils.safestring import SafeString

    from holdfast.content.risk_method import Level

_TONES = ("low", "medium", "high", "critical")


def level(one: Level | None, rank: int, of: int) -> SafeString:
    """Return a level as a bar of one to ``of`` and its title; a level that is not known as a word alone."""
    if one is None or not rank:
        return format_html('<span class="severity"><span class="quiet">{}</span></span>', "Not rated")
    height = 14 / of
    bars = format_html_join(
        "",
        '<rect x="{}" y="{}" width="3" height="{}" class="{}"/>',
        (
            (i * 5, round(14 - height * (i + 1), 2), round(height * (i + 1), 2), "on" if i < rank else "off")
            for i in range(of)
        ),
    )
    return format_html(
        '<span class="severity severity-{}"><svg viewBox="0 0 {} 14" width="{}" height="14" aria-hidden="true">{}</svg>'
        "<span>{}</span></span>",
        tone(rank, of),
        of * 5 - 2,
        of * 5 - 2,
        bars,
        one.title,
    )


def tone(rank: int, of: int) -> str:
    """Return the tone of a level, however many there are: low, medium, high or critical."""
    return _TONES[min(round((rank - 1) / max(of - 1, 1) * 3), 3)]


Curve = tuple[tuple[float, float], ...]

#: The box of a curve and its margins: left for chances, below for losses.
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BELOW = 720.0, 300.0, 44.0, 12.0, 12.0, 28.0


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid: where it is, and what it says."""

    at: float
    said: str


@dataclass(frozen=True, slots=True)
class Curves:
    """Two loss-exceedance curves in one box: losses to the right on a logarithmic scale, chances upwards.

    ``limits`` are points that the curves should stay under; ``rows`` are both curves as a table:
    loss, chance today, chance once treated.
    """

    today: str
    treated: str
    today_label: tuple[float, float]
    treated_label: tuple[float, float]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    limits: tuple[tuple[float, float, str], ...]
    rows: tuple[tuple[float, float, float], ...]
    top: float


def curves(today: Curve, treated: Curve, limits: Sequence[tuple[float, float]] = ()) -> Curves | None:
    """Return two curves as paths; None where nothing is ever lost."""
    losses = [loss for loss, _ in (*today, *treated, *limits)]
    if not today or not losses:
        return None
    low, high = math.log10(min(losses)), math.log10(max(losses) * 1.05)
    top = min(math.ceil(max([chance for _, chance in (*today, *treated)], default=1.0) * 10) / 10, 1.0)

    def place(loss: float, chance: float) -> tuple[float, float]:
        across = LEFT + (math.log10(loss) - low) / (high - low) * (WIDTH - LEFT - RIGHT)
        return round(across, 1), round(TOP + (1 - chance / top) * (HEIGHT - TOP - BELOW), 1)

    rows = [(loss, chance, _at(treated, loss)) for loss, chance in today[:: max(len(today) // 12, 1)]]
    return Curves(
        today=_path(place(*point) for point in today),
        treated=_path(place(*point) for point in treated),
        today_label=place(*today[len(today) // 2]),
        treated_label=place(*treated[len(treated) // 3]) if treated else (LEFT, TOP),
        across=tuple(
            Tick(place(10**power, 0)[0], money(10**power)) for power in range(math.ceil(low), math.floor(high) + 1)
        ),
        up=tuple(Tick(place(10**low, share * top)[1], _share(share * top)) for share in (0, 0.25, 0.5, 0.75, 1)),
        limits=tuple(
            (*place(loss, min(chance, top)), f"at most {chance:.0%} for {money(loss)}") for loss, chance in limits
        ),
        rows=tuple(rows),
        top=top,
    )


def money(value: float) -> str:
    """Return an amount as people say it: ``4.2 m``, ``310 k``, ``900``."""
    for size, word in ((1e9, " bn"), (1e6, " m"), (1e3, " k")):
        if abs(value) >= size * 0.9995:
            shown = value / size
            return f"{shown:.1f}{word}".replace(".0 ", " ") if shown < 10 else f"{shown:,.0f}{word}"  # noqa: PLR2004  two digits say enough
    return f"{value:,.0f}"


def _share(value: float) -> str:
    """Return a share as the scale says it: with a digit after the point only where it takes one."""
    return f"{value:.1%}".replace(".0%", "%")


def _path(points: Iterable[tuple[float, float]]) -> str:
    placed = [f"{x} {y}" for x, y in points]
    return f"M{' L'.join(placed)}" if placed else ""


def _at(curve: Curve, loss: float) -> float:
    """Return the chance that a curve gives for a loss, between its points along a straight line."""
    if not curve or loss > curve[-1][0]:
        return 0.0
    if loss <= curve[0][0]:
        return curve[0][1]
    for (left, above), (right, below) in pairwise(curve):
        if left <= loss <= right:
            share = (math.log(loss) - math.log(left)) / (math.log(right) - math.log(left))
            return above + (below - above) * share
    return 0.0
