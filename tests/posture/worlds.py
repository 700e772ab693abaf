"""Small contents, stores and results for the tests of posture."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pyarrow as pa

from holdfast.checks.verdict import Verdict
from holdfast.content.model import (
    Applicability,
    Aspect,
    Attack,
    Check,
    CheckHeader,
    Company,
    Content,
    Deadlines,
    Framework,
    Program,
    Requirement,
    Severity,
)
from holdfast.content.model import Evidence as By
from holdfast.facts.duckdb import Engine
from holdfast.facts.ledgers import CHECKS, RESULTS, ROLLUPS, SUBJECTS
from holdfast.facts.tables import Catalogue
from holdfast.posture.compute import judge
from holdfast.posture.evidence import Evidence
from holdfast.posture.model import Kind, Rollup, Status
from holdfast.posture.tally import Tallies, tallies

if TYPE_CHECKING:
    from collections.abc import Iterable

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TODAY = NOW.date()
DAY = 86_400
ATTESTED = (By.ATTESTATION,)
CERTIFIED = (By.CERTIFICATE,)
EITHER = (By.CHECK, By.ATTESTATION)


def check(
    id_: str = "aws.s3.bucket_is_private",
    *,
    controls: tuple[str, ...] = ("A.8.3",),
    severity: Severity = Severity.HIGH,
    exposure: str = "",
    threshold: float | None = None,
    program: str = "cloud-infrastructure",
    subject: str = "aws_s3_bucket",
    title: str = "S3 buckets are private",
) -> Check:
    header = CheckHeader(
        id=id_,
        title=title,
        severity=severity,
        subject=subject,
        program=program,
        controls=controls,
        why="Because.",
        attack=Attack(text="Somebody reads it.", technique="T1530"),
        fix="Close it.",
        exposure="internet" if exposure else "",
        threshold=threshold,
    )
    sql = f"SELECT arn AS subject, TRUE AS applies, private AS passed, 'it is open' AS reason FROM {subject}"
    return Check(header=header, sql=sql, run_sql=sql, tables=(subject,), source="s3.sql")


def aspect(id_: str = "operates", by: tuple[By, ...] = (By.CHECK,)) -> Aspect:
    return Aspect(id=id_, shows=f"It {id_}.", by=by)


def requirement(id_: str = "A.8.3", *aspects: Aspect, **more: object) -> Requirement:
    whole = Requirement(id=id_, title=f"Title of {id_}", aspects=aspects, program="cloud-infrastructure")
    return replace(whole, **more)  # type: ignore[arg-type]  # the keywords are the dataclass's own


def framework(*requirements: Requirement, id_: str = "iso27001") -> Framework:
    return Framework(
        id=id_, title=id_.upper(), version="1", issuer="ISO", licence="ids only", requirements=requirements
    )


PROGRAM = Program(
    id="cloud-infrastructure",
    title="Cloud and infrastructure",
    area="cloud",
    charter="We keep it closed.",
    team="platform",
    lead="Head of platform",
    practices=(),
)


def content(
    *,
    frameworks: tuple[Framework, ...] = (framework(requirement("A.8.3", aspect())),),
    checks: tuple[Check, ...] = (check(),),
    deadlines: tuple[Deadlines, ...] = (),
    applicability: tuple[Applicability, ...] = (),
) -> Content:
    company = Company(name="Example", deadlines=deadlines, applicability=applicability)
    return Content(frameworks=frameworks, programs=(PROGRAM,), checks=checks, company=company)


@dataclass(frozen=True)
class Result:
    """One result, with what posture needs to know about its subject."""

    status: Verdict = Verdict.PASS
    check: str = "aws.s3.bucket_is_private"
    days: float = 1  # since when it fails
    service: str = ""
    team: str = ""
    tier: int | None = 0
    customer_data: bool | None = False
    in_scope: bool = True
    standing: bool = False  # for a scope that was not read


FAIL, PASS, UNKNOWN, NA = Verdict.FAIL, Verdict.PASS, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE


def results(*groups: tuple[int, Result]) -> list[Result]:
    """So many of each."""
    return [result for number, result in groups for _ in range(number)]


@dataclass
class Judged:
    """All rollups by kind and id."""

    rollups: dict[tuple[Kind, str], Rollup] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Rollup:
        """The rollup of a requirement, by its key (``A.8.3`` is of ISO/IEC 27001)."""
        return self.rollups[Kind.REQUIREMENT, key if ":" in key else f"iso27001:{key}"]

    def of(self, kind: Kind, id_: str = "") -> Rollup:
        return self.rollups[kind, id_]

    def status(self, key: str = "A.8.3") -> Status:
        return self[key].status


def judged(
    given: Iterable[Result],
    intent: Content | None = None,
    *,
    stands: Evidence = Evidence(),  # noqa: B008  frozen
    today: date = TODAY,
    services: tuple[str, ...] = (),
) -> Judged:
    intent = intent or content()
    with Engine(memory_mb=200, threads=1) as engine:
        load(engine, intent, given)
        counted: Tallies = tallies(
            engine, intent.company.deadlines, int(NOW.timestamp()), [c.id for c in intent.checks]
        )
    rollups = judge(intent, counted, stands, services, today)
    return Judged({(rollup.kind, rollup.id): rollup for rollup in rollups})


def load(engine: Engine, intent: Content, given: Iterable[Result]) -> None:
    """Register ``results``, ``subjects``, ``checks`` and an empty ``rollups``, as a reading has them."""
    numbers = {one.id: number for number, one in enumerate(intent.checks, start=1)}
    rows = list(given)
    subjects = [
        {
            "subject_id": number,
            "subject": f"{number}/north/aws_s3_bucket" if row.standing else f"arn:{number}",
            "kind": "aws_s3_bucket",
            "name": f"bucket-{number}",
            "account_id": "1",
            "region": "eu-west-1",
            "service": row.service,
            "team": row.team,
            "owned_by": "",
            "tier": row.tier,
            "customer_data": row.customer_data,
            "in_scope": row.in_scope,
            "scope_reason": "",
        }
        for number, row in enumerate(rows)
    ]
    stored = [
        {
            "check_no": numbers[row.check],
            "subject_id": number,
            "status": int(row.status),
            "reason": None,
            "severity": 0,
            "since": int(NOW.timestamp() - row.days * DAY),
            "failing_since": int(NOW.timestamp() - row.days * DAY) if row.status is FAIL else None,
        }
        for number, row in enumerate(rows)
    ]
    checks = [
        {
            "check_no": numbers[one.id],
            "check_id": one.id,
            "title": one.header.title,
            "severity": one.header.severity.rank,
            "kind": one.header.subject,
            "program": one.header.program,
            "exposure": one.header.exposure,
            "live": True,
        }
        for one in intent.checks
    ]
    engine.register("subjects", pa.Table.from_pylist(subjects, schema=pa.schema(SUBJECTS.fields)))
    engine.register("results", pa.Table.from_pylist(stored, schema=pa.schema(RESULTS.fields)))
    engine.register("checks", pa.Table.from_pylist(checks, schema=CHECKS))
    engine.register("rollups", pa.Table.from_pylist([], schema=pa.schema(ROLLUPS.fields)))


NO_TABLES = Catalogue(())
