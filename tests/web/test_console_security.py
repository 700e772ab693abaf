"""Sign-in, sessions, headers and whose data is seen."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from conftest import PASSWORD, signed_in
from holdfast.pipeline.views import EVERYTHING
from holdfast.web.accounts.first_admin import ensure_first_administrator, renew_password
from holdfast.web.accounts.models import SignInThrottle, User
from holdfast.web.accounts.roles import Role
from holdfast.web.accounts.scope import scope_of
from holdfast.web.accounts.throttle import LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast.pipeline.views import Finding

OPEN = {
    "healthz",
    "accounts:sign_in",
    "accounts:theme",
    "accounts:passkey",
    "accounts:provider",
    "accounts:provider_back",
    "accounts:provider_consume",
    "accounts:provider_metadata",
}


def addresses(patterns: list[URLPattern | URLResolver], prefix: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(
                pattern.url_patterns,
                prefix + str(pattern.pattern),
                f"{pattern.namespace}:" if pattern.namespace else "",
            )
        else:
            route = str(pattern.pattern)
            for kind in ("str", "path"):
                route = route.replace(f"<{kind}:", "<")
            filled = "".join(part.split(">")[-1] if "<" not in part else part for part in [route])
            while "<" in filled:
                part = "1" if filled[filled.index("<") :].startswith("<int:") else "x"
                filled = filled[: filled.index("<")] + part + filled[filled.index(">") + 1 :]
            yield f"{space}{pattern.name}", f"/{prefix}{filled}"


@pytest.mark.django_db
def test_nothing_but_the_door_is_open_to_those_outside() -> None:
    client = Client()
    for name, path in addresses(get_resolver().url_patterns):
        answer = client.get(path)
        if name.startswith("scim_"):
            assert answer.status_code == 401, path
        elif name in OPEN:
            # Nobody vouches for people in this company, so the ways to providers lead nowhere.
            assert answer.status_code in ({404, 405} if "provider" in name else {200, 405}), path
        else:
            assert answer.status_code == 302, path
            assert answer["Location"].startswith("/sign-in"), path


def test_every_answer_carries_the_headers(client: Client) -> None:
    for path in ("/", "/sign-in", "/no-such-page", "/healthz"):
        answer = client.get(path)
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "style-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in answer["Permissions-Policy"]
        assert answer["X-Frame-Options"] == "DENY"


def test_the_sessions_cookie_is_out_of_reach_of_scripts(administrator: User) -> None:
    cookie = signed_in(administrator.username).cookies["holdfast_session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_passwords_are_hashed_with_argon2(administrator: User) -> None:
    assert administrator.password.startswith("argon2$argon2id$")


@pytest.mark.django_db
def test_the_first_administrator_is_made_once_and_must_change_the_password() -> None:
    password = ensure_first_administrator()
    assert password is not None
    assert len(password) >= 15
    assert ensure_first_administrator() is None
    client = Client()
    assert client.post("/sign-in", {"username": "ADMIN", "password": password}).status_code == 302
    assert client.get("/")["Location"] == "/password"
    assert client.get("/findings.csv")["Location"] == "/password"
    new = {"old": password, "new": "brown lamps over the harbour", "again": "brown lamps over the harbour"}
    assert client.post("/password", new)["Location"] == "/"
    assert client.get("/").status_code == 200


@pytest.mark.django_db
def test_a_renewed_password_ends_the_sessions() -> None:
    first = ensure_first_administrator()
    client = Client()
    client.post("/sign-in", {"username": "admin", "password": first})
    renew_password()
    assert client.get("/password")["Location"].startswith("/sign-in")


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "passwordpassword",
        "aaaaaaaaaaaaaaaaaaaa",
        "abcdefghijklmnopqrst",
        "holdfastholdfast",
        "Ada Nowak Ada Nowak",
        "x" * 300,
    ],
)
def test_guessable_passwords_are_refused(client: Client, password: str) -> None:
    answer = client.post("/password", {"old": PASSWORD, "new": password, "again": password})
    assert answer.status_code == 400


def test_a_long_sentence_needs_no_digit(client: Client) -> None:
    new = "the kettle sings before the rain"
    assert client.post("/password", {"old": PASSWORD, "new": new, "again": new}).status_code == 302


def test_too_many_failures_lock_even_the_right_password_out(administrator: User) -> None:
    client = Client()
    wrong = {"username": administrator.username, "password": "not this one at all"}
    for _ in range(LIMITS["pair"]):
        assert client.post("/sign-in", wrong).status_code == 400
    locked = client.post("/sign-in", {"username": "ADA ", "password": PASSWORD})
    assert locked.status_code == 429
    assert "Too many attempts" in locked.content.decode()
    elsewhere = Client(REMOTE_ADDR="198.51.100.9")
    right = {"username": administrator.username, "password": PASSWORD}
    assert elsewhere.post("/sign-in", right).status_code == 302
    SignInThrottle.objects.update(window_ends_at=timezone.now() - timedelta(seconds=1))
    assert client.post("/sign-in", right).status_code == 302


@pytest.mark.django_db
def test_an_unknown_name_is_answered_like_a_wrong_password(administrator: User) -> None:
    answers = [
        Client().post("/sign-in", {"username": name, "password": "wrong"}).content.decode()
        for name in (administrator.username, "nobody")
    ]
    assert all("The name or the password is not right." in answer for answer in answers)


@pytest.mark.django_db
def test_no_name_or_address_stands_in_the_counters() -> None:
    Client().post("/sign-in", {"username": "my secret password", "password": "x"})
    assert all("secret" not in row.key and "127.0.0.1" not in row.key for row in SignInThrottle.objects.all())


@pytest.mark.parametrize(("later", "why"), [(timedelta(hours=3), "idle"), (timedelta(hours=13), "too old")])
def test_a_session_ends(client: Client, later: timedelta, why: str) -> None:
    assert client.get("/").status_code == 200
    moment = timezone.now().timestamp() + later.total_seconds()
    with patch("time.time", return_value=moment):  # the clock is the outside world
        assert client.get("/").status_code == 302, why


def test_signing_out_needs_a_post_and_ends_the_session(client: Client) -> None:
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out").status_code == 302
    assert client.get("/").status_code == 302


def test_forms_need_their_token(administrator: User) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/sign-in", {"username": administrator.username, "password": PASSWORD})
    assert answer.status_code == 403
    assert "This form is too old" in answer.content.decode()


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example"]
)
def test_sign_in_goes_on_only_to_pages_of_ours(administrator: User, elsewhere: str) -> None:
    data = {"username": administrator.username, "password": PASSWORD, "next": elsewhere}
    assert Client().post("/sign-in", data)["Location"] == "/"


def test_an_unknown_host_is_refused(client: Client) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


def test_scope_follows_the_role(administrator: User, engineer: User) -> None:
    assert scope_of(administrator) == EVERYTHING
    assert scope_of(User.objects.create_user("lead", roles=[Role.SECURITY_LEAD])) == EVERYTHING
    assert scope_of(engineer).teams == {"commerce"}
    assert not scope_of(engineer).everything
    assert scope_of(User(username="n")).teams == frozenset()


def test_an_engineer_sees_the_teams_findings_only(engineer: User, everything: tuple[Finding, ...]) -> None:
    client = signed_in(engineer.username)
    others = next(one for one in everything if one.team not in {"commerce", ""})
    own = next(one for one in everything if one.team == "commerce")
    assert client.get("/subject/", {"id": others.subject}).status_code == 404
    assert client.get("/subject/", {"id": own.subject}).status_code == 200
    listed = client.get("/findings.csv?verdict=any&in_scope=any").getvalue().decode()
    assert others.subject not in listed
    assert own.subject in listed
