"""What the Statement of Applicability says: as recorded, or as the company's text says it until it is recorded.

There is one source at a time. Once a company keeps the statement as records, they alone say what applies
of Annex A, and ``applicability.yaml`` is read no more for it (docs/decisions/0016). Both come from the
run, so that an earlier moment shows what stood then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from holdfast.content.model import Applicability
from holdfast.content.references import DEFAULT_FRAMEWORK, parse_control

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from holdfast.content.model import Content, Requirement
    from holdfast.facts.duckdb import Engine
    from holdfast.facts.tables import Catalogue

ENTRIES = "org_soa_entry"
IMPLEMENTED = "implemented"
NO_REASON = "No reason is given."
_ANNEX = f"{DEFAULT_FRAMEWORK}:A."


@dataclass(frozen=True, slots=True)
class Entry:
    """What is said of one control. ``owner`` is an account's key; ``decided`` is False where nobody said anything."""

    control: str
    applicable: bool = True
    implementation: str = IMPLEMENTED
    reason: str = ""
    title: str = ""
    own: bool = False
    risks: tuple[str, ...] = ()
    obligations: tuple[str, ...] = ()
    contracts: tuple[str, ...] = ()
    how: str = ""
    owner: str = ""
    due: date | None = None
    checks: tuple[str, ...] = ()
    decided: bool = True

    @property
    def key(self) -> str:
        """The control as rollups name it."""
        return parse_control(self.control).key

    @property
    def justified(self) -> bool:
        """Whether anything says why it is included or excluded."""
        asked = self.risks or self.obligations or self.contracts
        return bool(self.reason or (self.applicable and asked))

    @property
    def why(self) -> str:
        """Why it is included or excluded, in a sentence or two."""
        asked = (*self.risks, *self.obligations, *self.contracts) if self.applicable else ()
        said = [self.reason] if self.reason else []
        if asked:
            said.append(f"Asked for by {'; '.join(asked)}.")
        return " ".join(said) or NO_REASON


def in_annex(key: str) -> bool:
    """Whether a requirement's key is that of a control of Annex A, of which the statement speaks."""
    return key.startswith(_ANNEX)


def annex(content: Content) -> Iterator[Requirement]:
    """Yield the controls of Annex A in their order."""
    for framework in content.frameworks:
        for one in framework.requirements:
            if one.assessable and in_annex(f"{framework.id}:{one.id}"):
                yield one


def recorded(engine: Engine, catalogue: Catalogue) -> tuple[Entry, ...]:
    """Return the recorded entries; none where the statement is not kept as records, or they were not read."""
    if ENTRIES not in catalogue:
        return ()
    return tuple(
        Entry(
            control=str(row["id"]),
            applicable=bool(row["applicable"]),
            implementation=str(row["implementation"]),
            reason=str(row["reason"]),
            title=str(row["title"]),
            own=bool(row["own"]),
            how=str(row["how"]),
            owner=str(row["owner"]),
            due=_day(row["due_at"]),
            risks=_texts(row["risks"]),
            obligations=_texts(row["obligations"]),
            contracts=_texts(row["contracts"]),
            checks=_texts(row["checks"]),
        )
        for row in engine.dicts(f"SELECT * FROM {ENTRIES} ORDER BY id")
    )


def was_read(engine: Engine, catalogue: Catalogue) -> bool:
    """Return whether the records could be read; a company that never had any has been read."""
    if ENTRIES not in catalogue:
        return True
    unread = f"SELECT count(*) FROM coverage WHERE \"table\" = '{ENTRIES}' AND state NOT IN ('read', 'off')"
    return not engine.rows(unread)[0][0]


def written(content: Content) -> tuple[Entry, ...]:
    """Return what the company's text says of each control of Annex A; what it does not name applies by default."""
    said = {parse_control(line.control).key: line for line in content.company.applicability}
    default = Applicability(control="any")
    found = []
    for one in annex(content):
        line = said.get(f"{DEFAULT_FRAMEWORK}:{one.id}")
        standing = line or default
        reason = standing.reason if standing.reason != default.reason else ""
        decided = line is not None
        found.append(Entry(one.id, standing.applicable, standing.implementation, reason, decided=decided))
    return tuple(found)


def in_force(content: Content, entries: Iterable[Entry]) -> Mapping[str, Applicability]:
    """Return what counts for each requirement: of Annex A what is recorded, where anything is; else the text."""
    lines = {parse_control(line.control).key: line for line in content.company.applicability}
    kept = {one.key: one for one in entries if not one.own}
    if not kept:
        return lines
    others = {key: line for key, line in lines.items() if not in_annex(key)}
    return others | {
        key: Applicability(
            control=one.control,
            applicable=one.applicable,
            implementation=one.implementation,  # type: ignore[arg-type]  # pydantic checks the word
            reason=one.why,
        )
        for key, one in kept.items()
    }


def _texts(value: object) -> tuple[str, ...]:
    """Return a list column's value."""
    return tuple(str(one) for one in value) if isinstance(value, list | tuple) else ()


def _day(value: object) -> date | None:
    """Return the day whose end the moment is: a day holds until the midnight after it."""
    return (value - timedelta(days=1)).date() if isinstance(value, datetime) else None
