"""Sessions: kept under hashes, shown to whose they are, ended one by one or all at once; no forged one opens."""

from __future__ import annotations

import json
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client

from conftest import PASSWORD, signed_in
from holdfast.web.accounts import people
from holdfast.web.accounts.models import Session, User
from holdfast.web.accounts.roles import Role
from holdfast.web.accounts.sessions import kept_as

pytestmark = pytest.mark.without_company


@pytest.fixture
def kim(db: None) -> User:  # noqa: ARG001  a fixture asks for fixtures by name
    return User.objects.create_user("kim", PASSWORD, name="Kim Okafor")


def with_cookie(value: str) -> Client:
    return Client(headers={"cookie": f"{settings.SESSION_COOKIE_NAME}={value}"})


def is_in(client: Client) -> bool:
    return client.get("/account").status_code == 200


@pytest.mark.usefixtures("kim")
def test_what_is_kept_of_a_session_does_not_open_it() -> None:
    client = signed_in("kim")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    kept = Session.objects.get()
    assert kept.session_key == kept_as(cookie) != cookie
    assert cookie not in kept.session_data
    assert is_in(with_cookie(cookie))
    assert not is_in(with_cookie(kept.session_key))


def test_a_session_cookie_that_somebody_made_up_opens_nothing(kim: User) -> None:
    data = {"_auth_user_id": str(kim.pk), "_auth_user_hash": kim.get_session_auth_hash()}
    forged = [
        "a" * 32,
        signing.dumps(data, key="guessed", salt="django.contrib.sessions.backends.signed_cookies"),
        json.dumps(data),
        "../../etc/passwd",
        "",
    ]
    for cookie in forged:
        assert not is_in(with_cookie(cookie)), cookie


@pytest.mark.usefixtures("kim")
def test_a_cookie_of_a_session_that_ended_stays_dead() -> None:
    for end in ("sign-out", "password", "elsewhere"):
        client = signed_in("kim")
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        assert is_in(with_cookie(cookie))
        if end == "sign-out":
            client.post("/sign-out")
        elif end == "password":
            new = "the kettle sings before the rain"
            client.post("/password", {"old": PASSWORD, "new": new, "again": new})
            back = signed_in_with("kim", new)
            back.post("/password", {"old": new, "new": PASSWORD, "again": PASSWORD})
        else:
            signed_in("kim").post("/account/session", {"others": "yes"})
        assert not is_in(with_cookie(cookie)), end


def signed_in_with(username: str, password: str) -> Client:
    client = Client()
    assert client.post("/sign-in", {"username": username, "password": password}).status_code == 302
    return client


def test_people_see_their_own_sessions_and_end_one(kim: User) -> None:
    phone = Client(headers={"user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/605"})
    phone.post("/sign-in", {"username": "kim", "password": PASSWORD})
    here = signed_in("kim")
    shown = here.get("/account").content.decode()
    assert "Safari on an iPhone" in shown
    assert "this one" in shown
    theirs = Session.objects.exclude(session_key=kept_as(here.session.session_key or "")).get(account=kim)
    assert here.post("/account/session", {"number": theirs.session_key}).status_code == 302
    assert not is_in(phone)
    assert is_in(here)


def test_another_persons_session_is_out_of_reach(kim: User) -> None:
    theirs = signed_in("kim")
    User.objects.create_user("lou", PASSWORD)
    number = Session.objects.get(account=kim).session_key
    other = signed_in("lou")
    assert number not in other.get("/account").content.decode()
    assert other.post("/account/session", {"number": number}).status_code == 404
    assert is_in(theirs)


def test_a_new_password_leaves_this_session_alone(kim: User) -> None:
    here = signed_in("kim")
    signed_in("kim")
    new = "the kettle sings before the rain"
    here.post("/password", {"old": PASSWORD, "new": new, "again": new})
    assert is_in(here)
    assert Session.objects.filter(account=kim).count() == 1


def test_a_closed_accounts_sessions_are_gone(kim: User) -> None:
    theirs = signed_in("kim")
    people.close_account(User.objects.create_user("ada", roles=[Role.ADMINISTRATOR]), kim)
    assert not Session.objects.filter(account=kim).exists()
    assert not is_in(theirs)


@pytest.mark.usefixtures("kim")
def test_use_keeps_a_session_alive_but_not_for_ever() -> None:
    client = signed_in("kim")
    start = client.session["seen_at"]
    for minutes in range(20, 12 * 60, 20):
        with patch("time.time", return_value=start + minutes * 60):
            assert is_in(client), minutes
    with patch("time.time", return_value=start + 12 * 3600 + 1):
        assert not is_in(client)
