"""Drawings of risks: a level as bars and a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join

if TYPE_CHECKING:
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
