"""Addresses of pages: every link keeps the moment, and a list's filter is the address itself."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

from holdfast.pipeline.views import Filter
from holdfast.web.console.words import kind_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict

    from holdfast.web.console.names import Names

_MANY = ("verdict", "severity")
_ALLOWED = {
    "verdict": ("fail", "unknown", "pass", "not applicable"),
    "severity": ("critical", "high", "medium", "low"),
    "in_scope": ("yes", "no", "any"),
    "sort": ("severity", "since", "subject", "check"),
    "owned": ("no",),
    "late": ("yes",),
}
_DEFAULT = Filter()
#: How a chip calls a field.
LABELS = {
    "verdict": "Status",
    "severity": "Severity",
    "check": "Check",
    "program": "Program",
    "requirement": "Control",
    "service": "Service",
    "team": "Team",
    "kind": "Kind",
    "account": "Account",
    "region": "Region",
    "subject": "Subject",
    "owned": "Owner",
    "late": "Deadline",
    "in_scope": "ISMS scope",
    "words": "Words",
}
VERDICT_WORDS = {"fail": "Failing", "unknown": "Unknown", "pass": "Passing", "not applicable": "Not applicable"}
_SAID = {
    ("owned", "no"): "nobody",
    ("late", "yes"): "missed",
    ("in_scope", "any"): "inside and outside",
    ("in_scope", "no"): "outside only",
}


def address(name: str, *path: str, at: str = "", **query: str | Iterable[str]) -> str:
    """Return a page's address with its query and the moment."""
    pairs: list[tuple[str, str]] = []
    for key, value in query.items():
        pairs += [(key, one) for one in ([value] if isinstance(value, str) else value) if one]
    if at:
        pairs.append(("at", at))
    base = reverse(f"console:{name}", args=path)
    return f"{base}?{urlencode(pairs)}" if pairs else base


def read_filter(query: QueryDict) -> Filter:
    """Return the filter that an address asks for; what is not understood is left out."""
    given: dict[str, object] = {}
    for field in fields(Filter):
        values = [value.strip() for value in query.getlist(field.name) if value.strip()]
        if field.name == "verdict" and values == ["any"]:
            given["verdict"] = ()
            continue
        allowed = _ALLOWED.get(field.name)
        if allowed is not None:
            values = [value for value in values if value in allowed]
        if values:
            given[field.name] = tuple(dict.fromkeys(values)) if field.name in _MANY else values[0]
    return replace(_DEFAULT, **given)  # type: ignore[arg-type]  # the keys are the dataclass's own


def filter_query(wanted: Filter) -> dict[str, str | tuple[str, ...]]:
    """Return the address's query of a filter, without what is the default."""
    query: dict[str, str | tuple[str, ...]] = {}
    for field in fields(Filter):
        value = getattr(wanted, field.name)
        if value != getattr(_DEFAULT, field.name):
            query[field.name] = value or "any"
    return query


@dataclass(frozen=True, slots=True)
class Chip:
    """One part of the filter that stands: what it says, and the address without it."""

    label: str
    value: str
    without: Filter


def changed(wanted: Filter, name: str, value: object) -> Filter:
    """Return the filter with one field changed, by name."""
    return replace(wanted, **{name: value})  # type: ignore[arg-type]  # the name is one of its fields


def chips(wanted: Filter, names: Names) -> list[Chip]:
    """Return what the filter says beside its defaults, one chip a value."""
    found: list[Chip] = []
    for name, label in LABELS.items():
        value = getattr(wanted, name)
        if value == getattr(_DEFAULT, name):
            continue
        if name == "verdict" and not value:
            found.append(Chip(label, "any", replace(wanted, verdict=_DEFAULT.verdict)))
        elif isinstance(value, tuple):
            for one in value:
                rest = tuple(other for other in value if other != one)
                without = rest or getattr(_DEFAULT, name)
                found.append(Chip(label, _said(name, one, names), changed(wanted, name, without)))
        else:
            found.append(Chip(label, _said(name, value, names), changed(wanted, name, getattr(_DEFAULT, name))))
    return found


def _said(name: str, value: str, names: Names) -> str:
    if name == "verdict":
        return VERDICT_WORDS.get(value, value).lower()
    if name == "kind":
        return kind_words(value)
    return _SAID.get((name, value), names.of(name, value))


def toggled(wanted: Filter, name: str, value: str) -> Filter:
    """Return the filter with a facet's value switched on or off."""
    now = getattr(wanted, name)
    if not isinstance(now, tuple):
        return changed(wanted, name, getattr(_DEFAULT, name) if now == value else value)
    chosen = tuple(one for one in now if one != value) if value in now else (*now, value)
    order = _ALLOWED[name]
    return changed(wanted, name, tuple(sorted(chosen, key=order.index)) or getattr(_DEFAULT, name))
