"""Risks in money on pages: estimated by those who rate, drawn with a table beside, held against the appetite."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from conftest import PASSWORD, signed_in
from holdfast.content.risk_method import DEFAULT_METHOD as METHOD
from holdfast.web.accounts.models import User
from holdfast.web.accounts.roles import Role
from holdfast.web.console.risk_drawings import curves, money
from holdfast.web.risk import quantifying, risks
from holdfast.web.risk.estimates import CommonCause, Estimate

if TYPE_CHECKING:
    from django.test import Client

    from holdfast.web.risk.register import Risk

NUMBERS = {
    "frequency_low": "0.1", "frequency_high": "1", "loss_low": "100000", "loss_high": "2000000",
    "after_frequency_low": "0.02", "after_frequency_high": "0.2", "after_loss_low": "", "after_loss_high": "",
    "rationale": "Two labs told us theirs.", "version": "0",
}  # fmt: skip


@pytest.fixture(autouse=True)
def few_years(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer simulated years: what is looked at here are pages."""
    monkeypatch.setattr(quantifying.portfolio, "__kwdefaults__", {"seed": 1, "trials": 4_000, "limits": ()})


@pytest.fixture
def bastian(db: None) -> User:  # noqa: ARG001  a fixture asks for fixtures by name
    return User.objects.create_user("bastian", PASSWORD, name="Bastian Example", roles=[Role.PROGRAM_LEAD])


@pytest.fixture
def lead(bastian: User) -> Client:
    return signed_in(bastian.username)


@pytest.fixture
def risk(bastian: User) -> Risk:
    said = {"title": "A share link is guessed", "scenario": "Somebody tries addresses.", "category": ""}
    return risks.raise_risk(bastian, METHOD, said | {"current_likelihood": 3, "current_impact": 4})


def text(client: Client, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def test_an_estimate_is_drawn_with_its_table_and_held_against_the_appetite(lead: Client, risk: Risk) -> None:
    assert "Not estimated yet" in text(lead, f"/risks/{risk.pk}/", tab="money")
    assert "No risk is estimated yet" in text(lead, "/risks/appetite/")
    assert lead.post(f"/risks/{risk.pk}/estimate/", NUMBERS).status_code == 302
    page = text(lead, f"/risks/{risk.pk}/", tab="money")
    for said in ("<svg", "once treated", "The same as a table", "Two labs told us theirs.", "The worst of twenty"):
        assert said in page
    shown = text(lead, "/risks/appetite/")
    assert "A share link is guessed" in shown
    assert "No risk names a common cause" in shown
    assert "In money we carry more than we want" in shown


def test_a_common_cause_is_named_and_linked(lead: Client, risk: Risk) -> None:
    cause = {"title": "A region goes dark", "about": "", "frequency_low": "0.05", "frequency_high": "0.3"}
    assert lead.post("/risks/causes/new/", cause).status_code == 302
    made = CommonCause.objects.get()
    assert lead.post(f"/risks/{risk.pk}/estimate/", NUMBERS | {f"cause_{made.pk}": "40"}).status_code == 302
    assert Estimate.objects.get().causes == [[made.pk, 0.4]]
    assert "A region goes dark brings it in 40% of cases" in text(lead, f"/risks/{risk.pk}/", tab="money")
    now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    for query in ({}, {"at": now}):
        assert "1 risk hangs on common causes" in text(lead, "/risks/appetite/", **query)
    assert "in 40% of cases" in text(lead, f"/risks/{risk.pk}/", tab="money", at=now)
    assert lead.post(f"/risks/causes/{made.pk}/", cause | {"version": "9"}).status_code == 409


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"frequency_low": "0"}, "above 0"),
        ({"loss_high": "5"}, "not below the other end"),
        ({"after_loss_low": "5"}, "An interval has two ends"),
        ({"frequency_high": "5000"}, "at most 366"),
    ],
)
def test_an_interval_that_does_not_hold_is_said(lead: Client, risk: Risk, more: dict[str, str], says: str) -> None:
    answer = lead.post(f"/risks/{risk.pk}/estimate/", NUMBERS | more)
    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert not Estimate.objects.exists()


def test_the_second_of_two_estimates_sees_the_first(lead: Client, risk: Risk) -> None:
    assert lead.post(f"/risks/{risk.pk}/estimate/", NUMBERS).status_code == 302
    second = lead.post(f"/risks/{risk.pk}/estimate/", NUMBERS | {"loss_high": "900000"})
    assert second.status_code == 409
    assert "As it stands now" in second.content.decode()
    assert Estimate.objects.get().loss_high == 2_000_000


def test_whoever_does_not_rate_does_not_estimate_and_sees_their_own_alone(lead: Client, risk: Risk) -> None:
    assert lead.post(f"/risks/{risk.pk}/estimate/", NUMBERS).status_code == 302
    User.objects.create_user("kim", PASSWORD, roles=[Role.ENGINEER], team="albums")
    kim = signed_in("kim")
    assert kim.get(f"/risks/{risk.pk}/estimate/").status_code == 404
    assert kim.get("/risks/causes/new/").status_code == 403
    assert "A share link is guessed" not in text(kim, "/risks/appetite/")
    User.objects.create_user("olga", PASSWORD, roles=[Role.VIEWER])
    olga = signed_in("olga")
    assert olga.get(f"/risks/{risk.pk}/estimate/").status_code == 403
    assert "A share link is guessed" in text(olga, "/risks/appetite/")


def test_a_past_moment_counts_what_was_estimated_then(lead: Client, risk: Risk) -> None:
    then = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    assert lead.post(f"/risks/{risk.pk}/estimate/", NUMBERS).status_code == 302
    assert "Not estimated yet" in text(lead, f"/risks/{risk.pk}/", tab="money", at=then)
    assert "No risk is estimated yet" in text(lead, "/risks/appetite/", at=then)
    assert lead.post(f"/risks/{risk.pk}/estimate/?at={then}", NUMBERS).status_code == 403


def test_treatment_lowers_the_curve_and_the_same_seed_draws_the_same(bastian: User, risk: Risk) -> None:
    numbers = {name: float(value) for name, value in NUMBERS.items() if value and name not in {"rationale", "version"}}
    quantifying.estimate(risk, bastian, numbers)
    found = quantifying.portfolio([risk.pk], seed=3, trials=20_000, limits=[1e6])
    assert found is not None
    assert found.saved > 0
    assert found.today.limits[0][1] > found.treated.limits[0][1]
    assert quantifying.portfolio([risk.pk], seed=3, trials=20_000, limits=[1e6]) == found


def test_a_curve_s_table_falls_and_its_words_are_short() -> None:
    today = ((1e3, 0.8), (1e4, 0.4), (1e5, 0.1))
    drawn = curves(today, ((1e3, 0.3), (1e4, 0.1)), [(1e5, 0.05)])
    assert drawn is not None
    assert [row[1] for row in drawn.rows] == sorted((row[1] for row in drawn.rows), reverse=True)
    assert all(after <= before for _, before, after in drawn.rows)
    assert curves((), ()) is None
    assert [money(value) for value in (0, 950, 1_000, 1_500, 310_000, 4_200_000, 2e9)] == [
        "0", "950", "1 k", "1.5 k", "310 k", "4.2 m", "2 bn",
    ]  # fmt: skip
