"""SQL with its parts in classes (no inline style), by Pygments."""

from __future__ import annotations

from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers.sql import SqlLexer


@lru_cache(maxsize=256)
def sql(text: str) -> SafeString:
    """Return highlighted SQL; Pygments escapes what it is given."""
    return mark_safe(highlight(text.strip(), SqlLexer(), HtmlFormatter(nowrap=True, classprefix="hl-")))  # noqa: S308  escaped by Pygments
