"""From files to placed objects, kind by kind; nothing is compared with anything else yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import Field
from pydantic.dataclasses import dataclass as checked_dataclass

from holdfast.content.anchoring import Anchoring
from holdfast.content.fields import CONFIG, Slug, Text
from holdfast.content.model import (
    Applicability,
    Attestation,
    Deadlines,
    Framework,
    IsmsScope,
    OwnershipRule,
    Person,
    Program,
    Team,
)
from holdfast.content.problems import Problem
from holdfast.content.providers import Assurance, CloudService
from holdfast.content.risk_method import RiskMethod
from holdfast.content.shapes import Placed, shape
from holdfast.content.signing_in import SignIn
from holdfast.content.yaml_lines import parse_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from holdfast.content.files import TextFile

T = TypeVar("T")

_Result = tuple[tuple[Placed[Any], ...], tuple[Problem, ...]]


@checked_dataclass(config=CONFIG, frozen=True)
class CompanyFile:
    """``holdfast.yaml``: the company's name, what it does, its offices, its sources, who vouches for people.

    ``database`` is read by ``holdfast.web.database``, which needs it before anything else is read; ``anchors`` by
    ``holdfast.web.anchoring``.
    """

    name: Text
    about: str = ""
    offices: bool | None = None
    database: str = ""
    sources: dict[Slug, dict[str, object] | None] = Field(default_factory=dict)
    sign_in: SignIn = Field(default_factory=SignIn)
    anchors: Anchoring = Field(default_factory=Anchoring)


#: What each entry of a file is; a file in a folder may also hold one entry alone.
_LISTS: dict[str, type[Any]] = {
    "deadlines.yaml": Deadlines,
    "teams.yaml": Team,
    "people.yaml": Person,
    "ownership.yaml": OwnershipRule,
    "applicability.yaml": Applicability,
}
_FOLDERS: dict[str, type[Any]] = {
    "frameworks": Framework,
    "programs": Program,
    "attestations": Attestation,
    "assurances": Assurance,
    "responsibility": CloudService,
}
_SINGLES: dict[str, type[Any]] = {"holdfast.yaml": CompanyFile, "scope.yaml": IsmsScope, "risk.yaml": RiskMethod}

#: What a company's framework or program with the id of the pack's may leave out: it keeps the pack's.
_INHERITED: dict[type[Any], tuple[str, ...]] = {
    Framework: ("title", "version", "issuer", "licence", "about"),
    Program: ("title", "area", "charter", "team", "lead", "practices", "order"),
}


@dataclass(slots=True)
class Parsed:
    """Everything that could be read, and ``broken``: the kinds of which something could not.

    What refers to a broken kind is not judged, so that one mistake is not told a hundred times.
    """

    objects: dict[type[Any], list[Placed[Any]]] = field(default_factory=dict)
    broken: set[type[Any]] = field(default_factory=set)

    def of(self, kind: type[T]) -> list[Placed[T]]:
        """Return the objects of a kind, the pack's before the company's."""
        return self.objects.get(kind, [])

    def one(self, kind: type[T]) -> Placed[T] | None:
        """Return the only object of a kind that has one file."""
        return next(iter(self.of(kind)), None)

    def whole(self, *kinds: type[Any]) -> bool:
        """Whether all objects of these kinds could be read."""
        return self.broken.isdisjoint(kinds)


def parse(files: Iterable[TextFile]) -> tuple[Parsed, list[Problem]]:
    """Return the objects in ``files`` (checks left aside) and everything that does not fit."""
    parsed = Parsed()
    problems: list[Problem] = []
    for file in files:
        kind = _kind(file)
        if kind is None:
            continue
        if file.from_company:
            objects, found = _parse_file(file, kind, parsed.of(kind))
        else:
            objects, found = _parse_pack_file(file)
        parsed.objects.setdefault(kind, []).extend(objects)
        if found:
            parsed.broken.add(kind)
            problems.extend(found)
    return parsed, problems


def _kind(file: TextFile) -> type[Any] | None:
    """Return what the entries of a file are; None where it holds no such objects."""
    return _SINGLES.get(file.label) or _LISTS.get(file.label) or _FOLDERS.get(file.folder)


@cache
def _parse_pack_file(file: TextFile) -> _Result:
    """Parse a file of the pack once a process: it is long, and only the company's change while we run."""
    return _parse_file(file, _FOLDERS[file.folder], ())


def _parse_file(file: TextFile, kind: type[Any], below: Sequence[Placed[Any]]) -> _Result:
    """Return a file's objects and what is wrong with it; ``below`` are those that it may change."""
    text, problems = file.text()
    if problems:
        return (), tuple(problems)
    document, problems = parse_document(text, file.label)
    if problems:
        return (), tuple(problems)
    if document is None:
        # An empty list says: none yet.
        return (), () if file.label in _LISTS else (
            Problem(file.label, 0, "the file is empty", "Fill it, or remove it."),
        )
    entries: list[tuple[tuple[str | int, ...], object]] = [((), document.value)]
    if isinstance(document.value, list) and kind not in _SINGLES.values():
        entries = [((index,), entry) for index, entry in enumerate(document.value)]
    elif file.label in _LISTS:
        do = "Begin each entry on a line of its own with `- `."
        return (), (Problem(file.label, document.line(()), "the file must hold a list", do),)
    objects: list[Placed[Any]] = []
    for path, entry in entries:
        data = _inherit(entry, kind, below)
        placed, wrong = shape(kind, data, document, file.label, path)
        problems.extend(wrong)
        if placed:
            objects.append(placed)
    return tuple(objects), tuple(problems)


def _inherit(entry: object, kind: type[Any], below: Sequence[Placed[Any]]) -> object:
    """Fill what a company's framework or program leaves out from the pack's of the same id."""
    if not isinstance(entry, dict) or kind not in _INHERITED:
        return entry
    for placed in below:
        if placed.value.id == entry.get("id"):
            kept = {name: getattr(placed.value, name) for name in _INHERITED[kind]}
            return ({"requirements": []} if kind is Framework else {}) | kept | entry
    return entry
