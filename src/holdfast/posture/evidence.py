"""Evidence that is no check: people's attestations, the provider's own certificates, and what was declared.

Both come from facts, so that an earlier moment shows what stood then.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from holdfast.content.references import parse_control
from holdfast.posture import statement

if TYPE_CHECKING:
    from holdfast.facts.duckdb import Engine
    from holdfast.facts.tables import Catalogue

ATTESTATIONS = "org_attestation"
ASSURANCES = "org_assurance"
EVERY = "*"


@dataclass(frozen=True, slots=True)
class Attested:
    """A person's statement that an aspect holds from ``effective`` on. ``control`` is ``iso27001:A.5.1``."""

    id: str
    control: str
    aspect: str
    effective: date

    def ends(self, max_age: timedelta) -> date:
        """Return the last day on which it stands."""
        return self.effective + max_age


@dataclass(frozen=True, slots=True)
class Certificate:
    """A provider's certificate or report; without ``controls`` it is for every control that is shared.

    ``end`` is the last day of which it tells. ``reviewed`` is None where nobody of ours has; ``doubted``
    are the controls of which the auditor did not find all to be so (``*``: all).
    """

    id: str
    title: str
    start: date
    end: date
    reviewed: date | None
    controls: frozenset[str] = frozenset()
    doubted: frozenset[str] = frozenset()

    def covers(self, control: str) -> bool:
        """Whether it speaks of the control at all."""
        return not self.controls or control in self.controls

    def about(self, control: str) -> Certificate:
        """Return it as it speaks of one control."""
        touched = EVERY in self.doubted or control in self.doubted
        return replace(self, controls=frozenset({control}), doubted=frozenset({control} if touched else ()))


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that stands beside checks; ``*_read`` are False where the company's records were not read.

    ``declared`` are the recorded entries of the Statement of Applicability; none: the company's text says it.
    """

    attestations: tuple[Attested, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    attestations_read: bool = True
    certificates_read: bool = True
    declared: tuple[statement.Entry, ...] = ()
    declared_read: bool = True


def evidence(engine: Engine, catalogue: Catalogue) -> Evidence:
    """Return what people and providers stated and what was declared, and whether it was read whole."""
    unread = set()
    if ATTESTATIONS in catalogue or ASSURANCES in catalogue:
        rows = engine.rows(
            """SELECT DISTINCT "table" FROM coverage WHERE state NOT IN ('read', 'off') AND "table" IN (?, ?)""",
            [ATTESTATIONS, ASSURANCES],
        )
        unread = {str(row[0]) for row in rows}
    return Evidence(
        attestations=_attestations(engine) if ATTESTATIONS in catalogue else (),
        certificates=_certificates(engine) if ASSURANCES in catalogue else (),
        declared=statement.recorded(engine, catalogue),
        attestations_read=ATTESTATIONS not in unread,
        certificates_read=ASSURANCES not in unread,
        declared_read=statement.was_read(engine, catalogue),
    )


def _attestations(engine: Engine) -> tuple[Attested, ...]:
    found = []
    for row in engine.dicts(f"SELECT id, requirement, aspect, effective FROM {ATTESTATIONS} ORDER BY id"):
        day = _day(row["effective"])
        if day:
            found.append(Attested(str(row["id"]), str(row["requirement"]), str(row["aspect"]), day))
    return tuple(found)


def _certificates(engine: Engine) -> tuple[Certificate, ...]:
    found = []
    # Runs of an earlier Holdfast knew no letters that bridge the time since: the period's end is the earlier day.
    columns = "id, title, period_start, coalesce(covers_until, period_end) AS covers_until, reviewed_on"
    for row in engine.dicts(f"SELECT {columns}, controls, qualified_controls FROM {ASSURANCES} ORDER BY id"):
        start, end = _day(row["period_start"]), _day(row["covers_until"])
        if start and end:
            reviewed, named, doubted = _day(row["reviewed_on"]), _keys(row["controls"]), row["qualified_controls"]
            found.append(Certificate(str(row["id"]), str(row["title"]), start, end, reviewed, named, _keys(doubted)))
    return tuple(found)


def _keys(named: Any) -> frozenset[str]:  # noqa: ANN401  a list column's value
    """Return controls as requirements' keys; ``*`` stays."""
    return frozenset(EVERY if name == EVERY else parse_control(str(name)).key for name in named or ())


def _day(value: object) -> date | None:
    """A date column as a day; what could not be read is no evidence."""
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None
