"""What templates say: links that keep the moment, marks, words and numbers."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from holdfast.web.console import addresses, drawings, risk_drawings, words
from holdfast.web.console.highlight import markdown as rendered
from holdfast.web.console.highlight import sql as highlighted
from holdfast.web.console.moments import written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.template.context import Context

    from holdfast.pipeline.views import Point
    from holdfast.posture.model import Counts

register = template.Library()

register.simple_tag(drawings.mark, name="mark")
register.simple_tag(drawings.severity, name="severity")
register.simple_tag(drawings.icon, name="icon")
register.simple_tag(risk_drawings.level, name="level")
register.simple_tag(risk_drawings.tone, name="tone")
register.filter("money", risk_drawings.money)
register.filter("kind", words.kind_words)
register.filter("source", words.source_words)
register.filter("day", words.day)
register.filter("minute", words.minute)
register.filter("dated", words.dated)
register.filter("sql", highlighted)
register.filter("markdown", rendered)


@register.simple_tag(takes_context=True)
def to(context: Context, name: str, *path: str, **query: str) -> str:
    """Return a page's address, the moment kept: ``{% to 'service' line.service.id %}``."""
    at = getattr(context.get("request"), "at", "")
    return addresses.address(name, *(str(part) for part in path), at=at, **query)


@register.simple_tag(takes_context=True)
def called(context: Context, kind: str, id_: str) -> SafeString:
    """Return what people call a team, a program or a check, wrapping where its parts meet."""
    names = context.get("names")
    return breakable(names.of(kind, id_) if names else id_)


@register.simple_tag(takes_context=True)
def here(context: Context, **changed: str) -> str:
    """Return this page's address with parts of its query changed; an empty value takes a part out."""
    request = context["request"]
    query = request.GET.copy()
    for key, value in changed.items():
        query.pop(key, None)
        if value:
            query[key] = value
    return f"{request.path}?{query.urlencode()}" if query else str(request.path)


@register.simple_tag
def counted(number: int, one: str, many: str = "") -> str:
    """Return ``1 finding`` or ``1,204 findings``."""
    return words.counted(number, one, many)


@register.filter
def number(value: float) -> str:
    """Return a number with its thousands apart."""
    return f"{value:,}"


@register.filter
def percent(value: float) -> str:
    """Return a share of one as per cent; never 100% unless it is all."""
    whole = int(value * 100) if value < 1 else 100
    return f"{whole}%"


@register.filter
def plain(value: float) -> str:
    """Return a number as people write it: ``0.02``, ``3``."""
    return f"{value:g}"


@register.filter
def chance(value: float) -> str:
    """Return a chance as per cent: with one digit where it is small, and never 0% unless it is none."""
    if 0 < value < 0.001:  # noqa: PLR2004  what one digit can say
        return "under 0.1%"
    return f"{value:.1%}" if value < 0.1 else f"{value:.0%}"  # noqa: PLR2004  as above


@register.filter
def ago(value: datetime | None, now: datetime) -> str:
    """Return how long ago, for freshness."""
    return words.ago(value, now)


@register.filter
def breakable(value: object) -> SafeString:
    """Let a long name wrap where its parts meet."""
    escaped = conditional_escape(str(value))
    return mark_safe(re.sub(r"([/:._@=\-])(?=\S)", r"\1<wbr>", escaped))  # noqa: S308  escaped above


@register.filter
def told(counted: Counts) -> str:
    """Return counts in words: ``2 failing, 11 passing``; what is none is not said."""
    pairs = (
        (counted.failed, "failing"),
        (counted.unknown, "unknown"),
        (counted.excepted, "excepted"),
        (counted.passed, "passing"),
    )
    return ", ".join(f"{count:,} {word}" for count, word in pairs if count) or "nothing to judge"


@register.filter
def get(mapping: Mapping[str, Any], key: str) -> Any:  # noqa: ANN401  whatever the mapping holds
    """Return a mapping's value, or nothing."""
    return mapping.get(key)


@register.filter
def cell(value: object) -> SafeString:
    """Return a fact as people read it; NULL says that it could not be read."""
    match value:
        case None:
            return _absent("not read")
        case bool():
            said = "yes" if value else "no"
        case datetime():
            said = words.minute(value)
        case date():
            said = words.day(value)
        case dict():
            said = ", ".join(f"{key}={one}" for key, one in value.items())
        case list() | tuple():
            said = ", ".join(str(one) for one in value)
        case _:
            said = str(value)
    return breakable(said) if said else _absent("none" if isinstance(value, list | tuple | dict) else "empty")


def _absent(word: str) -> SafeString:
    return format_html('<span class="null">{}</span>', word)


@register.inclusion_tag("console/part/sparkline.html")
def sparkline(points: Sequence[Point], said: str) -> dict[str, Any]:
    """Draw a small trend; its numbers stand beside it or in a table."""
    return {"line": drawings.line(points, 96, 28), "said": said}


@register.inclusion_tag("console/part/trend.html", takes_context=True)
def trend(context: Context, points: Sequence[Point], what: str) -> dict[str, Any]:
    """Draw a trend with its table one click away."""
    rows = [(point, drawings.value_of(point)) for point in reversed(points)]
    return {
        "line": drawings.line(points, 720, 180, 6),
        "points": points,
        "rows": rows,
        "what": what,
        "request": context["request"],
    }


@register.inclusion_tag("console/part/shares.html", takes_context=True)
def shares(context: Context, counts: Mapping[str, int], what: str, framework: str = "") -> dict[str, Any]:
    """Draw how many controls stand where, each part labelled."""
    return {
        "parts": drawings.shares(counts),
        "what": what,
        "framework": framework,
        "request": context.get("request"),
        "total": sum(counts.values()),
    }


@register.inclusion_tag("console/part/counts.html", takes_context=True)
def counts(context: Context, counted: Counts, **query: str) -> dict[str, Any]:
    """Show results by status as a quiet row of numbers, each a link to exactly those."""
    at = getattr(context.get("request"), "at", "")

    def href(**more: str) -> str:
        return addresses.address("findings", at=at, **query, **more)

    rows = [
        ("fail", "failing", counted.failed, href()),
        ("late", "past deadline", counted.late, href(late="yes")),
        ("unknown", "unknown", counted.unknown, href(verdict="unknown")),
        ("excepted", "excepted", counted.excepted, ""),
        ("pass", "passing", counted.passed, href(verdict="pass")),
        ("not applicable", "not applicable", counted.not_applicable, href(verdict="not applicable")),
        ("out", "out of scope", counted.out_of_scope, href(verdict="any", in_scope="no")),
    ]
    quiet = {"late", "excepted", "not applicable", "out"}
    return {"rows": [row for row in rows if row[2] or row[0] not in quiet]}


@register.filter
def beside(row: Sequence[object], columns: Sequence[tuple[str, str]]) -> list[tuple[tuple[str, str], object]]:
    """Return a row's values, each beside its column."""
    return list(zip(columns, row, strict=False))


@register.filter
def address(value: datetime) -> str:
    """Return a moment as ``?at=`` carries it."""
    return written(value)
