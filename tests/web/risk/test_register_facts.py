"""The register as facts: what checks are given, and that nothing personal is among it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from holdfast.collectors.records.risk_tables import (
    ORG_RISK,
    ORG_RISK_ACCEPTANCE,
    ORG_RISK_CONTROL,
    ORG_RISK_PROPOSAL,
    ORG_TREATMENT,
    RISK_TABLES,
)
from holdfast.content.risk_method import DEFAULT_METHOD as METHOD
from holdfast.web.accounts.models import Grant, User
from holdfast.web.accounts.roles import Role
from holdfast.web.history.records import SYSTEM, archive, keep
from holdfast.web.risk import accepting, proposing, risks, treating
from holdfast.web.risk.register import Risk, Stage
from holdfast.web.risk.register_facts import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> User:
    return User.objects.create_user("bastian", name="Bastian Example", roles=[Role.PROGRAM_LEAD], team="security")


@pytest.fixture
def risk(lead: User) -> Risk:
    said = {"title": "Kim Example's laptop", "scenario": "x", "controls": ["iso27001:A.8.1"], "owner": lead}
    return risks.raise_risk(lead, METHOD, said | {"current_likelihood": 3, "current_impact": 3})


def now() -> datetime:
    return datetime.now(UTC)


def one(table: object) -> dict[str, object]:
    return rows(METHOD, now())[table][0]  # type: ignore[index]  # one of the tables


def test_every_table_has_its_rows_and_all_their_columns(risk: Risk, lead: User) -> None:
    treating.plan(risk, lead, {"title": "Encrypt", "controls": ["iso27001:A.8.24"], "due_on": now().date()})
    accepting.accept(risk, lead, METHOD, why="Until then.", ends_on=now().date() + timedelta(days=9))
    found = rows(METHOD, now())
    assert set(found) == set(RISK_TABLES)
    for table, made in found.items():
        for row in made:
            assert set(row) == {column.name for column in table}, table.name
    text = str(found)
    for word in ("Example", "laptop", "Encrypt", "Until then", lead.key, "bastian"):
        assert word not in text


def test_a_level_follows_the_method_and_what_is_not_rated_is_null(risk: Risk, lead: User) -> None:
    row = one(ORG_RISK)
    assert (row["rated"], row["level"], row["within_appetite"]) == (True, "medium", False)
    assert row["review_due_at"] is not None
    risks.change(risk, lead, METHOD, {"current_likelihood": None, "current_impact": None})
    row = one(ORG_RISK)
    assert (row["rated"], row["likelihood"], row["level"], row["within_appetite"]) == (False, None, "", None)


def test_an_owner_whose_account_is_closed_is_none(risk: Risk, lead: User) -> None:
    assert one(ORG_RISK)["has_owner"] is True
    lead.is_active = False
    keep(lead, SYSTEM)
    assert one(ORG_RISK)["has_owner"] is False
    assert risk.pk


def test_an_acceptance_covers_until_the_risk_grows_or_its_day_passes(risk: Risk, lead: User) -> None:
    ends = now().date() + timedelta(days=9)
    accepting.accept(risk, lead, METHOD, why="So be it.", ends_on=ends)
    row = one(ORG_RISK)
    assert (row["accepted"], row["accepted_until"]) == (
        True,
        datetime.combine(ends + timedelta(days=1), datetime.min.time()),
    )
    held = one(ORG_RISK_ACCEPTANCE)
    assert (held["with_authority"], held["covers"], held["needed"], held["superseded"]) == (True, True, True, False)
    assert rows(METHOD, now() + timedelta(days=11))[ORG_RISK][0]["accepted"] is False
    risks.change(risk, lead, METHOD, {"current_likelihood": 5})
    assert one(ORG_RISK)["accepted"] is False
    assert one(ORG_RISK_ACCEPTANCE)["covers"] is False


def test_authority_is_that_of_the_day_of_the_acceptance(risk: Risk, lead: User) -> None:
    accepting.accept(risk, lead, METHOD, why="So be it.", ends_on=now().date())
    archive(Grant.objects.get(user=lead), SYSTEM, "Moved on.")
    assert one(ORG_RISK_ACCEPTANCE)["with_authority"] is True
    grant = Grant.objects.get(user=lead)
    grant.archived_at = now() - timedelta(days=1)
    keep(grant, SYSTEM)
    assert one(ORG_RISK_ACCEPTANCE)["with_authority"] is False


def test_a_later_acceptance_takes_the_place_of_the_earlier(risk: Risk, lead: User) -> None:
    for days in (3, 9):
        accepting.accept(risk, lead, METHOD, why="So be it.", ends_on=now().date() + timedelta(days=days))
    assert [row["superseded"] for row in rows(METHOD, now())[ORG_RISK_ACCEPTANCE]] == [True, False]


def test_controls_are_told_apart_by_what_asks_for_them(risk: Risk, lead: User) -> None:
    plan = treating.plan(risk, lead, {"title": "Encrypt", "controls": ["iso27001:A.8.24"], "due_on": now().date()})
    told = {row["control"]: (row["holds_down"], row["in_treatment"]) for row in rows(METHOD, now())[ORG_RISK_CONTROL]}
    assert told == {"iso27001:A.8.1": (True, False), "iso27001:A.8.24": (False, True)}
    treating.advance(plan, lead, Stage.DONE)
    row = one(ORG_TREATMENT)
    assert (row["open"], row["agreed"], row["has_owner"]) == (False, True, False)
    assert row["done_at"] is not None


def test_what_belongs_to_a_closed_risk_is_gone(risk: Risk, lead: User) -> None:
    treating.plan(risk, lead, {"title": "Encrypt", "controls": [], "due_on": now().date()})
    risks.close(risk, lead, "Nobody has one any more.")
    assert all(not made for made in rows(METHOD, now()).values())


def test_a_proposal_is_told_with_its_answer(risk: Risk, lead: User) -> None:
    from holdfast.posture.model import Counts, Kind, Rollup, Status  # noqa: PLC0415  beside its only use

    since = int((now() + timedelta(minutes=1)).timestamp())
    key = "iso27001:A.8.1"
    proposing.propose(METHOD, {key: Rollup(Kind.REQUIREMENT, key, Status.FAILING, since, Counts(), "As said.")})
    assert (one(ORG_RISK_PROPOSAL)["answer"], one(ORG_RISK_PROPOSAL)["control"]) == ("open", key)
    proposing.decline(proposing.waiting_for(risk, None)[0], lead, "Only two laptops are left.")
    assert one(ORG_RISK_PROPOSAL)["answer"] == "declined"
