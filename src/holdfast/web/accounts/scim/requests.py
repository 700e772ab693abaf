"""What a directory sends, read strictly: the body, one filter, the page, the steps of a PATCH."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from holdfast.web.accounts.scim.errors import ScimError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest

MOST = 200
_FILTER = re.compile(r'^\s*([A-Za-z][\w.]*)\s+eq\s+("(?:[^"\\]|\\.)*")\s*$', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Step:
    """One operation of a PATCH: its word in lower case, the attribute (maybe empty), the value."""

    op: str
    path: str
    value: Any


def body(request: HttpRequest) -> dict[str, Any]:
    """Return the JSON object that was sent. Raises ScimError."""
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise ScimError(400, "The body is not JSON.", "invalidSyntax") from error
    if not isinstance(sent, dict):
        raise ScimError(400, "The body is not an object.", "invalidSyntax")
    return sent


def wanted(request: HttpRequest) -> tuple[str, str]:
    """Return the attribute in lower case and the text of ``filter=... eq "..."``; both empty without one."""
    said = request.GET.get("filter", "")
    if not said:
        return "", ""
    found = _FILTER.match(said)
    if not found:
        raise ScimError(400, 'Only a filter such as userName eq "kim" is understood.', "invalidFilter")
    try:
        return found[1].lower(), str(json.loads(found[2]))
    except ValueError as error:
        raise ScimError(400, "The filter's text is not well written.", "invalidFilter") from error


def page(request: HttpRequest) -> tuple[int, int]:
    """Return from where to count (from 0) and how many at most."""
    return max(_number(request, "startIndex", 1), 1) - 1, min(max(_number(request, "count", MOST), 0), MOST)


def steps(sent: dict[str, Any]) -> Iterator[Step]:
    """Yield the operations of a PATCH. Raises ScimError."""
    operations = next((value for name, value in sent.items() if name.lower() == "operations"), None)
    if not isinstance(operations, list) or not operations:
        raise ScimError(400, "There are no Operations.", "invalidSyntax")
    for one in operations:
        op = str(one.get("op", "")).lower() if isinstance(one, dict) else ""
        if op not in {"add", "replace", "remove"}:
            raise ScimError(400, "An operation is add, replace or remove.", "invalidSyntax")
        yield Step(op, str(one.get("path") or ""), one.get("value"))


def boolean(value: object) -> bool:
    """Return a truth value, as text too, as some directories send it. Raises ScimError."""
    if isinstance(value, bool):
        return value
    if str(value).lower() in {"true", "false"}:
        return str(value).lower() == "true"
    raise ScimError(400, "active is true or false.", "invalidValue")


def text(value: object, name: str) -> str:
    """Return a text. Raises ScimError."""
    if not isinstance(value, str):
        raise ScimError(400, f"{name} is text.", "invalidValue")
    return value.strip()


def _number(request: HttpRequest, name: str, default: int) -> int:
    said = request.GET.get(name, "")
    if not said:
        return default
    if not re.fullmatch(r"-?\d{1,9}", said):
        raise ScimError(400, f"{name} is a whole number.", "invalidValue")
    return int(said)
