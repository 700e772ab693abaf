"""Signing in with SAML 2.0, against a provider made of pysaml2's server."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from saml2.saml import NAMEID_FORMAT_TRANSIENT, NameID
from saml_provider import SamlIdp, encoded, made_key, saml_idp

from holdfast.content.signing_in import SamlProvider, SignIn
from holdfast.web.accounts.models import Identity, User

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import Settings as DjangoSettings

pytestmark = pytest.mark.without_company

WITH = "/sign-in/with/staff"
EXTERNAL = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


@pytest.fixture(scope="module")
def idp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SamlIdp]:
    with saml_idp(tmp_path_factory.mktemp("idp")) as started:
        yield started


@pytest.fixture
def kim(db: None, idp: SamlIdp, settings: DjangoSettings) -> User:  # noqa: ARG001  a fixture asks for fixtures by name
    (idp.folder / "metadata.xml").write_text(idp.metadata())
    provider = SamlProvider(id="staff", title="staff", metadata=str(idp.folder / "metadata.xml"))
    settings.SIGN_IN = SignIn(second_factor=(), saml=(provider,))
    return User.objects.create_user("kim", name="Kim Okafor", email="kim@papermoon.example")


def asked(client: Client) -> str:
    """Set out for the provider; return the request that the browser brings it."""
    out = client.get(WITH)
    assert out.status_code == 302, out.content
    return parse_qs(urlsplit(out["Location"]).query)["SAMLRequest"][0]


def answered(idp: SamlIdp, client: Client, **changes: Any) -> str:
    consumer = Client().get(f"{WITH}/metadata").content.decode()
    return idp.answer(consumer, asked(client), **changes)


def brought(xml: str) -> Any:
    """Bring an answer as a form of another site does: without any cookie of ours."""
    return Client(enforce_csrf_checks=True).post(f"{WITH}/consume", {"SAMLResponse": encoded(xml)})


def is_in(client: Client) -> bool:
    return client.get("/account").status_code == 200


def test_whom_the_provider_vouches_for_is_signed_in_as_themselves(idp: SamlIdp, kim: User) -> None:
    client = Client()
    answer = brought(answered(idp, client))
    assert answer.status_code == 303, answer.content
    assert client.get(answer["Location"])["Location"] == "/"
    assert client.session["_auth_user_id"] == str(kim.pk)
    assert Identity.objects.get(user=kim).subject == "k-77"


def test_an_answer_that_was_used_is_refused(idp: SamlIdp, kim: User) -> None:
    client = Client()
    xml = answered(idp, client)
    first = brought(xml)["Location"]
    assert client.get(first).status_code == 302
    client.post("/sign-out")
    assert client.get(first).status_code == 403
    assert client.get(brought(xml)["Location"]).status_code == 403
    assert not is_in(client)
    assert kim.is_active


@pytest.mark.usefixtures("kim")
def test_an_answer_for_another_browser_is_refused(idp: SamlIdp) -> None:
    ours, victim = Client(), Client()
    there = brought(answered(idp, ours))["Location"]
    asked(victim)
    assert victim.get(there).status_code == 403
    assert Client().get(there).status_code == 403
    assert not is_in(victim)


@pytest.mark.usefixtures("kim")
def test_an_answer_that_lay_about_is_refused(idp: SamlIdp) -> None:
    client = Client()
    there = brought(answered(idp, client))["Location"]
    with patch("holdfast.web.accounts.saml.time.time", return_value=datetime.now(UTC).timestamp() + 61):
        assert client.get(there).status_code == 403
    assert not is_in(client)


def unsigned(xml: str) -> str:
    return re.sub(r"<(\w+:)?Signature .*?</(\w+:)?Signature>", "", xml, flags=re.DOTALL)


def later(xml: str) -> str:
    """Move the end of the answer, as somebody would who kept an old one."""
    return re.sub(r'NotOnOrAfter="[^"]*"', 'NotOnOrAfter="2099-01-01T00:00:00Z"', xml)


@pytest.mark.usefixtures("kim")
@pytest.mark.parametrize(
    "tamper",
    [
        unsigned,
        later,
        lambda xml: xml.replace("k-77", "k-78"),
        lambda xml: xml.replace("kim@papermoon.example", "ada@papermoon.example"),
        lambda xml: EXTERNAL + xml.replace("k-77", "&x;"),
        lambda xml: EXTERNAL + xml,
        lambda xml: xml[: len(xml) // 2],
        lambda _: "<html/>",
        lambda _: "",
    ],
    ids=["unsigned", "expiry", "subject", "address", "entity used", "entity", "cut", "no answer", "empty"],
)
def test_an_answer_that_was_tampered_with_is_refused(idp: SamlIdp, tamper: Any) -> None:
    client = Client()
    xml = answered(idp, client)
    assert tamper(xml) != xml
    assert brought(tamper(xml)).status_code == 403
    assert not is_in(client)
    assert not Identity.objects.exists()


@pytest.mark.usefixtures("kim")
@pytest.mark.parametrize(
    "changes",
    [
        {"sign_assertion": False},
        {"sign_assertion": False, "sign_response": True},
        {"sp_entity_id": "https://another.example/metadata"},
        {"destination": "https://another.example/consume"},
        {"name_id": NameID(format=NAMEID_FORMAT_TRANSIENT, text="t-1")},
        {"in_response_to": None},
    ],
    ids=["unsigned", "only the answer signed", "audience", "recipient", "no lasting name", "nobody asked"],
)
def test_an_answer_that_does_not_hold_is_refused(idp: SamlIdp, changes: dict[str, Any]) -> None:
    client = Client()
    assert brought(answered(idp, client, **changes)).status_code == 403
    assert not is_in(client)


@pytest.mark.usefixtures("kim")
def test_an_answer_that_has_expired_is_refused(idp: SamlIdp) -> None:
    client = Client()
    assert brought(answered(replace(idp, minutes=-10), client)).status_code == 403
    assert not is_in(client)


@pytest.mark.usefixtures("kim")
def test_another_key_is_not_the_providers(idp: SamlIdp, tmp_path: Path) -> None:
    client = Client()
    made_key(tmp_path)
    stranger = SamlIdp(idp.address, tmp_path)
    assert brought(answered(stranger, client)).status_code == 403
    assert not is_in(client)


@pytest.mark.usefixtures("kim")
def test_an_address_or_a_sealed_answer_that_somebody_made_up_opens_nothing() -> None:
    client = Client()
    asked(client)
    assert client.get(f"{WITH}/back", {"answer": "bm90aGluZw=="}).status_code == 403
    assert client.get(f"{WITH}/back").status_code == 403
    assert client.get(f"{WITH}/consume").status_code == 405
