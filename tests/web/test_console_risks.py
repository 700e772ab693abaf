"""Risks in the console: raised, rated, treated and accepted on pages, by those who may; the past as it was."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from conftest import PASSWORD, signed_in
from holdfast.web.accounts.models import User
from holdfast.web.accounts.roles import Role
from holdfast.web.history.records import keep
from holdfast.web.risk.register import Acceptance, Risk, Stage, Treatment

if TYPE_CHECKING:
    from django.test import Client

WORDS = {
    "title": "A share link is guessed",
    "scenario": "Somebody tries addresses until albums of strangers open.",
    "category": "families-photos",
    "services": ["albums"],
    "other_assets": "The families' trust\n",
    "controls": "A.8.3, A.5.23",
}
RATING = {
    "inherent_likelihood": "4",
    "inherent_impact": "4",
    "current_likelihood": "3",
    "current_impact": "3",
    "residual_likelihood": "1",
    "residual_impact": "3",
    "rationale": "Two attempts last year.",
    "response": "modify",
}


def today() -> date:
    return datetime.now(UTC).date()


def account(name: str, *roles: Role, team: str = "") -> User:
    return User.objects.create_user(name, PASSWORD, name=f"{name.capitalize()} Example", roles=roles, team=team)


@pytest.fixture
def lead(db: None) -> Client:  # noqa: ARG001  a fixture asks for fixtures by name
    account("bastian", Role.PROGRAM_LEAD)
    return signed_in("bastian")


@pytest.fixture
def owner(db: None) -> Client:  # noqa: ARG001  as above
    account("jonah", Role.RISK_OWNER, team="albums")
    return signed_in("jonah")


@pytest.fixture
def risk(lead: Client, owner: Client) -> Risk:
    """A risk that the lead has raised, rated and given to its owner; above appetite."""
    assert owner.session
    answer = lead.post(
        "/risks/new/", WORDS | RATING | {"owner": str(User.objects.get(username="jonah").pk), "team": ""}
    )
    assert answer.status_code == 302, answer.content.decode()
    return Risk.objects.get()


def act(client: Client, one: Risk | Treatment | Acceptance, wanted: str, **more: str) -> int:
    number = one.pk if isinstance(one, Risk) else one.risk_id
    sent = {"act": wanted, "version": str(one.version), **more}
    if not isinstance(one, Risk):
        sent["number"] = str(one.pk)
    return client.post(f"/risks/{number}/act", sent).status_code


def text(client: Client, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def plan(client: Client, one: Risk, **more: str) -> Treatment:
    due = (today() + timedelta(days=20)).isoformat()
    sent = {"title": "Longer links", "about": "", "controls": "A.8.24", "owner": "", "due_on": due, **more}
    answer = client.post(f"/risks/{one.pk}/treatments/new/", sent)
    assert answer.status_code == 302, answer.content.decode()
    found: Treatment = Treatment.objects.latest("pk")
    return found


def test_a_risk_is_raised_rated_and_shown_with_its_controls_live(lead: Client, risk: Risk) -> None:
    assert (risk.assets, risk.controls) == (
        ["service:albums", "The families' trust"],
        ["iso27001:A.8.3", "iso27001:A.5.23"],
    )
    page = text(lead, f"/risks/{risk.pk}/")
    for said in ("A share link is guessed", "Jonah Example", "above appetite", "A.8.3", "The families&#x27; trust"):
        assert said in page
    assert "Not rated" not in page
    shown = text(lead, "/risks/")
    assert "1 needs a decision" in shown
    assert "A share link is guessed" in shown
    assert "A share link is guessed" in text(lead, "/risks.csv")


def test_whoever_may_only_raise_one_is_asked_for_words_alone(db: None) -> None:  # noqa: ARG001  as above
    account("kim", Role.ENGINEER, team="albums")
    kim = signed_in("kim")
    form = text(kim, "/risks/new/")
    assert "What could happen?" in form
    assert 'name="current_likelihood"' not in form
    assert kim.post("/risks/new/", WORDS | RATING | {"owner": "1"}).status_code == 302
    one = Risk.objects.get()
    assert (one.current, one.owner) == ((None, None), None)
    assert "Nobody has rated it yet" in text(kim, f"/risks/{one.pk}/")


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"controls": "A.99.1"}, "A.99.1"),
        ({"current_impact": ""}, "A rating has both"),
        ({"title": ""}, "This field is required"),
        ({"current_likelihood": "9"}, "not one of the available choices"),
    ],
)
def test_what_does_not_hold_is_said_beside_its_field(lead: Client, more: dict[str, str], says: str) -> None:
    answer = lead.post("/risks/new/", WORDS | RATING | more)
    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert not Risk.objects.exists()


def test_the_second_of_two_sees_both_and_nothing_is_lost(lead: Client, owner: Client, risk: Risk) -> None:
    opened = {"version": str(risk.version), **WORDS, **RATING}
    first = owner.post(
        f"/risks/{risk.pk}/edit/", opened | {"title": "Links are tried out", "rationale": "Seen thrice."}
    )
    assert first.status_code == 302
    jonah = str(User.objects.get(username="jonah").pk)
    mine = opened | {"owner": jonah, "team": "", "title": "Links are guessed", "current_impact": "4"}
    second = lead.post(f"/risks/{risk.pk}/edit/", mine)
    page = second.content.decode()
    assert second.status_code == 409
    for said in ("Somebody else has saved this", "A share link is guessed", "Links are tried out", "Seen thrice."):
        assert said in page
    stored = Risk.objects.get(pk=risk.pk)
    assert (stored.title, stored.current_impact) == ("Links are tried out", 3)
    assert f'name="version" value="{stored.version}"' in page
    assert 'value="Links are guessed"' in page  # what both changed stands as the second wrote it
    assert "Seen thrice.</textarea>" in page  # what only the first changed is joined in
    again = mine | {"version": str(stored.version), "rationale": "Seen thrice."}
    assert lead.post(f"/risks/{risk.pk}/edit/", again).status_code == 302
    stored.refresh_from_db()
    assert (stored.title, stored.current_impact, stored.rationale) == ("Links are guessed", 4, "Seen thrice.")


def test_a_form_of_a_version_that_never_was_is_not_kept(lead: Client, risk: Risk) -> None:
    assert lead.post(f"/risks/{risk.pk}/edit/", {"version": "99", **WORDS, **RATING}).status_code == 404


def test_a_treatment_is_planned_agreed_to_and_carried_out(lead: Client, owner: Client, risk: Risk) -> None:
    made = plan(lead, risk)
    assert made.agreed_at is None
    assert "Agree to it" in text(owner, f"/risks/{risk.pk}/", tab="treatment")
    assert "Agree to it" not in text(lead, f"/risks/{risk.pk}/", tab="treatment")
    assert act(lead, made, "agree") == 400
    assert act(owner, made, "agree") == 302
    made.refresh_from_db()
    assert act(lead, made, "done") == 302
    made.refresh_from_db()
    assert (made.stage, made.done_on) == (Stage.DONE, today())


def test_two_who_change_a_treatment_see_both(lead: Client, owner: Client, risk: Risk) -> None:
    made = plan(lead, risk)
    due = made.due_on.isoformat()
    sent = {"version": str(made.version), "about": "", "controls": "A.8.24", "owner": "", "due_on": due}
    address = f"/risks/{risk.pk}/treatments/{made.pk}/"
    assert owner.post(address, sent | {"title": "Links of 40 letters"}).status_code == 302
    second = lead.post(address, sent | {"title": "Longer links", "about": "In the share service."})
    assert second.status_code == 409
    assert 'value="Links of 40 letters"' in second.content.decode()
    assert "In the share service.</textarea>" in second.content.decode()


def test_only_the_owner_accepts_within_authority_and_for_a_time(lead: Client, owner: Client, risk: Risk) -> None:
    ends = (today() + timedelta(days=60)).isoformat()
    page = text(owner, f"/risks/{risk.pk}/")
    assert "You cannot accept it as it is" in page  # medium takes a lead
    assert act(owner, risk, "accept", why="So be it.", ends_on=ends) == 400
    low = {"version": str(risk.version), **WORDS, **RATING, "current_likelihood": "1", "current_impact": "2"}
    assert owner.post(f"/risks/{risk.pk}/edit/", low).status_code == 302
    risk.refresh_from_db()
    assert act(lead, risk, "accept", why="So be it.", ends_on=ends) == 400
    assert act(owner, risk, "accept", why="", ends_on=ends) == 400
    assert act(owner, risk, "accept", why="So be it.", ends_on="2099-01-01") == 400
    assert not Acceptance.objects.exists()
    assert act(owner, risk, "accept", why="So be it.", ends_on=ends) == 302
    held = Acceptance.objects.get()
    assert (held.by.username, held.level) == ("jonah", "low")
    assert act(owner, held, "end") == 302


def test_a_button_pressed_on_an_old_page_does_nothing(lead: Client, risk: Risk) -> None:
    old = Risk.objects.get(pk=risk.pk)
    assert act(lead, risk, "review", why="Nothing new.") == 302
    assert act(lead, old, "close", why="Gone.") == 409
    assert Risk.objects.get(pk=risk.pk).archived_at is None


def test_a_closed_risk_leaves_the_list_and_can_be_opened_again(lead: Client, risk: Risk) -> None:
    assert act(lead, risk, "close", why="Sharing was taken out.") == 302
    assert "No risks yet" in text(lead, "/risks/")
    assert "Open it again" in text(lead, f"/risks/{risk.pk}/")
    risk.refresh_from_db()
    assert act(lead, risk, "reopen") == 302


def test_a_past_moment_shows_what_stood_then_and_changes_nothing(lead: Client, risk: Risk) -> None:
    then = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    changed = {"version": str(risk.version), **WORDS, **RATING, "title": "Something else", "current_impact": "5"}
    changed |= {"owner": "", "team": ""}
    assert lead.post(f"/risks/{risk.pk}/edit/", changed).status_code == 302
    plan(lead, risk)
    page = text(lead, f"/risks/{risk.pk}/", at=then)
    assert "A share link is guessed" in page
    assert "Jonah Example" in page
    assert "Rate or change it" not in page
    assert "A share link is guessed" in text(lead, "/risks/", at=then)
    assert "Nothing is planned" in text(lead, f"/risks/{risk.pk}/", at=then, tab="treatment")
    risk.refresh_from_db()
    for address in (f"/risks/{risk.pk}/edit/", "/risks/new/", f"/risks/{risk.pk}/treatments/new/"):
        assert lead.get(address, {"at": then}).status_code == 403
    answer = lead.post(f"/risks/{risk.pk}/act?at={then}", {"act": "close", "version": str(risk.version), "why": "x"})
    assert answer.status_code == 403
    earlier = (datetime.now(UTC) - timedelta(minutes=5)).isoformat().replace("+00:00", "Z")
    assert lead.get(f"/risks/{risk.pk}/", {"at": earlier}).status_code == 404


def test_the_history_tells_who_changed_what(lead: Client, risk: Risk) -> None:
    changed = {"version": str(risk.version), **WORDS, **RATING, "current_impact": "4", "owner": "", "team": ""}
    assert lead.post(f"/risks/{risk.pk}/edit/", changed).status_code == 302
    plan(lead, risk)
    page = text(lead, f"/risks/{risk.pk}/", tab="history")
    for said in ("Bastian Example", "Impact today: 3 → 4", "Owner: Jonah Example → nothing", "T-"):
        assert said in page


#: What each may do with a risk that the role's holder does not own: see it, raise one, change it, plan, decide.
MATRIX = {
    Role.ADMINISTRATOR: "see raise change plan close",
    Role.SECURITY_LEAD: "see raise change plan close",
    Role.PROGRAM_LEAD: "see raise change plan close",
    Role.CONTROL_OWNER: "raise",
    Role.RISK_OWNER: "raise",
    Role.ENGINEER: "raise",
    Role.EMPLOYEE: "raise",
    Role.MANAGER: "raise",
    Role.CHAMPION: "raise",
    Role.PRIVACY_OFFICER: "see raise",
    Role.LEGAL_COUNSEL: "see raise",
    Role.INTERNAL_AUDITOR: "see",
    Role.EXTERNAL_AUDITOR: "see",
    Role.EXECUTIVE: "see raise",
    Role.BOARD_MEMBER: "see",
    Role.VIEWER: "see",
}


def test_each_role_may_what_the_matrix_says_and_no_more(risk: Risk) -> None:
    assert set(MATRIX) == set(Role)
    from holdfast.web.accounts.models import Grant  # noqa: PLC0415  beside its only use

    for role, may in MATRIX.items():
        who = User.objects.create_user(f"of-{role}".replace(" ", "-"), PASSWORD)
        keep(Grant(user=who, role=role, ends_on=today() + timedelta(days=9)), "holdfast")
        client = signed_in(who.username)
        did = {
            "see": client.get(f"/risks/{risk.pk}/").status_code == 200,
            "raise": client.get("/risks/new/").status_code == 200,
            "change": client.get(f"/risks/{risk.pk}/edit/").status_code == 200,
            "plan": client.get(f"/risks/{risk.pk}/treatments/new/").status_code == 200,
            "accept": act(client, risk, "accept", why="x", ends_on=today().isoformat()) == 302,
            "close": act(client, risk, "close", why="x") == 302,
        }
        risk.refresh_from_db()
        assert (risk.archived_at is not None) == did["close"]
        if did["close"]:
            assert act(client, risk, "reopen") == 302
            risk.refresh_from_db()
        assert " ".join(word for word, done in did.items() if done) == may, role
        listed = "A share link is guessed" in client.get("/risks/").content.decode()
        assert listed == ("see" in may), role
        assert ("A share link is guessed" in client.get("/risks.csv").content.decode()) == ("see" in may), role


def test_a_list_of_thousands_costs_the_same_queries_and_is_narrowed(
    lead: Client, risk: Risk, django_assert_max_num_queries: object
) -> None:
    from django.db import models  # noqa: PLC0415  beside its only use

    copies: list[Risk] = []
    for number in range(5_000):
        one = Risk.objects.get(pk=risk.pk) if not number else copies[0]
        copies.append(
            Risk(
                raised_by_id=one.raised_by_id, owner_id=one.owner_id, title=f"Risk number {number}", scenario="x",
                category="money", current_likelihood=1 + number % 5, current_impact=1 + number % 4,
                created_at=one.created_at, version=1, reviewed_on=today(),
            )
        )  # fmt: skip
    models.QuerySet[Risk](Risk).bulk_create(copies)
    with django_assert_max_num_queries(10):  # type: ignore[operator]  # the fixture is a context manager's maker
        page = text(lead, "/risks/")
    assert "5,001" in page
    assert "Next page" in page
    narrowed = text(lead, "/risks/", words="number 77", level="high", sort="new")
    assert "Risk number 77" in narrowed
    assert "Risk number 78" not in narrowed


def test_pages_follow_each_other_without_a_gap(lead: Client, risk: Risk) -> None:
    for number in range(60):
        one = Risk.objects.get(pk=risk.pk)
        one.pk, one.version, one.title = None, 0, f"Copy {number}"
        one._state.adding = True  # noqa: SLF001  a copy is a new record
        keep(one, "somebody")
    first = text(lead, "/risks/")
    second = text(lead, "/risks/", after=str(sorted(Risk.objects.values_list("pk", flat=True))[49]))
    assert first.count('class="lead-cell"') + second.count('class="lead-cell"') == 61


def test_a_finding_about_a_record_leads_to_its_page(lead: Client, risk: Risk) -> None:
    from holdfast.web.console.record_pages import page_of  # noqa: PLC0415  beside its only use

    made = plan(lead, risk)
    assert page_of(f"risk:{risk.pk}", "") == f"/risks/{risk.pk}/"
    assert page_of(f"treatment:{made.pk}", "2026-11-01") == f"/risks/{risk.pk}/?tab=treatment&at=2026-11-01"
    assert page_of("risk-method:method", "") == "/risks/appetite/"
    for other in ("treatment:999", "team:albums", "arn:aws:s3:::albums", "risk:x", ""):
        assert page_of(other, "") == ""
