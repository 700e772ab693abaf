"""Signing in with OpenID Connect, against a real provider on the loopback."""

from __future__ import annotations

import base64
import hashlib
import time
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from identity_provider import IdentityProvider, identity_provider, query

from holdfast.content.signing_in import OidcProvider, SignIn
from holdfast.web.accounts.identities import LEAST
from holdfast.web.accounts.models import Identity, User
from holdfast.web.history.models import Entry
from holdfast.web.history.records import SYSTEM, keep

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import Settings as DjangoSettings

pytestmark = pytest.mark.without_company

SECRET = "a secret of the tests"
KIM = {"email": "kim@papermoon.example", "email_verified": True, "name": "Kim Okafor"}


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    with identity_provider() as started:
        yield started


@pytest.fixture
def configured(provider: IdentityProvider, settings: DjangoSettings, monkeypatch: pytest.MonkeyPatch) -> OidcProvider:
    monkeypatch.setenv("HOLDFAST_TEST_SECRET", SECRET)
    made = OidcProvider(
        id="directory",
        title="the directory",
        issuer=provider.issuer,
        client="holdfast",
        secret_env="HOLDFAST_TEST_SECRET",
    )
    settings.SIGN_IN = SignIn(second_factor=(), oidc=(made,))
    provider.knows("kim", **KIM)
    return made


@pytest.fixture
def kim(db: None) -> User:  # noqa: ARG001  a fixture asks for fixtures by name
    return User.objects.create_user("kim", name="Kim Okafor", email="Kim@papermoon.example", team="commerce")


def sent_back(client: Client, provider: IdentityProvider, subject: str = "kim") -> str:
    """Go to the provider, sign in there, and return the address to which it sends the browser back."""
    out = client.get("/sign-in/with/directory")
    assert out.status_code == 302, out.content
    return provider.approve(out["Location"], subject)


def came_in(client: Client, provider: IdentityProvider, subject: str = "kim") -> int:
    return client.get(sent_back(client, provider, subject)).status_code


def who(client: Client) -> User | None:
    number = client.session.get("_auth_user_id")
    return User.objects.get(pk=number) if number else None


@pytest.mark.usefixtures("configured")
def test_whom_the_provider_vouches_for_is_signed_in_as_themselves(provider: IdentityProvider, kim: User) -> None:
    client = Client()
    assert "Sign in with the directory" in client.get("/sign-in").content.decode()
    before = client.session.session_key
    assert came_in(client, provider) == 302
    assert who(client) == kim
    assert client.session.session_key != before
    assert client.get("/password").status_code == 200
    assert Identity.objects.get(user=kim).subject == "kim"


@pytest.mark.usefixtures("configured", "kim")
def test_the_link_between_person_and_account_is_in_the_history_without_their_name(provider: IdentityProvider) -> None:
    assert came_in(Client(), provider) == 302
    entry = Entry.objects.get(kind="accounts.identity")
    assert entry.act == "created"
    assert '"kim"' not in entry.state
    assert SECRET not in "".join(Entry.objects.values_list("state", flat=True))


@pytest.mark.usefixtures("configured", "kim")
def test_state_nonce_and_proof_of_possession_are_sent(provider: IdentityProvider) -> None:
    client = Client()
    out = client.get("/sign-in/with/directory")["Location"]
    asked = query(out)
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["state"]) >= 20
    assert len(asked["nonce"]) >= 20
    assert asked["redirect_uri"] == "http://testserver/sign-in/with/directory/back"
    assert client.get(provider.approve(out, "kim")).status_code == 302
    verifier = provider.asked[-1]["code_verifier"][0]
    proof = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    assert proof == asked["code_challenge"]


@pytest.mark.usefixtures("configured", "kim")
def test_a_state_that_was_used_is_refused(provider: IdentityProvider) -> None:
    client = Client()
    address = sent_back(client, provider)
    assert client.get(address).status_code == 302
    client.post("/sign-out")
    again = client.get(address)
    assert again.status_code == 403
    assert "did not work" in again.content.decode()
    assert who(client) is None


@pytest.mark.usefixtures("configured", "kim")
def test_a_state_of_another_browser_is_refused(provider: IdentityProvider) -> None:
    address = sent_back(Client(), provider)
    victim = Client()
    assert victim.get(address).status_code == 403
    assert who(victim) is None


@pytest.mark.usefixtures("configured", "kim")
@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"aud": "another-client"},
        {"aud": ["another-client"], "azp": "holdfast"},
        {"iss": "https://elsewhere.example"},
        {"exp": int(time.time()) - 3600},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email_verified": None},
        {"email": ""},
    ],
    ids=str,
)
def test_a_token_that_does_not_hold_is_refused(provider: IdentityProvider, claims: dict[str, Any]) -> None:
    provider.knows("mallory", **{**KIM, **claims})
    client = Client()
    assert came_in(client, provider, "mallory") == 403
    assert who(client) is None
    assert not Identity.objects.exists()


@pytest.mark.usefixtures("configured", "db")
def test_somebody_unknown_is_refused_where_the_company_did_not_say_otherwise(provider: IdentityProvider) -> None:
    client = Client()
    assert came_in(client, provider) == 403
    assert who(client) is None
    assert not User.objects.exists()


@pytest.mark.django_db
def test_somebody_unknown_gets_an_account_with_the_least_role_where_the_company_says_so(
    provider: IdentityProvider, configured: OidcProvider, settings: DjangoSettings
) -> None:
    settings.SIGN_IN = SignIn(
        second_factor=(),
        oidc=(
            OidcProvider(
                id="directory",
                title="the directory",
                issuer=configured.issuer,
                client="holdfast",
                secret_env="HOLDFAST_TEST_SECRET",
                unknown_people="make",
            ),
        ),
    )
    client = Client()
    assert came_in(client, provider) == 302
    made = who(client)
    assert made is not None
    assert (made.name, made.email, set(made.roles)) == ("Kim Okafor", "kim@papermoon.example", {LEAST})
    assert not made.has_usable_password()
    assert came_in(Client(), provider) == 302
    assert User.objects.count() == 1


@pytest.mark.usefixtures("configured", "kim")
def test_an_address_that_was_given_to_somebody_else_does_not_give_them_the_account(provider: IdentityProvider) -> None:
    assert came_in(Client(), provider) == 302
    provider.knows("newcomer", **KIM)
    client = Client()
    assert came_in(client, provider, "newcomer") == 403
    assert who(client) is None


@pytest.mark.usefixtures("configured")
def test_an_address_that_two_accounts_have_opens_neither(provider: IdentityProvider, kim: User) -> None:
    User.objects.create_user("kim2", email=kim.email)
    assert came_in(Client(), provider) == 403


@pytest.mark.usefixtures("configured")
def test_a_closed_account_stays_closed(provider: IdentityProvider, kim: User) -> None:
    assert came_in(Client(), provider) == 302
    kim.is_active = False
    keep(kim, SYSTEM)
    client = Client()
    assert came_in(client, provider) == 403
    assert "This account is closed" in client.get(sent_back(client, provider)).content.decode()


@pytest.mark.usefixtures("configured", "db")
def test_who_says_no_at_the_provider_is_not_let_in(provider: IdentityProvider) -> None:
    client = Client()
    state = query(client.get("/sign-in/with/directory")["Location"])["state"]
    assert client.get("/sign-in/with/directory/back", {"error": "access_denied", "state": state}).status_code == 403
    assert not provider.issuer.startswith("https")


@pytest.mark.usefixtures("configured", "kim")
def test_after_signing_in_the_page_that_was_wanted_opens_and_none_of_others(provider: IdentityProvider) -> None:
    for wanted, lands in (("/findings/", "/findings/"), ("https://evil.example/", "/"), ("//evil.example", "/")):
        client = Client()
        out = client.get("/sign-in/with/directory", {"next": wanted})
        assert client.get(provider.approve(out["Location"], "kim"))["Location"] == lands


@pytest.mark.django_db
def test_without_its_secret_or_its_provider_nobody_is_sent_anywhere(
    configured: OidcProvider, settings: DjangoSettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("HOLDFAST_TEST_SECRET")
    assert Client().get("/sign-in/with/directory").status_code == 403
    kept = tmp_path / "secret"
    kept.write_text(SECRET + "\n")
    from_file = OidcProvider(
        id="directory", title="D", issuer=configured.issuer, client="holdfast", secret_file=str(kept)
    )
    settings.SIGN_IN = SignIn(oidc=(from_file,))
    assert Client().get("/sign-in/with/directory").status_code == 302
    gone = OidcProvider(id="directory", title="D", issuer="http://localhost:9", client="x", secret_file=str(kept))
    settings.SIGN_IN = SignIn(oidc=(gone,))
    answer = Client().get("/sign-in/with/directory")
    assert answer.status_code == 403
    assert "Signing in with D did not work" in answer.content.decode()
