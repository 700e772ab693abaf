"""People and roles: accounts are opened and closed by administrators, and nobody else comes near."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from conftest import PASSWORD, signed_in
from holdfast.web.accounts.models import Grant, User
from holdfast.web.accounts.roles import MUST_END, SEES_EVERYTHING, Role
from holdfast.web.history import verify
from holdfast.web.history.records import SYSTEM, keep

if TYPE_CHECKING:
    from holdfast.pipeline.views import Finding

pytestmark = pytest.mark.django_db


def change(client: Client, user: User, act: str, **more: str) -> int:
    return client.post(f"/people/{user.pk}/change", {"act": act, **more}).status_code


def test_an_account_is_opened_with_a_password_that_is_shown_once(client: Client) -> None:
    sent = {"username": "emrys", "name": "Emrys Hollow", "person": "p006", "team": "platform", "role": "engineer"}
    page = client.post("/people/new/", sent).content.decode()
    found = re.search(r"<code>([a-z0-9]{5}(?:-[a-z0-9]{5}){4})</code>", page)
    assert found
    made = User.objects.get(username="emrys")
    assert (made.must_change_password, made.person, made.team) == (True, "p006", "platform")
    assert made.holds(Role.ENGINEER)
    assert made.check_password(found[1])
    assert found[1] not in client.get(f"/people/{made.pk}/").content.decode()
    assert list(verify.problems()) == []


def test_a_taken_name_is_refused_whatever_its_case(client: Client, engineer: User) -> None:
    answer = client.post("/people/new/", {"username": engineer.username.upper(), "role": "engineer"})
    assert answer.status_code == 400
    assert User.objects.count() == 2


def test_an_external_auditor_needs_a_last_day(client: Client) -> None:
    answer = client.post("/people/new/", {"username": "aud", "role": "external auditor"})
    assert answer.status_code == 400
    assert "needs a last day" in answer.content.decode()
    assert not User.objects.filter(username="aud").exists()


def test_a_closed_account_is_out_at_once(client: Client, engineer: User) -> None:
    theirs = signed_in("kim")
    assert theirs.get("/").status_code == 200
    assert change(client, engineer, "close") == 302
    assert theirs.get("/")["Location"].startswith("/sign-in")
    assert Client().post("/sign-in", {"username": "kim", "password": PASSWORD}).status_code == 400
    assert change(client, engineer, "reopen") == 302
    assert signed_in("kim").get("/").status_code == 200


def test_roles_are_given_and_ended(client: Client, engineer: User) -> None:
    end = (datetime.now(UTC).date() + timedelta(days=3)).isoformat()
    assert change(client, engineer, "role", role="viewer", ends_on=end) == 302
    assert User.objects.get(pk=engineer.pk).holds(Role.VIEWER)
    assert change(client, engineer, "role", role="viewer") == 400
    grant = Grant.objects.live().get(user=engineer)
    assert change(client, engineer, "end-role", number=str(grant.pk)) == 302
    assert not User.objects.get(pk=engineer.pk).roles


def test_the_last_administrator_stays(client: Client, administrator: User) -> None:
    grant = Grant.objects.get(user=administrator)
    assert change(client, administrator, "end-role", number=str(grant.pk)) == 400
    assert change(client, administrator, "close") == 400
    assert User.objects.get(pk=administrator.pk).holds(Role.ADMINISTRATOR)


def test_authority_is_given_to_others_only(client: Client, administrator: User, engineer: User) -> None:
    assert change(client, engineer, "authority", severity="high") == 302
    assert engineer.authorities.get().severity == "high"
    assert change(client, administrator, "authority", severity="high") == 400


def test_the_second_of_two_who_save_is_told(client: Client, engineer: User) -> None:
    sent = {"username": "kim", "name": "Kim O.", "email": "", "person": "", "team": "commerce"}
    assert change(client, engineer, "save", version="1", **sent) == 302
    assert change(client, engineer, "save", version="1", **{**sent, "name": "K. Okafor"}) == 400
    assert User.objects.get(pk=engineer.pk).name == "Kim O."


def test_what_the_form_does_not_ask_cannot_be_set(client: Client, engineer: User) -> None:
    sent = {"username": "kim", "name": "", "email": "", "person": "", "team": "", "version": "1"}
    assert change(client, engineer, "save", is_active="", key="x", must_change_password="on", **sent) == 302
    after = User.objects.get(pk=engineer.pk)
    assert (after.is_active, after.key, after.must_change_password) == (True, engineer.key, False)


def with_role(role: Role) -> Client:
    user = User.objects.create_user("somebody", PASSWORD, team="commerce")
    end = datetime.now(UTC).date() + timedelta(days=9) if role in MUST_END else None
    keep(Grant(user=user, role=role, ends_on=end), SYSTEM)
    return signed_in("somebody")


PAGES = (
    "/", "/programs/", "/frameworks/", "/frameworks/iso27001/", "/statement/", "/statement/A.5.1/",
    "/statement-versions/", "/statement-compare/", "/objectives/", "/findings/", "/findings.csv", "/exceptions/",
    "/checks/", "/services/", "/teams/", "/changes/", "/scope/", "/sources/", "/search/?q=bucket",
    "/account", "/account/app",
)  # fmt: skip


@pytest.mark.parametrize("role", list(Role))
def test_every_page_answers_every_role_and_counts_only_what_is_theirs(
    role: Role, everything: tuple[Finding, ...]
) -> None:
    client = with_role(role)
    for page in PAGES:
        assert client.get(page).status_code == 200, page
    manages = role is Role.ADMINISTRATOR
    for page in ("/people/", "/people/new/", "/people/provisioning/"):
        assert client.get(page).status_code == (200 if manages else 403), page
    assert client.post("/people/1/change", {"act": "close"}).status_code != 302
    listed = client.get("/findings.csv?verdict=any&in_scope=any").getvalue().decode().count("\n") - 1
    theirs = sum(one.team == "commerce" for one in everything)
    assert 0 < theirs < len(everything)
    assert listed == (len(everything) if role in SEES_EVERYTHING else theirs)


def test_somebody_without_any_role_sees_their_team_and_changes_nothing(
    engineer: User, everything: tuple[Finding, ...]
) -> None:
    client = signed_in(engineer.username)
    assert client.get("/people/").status_code == 403
    own = next(one for one in everything if one.team == "commerce" and one.verdict.word == "fail")
    assert client.get(f"/exceptions/new/?check={own.check}").status_code == 403
