"""Signing in as people do it: a served company, a real browser, providers on the loopback."""

from __future__ import annotations

import base64
import json
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from identity_provider import IdentityProvider, identity_provider
from playwright.sync_api import Browser, CDPSession, Page, expect, sync_playwright
from saml_provider import saml_idp

from holdfast.content.starter import FILES
from holdfast.web.accounts import totp

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.browser, pytest.mark.without_company]

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
PASSWORD = "four unrelated warm lamps"
PEOPLE = [
    {"username": "kim", "name": "Kim Okafor", "email": "kim@papermoon.example"},
    {"username": "lea", "name": "Lea Brandt", "password": PASSWORD, "roles": ["security lead"]},
    {"username": "noor", "name": "Noor Haddad", "password": PASSWORD, "roles": ["administrator"]},
]
SERVE = """
import json, sys
from pathlib import Path
from holdfast.web import start
company, port, people = Path(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3])
start.prepare(company)
from holdfast.web.accounts.models import User
from holdfast.web.accounts.roles import Role
for one in people:
    roles = [Role(role) for role in one.pop("roles", [])]
    User.objects.create_user(one.pop("username"), one.pop("password", None), roles=roles, **one)
start.serve(company, "127.0.0.1", port)
"""


@dataclass(frozen=True)
class Served:
    """A console that answers, and who vouches for people there."""

    address: str
    directory: IdentityProvider


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("company")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    secret = folder / "secret"
    secret.write_text("a secret of the tests")
    with identity_provider() as directory, saml_idp(tmp_path_factory.mktemp("idp")) as work:
        (work.folder / "metadata.xml").write_text(work.metadata())
        with (folder / "holdfast.yaml").open("a") as file:
            file.write(
                "sign_in:\n  oidc:\n    - id: directory\n      title: the directory\n"
                f"      issuer: {directory.issuer}\n      client: holdfast\n      secret_file: {secret}\n"
                f"  saml:\n    - id: staff\n      title: staff\n      metadata: {work.folder / 'metadata.xml'}\n"
            )
        port = _free_port()
        command = [sys.executable, "-c", SERVE, str(folder), str(port), json.dumps(PEOPLE)]
        server = subprocess.Popen(command)  # noqa: S603  our own server
        try:
            address = f"http://localhost:{port}"
            _wait_for(f"{address}/healthz")
            with urllib.request.urlopen(f"{address}/sign-in/with/staff/metadata", timeout=120) as said:  # noqa: S310  as below
                (work.folder / "consumer.xml").write_bytes(said.read())
            yield Served(address, directory)
        finally:
            server.terminate()
            server.wait(10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str) -> None:
    for _ in range(900):  # a loaded machine starts slowly
        try:
            with urllib.request.urlopen(address, timeout=20):  # noqa: S310  our own loopback
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"{address} does not answer")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a new visitor; what breaks the policy against scripts and styles fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert not complaints


def signed_in_as(page: Page, name: str) -> None:
    expect(page.get_by_text(name, exact=True).first).to_be_attached()
    page.locator("summary", has_text=name).click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def test_the_provider_vouches_for_kim_and_kim_is_signed_in(served: Served, page: Page) -> None:
    served.directory.knows("k-1", email="kim@papermoon.example", email_verified=True)
    page.goto(served.address)
    page.get_by_role("link", name="Sign in with the directory").click()
    page.wait_for_url(f"{served.directory.issuer}/**")
    page.get_by_placeholder("sub").fill("k-1")
    page.get_by_role("button", name="Authorize").click()
    expect(page).to_have_url(f"{served.address}/")
    signed_in_as(page, "Kim Okafor")


def test_whom_the_provider_knows_and_holdfast_does_not_is_told_so_at_the_door(served: Served, page: Page) -> None:
    served.directory.knows("stranger", email="stranger@elsewhere.example", email_verified=True)
    page.goto(served.address)
    page.get_by_role("link", name="Sign in with the directory").click()
    page.get_by_placeholder("sub").fill("stranger")
    page.get_by_role("button", name="Authorize").click()
    expect(page.get_by_role("alert")).to_contain_text("There is no account for you here. Ask an administrator")
    page.goto(served.address)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_provider_of_saml_on_another_site_vouches_for_kim(served: Served, page: Page) -> None:
    page.goto(served.address)
    page.get_by_role("link", name="Sign in with staff").click()
    page.get_by_role("button", name="Go on as Kim").click()
    expect(page).to_have_url(f"{served.address}/")
    signed_in_as(page, "Kim Okafor")


def by_password(page: Page, served: Served, username: str) -> None:
    page.goto(served.address)
    page.get_by_label("Sign-in name").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def sign_out(page: Page, name: str) -> None:
    signed_in_as(page, name)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_an_authenticator_app_is_added_and_then_asked_for(served: Served, page: Page) -> None:
    by_password(page, served, "lea")
    expect(page.get_by_text("Your role needs a second factor. Add one, and the console opens.")).to_be_visible()
    page.get_by_role("link", name="Add an authenticator app").click()
    expect(page.get_by_role("img", name="The picture that your authenticator app reads")).to_be_visible()
    page.get_by_text("No camera?").click()
    secret = base64.b32decode(page.locator("code").inner_text())
    step = int(time.time()) // totp.STEP
    page.get_by_label("Code").fill(totp.code(secret, step))
    page.get_by_role("button", name="Add the app").click()
    expect(page.get_by_role("heading", name="Keep these recovery codes")).to_be_visible()
    codes = page.locator(".codes code").all_inner_texts()
    page.get_by_role("link", name="I have kept them").click()
    sign_out(page, "Lea Brandt")
    by_password(page, served, "lea")
    page.get_by_label("Code of your authenticator app").fill(totp.code(secret, step))
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("alert")).to_contain_text("was used already")
    page.get_by_label("Code of your authenticator app").fill(totp.code(secret, step + 1))
    page.get_by_role("button", name="Go on").click()
    sign_out(page, "Lea Brandt")
    by_password(page, served, "lea")
    page.get_by_label("Code of your authenticator app").fill(codes[3])
    page.get_by_role("button", name="Go on").click()
    signed_in_as(page, "Lea Brandt")


def authenticator(page: Page) -> tuple[CDPSession, str]:
    """Put a device that keeps passkeys beside the browser; return the way to it, and its id."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def test_a_passkey_is_added_and_opens_the_door_alone(served: Served, page: Page) -> None:
    device, number = authenticator(page)
    by_password(page, served, "noor")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("What you call it").fill("Noor's laptop")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Keep these recovery codes")).to_be_visible()
    page.goto(f"{served.address}/account")
    expect(page.get_by_role("button", name="Remove Noor's laptop")).to_be_visible()
    sign_out(page, "Noor Haddad")

    by_password(page, served, "noor")
    page.get_by_role("button", name="Use your passkey").click()
    sign_out(page, "Noor Haddad")

    page.get_by_role("link", name="Sign in with a passkey").click()
    page.get_by_role("button", name="Use your passkey").click()
    sign_out(page, "Noor Haddad")

    # A device that did not ask for the finger or the PIN proves one factor alone.
    device.send("WebAuthn.setUserVerified", {"authenticatorId": number, "isUserVerified": False})
    page.get_by_role("link", name="Sign in with a passkey").click()
    page.get_by_role("button", name="Use your passkey").click()
    expect(page.get_by_text("The browser gave no passkey")).to_be_visible()
    device.send("WebAuthn.setUserVerified", {"authenticatorId": number, "isUserVerified": True})

    # A copy of the passkey has an older counter than the last that was seen.
    (kept,) = device.send("WebAuthn.getCredentials", {"authenticatorId": number})["credentials"]
    device.send("WebAuthn.removeCredential", {"authenticatorId": number, "credentialId": kept["credentialId"]})
    device.send("WebAuthn.addCredential", {"authenticatorId": number, "credential": {**kept, "signCount": 0}})
    page.reload()
    page.get_by_role("button", name="Use your passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("The passkey was not accepted")
