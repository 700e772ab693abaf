"""CloudWatch Logs' filter patterns for JSON: read once, then asked whether they count an event.

The language is that of AWS's "Filter pattern syntax" page, in as much as filters over CloudTrail use it. What is not
understood is told apart from what does not match, so that it is never taken for either.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase

#: An event of CloudTrail as flat names (``$.eventName``) and their values.
Event = Mapping[str, str]
Matches = Callable[[Event], bool]

_TOKEN = re.compile(
    r"""\s*(?:(?P<sign>\|\||&&|[(){}]|!=|<=|>=|=|<|>)|(?P<selector>\$\.[\w.\[\]*-]+)|"(?P<quoted>[^"]*)"|(?P<word>[^\s(){}=!<>&|"]+))"""
)


class NotUnderstoodError(ValueError):
    """The pattern is none that is understood here."""


def read(pattern: str) -> Matches:
    """Return what says of an event whether a pattern counts it. Raises NotUnderstoodError.

    A test of something that the event does not have does not match, save `NOT EXISTS`.
    """
    text = pattern.strip()
    if not text:
        return lambda _: True  # the empty pattern counts every line
    return _Reader(text).whole()


class _Reader:
    def __init__(self, text: str) -> None:
        self._tokens: list[tuple[str, str]] = []
        place = 0
        while place < len(text):
            found = _TOKEN.match(text, place)
            if not found or not found.lastgroup:
                raise NotUnderstoodError(text)
            self._tokens.append((found.lastgroup, found.group(found.lastgroup)))
            place = found.end()
        self._place = 0

    def whole(self) -> Matches:
        self._take("{")
        matches = self._either()
        self._take("}")
        if self._place != len(self._tokens):
            raise NotUnderstoodError
        return matches

    def _either(self) -> Matches:
        alternatives = [self._both()]
        while self._next() == "||":
            self._place += 1
            alternatives.append(self._both())
        return lambda event: any(one(event) for one in alternatives)

    def _both(self) -> Matches:
        tests = [self._one()]
        while self._next() == "&&":
            self._place += 1
            tests.append(self._one())
        return lambda event: all(one(event) for one in tests)

    def _one(self) -> Matches:
        if self._next() == "(":
            self._place += 1
            inner = self._either()
            self._take(")")
            return inner
        selector = self._take(kind="selector")
        sign = self._take()
        if sign.upper() == "NOT":
            self._take("EXISTS")
            return lambda event: selector not in event
        if sign.upper() == "EXISTS":
            return lambda event: selector in event
        if sign not in {"=", "!="}:
            raise NotUnderstoodError(sign)  # a number, or IS TRUE: no event of interest is told by one
        value = self._take(kind=("quoted", "word"))
        glob = re.sub(r"([\[?])", r"[\1]", value)  # a star is the only sign with a meaning
        equal = sign == "="
        return lambda event: selector in event and fnmatchcase(event[selector], glob) == equal

    def _next(self) -> str:
        return self._tokens[self._place][1] if self._place < len(self._tokens) else ""

    def _take(self, wanted: str = "", *, kind: str | tuple[str, ...] = ()) -> str:
        if self._place == len(self._tokens):
            raise NotUnderstoodError
        found, text = self._tokens[self._place]
        kinds = (kind,) if isinstance(kind, str) else kind
        if (wanted and text.upper() != wanted) or (kinds and found not in kinds):
            raise NotUnderstoodError(text)
        self._place += 1
        return text
