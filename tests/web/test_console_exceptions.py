"""Exceptions in the console: from a finding to a request, a decision by somebody else, and the past."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from conftest import PASSWORD, signed_in
from holdfast.content.model import Severity
from holdfast.web.accounts.models import User
from holdfast.web.accounts.roles import Role
from holdfast.web.risk.exceptions import give_authority
from holdfast.web.risk.models import Decision, SecurityException

if TYPE_CHECKING:
    from django.test import Client

    from holdfast.pipeline.views import Finding

FORM = {
    "disposition": "exception",
    "reason": "The partner moves in spring.",
    "compensating_control": "Only their network is let in.",
    "compensating_evidence": "",
    "risk_accepted": "Somebody there reads exports.",
}


@pytest.fixture
def finding(everything: tuple[Finding, ...]) -> Finding:
    """A fail of the engineer's own team."""
    return next(one for one in everything if one.team == "commerce" and one.verdict.word == "fail")


@pytest.fixture
def kim(engineer: User) -> Client:
    from holdfast.web.accounts.models import Grant  # noqa: PLC0415  beside its only use
    from holdfast.web.history.records import SYSTEM, keep  # noqa: PLC0415  as above

    keep(Grant(user=engineer, role=Role.ENGINEER), SYSTEM)
    return signed_in("kim")


@pytest.fixture
def ada(administrator: User) -> Client:
    approver = User.objects.create_user("vera", PASSWORD, name="Vera Lind", roles=[Role.EXECUTIVE])
    give_authority(approver, Severity.CRITICAL, administrator)
    return signed_in("vera")


def form(finding: Finding, **more: str) -> dict[str, str]:
    end = (datetime.now(UTC).date() + timedelta(days=30)).isoformat()
    return {**FORM, "subjects": finding.subject, "ends_on": end, **more}


def ask(client: Client, finding: Finding) -> SecurityException:
    answer = client.post(f"/exceptions/new/?check={finding.check}", form(finding))
    assert answer.status_code == 302, answer.content.decode()
    return SecurityException.objects.get()


def decide(client: Client, one: SecurityException, act: str, why: str = "Until spring.") -> int:
    answer = client.post(f"/exceptions/{one.pk}/decide", {"act": act, "why": why, "version": str(one.version)})
    return answer.status_code


def test_a_request_leads_from_the_finding_to_its_own_page(kim: Client, finding: Finding) -> None:
    why = kim.get("/why/", {"check": finding.check, "subject": finding.subject}).content.decode()
    assert "Ask for an exception" in why
    one = ask(kim, finding)
    page = kim.get(f"/exceptions/{one.pk}/").content.decode()
    assert "Nobody holds recorded authority" in page
    assert finding.subject in page.replace("<wbr>", "")
    assert "EX-" in kim.get("/exceptions/").content.decode()


def test_somebody_else_decides_and_the_history_shows_it(kim: Client, ada: Client, finding: Finding) -> None:
    one = ask(kim, finding)
    assert decide(kim, one, "approve") == 403
    assert "Approve until" in ada.get(f"/exceptions/{one.pk}/").content.decode()
    assert decide(ada, one, "approve") == 302
    one.refresh_from_db()
    assert one.decision == Decision.APPROVED
    history = ada.get(f"/exceptions/{one.pk}/?tab=history").content.decode()
    assert "Vera Lind" in history
    assert "Until spring." in history


def test_the_second_of_two_is_told_that_it_was_decided(kim: Client, ada: Client, finding: Finding) -> None:
    one = ask(kim, finding)
    seen = SecurityException.objects.get(pk=one.pk)
    assert decide(ada, one, "refuse", "Mend it.") == 302
    assert decide(ada, seen, "approve") == 409
    one.refresh_from_db()
    assert one.decision == Decision.REFUSED


def test_a_decision_without_a_sentence_is_not_made(kim: Client, ada: Client, finding: Finding) -> None:
    one = ask(kim, finding)
    assert decide(ada, one, "approve", "") == 400
    one.refresh_from_db()
    assert one.decision == Decision.OPEN


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"ends_on": "2099-01-01"}, "180 days at most"),
        ({"compensating_control": ""}, "Say what protects instead"),
        ({"subjects": "arn:of:somebody:else"}, "not one of the available choices"),
    ],
)
def test_a_request_that_does_not_hold_says_why(kim: Client, finding: Finding, more: dict[str, str], says: str) -> None:
    answer = kim.post(f"/exceptions/new/?check={finding.check}", form(finding, **more))
    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert not SecurityException.objects.exists()


def test_what_a_form_does_not_ask_cannot_be_set(kim: Client, finding: Finding) -> None:
    sent = form(finding, decision="approved", tier="low", severity="low", renewals="0", decided_by="1")
    kim.post(f"/exceptions/new/?check={finding.check}", sent)
    one = SecurityException.objects.get()
    assert (one.decision, one.severity, one.decided_by) == (Decision.OPEN, finding.severity, None)


def test_others_see_nothing_of_it(kim: Client, finding: Finding) -> None:
    one = ask(kim, finding)
    User.objects.create_user("noah", PASSWORD, team="billing", roles=[Role.ENGINEER])
    other = signed_in("noah")
    assert other.get(f"/exceptions/{one.pk}/").status_code == 404
    assert f"EX-{one.pk}" not in other.get("/exceptions/").content.decode()
    assert decide(other, one, "approve") == 404


def test_who_only_looks_finds_no_button_and_no_form(administrator: User, finding: Finding) -> None:
    User.objects.create_user("olga", PASSWORD, roles=[Role.VIEWER])
    viewer = signed_in("olga")
    assert administrator.pk
    assert (
        "Ask for an exception"
        not in viewer.get("/why/", {"check": finding.check, "subject": finding.subject}).content.decode()
    )
    assert viewer.get(f"/exceptions/new/?check={finding.check}").status_code == 403
    assert viewer.post(f"/exceptions/new/?check={finding.check}", form(finding)).status_code == 403


def test_a_past_moment_shows_what_stood_then_and_changes_nothing(kim: Client, ada: Client, finding: Finding) -> None:
    one = ask(kim, finding)
    between = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    assert decide(ada, one, "approve") == 302
    then = ada.get(f"/exceptions/{one.pk}/", {"at": between}).content.decode()
    assert "Waiting for a decision" in then
    assert "Approve until" not in then
    assert ada.post(f"/exceptions/{one.pk}/decide?at={between}", {"act": "end", "version": "2"}).status_code == 403
    earlier = (datetime.now(UTC) - timedelta(minutes=5)).isoformat().replace("+00:00", "Z")
    assert ada.get(f"/exceptions/{one.pk}/", {"at": earlier}).status_code == 404


def test_the_list_costs_the_same_queries_for_many(
    kim: Client, finding: Finding, django_assert_max_num_queries: object
) -> None:
    one = ask(kim, finding)
    from holdfast.web.history.records import keep  # noqa: PLC0415  beside its only use

    for _ in range(60):
        again = SecurityException.objects.get(pk=one.pk)
        again.pk, again.version = None, 0
        again._state.adding = True  # noqa: SLF001  a copy is a new record
        keep(again, "somebody")
    with django_assert_max_num_queries(8):  # type: ignore[operator]  # the fixture is a context manager's maker
        page = kim.get("/exceptions/").content.decode()
    assert "Next page" in page
