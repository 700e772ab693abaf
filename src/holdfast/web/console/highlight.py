"""Text of the content as HTML: SQL with its parts in classes, Markdown without any HTML of its own."""

from __future__ import annotations

from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers.sql import SqlLexer

#: Headings and images would break a page's own order; links are held to safe schemes by the parser.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable(["heading", "lheading", "image"])


@lru_cache(maxsize=256)
def sql(text: str) -> SafeString:
    """Return highlighted SQL; Pygments escapes what it is given, and sets no inline style."""
    made: str = highlight(text.strip(), SqlLexer(), HtmlFormatter(nowrap=True, classprefix="hl-"))
    return mark_safe(made)  # noqa: S308  escaped by Pygments


@lru_cache(maxsize=256)
def markdown(text: str) -> SafeString:
    """Return Markdown as HTML; HTML inside it is shown, not obeyed."""
    made: str = _MARKDOWN.render(text.strip())
    return mark_safe(made)  # noqa: S308  the parser escapes HTML
