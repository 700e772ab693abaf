"""Reads every ``catalog-info.yaml`` below ``services/``; a bad file costs itself, not the others.

The format is Backstage's own, so that a company's existing files can be used as they are; two
annotations are ours: ``holdfast.dev/tier`` and ``holdfast.dev/data``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from holdfast.collectors.backstage.tables import ORG_SERVICE, SOURCE
from holdfast.collectors.interface import Summary
from holdfast.content.problems import Problem
from holdfast.content.yaml_lines import parse_documents
from holdfast.facts.tables import Coverage, State

if TYPE_CHECKING:
    from pathlib import Path

    from holdfast.collectors.interface import Request, Sink
    from holdfast.content.yaml_lines import Document

FILE = "catalog-info.yaml"
FOLDER = "services"

TIER = "holdfast.dev/tier"
DATA = "holdfast.dev/data"

_TIER = re.compile(r"(?:tier[ _-]?)?(\d)", re.IGNORECASE)
_PLACES = ("github.com/project-slug", "gitlab.com/project-slug", "backstage.io/source-location")


@dataclass(slots=True)
class _Found:
    """What was read so far: rows by id, where each stands, and what is wrong."""

    rows: dict[str, dict[str, object]] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unread: dict[str, Problem] = field(default_factory=dict)  # one subject's part, by subject


def collect(request: Request, sink: Sink) -> Summary:
    """Put every Component of the company's catalogue into ``sink``, and say which file could not be read."""
    files = sorted((request.company / FOLDER).rglob(FILE))
    request.progress.expect(1)
    request.progress.begin("backstage")
    found = _Found()
    for path in files:
        _read(path, path.relative_to(request.company).as_posix(), found)
    sink.rows(ORG_SERVICE, found.rows.values())
    observed = int(request.now.timestamp())
    error = "; ".join(_line(problem) for problem in sorted(found.problems))
    state = State.FAILED if error else State.READ
    sink.coverage(Coverage(SOURCE, "", "global", ORG_SERVICE.name, "", state, error, observed))
    for subject, problem in found.unread.items():
        sink.coverage(Coverage(SOURCE, "", "global", ORG_SERVICE.name, subject, State.FAILED, _line(problem), observed))
    request.progress.done("backstage")
    return Summary(scopes=1, calls=len(files), note=f"{len(found.rows)} services in {len(files)} files")


def _line(problem: Problem) -> str:
    """One problem on one line, for coverage."""
    return " ".join(str(problem).split())


def _read(path: Path, label: str, found: _Found) -> None:
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        found.problems.append(Problem(label, 0, "the file is not UTF-8 text", "Save it with the encoding UTF-8."))
        return
    except OSError as error:
        found.problems.append(Problem(label, 0, f"the file cannot be read: {error.strerror or error}"))
        return
    documents, problems = parse_documents(text, label)
    found.problems.extend(problems)
    for document in documents:
        _component(document, label, found)


def _component(document: Document, label: str, found: _Found) -> None:
    entity = document.value
    if entity is None:  # an empty document, as a trailing --- leaves behind
        return
    if not isinstance(entity, dict) or not entity.get("kind"):
        do = "A Backstage entity has apiVersion, kind, metadata and spec."
        found.problems.append(Problem(label, document.line(()), "this is no Backstage entity", do))
        return
    if entity["kind"] != "Component":
        return
    metadata, spec = _mapping(entity, "metadata"), _mapping(entity, "spec")
    name = _text(metadata, "name").lower()
    if not name:
        line = document.line(("metadata",))
        found.problems.append(Problem(label, line, "a Component without a name", "Add metadata.name."))
        return
    place = f"{label}:{document.line(('metadata', 'name'))}"
    if name in found.rows:
        what = f"service `{name}` is defined a second time; the first is at {found.places[name]}"
        found.problems.append(Problem(label, document.line(("metadata", "name")), what, "Rename one of the two."))
        return
    found.places[name] = place
    found.rows[name] = _row(name, metadata, spec)
    if found.rows[name]["tier"] is None:
        line = document.line(("metadata", "annotations", TIER))
        what = f"the tier {_tier_as_written(metadata)!r} of service `{name}` is no number"
        found.unread[f"service:{name}"] = Problem(label, line, what, "Write 1 (the most depends on it) to 4.")


def _row(name: str, metadata: dict[str, object], spec: dict[str, object]) -> dict[str, object]:
    annotations = _mapping(metadata, "annotations")
    owner = _text(spec, "owner")
    data = [part.strip().lower() for part in _text(annotations, DATA).split(",") if part.strip()]
    return {
        "subject": f"service:{name}",
        "account_id": "",
        "region": "global",
        "id": name,
        "title": _text(metadata, "title") or _text(metadata, "name"),
        "about": _text(metadata, "description"),
        "owner": owner,
        "team": team_of(owner),
        "tier": _tier(metadata),
        "data_stated": bool(data),
        "data": sorted(set(data) - {"none"}),
        "type": _text(spec, "type"),
        "lifecycle": _text(spec, "lifecycle"),
        "system": _entity_name(_text(spec, "system")),
        "repository": _repository(annotations),
    }


def team_of(owner: str) -> str:
    """Return the team's id in an entity reference (``[group:][namespace/]name``); empty for a user.

    Backstage compares references without regard to case:
    https://backstage.io/docs/features/software-catalog/references/
    """
    kind, colon, _ = owner.partition(":")
    return "" if colon and kind.lower() != "group" else _entity_name(owner)


def _entity_name(reference: str) -> str:
    return reference.rpartition(":")[2].rpartition("/")[2].strip().lower()


def _tier_as_written(metadata: dict[str, object]) -> str:
    return _text(_mapping(metadata, "annotations"), TIER) or _text(_mapping(metadata, "labels"), "tier")


def _tier(metadata: dict[str, object]) -> int | None:
    """Return the tier; 0 where none is said, None where what is said is no number."""
    written = _tier_as_written(metadata)
    if not written:
        return 0
    match = _TIER.fullmatch(written)
    return int(match[1]) if match else None


def _repository(annotations: dict[str, object]) -> str:
    for name in _PLACES:
        place = _text(annotations, name).removeprefix("url:")
        if place:
            host = name.partition("/")[0] if name.endswith("project-slug") else ""
            return f"https://{host}/{place}" if host else place
    return ""


def _mapping(parent: dict[str, object], name: str) -> dict[str, object]:
    value = parent.get(name)
    return value if isinstance(value, dict) else {}


def _text(parent: dict[str, object], name: str) -> str:
    """Return a scalar as text; what is absent, or no scalar, is empty."""
    value = parent.get(name)
    return "" if value is None or isinstance(value, (dict, list)) else str(value).strip()
