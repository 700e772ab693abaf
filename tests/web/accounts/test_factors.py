"""Second factors: who needs one, what counts, and what counts once."""

from __future__ import annotations

import base64
import re
import time
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client

from conftest import PASSWORD
from holdfast.content.signing_in import SignIn
from holdfast.errors import StoreError, UsageError
from holdfast.web.accounts import factors, people, policy, sealing, totp
from holdfast.web.accounts.first_admin import renew_password
from holdfast.web.accounts.models import Factor, User
from holdfast.web.accounts.roles import Role
from holdfast.web.accounts.throttle import LIMITS
from holdfast.web.history.models import Entry
from holdfast.web.history.verify import problems

if TYPE_CHECKING:
    from pathlib import Path

    from django.http import HttpResponse
    from pytest_django import Settings as DjangoSettings

pytestmark = pytest.mark.without_company

#: RFC 6238, appendix B, for SHA-1; the last six of its eight digits.
RFC_SECRET = b"12345678901234567890"
RFC_CODES = [
    (59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037"),
    (20000000000, "353130"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def demanded(settings: DjangoSettings) -> None:
    settings.SIGN_IN = SignIn()


@pytest.fixture
def lead(db: None) -> User:  # noqa: ARG001  a fixture asks for fixtures by name
    return User.objects.create_user("lea", PASSWORD, name="Lea Brandt", roles=[Role.SECURITY_LEAD])


def enter(client: Client, username: str = "lea", password: str = PASSWORD) -> HttpResponse:
    return client.post("/sign-in", {"username": username, "password": password})  # type: ignore[return-value]  # the test client's own class


def enrol(client: Client) -> tuple[bytes, list[str]]:
    """Add an app as a person does; return its secret and the recovery codes."""
    shown = client.get("/account/app").content.decode()
    assert "<svg" in shown
    found = re.search(r'one-line">([A-Z2-7]+)<', shown)
    assert found
    secret = base64.b32decode(found[1])
    answer = client.post("/account/app", {"code": now(secret)})
    assert answer.status_code == 200
    return secret, re.findall(r"<code>([a-z2-9]{5}-[a-z2-9]{5})</code>", answer.content.decode())


def now(secret: bytes, steps: int = 0) -> str:
    return totp.code(secret, int(time.time()) // totp.STEP + steps)


@pytest.fixture
def enrolled(lead: User) -> tuple[User, bytes, list[str]]:
    client = Client()
    enter(client)
    return (lead, *enrol(client))


def later(seconds: float) -> float:
    return time.time() + seconds


@pytest.mark.parametrize(("at", "code"), RFC_CODES)
def test_codes_are_those_of_the_rfc(at: int, code: str) -> None:
    assert totp.code(RFC_SECRET, at // 30) == code
    assert totp.step_of(RFC_SECRET, code, at + 30, 0) == at // 30
    assert totp.step_of(RFC_SECRET, code, at + 60, 0) is None
    assert totp.step_of(RFC_SECRET, code, at, at // 30) is None


@pytest.mark.usefixtures("lead")
def test_a_role_that_needs_a_second_factor_is_led_straight_to_adding_one_and_sees_nothing_before() -> None:
    client = Client()
    assert enter(client)["Location"] == "/"
    for page in ("/", "/findings/", "/people/", "/findings.csv", "/search/?q=x"):
        assert client.get(page)["Location"] == "/account", page
    shown = client.get("/account").content.decode()
    assert "Your role needs a second factor" in shown
    assert "side-bar" not in shown
    enrol(client)
    assert client.get("/people/").status_code != 302


@pytest.mark.django_db
def test_a_role_without_the_demand_may_add_one_and_is_then_asked() -> None:
    User.objects.create_user("kim", PASSWORD, roles=[Role.ENGINEER])
    client = Client()
    enter(client, "kim")
    assert "Only a password stands before your account" in client.get("/account").content.decode()
    enrol(client)
    assert enter(Client(), "kim")["Location"] == "/sign-in/second"


def test_the_password_alone_opens_nothing(enrolled: tuple[User, bytes, list[str]]) -> None:
    client = Client()
    assert enter(client)["Location"] == "/sign-in/second"
    assert "_auth_user_id" not in client.session
    assert client.get("/account")["Location"].startswith("/sign-in")
    assert client.post("/sign-in/second", {"code": "000000"}).status_code == 400
    assert client.post("/sign-in/second", {"code": ""}).status_code == 400
    assert client.get("/account")["Location"].startswith("/sign-in")
    before = client.session.session_key
    assert client.post("/sign-in/second", {"code": now(enrolled[1], 1)})["Location"] == "/"
    assert client.get("/account").status_code == 200
    assert client.session.session_key != before


def test_a_code_counts_once(enrolled: tuple[User, bytes, list[str]]) -> None:
    code = now(enrolled[1], 1)
    for client, status in ((Client(), 302), (Client(), 400)):
        enter(client)
        assert client.post("/sign-in/second", {"code": code}).status_code == status
    client = Client()
    enter(client)
    assert client.post("/sign-in/second", {"code": now(enrolled[1])}).status_code == 400, "an earlier code"


def test_each_recovery_code_opens_once_and_is_noted(enrolled: tuple[User, bytes, list[str]]) -> None:
    user, _, codes = enrolled
    assert len(codes) == 10
    for client, status in ((Client(), 302), (Client(), 400)):
        enter(client)
        assert client.post("/sign-in/second", {"code": codes[0].upper()}).status_code == status
    assert factors.codes_left(user) == 9
    assert Entry.objects.filter(why="A recovery code was used.").count() == 1
    assert not list(problems())


def test_guessing_codes_is_slowed_down(enrolled: tuple[User, bytes, list[str]]) -> None:
    client = Client()
    enter(client)
    for _ in range(LIMITS["pair"]):
        assert client.post("/sign-in/second", {"code": "000000"}).status_code == 400
    assert client.post("/sign-in/second", {"code": now(enrolled[1], 1)}).status_code == 429


def test_half_a_sign_in_ends_after_ten_minutes_and_with_a_new_password(enrolled: tuple[User, bytes, list[str]]) -> None:
    user, secret, _ = enrolled
    client = Client()
    enter(client)
    with patch("time.time", return_value=later(11 * 60)):
        assert client.post("/sign-in/second", {"code": now(secret)}).status_code == 403
    enter(client)
    renew_password(user.username)
    assert client.get("/sign-in/second")["Location"] == "/sign-in"


def test_without_the_first_step_there_is_no_second(enrolled: tuple[User, bytes, list[str]]) -> None:
    client = Client()
    assert client.get("/sign-in/second")["Location"] == "/sign-in"
    assert client.post("/sign-in/second", {"code": now(enrolled[1], 1)}).status_code == 403


def test_the_database_and_the_history_hold_no_secret(enrolled: tuple[User, bytes, list[str]]) -> None:
    _, secret, codes = enrolled
    kept = ""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            kept += repr(cursor.fetchall())
    for said in (totp.written(secret), secret.hex(), base64.b64encode(secret).decode(), repr(secret), *codes):
        assert said not in kept
        assert said.replace("-", "") not in kept


def test_a_sealed_secret_opens_for_nobody_else_and_with_no_other_key(settings: DjangoSettings) -> None:
    sealed = sealing.seal(b"abc", "account-1")
    assert sealed != sealing.seal(b"abc", "account-1")
    assert sealing.unseal(sealed, "account-1") == b"abc"
    with pytest.raises(StoreError):
        sealing.unseal(sealed, "account-2")
    settings.SECRET_KEY = "another key"
    with pytest.raises(StoreError):
        sealing.unseal(sealed, "account-1")


def test_the_last_factor_stays_where_the_role_needs_one(enrolled: tuple[User, bytes, list[str]]) -> None:
    user, secret, _ = enrolled
    client = Client()
    enter(client)
    client.post("/sign-in/second", {"code": now(secret, 1)})
    number = str(factors.of(user)[0].pk)
    client.post("/account/factor", {"number": number})
    assert len(factors.of(user)) == 1
    assert client.post("/account/factor", {"number": "999"}).status_code == 404


def test_another_persons_factor_is_out_of_reach(enrolled: tuple[User, bytes, list[str]]) -> None:
    User.objects.create_user("kim", PASSWORD)
    client = Client()
    enter(client, "kim")
    assert client.post("/account/factor", {"number": str(factors.of(enrolled[0])[0].pk)}).status_code == 404


def test_an_old_session_changes_no_factor(enrolled: tuple[User, bytes, list[str]]) -> None:
    client = Client()
    enter(client)
    client.post("/sign-in/second", {"code": now(enrolled[1], 1)})
    with patch("time.time", return_value=later(20 * 60)):
        for page in ("/account/app", "/account/passkey"):
            assert client.get(page)["Location"] == "/account"
        assert client.post("/account/codes")["Location"] == "/account"
    assert client.post("/account/codes").status_code == 200


def test_a_session_that_showed_no_factor_adds_none_beside_one(lead: User) -> None:
    first, second = Client(), Client()
    enter(first)
    enter(second)
    enrol(second)
    assert first.get("/account/app")["Location"] == "/sign-in/second"
    assert first.get("/")["Location"] == "/sign-in/second"
    assert len(factors.of(lead)) == 1


def test_a_lost_phone_is_an_administrators_to_undo_and_never_ones_own(enrolled: tuple[User, bytes, list[str]]) -> None:
    user = enrolled[0]
    administrator = User.objects.create_user("ada", PASSWORD, roles=[Role.ADMINISTRATOR])
    with pytest.raises(UsageError):
        people.remove_factors(user, administrator)
    with pytest.raises(UsageError):
        people.remove_factors(administrator, administrator)
    people.remove_factors(administrator, user)
    assert not factors.of(user)
    assert not factors.codes_left(user)
    assert not Factor.objects.live().exists()
    assert Entry.objects.filter(actor=administrator.key, act="archived", kind="accounts.factor").count() == 2


def test_a_role_that_does_not_exist_protects_nobody_and_is_refused(tmp_path: Path) -> None:
    (tmp_path / "holdfast.yaml").write_text("name: Acme\nsign_in: {second_factor: [adminstrator]}\n")
    with pytest.raises(UsageError, match="Did you mean `administrator`"):
        policy.load(tmp_path)
