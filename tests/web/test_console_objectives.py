"""Objectives in the console: measurable, owned, dated, and never typed in where they stand."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from conftest import PASSWORD, signed_in
from holdfast.collectors.records.statement import ORG_OBJECTIVE
from holdfast.pipeline.objective_reads import State
from holdfast.pipeline.views import EVERYTHING
from holdfast.web.accounts.models import User
from holdfast.web.accounts.roles import Role
from holdfast.web.history import verify
from holdfast.web.objectives import facts, work
from holdfast.web.objectives.models import Objective

if TYPE_CHECKING:
    from django.test import Client

    from holdfast.pipeline.reads import Reads

CHECK = "aws.s3.bucket_blocks_public_access"


def in_days(days: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


def form(**more: str) -> dict[str, str]:
    sent = {
        "title": "No bucket is public",
        "why": "Children are in the pictures.",
        "figure": "passing",
        "checks": CHECK,
        "framework": "iso27001",
        "program": "",
        "target": "95",
        "starts_on": in_days(-5),
        "due_on": in_days(30),
        "how": "The paved road for buckets.",
        "owner": "",
    }
    return {**sent, **more}


@pytest.fixture
def vera(db: None) -> Client:  # noqa: ARG001  a fixture asks for fixtures by name
    User.objects.create_user("vera", PASSWORD, name="Vera Lind", roles=[Role.SECURITY_LEAD])
    return signed_in("vera")


def made(client: Client, **more: str) -> Objective:
    assert client.post("/objectives/new/", form(**more)).status_code == 302
    found: Objective = Objective.objects.order_by("-pk")[0]
    return found


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode().replace("<wbr>", "")


def test_where_it_stands_comes_from_results(vera: Client, reads: Reads) -> None:
    one = made(vera)
    (standing,) = reads.objectives(EVERYTHING, [work.goal(one)], None)
    counts = reads.check(EVERYTHING, CHECK, None)
    assert counts is not None
    found = counts.line.rollup.counts
    whole = found.passed + found.failed + found.excepted + found.unknown
    assert standing.now.least == 100 * found.passed / whole
    assert standing.now.most == 100 * (found.passed + found.unknown) / whole
    assert standing.began is not None
    assert re.search(r"On the way|Met|Unknown", text(vera, "/objectives/"))
    assert "The figure over time" in text(vera, f"/objectives/{one.pk}/")
    assert list(verify.problems()) == []


def test_each_figure_is_measured(vera: Client, reads: Reads) -> None:
    goals = [
        work.goal(made(vera, target="0")),
        work.goal(made(vera, figure="effective", target="100")),
        work.goal(made(vera, figure="late", target="0", program="cloud-infrastructure")),
        work.goal(made(vera, figure="late", target="999999")),
    ]
    first, second, third, fourth = reads.objectives(EVERYTHING, goals, None)
    framework = reads.framework(EVERYTHING, "iso27001", None)
    assert framework is not None
    assert first.state is State.MET
    assert second.now.least == 100 * framework.rollup.effective / framework.rollup.assessable
    assert second.state is State.ON_THE_WAY
    assert third.now.least is not None
    assert fourth.state is State.MET
    for goal in goals:
        assert reads.objective_history(EVERYTHING, goal, None)


def test_what_had_not_been_judged_on_its_day_is_unknown(vera: Client) -> None:
    one = made(vera, starts_on="2020-01-01", due_on="2020-06-30")
    page = text(vera, f"/objectives/{one.pk}/")
    assert "Nothing had been judged then." in page
    assert "Missed" not in page


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"checks": ""}, "Name at least one check"),
        ({"checks": "no.such.check"}, "There is no check no.such.check"),
        ({"target": "101"}, "100 per cent at most"),
        ({"target": "-1"}, "greater than or equal to 0"),
        ({"due_on": "2020-01-01"}, "before the beginning"),
        ({"title": ""}, "required"),
    ],
)
def test_what_is_not_measurable_is_refused(vera: Client, more: dict[str, str], says: str) -> None:
    answer = vera.post("/objectives/new/", form(**more))
    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert not Objective.objects.exists()


def test_the_second_of_two_sees_both_and_loses_nothing(vera: Client, administrator: User) -> None:
    one = made(vera)
    ada = signed_in(administrator.username)
    path, opened = f"/objectives/{one.pk}/edit/", str(one.version)
    assert ada.post(path, form(version=opened, target="90", why="Schools ask.")).status_code == 302
    answer = vera.post(path, form(version=opened, target="99", how="Two roads."))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "both changed it" in page
    assert "Schools ask." in page
    assert "Two roads." in page
    one.refresh_from_db()
    assert one.target == 90


def test_the_past_shows_what_was_wanted_then(vera: Client) -> None:
    one = made(vera, target="90")
    then = datetime.now(UTC).isoformat().replace("+", "%2B")
    assert vera.post(f"/objectives/{one.pk}/edit/", form(version="1", target="99")).status_code == 302
    assert vera.post(f"/objectives/{one.pk}/give-up", {"why": ""}).status_code == 302
    assert Objective.objects.live().exists()
    assert vera.post(f"/objectives/{one.pk}/give-up", {"why": "We bought another."}).status_code == 302
    assert vera.get(f"/objectives/{one.pk}/").status_code == 404
    assert "at least 90 %" in text(vera, f"/objectives/{one.pk}/?at={then}")
    assert f"O-{one.pk}" in text(vera, f"/objectives/?at={then}")
    assert facts.rows()[ORG_OBJECTIVE] == []


@pytest.mark.parametrize("role", [Role.EXECUTIVE, Role.ENGINEER, Role.EXTERNAL_AUDITOR, Role.BOARD_MEMBER])
def test_everybody_reads_them_and_few_set_them(vera: Client, role: Role) -> None:
    from test_console_people import with_role  # noqa: PLC0415  beside its only use

    one = made(vera)
    somebody = with_role(role)
    sets = role is Role.EXECUTIVE
    for page in ("/objectives/", f"/objectives/{one.pk}/", f"/objectives/{one.pk}/?tab=history"):
        assert somebody.get(page).status_code == 200
    for page in ("/objectives/new/", f"/objectives/{one.pk}/edit/"):
        assert somebody.get(page).status_code == (200 if sets else 403), page
    assert somebody.post(f"/objectives/{one.pk}/give-up", {"why": "No."}).status_code == 302
    assert Objective.objects.live().exists() is not sets


def test_facts_name_nobody(vera: Client) -> None:
    owner = User.objects.get(username="vera")
    made(vera, owner=owner.key)
    (row,) = facts.rows()[ORG_OBJECTIVE]
    assert (row["owned"], row["owner"], row["planned"]) == (True, owner.key, True)
    assert "Vera" not in str(row)
