"""What the pages of one subject and of one result are given; see ``views``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holdfast.content.model import Check
    from holdfast.pipeline.views import Finding, Moment, Unread
    from holdfast.posture.model import Verdict


@dataclass(frozen=True, slots=True)
class FactTable:
    """Rows of one table about one subject; ``columns`` pairs a name with its description."""

    table: str
    description: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """One of a subject's results became another; ``was`` is None where it was not judged before."""

    moment: Moment
    check: str
    title: str
    was: Verdict | None
    verdict: Verdict
    reason: str


@dataclass(frozen=True, slots=True)
class SubjectView:
    """A subject's page: all its results, all its facts, and how its results turned, the newest first."""

    subject: str
    name: str
    kind: str
    account_id: str
    region: str
    service: str
    team: str
    owned_by: str  # how the owner was found: "tag service=checkout"
    in_scope: bool
    scope_reason: str
    findings: tuple[Finding, ...]
    facts: tuple[FactTable, ...]
    unread: tuple[Unread, ...]
    history: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one result is what it is: the SQL as run, the rows that it read, the coverage."""

    finding: Finding
    check: Check
    sql: str
    facts: tuple[FactTable, ...]
    unread: tuple[Unread, ...]
