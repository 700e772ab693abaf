"""What the pack and a company's folder say, as frozen dataclasses.

Pydantic checks and freezes them; ``holdfast.content.load`` adds file and line to what it finds.
Every object is identified by ``id`` within its kind; a company's object replaces the pack's of
the same id.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints
from pydantic.dataclasses import dataclass

from holdfast.content.fields import CONFIG, Days, Slug, Text
from holdfast.content.providers import Assurance, CloudService  # noqa: TC001  pydantic reads annotations as it runs
from holdfast.content.risk_method import DEFAULT_METHOD, RiskMethod


class Severity(StrEnum):
    """How bad a fail is, worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 for critical to 3 for low, for sorting."""
        return list(Severity).index(self)


class Evidence(StrEnum):
    """What kind of evidence can show an aspect of a control."""

    CHECK = "check"
    ATTESTATION = "attestation"
    CERTIFICATE = "certificate"  # the provider's own certificate or report, never enough alone


@dataclass(config=CONFIG, frozen=True)
class Aspect:
    """One thing that must be shown before a control is effective.

    ``by`` lists the kinds of evidence that can show it; ``max_age`` is how long an attestation
    stands after its effective date.
    """

    id: Slug
    shows: Text
    by: tuple[Evidence, ...] = (Evidence.CHECK,)
    max_age: Days = timedelta(days=365)


@dataclass(config=CONFIG, frozen=True)
class Requirement:
    """A control, clause, outcome or criterion of a framework.

    ``aspects`` are given where Holdfast judges the requirement itself (ISO/IEC 27001);
    ``through`` where its status follows from other frameworks' requirements
    (``iso27001:A.5.1``). ``group`` is the framework's own heading (theme, function, series).
    ``assessable`` is False for headings.
    """

    id: Text
    title: Text
    group: str = ""
    parent: str = ""
    intent: str = ""
    program: str = ""
    responsibility: Literal["", "customer", "shared", "provider"] = ""
    provider_does: str = ""
    company_does: str = ""
    offices_still_ours: bool = False
    assessable: bool = True
    aspects: tuple[Aspect, ...] = ()
    through: tuple[str, ...] = ()


@dataclass(config=CONFIG, frozen=True)
class Framework:
    """A framework: identifiers, short titles, and our own wording of what each asks."""

    id: Slug
    title: Text
    version: Text
    issuer: Text
    licence: Text
    requirements: tuple[Requirement, ...]
    about: str = ""


@dataclass(config=CONFIG, frozen=True)
class Practice:
    """One thing that a program does, and why."""

    id: Slug
    title: Text
    why: Text


@dataclass(config=CONFIG, frozen=True)
class Program:
    """A security program: an area that one team matures."""

    id: Slug
    title: Text
    area: Text
    charter: Text
    team: str
    lead: str  # a role's title; who holds it stands in the company's people file
    practices: tuple[Practice, ...]
    order: int = 0


@dataclass(config=CONFIG, frozen=True)
class Attack:
    """What an attacker does with a fail, concretely, and the ATT&CK technique."""

    text: Text
    technique: Annotated[str, StringConstraints(pattern=r"^T\d{4}(\.\d{3})?$")]


@dataclass(config=CONFIG, frozen=True)
class CheckHeader:
    """The header of a check file. ``controls`` are ``[FRAMEWORK:]ID[/ASPECT]``.

    A bare id is of iso27001; without an aspect it shows ``operates``. ``reads`` declares, for a
    table other than the subject's, the join by which its rows belong to the subject: ``account``,
    ``region`` (account and region), ``subject`` (rows of the subject itself).
    ``exposure: internet`` says that a fail can be reached from the internet.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(\.[a-z0-9_]+)+$")]
    title: Text
    severity: Severity
    subject: Text
    program: Slug
    controls: Annotated[tuple[str, ...], Field(min_length=1)]
    why: Text
    attack: Attack
    fix: Text
    paved_road: str = ""
    equivalent: tuple[str, ...] = ()
    exposure: Literal["", "internet"] = ""
    threshold: Annotated[float, Field(ge=0, le=1)] | None = None
    reads: dict[str, Literal["account", "region", "subject"]] = Field(default_factory=dict)


@dataclass(config=CONFIG, frozen=True)
class Check:
    """A check as compiled: its header, its SQL as written and as run, the tables that it reads.

    ``run_sql`` has the pack's patterns (``none_of`` ...) expanded; CURRENT_TIMESTAMP stays and
    is replaced by the run's moment. ``source`` is the file, for people.
    """

    header: CheckHeader
    sql: str
    run_sql: str
    tables: tuple[str, ...]
    source: str
    from_company: bool = False

    @property
    def id(self) -> str:
        """The header's id."""
        return self.header.id


@dataclass(config=CONFIG, frozen=True)
class Team:
    """A team of the company."""

    id: Slug
    title: Text
    about: str = ""


@dataclass(config=CONFIG, frozen=True)
class Person:
    """A person, by a pseudonymous id (``p001``); name and address stay in the company's folder."""

    id: Slug
    name: Text
    email: str  # empty in content that was read back from the store
    team: Slug
    roles: tuple[str, ...] = ()


@dataclass(config=CONFIG, frozen=True)
class OwnershipRule:
    """Which service owns what: all given conditions must hold; the first rule that matches wins.

    ``tag`` is ``key=value`` or ``key`` (then the value is the service's id, unless ``service``
    says otherwise); ``name`` is a glob on the subject's name; ``kind`` a subject table.
    """

    service: str = ""
    team: str = ""
    tag: str = ""
    account: str = ""
    name: str = ""
    kind: str = ""


@dataclass(config=CONFIG, frozen=True)
class ScopeRule:
    """Whether an account, service, site or group of people is inside the ISMS, and why."""

    kind: Literal["account", "service", "site", "people"]
    match: Text  # a glob on the id
    inside: bool
    reason: Text


@dataclass(config=CONFIG, frozen=True)
class Issue:
    """An internal or external issue that bears on the ISMS (4.1)."""

    id: Slug
    kind: Literal["internal", "external"]
    title: Text
    about: Text
    climate: bool = False  # ISO/IEC 27001:2022/Amd 1:2024 asks whether climate change is relevant


@dataclass(config=CONFIG, frozen=True)
class InterestedParty:
    """Who has requirements of the ISMS (4.2), which, and how they are met."""

    id: Slug
    title: Text
    requirements: tuple[str, ...]


@dataclass(config=CONFIG, frozen=True)
class IsmsScope:
    """Clauses 4.1 to 4.3 as text. ``rules`` are tried in order; what none matches is inside."""

    statement: Text
    approved_by: str
    approved_on: date
    climate_considered: Text
    issues: tuple[Issue, ...] = ()
    parties: tuple[InterestedParty, ...] = ()
    rules: tuple[ScopeRule, ...] = ()


@dataclass(config=CONFIG, frozen=True)
class Deadlines:
    """Days to mend a finding, by severity, for findings first seen from ``effective`` on."""

    effective: date
    critical: int
    high: int
    medium: int
    low: int


@dataclass(config=CONFIG, frozen=True)
class Applicability:
    """One control's line in the Statement of Applicability, as text."""

    control: Text
    applicable: bool = True
    implementation: Literal["implemented", "planned", "not implemented"] = "implemented"
    reason: Text = "Included by default."


@dataclass(config=CONFIG, frozen=True)
class Attestation:
    """A named person's statement that an aspect of a control holds, from a date on."""

    id: Slug
    control: Text  # [FRAMEWORK:]ID/ASPECT
    statement: Text
    by: Slug  # a person's id
    effective: date


@dataclass(config=CONFIG, frozen=True)
class Source:
    """A configured source and its own settings."""

    name: Slug
    settings: dict[str, object] = Field(default_factory=dict)


@dataclass(config=CONFIG, frozen=True)
class Company:
    """What the company itself says; every field but the name may be empty."""

    name: Text
    about: str = ""
    sources: tuple[Source, ...] = ()
    scope: IsmsScope | None = None
    deadlines: tuple[Deadlines, ...] = ()
    teams: tuple[Team, ...] = ()
    people: tuple[Person, ...] = ()
    ownership: tuple[OwnershipRule, ...] = ()
    applicability: tuple[Applicability, ...] = ()
    attestations: tuple[Attestation, ...] = ()
    assurances: tuple[Assurance, ...] = ()
    offices: bool | None = None  # whether it has places of its own; None: it has not said
    risk_method: RiskMethod | None = None  # None: it has not written one

    @property
    def rates_risks_by(self) -> RiskMethod:
        """The company's method for risks, or Holdfast's own where there is none."""
        return self.risk_method or DEFAULT_METHOD


@dataclass(config=CONFIG, frozen=True)
class Content:
    """Everything that is intended: the pack and the company, joined."""

    frameworks: tuple[Framework, ...]
    programs: tuple[Program, ...]
    checks: tuple[Check, ...]
    company: Company
    cloud_services: tuple[CloudService, ...] = ()
