"""Drawings in SVG, made on the server with attributes only: marks, severity bars, trends, shares.

A strict Content-Security-Policy allows no style attributes, so geometry stands in attributes and
colour in classes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from holdfast.web.console.icons import PATHS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfast.pipeline.views import Point

#: A status's mark: its shape in a box of 16 by 16, and its word.
_SHAPES = {
    "effective": '<circle cx="8" cy="8" r="6" class="fill"/>',
    "failing": '<path d="M8 1.8 15 14.2H1z" class="fill"/>',
    "unknown": '<path d="M8 1 15 8 8 15 1 8z" class="fill"/>',
    "not evidenced": '<circle cx="8" cy="8" r="6" class="line dotted"/>',
    "not implemented": '<circle cx="8" cy="8" r="6" class="line"/>',
    "not applicable": '<path d="M3 8h10" class="line"/>',
    "excepted": '<circle cx="8" cy="8" r="6.2" class="line"/><path d="M8 4.4V8l2.6 1.6" class="line"/>',
}
_SAME = {"pass": "effective", "fail": "failing", "gone": "not applicable"}
_WORDS = {"pass": "Pass", "fail": "Fail", "gone": "Gone"}
_SEVERITIES = ("low", "medium", "high", "critical")
#: In the order in which a share of controls is drawn.
STATUSES = ("effective", "failing", "unknown", "not evidenced", "not implemented", "not applicable")


def mark(status: str, word: str = "") -> SafeString:
    """Return a status's mark with its word beside it."""
    shape = _SAME.get(status, status)
    said = word or _WORDS.get(status, status.capitalize())
    drawn = mark_safe(_SHAPES.get(shape, _SHAPES["not applicable"]))  # noqa: S308  our own constants
    return format_html(
        '<span class="state state-{}"><svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">{}</svg>'
        "<span>{}</span></span>",
        shape.replace(" ", "-"),
        drawn,
        said,
    )


def severity(name: str) -> SafeString:
    """Return a severity as a bar of one to four and its word."""
    level = _SEVERITIES.index(name) + 1 if name in _SEVERITIES else 0
    bars = format_html_join(
        "",
        '<rect x="{}" y="{}" width="3" height="{}" class="{}"/>',
        ((i * 5, 10 - 2.5 * i, 4 + 2.5 * i, "on" if i < level else "off") for i in range(4)),
    )
    return format_html(
        '<span class="severity severity-{}"><svg viewBox="0 0 18 14" width="18" height="14" aria-hidden="true">{}</svg>'
        "<span>{}</span></span>",
        name,
        bars,
        name.capitalize(),
    )


def icon(name: str, size: int = 20) -> SafeString:
    """Return an icon that says nothing to a screen reader; the words beside it do."""
    return format_html(
        '<svg class="ico" viewBox="0 0 24 24" width="{}" height="{}" aria-hidden="true"><path d="{}"/></svg>',
        size,
        size,
        PATHS[name],
    )


@dataclass(frozen=True, slots=True)
class Share:
    """One part of a bar of 1000."""

    status: str
    count: int
    x: float
    width: float


def shares(counts: Mapping[str, int], width: float = 1000, gap: float = 4) -> list[Share]:
    """Return the parts of a bar, in the order of statuses; a part that is there is at least visible."""
    present = [(status, counts.get(status, 0)) for status in STATUSES if counts.get(status, 0)]
    total = sum(count for _, count in present)
    if not total:
        return []
    smallest = 8.0
    room = width - gap * (len(present) - 1)
    widths = [max(room * count / total, smallest) for _, count in present]
    scale = room / sum(widths)
    parts, x = [], 0.0
    for (status, count), natural in zip(present, widths, strict=True):
        parts.append(Share(status, count, round(x, 1), round(natural * scale, 1)))
        x += natural * scale + gap
    return parts


def value_of(point: Point) -> float | None:
    """Return a point's height, 0 to 1: the share effective, else the share passed; None if nothing counts."""
    if point.assessable:
        return point.effective / point.assessable
    judged = point.passed + point.failed + point.unknown
    return point.passed / judged if judged else None


@dataclass(frozen=True, slots=True)
class Line:
    """A trend's line in a box: the path, the area below it, the last point."""

    path: str
    area: str
    x: float
    y: float
    last: float
    first: float


def line(points: Sequence[Point], width: float, height: float, pad: float = 3) -> Line | None:
    """Return the line of a trend by time, zero-based; None for fewer than two points."""
    known = [(point.at.timestamp(), value) for point in points if (value := value_of(point)) is not None]
    if len(known) < 2:  # noqa: PLR2004  a line needs two points
        return None
    start, end = known[0][0], known[-1][0]
    span = (end - start) or 1
    placed = [
        (round(pad + (at - start) / span * (width - 2 * pad), 1), round(height - pad - value * (height - 2 * pad), 1))
        for at, value in known
    ]
    path = "M" + " L".join(f"{x} {y}" for x, y in placed)
    area = f"{path} L{placed[-1][0]} {height - pad} L{placed[0][0]} {height - pad}Z"
    return Line(path, area, placed[-1][0], placed[-1][1], known[-1][1], known[0][1])
