"""From parsed YAML to the model's objects; what does not fit is told with file and line.

Each entry of a file is checked by itself, so that one bad entry does not hide the others and
does not make every reference to its neighbours look wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast, get_args, get_type_hints

from pydantic import TypeAdapter, ValidationError

from holdfast.content.problems import Problem, did_you_mean

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from holdfast.content.yaml_lines import Document

T = TypeVar("T")

_PATTERN_HINT = "Use lower-case letters and digits, joined by - or _ or a dot."


@dataclass(frozen=True, slots=True)
class Placed(Generic[T]):
    """An object with the place where it was written."""

    value: T
    file: str
    document: Document
    path: tuple[str | int, ...] = ()

    def line(self, *within: str | int) -> int:
        """Return the line of the object, or of the named part of it."""
        return self.document.line((*self.path, *within))

    def problem(self, what: str, do: str = "", *, at: tuple[str | int, ...] = ()) -> Problem:
        """Return a problem with the object, at the line of its part ``at``."""
        return Problem(self.file, self.line(*at), what, do)


def shape(
    kind: type[T], data: object, document: Document, file: str, path: tuple[str | int, ...] = ()
) -> tuple[Placed[T] | None, list[Problem]]:
    """Return ``data`` as an object of ``kind`` with its place, or None and everything that does not fit."""
    try:
        return Placed(_adapter(cast("Any", kind)).validate_python(data), file, document, path), []
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=True)
        return None, [_problem(detail, kind, document, file, path) for detail in details]


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401  mypy does not take type[T] for hashable
    return TypeAdapter(kind)


def _problem(
    detail: ErrorDetails, kind: type[Any], document: Document, file: str, path: tuple[str | int, ...]
) -> Problem:
    location = (*path, *detail["loc"])
    what, do = _in_words(detail, kind)
    written = document.plain.get(tuple(map(str, location)))
    if detail["type"] == "string_type" and written:
        do = f'Put it in quotes: "{written}".'
    return Problem(file, document.line(location), what, do)


def _in_words(detail: ErrorDetails, kind: type[Any]) -> tuple[str, str]:
    """Return what is wrong and how to mend it, without pydantic's vocabulary."""
    error, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    name = next((str(part) for part in reversed(detail["loc"]) if isinstance(part, str)), "")
    called = f"`{name}`" if name else "this entry"
    if error in {"missing", "missing_argument"}:
        return f"`{name}` is missing", f"Add a line `{name}: ...`."
    if error in {"unexpected_keyword_argument", "extra_forbidden"}:
        known = _field_names(cast("Any", kind))
        return f"`{name}` is not a field here", did_you_mean(name, known) or "Remove it, or check its spelling."
    if error in {"enum", "literal_error"}:
        expected = str(context.get("expected", "")).removeprefix("'', ")
        choices = [choice.strip(" '") for choice in expected.replace(" or ", ", ").split(",")]
        return f"{called} must be one of {expected}, not {given!r}", did_you_mean(str(given), choices)
    if error == "string_pattern_mismatch":
        do = _PATTERN_HINT if "a-z0-9" in str(context.get("pattern", "")) else ""
        return f"{called} may not be {given!r}", do or f"It must look like {context.get('pattern', '')}."
    plain = _PLAIN.get("date" if error.startswith(("date_", "datetime_")) else error)
    if plain is None:
        return f"{called}: {detail['msg']}", ""
    shown = "" if isinstance(given, (dict, list)) else f", not {given!r}"
    return f"{called} {plain[0]}{shown}", plain[1]


_PLAIN = {
    "date": ("must be a date", "Write it as 2026-11-24."),
    "string_type": ("must be text", "Write one text; put it in quotes if in doubt."),
    "string_too_short": ("must not be empty", "Write it, or remove the whole entry."),
    "bool_type": ("must be true or false", ""),
    "bool_parsing": ("must be true or false", ""),
    "int_type": ("must be a whole number", ""),
    "int_parsing": ("must be a whole number", ""),
    "int_from_float": ("must be a whole number", ""),
    "tuple_type": ("must be a list", "Begin each entry on a line of its own with `- `, or write [a, b]."),
    "list_type": ("must be a list", "Begin each entry on a line of its own with `- `, or write [a, b]."),
    "dict_type": ("must be fields with values", "Write `name: value`, one a line, indented."),
    "dataclass_type": ("must be fields with values", "Write `name: value`, one a line, indented."),
    "time_delta_parsing": ("must be a number of days", "Write it as 90 days."),
    "time_delta_type": ("must be a number of days", "Write it as 90 days."),
}


@cache
def _field_names(kind: Any) -> frozenset[str]:  # noqa: ANN401  as above
    """Return the names of all fields of a dataclass and of the dataclasses that it holds."""
    names: set[str] = set()
    pending: list[Any] = [kind]
    while pending:
        hint = pending.pop()
        pending.extend(get_args(hint))
        if isinstance(hint, type) and is_dataclass(hint):
            names.update(field.name for field in fields(hint))
            pending.extend(get_type_hints(hint).values())
    return frozenset(names)
