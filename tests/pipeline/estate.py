"""A small estate for tests: two accounts with buckets, their parts, and a table joined by account."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from holdfast.checks.compile import compile_check
from holdfast.content.model import Company, Content
from holdfast.facts.store import Store
from holdfast.facts.subjects import SUBJECT_OWNER
from holdfast.facts.tables import ACCOUNT, REGION, Catalogue, Column, Coverage, Scope, State, Table, Type
from holdfast.pipeline.evaluate import Evaluation, Limits, evaluate

if TYPE_CHECKING:
    from pathlib import Path

    from holdfast.content.model import Check
    from holdfast.facts.store import Manifest

BUCKET = Table(
    name="t_bucket",
    source="test",
    description="Buckets.",
    columns=(
        Column("arn", Type.TEXT, "Key."),
        ACCOUNT,
        REGION,
        Column("name", Type.TEXT, "Name."),
        Column("encrypted", Type.BOOL, "Whether it is encrypted."),
        Column("kept_days", Type.INT, "Days.", boundary=(0, 400)),
        Column("tags", Type.TAGS, "Tags."),
    ),
    key=("arn",),
    scope=Scope.REGION,
    subject="arn",
    name_column="name",
)
GRANT = Table(
    name="t_grant",
    source="test",
    description="Who may read a bucket.",
    columns=(
        Column("bucket_arn", Type.TEXT, "Bucket."),
        Column("position", Type.INT, "Which."),
        ACCOUNT,
        REGION,
        Column("is_public", Type.BOOL, "Whether anyone may."),
        Column("grantee", Type.TEXT, "Who."),
    ),
    key=("bucket_arn", "position"),
    scope=Scope.REGION,
    subject="bucket_arn",
    parent="t_bucket",
)
BLOCK = Table(
    name="t_block",
    source="test",
    description="An account's block.",
    columns=(Column("id", Type.TEXT, "Key."), ACCOUNT, REGION, Column("blocks", Type.BOOL, "Whether it blocks.")),
    key=("id",),
    scope=Scope.GLOBAL,
    subject="id",
)
CATALOGUE = Catalogue([BUCKET, GRANT, BLOCK, SUBJECT_OWNER])

HEADER = """/*
id: {id}
title: Buckets are private
severity: high
subject: {subject}
program: cloud-infrastructure
controls: [A.8.3]
why: Anyone may read them.
attack: {{text: Reads them., technique: T1530}}
fix: Close them.
{more}
*/
"""
PRIVATE = """SELECT b.arn AS subject, TRUE AS applies,
  none_of(SELECT g.is_public FROM t_grant g WHERE g.bucket_arn = b.arn) AS passed,
  b.name || ' is open to ' || first_of(
    SELECT CASE WHEN g.is_public THEN g.grantee END FROM t_grant g WHERE g.bucket_arn = b.arn) AS reason
FROM t_bucket b"""
ENCRYPTED = """SELECT b.arn AS subject, b.name <> 'scratch' AS applies, b.encrypted AS passed,
  b.name || ' is not encrypted' AS reason
FROM t_bucket b"""
BLOCKED = """SELECT b.arn AS subject, TRUE AS applies, k.blocks AS passed, 'the account blocks nothing' AS reason
FROM t_bucket b LEFT JOIN t_block k ON k.account_id = b.account_id"""
OWNED = (
    """SELECT s.subject, TRUE AS applies, s.owned AS passed, 'nobody owns ' || s.name AS reason FROM subject_owner s"""
)

MONDAY = datetime(2026, 11, 23, 6, tzinfo=UTC)


def check(id_: str, sql: str, *, subject: str = "t_bucket", more: str = "") -> Check:
    """Compile a check of the small estate."""
    return compile_check(f"{id_}.sql", HEADER.format(id=id_, subject=subject, more=more) + sql, CATALOGUE)


def bucket(name: str, account: str = "1", region: str = "north", **values: object) -> dict[str, object]:
    """Return a row of a bucket that is encrypted and kept."""
    whole = {"encrypted": True, "kept_days": 30, "tags": {}}
    return {"arn": f"arn:{name}", "name": name, "account_id": account, "region": region, **whole, **values}


def grant(
    name: str, position: int = 0, account: str = "1", region: str = "north", **values: object
) -> dict[str, object]:
    """Return a row of a grant on a bucket, private."""
    whole = {"is_public": False, "grantee": "staff"}
    place = {"account_id": account, "region": region}
    return {"bucket_arn": f"arn:{name}", "position": position, **place, **whole, **values}


@dataclass
class Estate:
    """A store with the small estate, a clock that goes an hour a run, and what was unread."""

    folder: Path
    checks: tuple[Check, ...]
    buckets: list[dict[str, object]] = field(default_factory=list)
    grants: list[dict[str, object]] = field(default_factory=list)
    blocks: list[dict[str, object]] = field(default_factory=list)
    scopes: list[tuple[str, str]] = field(default_factory=lambda: [("1", "north"), ("2", "north")])
    unread: dict[tuple[str, str, str, str], str] = field(default_factory=dict)
    now: datetime = MONDAY
    limits: Limits | None = None

    def __post_init__(self) -> None:
        self.store = Store.open(self.folder / "store", CATALOGUE, create=True)

    def coverage(self) -> list[Coverage]:
        """Return the coverage rows; ``unread`` maps (table, account, region, subject) to an error."""
        at = int(self.now.timestamp())
        whole = [(t.name, a, r, "") for t in (BUCKET, GRANT) for a, r in self.scopes]
        whole += [("t_block", account, "global", "") for account in dict.fromkeys(a for a, _ in self.scopes)]
        rows = dict.fromkeys(whole, "") | self.unread
        return [
            Coverage("test", account, region, table, subject, State.DENIED if error else State.READ, error, at)
            for (table, account, region, subject), error in rows.items()
        ]

    def run(self) -> tuple[Evaluation, Manifest]:
        """Collect and evaluate as they stand; the clock then goes on by an hour."""
        content = Content(frameworks=(), programs=(), checks=self.checks, company=Company(name="Acme"))
        with self.store.lock(), self.store.begin("run", self.now) as draft:
            draft.write_table(BUCKET, self.readable(BUCKET, self.buckets), self.coverage())
            draft.write_table(GRANT, self.readable(GRANT, self.grants))
            draft.write_table(BLOCK, self.readable(BLOCK, self.blocks))
            evaluation = evaluate(self.store, draft, content, CATALOGUE, self.now, limits=self.limits)
            manifest = draft.commit(self.now)
        self.now += timedelta(hours=1)
        return evaluation, manifest

    def readable(self, table: Table, rows: list[dict[str, object]]) -> list[dict[str, object]]:
        """Return the rows that a collector would have seen."""
        lost = {
            (account, region) for name, account, region, subject in self.unread if name == table.name and not subject
        }
        return [row for row in rows if (row["account_id"], row["region"]) not in lost]

    def results(self, manifest: Manifest) -> dict[tuple[str, str], dict[str, object]]:
        """Return the results by check and subject."""
        sql = """SELECT check_id, subject, status, reason, since, failing_since
FROM results JOIN checks USING (check_no) LEFT JOIN subjects USING (subject_id)"""
        with self.store.reading(manifest) as reading:
            return {(str(row["check_id"]), str(row["subject"])): row for row in reading.engine.dicts(sql)}

    def statuses(self, manifest: Manifest) -> dict[tuple[str, str], int]:
        """Return the verdicts by check and subject."""
        return {key: int(str(row["status"])) for key, row in self.results(manifest).items()}

    def with_checks(self, *checks: Check) -> None:
        """Replace the checks."""
        self.checks = tuple(checks)
