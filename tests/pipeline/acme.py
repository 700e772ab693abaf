"""Acme, a company of two teams and five buckets, collected and evaluated through the real store."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from estate import BLOCK, BUCKET, ENCRYPTED, GRANT, OWNED, PRIVATE, bucket, check, grant

from holdfast.collectors.backstage.tables import ORG_SERVICE
from holdfast.collectors.company.tables import ORG_ASSURANCE, ORG_ATTESTATION, ORG_PERSON, ORG_TEAM
from holdfast.content.compiled import content_to_json
from holdfast.content.model import (
    Applicability,
    Aspect,
    Company,
    Content,
    Framework,
    IsmsScope,
    Person,
    Program,
    Requirement,
    ScopeRule,
    Source,
    Team,
)
from holdfast.facts.store import Store
from holdfast.facts.subjects import SUBJECT_OWNER
from holdfast.facts.tables import Catalogue, Coverage, State, Table
from holdfast.pipeline.evaluate import evaluate
from holdfast.pipeline.reads import Reads

if TYPE_CHECKING:
    from pathlib import Path

    from holdfast.facts.store import Manifest

CATALOGUE = Catalogue(
    [BUCKET, GRANT, BLOCK, ORG_SERVICE, ORG_TEAM, ORG_PERSON, ORG_ATTESTATION, ORG_ASSURANCE, SUBJECT_OWNER]
)
MONDAY = datetime(2026, 11, 2, 6, tzinfo=UTC)
PUBLIC = check("t.bucket_is_private", PRIVATE, more="exposure: internet")
SECRET = check("t.bucket_is_encrypted", ENCRYPTED)
OWNER = check("org.subject_has_owner", OWNED, subject="subject_owner")

ISO = Framework(
    id="iso27001",
    title="ISO/IEC 27001",
    version="2022",
    issuer="ISO",
    licence="ids only",
    requirements=(
        Requirement(id="A.8", title="Technological controls", assessable=False),
        Requirement(
            id="A.8.3",
            title="Information access restriction",
            parent="A.8",
            program="cloud-infrastructure",
            aspects=(Aspect(id="operates", shows="Access is restricted."),),
        ),
        Requirement(id="A.8.4", title="Access to source code", parent="A.8", program="product-security"),
        Requirement(id="9.2", title="Internal audit", program="governance-risk"),
    ),
)
SOC2 = Framework(
    id="soc2",
    title="SOC 2",
    version="2017",
    issuer="AICPA",
    licence="ids only",
    requirements=(Requirement(id="CC6.1", title="Logical access", through=("A.8.3",)),),
)


def program(id_: str, order: int) -> Program:
    return Program(
        id=id_, title=id_.title(), area=id_, charter="We do.", team="payments", lead="Lead", practices=(), order=order
    )


def content() -> Content:
    company = Company(
        name="Acme",
        teams=(Team(id="payments", title="Payments"), Team(id="finders", title="Finders")),
        people=(Person(id="p001", name="Ann", email="ann@acme.example", team="payments"),),
        scope=IsmsScope(
            statement="All of it.",
            approved_by="p001",
            approved_on=date(2026, 1, 1),
            climate_considered="Not relevant.",
            rules=(ScopeRule(kind="account", match="9", inside=False, reason="A sandbox."),),
        ),
        applicability=(Applicability(control="A.8.4", applicable=False, reason="We write no code."),),
        sources=(Source(name="test"),),
    )
    return Content(
        frameworks=(ISO, SOC2),
        programs=(program("product-security", 2), program("cloud-infrastructure", 1)),
        checks=(PUBLIC, SECRET, OWNER),
        company=company,
    )


def service(id_: str, team: str, tier: int = 0, data: tuple[str, ...] = ()) -> dict[str, object]:
    texts = dict.fromkeys(("about", "owner", "type", "lifecycle", "system", "repository"), "")
    row = {"subject": f"service:{id_}", "account_id": "", "region": "global", "id": id_, "title": id_.title()}
    return {**row, **texts, "team": team, "tier": tier, "data": list(data), "data_stated": True}


@dataclass
class Acme:
    """The company's store; a run a day."""

    folder: Path
    intent: Content = field(default_factory=content)
    now: datetime = MONDAY
    unread: dict[tuple[str, str, str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.store = Store.open(self.folder / "store", CATALOGUE, create=True)
        self.reads = Reads(self.store, CATALOGUE, lambda: self.now)
        self.buckets = {
            "exports": bucket("exports", tags={"service": "checkout"}),
            "index": bucket("index", tags={"service": "search"}),
            "logs": bucket("logs", encrypted=False),
            "hidden": bucket("hidden", tags=None),
            "old": bucket("old", account="9", encrypted=False),
        }
        self.grants = [grant("exports", is_public=True, grantee="anyone"), grant("index")]
        self.services = [service("checkout", "payments", 1, ("customer",)), service("search", "finders", 2)]

    def run(self) -> Manifest:
        """Collect and evaluate as things stand; the clock then goes on by a day."""
        tables: dict[Table, list[dict[str, object]]] = {
            BUCKET: list(self.buckets.values()),
            GRANT: self.grants,
            BLOCK: [],
            ORG_SERVICE: self.services,
            ORG_TEAM: [_org("team", team.id, title=team.title) for team in self.intent.company.teams],
            ORG_PERSON: [_org("person", one.id, team=one.team, roles=[]) for one in self.intent.company.people],
            ORG_ATTESTATION: [],
            ORG_ASSURANCE: [],
        }
        with self.store.lock(), self.store.begin("run", self.now) as draft:
            for table, rows in tables.items():
                lost = {(a, r) for name, a, r, subject in self.unread if name == table.name and not subject}
                seen = [row for row in rows if (row["account_id"], row["region"]) not in lost]
                draft.write_table(table, seen, self._coverage(table))
            draft.write_blob("content", content_to_json(self.intent))
            evaluate(self.store, draft, self.intent, CATALOGUE, self.now)
            manifest = draft.commit(self.now + timedelta(minutes=1))
        self.now += timedelta(days=1)
        return manifest

    def _coverage(self, table: Table) -> list[Coverage]:
        at = int(self.now.timestamp())
        scopes = [("1", "north"), ("9", "north")] if table in {BUCKET, GRANT} else [("*", "*")]
        rows = {(table.name, account, region, ""): "" for account, region in scopes}
        rows |= {key: error for key, error in self.unread.items() if key[0] == table.name}
        return [
            Coverage(table.source, account, region, name, subject, State.DENIED if error else State.READ, error, at)
            for (name, account, region, subject), error in rows.items()
        ]

    def owned_by(self, name: str, service_id: str) -> None:
        """Give a bucket to a service."""
        self.buckets[name] = {**self.buckets[name], "tags": {"service": service_id}}

    def without(self, *checks: str) -> None:
        """Take checks out of the content."""
        kept = tuple(one for one in self.intent.checks if one.id not in checks)
        self.intent = replace(self.intent, checks=kept)


def _org(kind: str, id_: str, **values: object) -> dict[str, object]:
    return {"subject": f"{kind}:{id_}", "account_id": "", "region": "global", "id": id_, **values}
