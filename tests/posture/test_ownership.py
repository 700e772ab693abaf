"""Whose a subject is: rules, tags and the catalogue; what was not read is not known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from holdfast.collectors.findings import finding_table
from holdfast.content.model import Company, IsmsScope, OwnershipRule, ScopeRule
from holdfast.facts.duckdb import Engine, create_table_sql
from holdfast.facts.subjects import SUBJECT_OWNER
from holdfast.facts.tables import ACCOUNT, REGION, Catalogue, Column, Table, Type
from holdfast.facts.tables import Scope as Unit
from holdfast.posture.ownership import SUBJECT_COLUMNS, subject_owner_sql, subjects_sql

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def _text(name: str) -> Column:
    return Column(name, Type.TEXT, name)


def _table(name: str, source: str, subject: str, *columns: Column, parent: str = "") -> Table:
    return Table(
        name=name,
        source=source,
        description=name,
        columns=(_text(subject), ACCOUNT, REGION, *columns),
        key=(subject,),
        scope=Unit.REGION,
        subject=subject,
        parent=parent,
        name_column="" if parent else ("name" if any(c.name == "name" for c in columns) else ""),
    )


BUCKET = _table("aws_s3_bucket", "aws", "arn", _text("name"), Column("tags", Type.TAGS, "tags"))
TRAIL = _table("aws_cloudtrail_trail", "aws", "arn", _text("name"))
GRANT = _table("aws_s3_bucket_grant", "aws", "bucket_arn", parent="aws_s3_bucket")
SERVICE = _table(
    "org_service",
    "backstage",
    "subject",
    _text("id"),
    _text("team"),
    Column("tier", Type.INT, "tier"),
    Column("data", Type.TEXTS, "data"),
    _text("repository"),
)
FINDING = finding_table("sarif", "SARIF")
TEAM = _table("org_team", "company", "subject", _text("id"))
PERSON = _table("org_person", "company", "subject", _text("id"), _text("team"))
CATALOGUE = Catalogue((BUCKET, TRAIL, GRANT, FINDING, SERVICE, TEAM, PERSON, SUBJECT_OWNER))
COMPANY = Company(name="Example")


def rules(*given: OwnershipRule) -> Company:
    return replace(COMPANY, ownership=given)


def scoped(*given: ScopeRule) -> Company:
    scope = IsmsScope(
        statement="All", approved_by="p1", approved_on=date(2026, 1, 1), climate_considered="yes", rules=given
    )
    return replace(COMPANY, scope=scope)


class World:
    """A few facts, and what ownership makes of them."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        for table in CATALOGUE:
            engine.execute(create_table_sql(table))
        engine.execute('CREATE TABLE coverage("table" VARCHAR, subject VARCHAR, state VARCHAR)')
        self.add(SERVICE, subject="service:checkout", id="checkout", team="payments", tier=1, data=["customer"])
        self.add(SERVICE, subject="service:orphan", id="orphan", team="", tier=0, data=[])
        self.add(TEAM, subject="team:payments", id="payments")
        self.add(TEAM, subject="team:platform", id="platform")

    def add(self, table: Table, **values: object) -> None:
        row = {"account_id": "", "region": "global", **values}
        names = ", ".join(f'"{name}"' for name in row)
        self.engine.execute(
            f'INSERT INTO "{table.name}" ({names}) VALUES ({", ".join("?" * len(row))})', [*row.values()]
        )

    def bucket(
        self, tags: Mapping[str, str] | None, *, name: str = "exports", account_id: str = "111111111111"
    ) -> None:
        self.add(BUCKET, arn=f"arn:aws:s3:::{name}", name=name, account_id=account_id, region="eu-west-1", tags=tags)

    def resolved(self, company: Company = COMPANY, *, extra: str = "") -> dict[str, dict[str, Any]]:
        rows = self.engine.dicts(subjects_sql(CATALOGUE, company, extra=extra))
        return {str(row["subject"]): row for row in rows}

    def of_bucket(self, company: Company = COMPANY, name: str = "exports") -> dict[str, Any]:
        return self.resolved(company)[f"arn:aws:s3:::{name}"]


@pytest.fixture
def world() -> Iterator[World]:
    with Engine(memory_mb=200, threads=1) as engine:
        yield World(engine)


def test_a_service_tag_names_the_owner(world: World) -> None:
    world.bucket({"service": "checkout"})
    row = world.of_bucket()
    assert tuple(row) == SUBJECT_COLUMNS
    assert (row["service"], row["team"], row["owned"]) == ("checkout", "payments", True)
    assert row["owned_by"] == "tag service=checkout"
    assert (row["tier"], row["customer_data"], row["in_scope"]) == (1, True, True)


def test_a_team_tag_comes_after_a_service_tag(world: World) -> None:
    world.bucket({"service": "no-such", "team": "platform"})
    row = world.of_bucket()
    assert (row["service"], row["team"], row["owned_by"]) == ("", "platform", "tag team=platform")


def test_a_tag_that_names_nothing_known_owns_nothing_and_says_so(world: World) -> None:
    world.bucket({"service": "no-such", "team": "nobody"})
    row = world.of_bucket()
    assert (row["team"], row["owned"]) == ("", False)
    assert row["owned_by"] == "tag service=no-such names no known service"


def finding(world: World, **values: str) -> dict[str, Any]:
    world.add(FINDING, **{"subject": "finding:x", "name": "B1 in a.py", "resource": "", "repository": "", **values})
    return world.resolved()["finding:x"]


def test_a_finding_about_an_arn_is_whose_that_resource_is(world: World) -> None:
    world.bucket({"service": "checkout"})
    row = finding(world, resource="arn:aws:s3:::exports")
    assert (row["service"], row["team"], row["tier"], row["customer_data"]) == ("checkout", "payments", 1, True)


def test_a_finding_in_a_repository_is_the_services_whose_it_is(world: World) -> None:
    world.add(
        SERVICE, subject="service:pay", id="pay", team="payments", tier=2, repository="https://code.example/a/Pay"
    )
    row = finding(world, repository="git@code.example:a/pay.git")
    assert (row["service"], row["team"], row["owned"]) == ("pay", "payments", True)


def test_a_finding_about_what_nobody_collected_is_neither_owned_nor_unowned(world: World) -> None:
    assert finding(world, resource="arn:aws:s3:::elsewhere")["owned"] is None


def test_a_finding_in_a_repository_is_not_unowned_while_the_catalogue_is_unread(world: World) -> None:
    world.engine.execute("INSERT INTO coverage VALUES ('org_service', '', 'failed')")
    assert finding(world, repository="https://code.example/a/pay")["owned"] is None


def test_a_finding_with_nothing_to_go_by_has_no_owner(world: World) -> None:
    assert finding(world)["owned"] is False


def test_nothing_to_go_by_is_no_owner(world: World) -> None:
    world.bucket({})
    row = world.of_bucket()
    assert (row["service"], row["team"], row["owned"]) == ("", "", False)
    assert row["owned_by"] == "no tag, account or rule names an owner"


def test_tags_that_were_not_read_leave_the_owner_unknown(world: World) -> None:
    world.bucket(None)
    row = world.of_bucket()
    assert (row["service"], row["team"], row["owned"]) == ("", "", None)
    assert row["owned_by"] == "tags were not read"
    assert (row["tier"], row["customer_data"]) == (None, None)


def test_a_rule_that_needs_no_tag_decides_before_unread_tags(world: World) -> None:
    world.bucket(None)
    row = world.of_bucket(rules(OwnershipRule(service="checkout", account="111111111111")))
    assert (row["team"], row["owned"], row["owned_by"]) == ("payments", True, "account 111111111111")


def test_a_rule_below_an_unread_tag_may_not_decide(world: World) -> None:
    world.bucket(None)
    company = rules(OwnershipRule(tag="app=web", team="platform"), OwnershipRule(service="checkout", name="*"))
    assert world.of_bucket(company)["owned"] is None


def test_an_unread_tag_does_not_matter_to_a_rule_whose_account_differs(world: World) -> None:
    world.bucket(None)
    company = rules(
        OwnershipRule(tag="app=web", account="999999999999", team="platform"),
        OwnershipRule(team="payments", name="exp*"),
    )
    row = world.of_bucket(company)
    assert (row["team"], row["owned_by"]) == ("payments", "name exp*")


@pytest.mark.parametrize(
    ("rule", "team"),
    [
        (OwnershipRule(team="platform", tag="app=web"), "platform"),
        (OwnershipRule(team="platform", tag="app=db"), ""),
        (OwnershipRule(team="platform", tag="app"), "platform"),
        (OwnershipRule(team="platform", tag="absent"), ""),
        (OwnershipRule(tag="component"), "payments"),
        (OwnershipRule(tag="app"), ""),
        (OwnershipRule(service="checkout", name="exp*"), "payments"),
        (OwnershipRule(service="checkout", name="expor?s"), "payments"),
        (OwnershipRule(service="checkout", name="Exports"), ""),
        (OwnershipRule(service="checkout", name="expor_s"), ""),
        (OwnershipRule(service="checkout", name="expor%"), ""),
        (OwnershipRule(service="checkout", kind="aws_s3_bucket"), "payments"),
        (OwnershipRule(service="checkout", kind="aws_ec2_instance"), ""),
        (OwnershipRule(service="checkout", account="111111111111", name="other*"), ""),
        (OwnershipRule(service="checkout", account="111111111111", name="exports"), "payments"),
        (OwnershipRule(team="platform", service="checkout"), "platform"),
    ],
)
def test_all_conditions_of_a_rule_must_hold(world: World, rule: OwnershipRule, team: str) -> None:
    world.bucket({"app": "web", "component": "checkout"})
    assert world.of_bucket(rules(rule))["team"] == team


def test_the_first_rule_that_matches_wins(world: World) -> None:
    world.bucket({"service": "checkout"})
    company = rules(OwnershipRule(team="platform", name="exp*"), OwnershipRule(team="payments", name="*"))
    assert world.of_bucket(company)["team"] == "platform"


@pytest.mark.parametrize("name", ["it's", "100%_done!", "a'; DROP TABLE org_team; --"])
def test_odd_characters_in_rules_stay_characters(world: World, name: str) -> None:
    world.bucket({"a'b": name}, name=name)
    by_name = rules(OwnershipRule(team="platform", name=f"{name[:3]}*"))
    by_tag = rules(OwnershipRule(team="platform", tag=f"a'b={name}"))
    assert world.of_bucket(by_name, name)["team"] == "platform"
    assert world.of_bucket(by_tag, name)["team"] == "platform"


def test_a_service_without_a_team_is_said(world: World) -> None:
    world.bucket({"service": "orphan"})
    row = world.of_bucket()
    assert (row["service"], row["team"], row["owned"]) == ("orphan", "", False)
    assert row["owned_by"] == "tag service=orphan; the service has no team"


def test_an_unread_service_catalogue_makes_the_tag_unknown(world: World) -> None:
    world.engine.execute("INSERT INTO coverage VALUES ('org_service', '', 'failed')")
    world.bucket({"service": "search"})
    row = world.of_bucket()
    assert (row["owned"], row["owned_by"]) == (None, "the service catalogue was not read")


def test_a_service_a_team_and_a_person_are_their_own(world: World) -> None:
    world.add(PERSON, subject="person:p001", id="p001", team="payments")
    rows = world.resolved()
    assert (rows["service:checkout"]["service"], rows["service:checkout"]["team"]) == ("checkout", "payments")
    assert rows["team:platform"]["team"] == "platform"
    assert (rows["person:p001"]["team"], rows["person:p001"]["owned"]) == ("payments", True)


def test_what_has_no_tags_at_all_is_judged_by_rules_alone(world: World) -> None:
    world.add(TRAIL, arn="trail", name="all", account_id="1", region="eu-west-1")
    assert world.resolved()["trail"]["owned"] is False
    assert world.resolved(rules(OwnershipRule(team="platform", kind=TRAIL.name)))["trail"]["team"] == "platform"


def test_rows_of_child_tables_are_no_subjects(world: World) -> None:
    world.add(GRANT, bucket_arn="arn:aws:s3:::exports")
    assert "arn:aws:s3:::exports" not in world.resolved()


def test_an_unread_scope_is_resolved_by_its_account(world: World) -> None:
    world.engine.execute(
        "CREATE TABLE unread AS SELECT '9/eu-west-1/aws_s3_bucket' AS subject, 'aws_s3_bucket' AS kind, "
        "'S3 buckets' AS name, '9' AS account_id, 'eu-west-1' AS region"
    )
    company = replace(
        scoped(ScopeRule(kind="account", match="9", inside=False, reason="A sandbox.")),
        ownership=(OwnershipRule(team="platform", account="9"),),
    )
    row = world.resolved(company, extra="unread")["9/eu-west-1/aws_s3_bucket"]
    assert (row["team"], row["in_scope"], row["scope_reason"]) == ("platform", False, "A sandbox.")
    assert world.resolved(extra="unread")["9/eu-west-1/aws_s3_bucket"]["owned"] is None


@pytest.mark.parametrize(
    ("given", "inside", "reason"),
    [
        ((), True, ""),
        ((ScopeRule(kind="account", match="1111*", inside=False, reason="sandbox"),), False, "sandbox"),
        ((ScopeRule(kind="account", match="2222*", inside=False, reason="sandbox"),), True, ""),
        ((ScopeRule(kind="service", match="check*", inside=False, reason="sold"),), False, "sold"),
        ((ScopeRule(kind="site", match="*", inside=False, reason="closed"),), True, ""),
        ((ScopeRule(kind="people", match="*", inside=False, reason="contractors"),), True, ""),
        (
            (
                ScopeRule(kind="service", match="checkout", inside=True, reason="core"),
                ScopeRule(kind="account", match="*", inside=False, reason="rest"),
            ),
            True,
            "core",
        ),
    ],
)
def test_scope_rules_are_tried_in_order(
    world: World,
    given: tuple[ScopeRule, ...],
    inside: bool,  # noqa: FBT001  a table of cases
    reason: str,
) -> None:
    world.bucket({"service": "checkout"})
    row = world.of_bucket(scoped(*given))
    assert (row["in_scope"], row["scope_reason"]) == (inside, reason)


def test_people_are_in_or_out_by_themselves_or_by_their_team(world: World) -> None:
    world.add(PERSON, subject="person:p001", id="p001", team="payments")
    world.add(PERSON, subject="person:p002", id="p002", team="platform")
    by_team = world.resolved(scoped(ScopeRule(kind="people", match="payments", inside=False, reason="r")))
    by_one = world.resolved(scoped(ScopeRule(kind="people", match="p002", inside=False, reason="r")))
    assert (by_team["person:p001"]["in_scope"], by_team["person:p002"]["in_scope"]) == (False, True)
    assert (by_one["person:p001"]["in_scope"], by_one["person:p002"]["in_scope"]) == (True, False)


def test_an_account_rule_does_not_touch_what_has_no_account(world: World) -> None:
    rows = world.resolved(scoped(ScopeRule(kind="account", match="*", inside=False, reason="r")))
    assert rows["team:platform"]["in_scope"] is True


def test_the_table_that_checks_read_holds_the_same(world: World) -> None:
    world.bucket({"service": "checkout"})
    world.engine.execute(f"CREATE TABLE resolved AS {subjects_sql(CATALOGUE, COMPANY)}")
    row = next(r for r in world.engine.dicts(subject_owner_sql("resolved")) if r["kind"] == BUCKET.name)
    assert tuple(row) == SUBJECT_OWNER.column_names
    assert (row["team"], row["owned"]) == ("payments", True)


def test_an_empty_catalogue_has_no_subjects() -> None:
    with Engine(memory_mb=200, threads=1) as engine:
        assert engine.rows(subjects_sql(Catalogue(()), COMPANY)) == []
