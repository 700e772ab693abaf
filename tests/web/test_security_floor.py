"""The floor of docs/security.md, item by item, where no other test holds it already."""

from __future__ import annotations

import json
import logging
import os
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from conftest import PASSWORD, signed_in
from holdfast.cli.serve import _is_loopback
from holdfast.web.accounts.passwords import LONGEST, generate
from holdfast.web.history.records import SYSTEM, keep

if TYPE_CHECKING:
    from pathlib import Path

    from holdfast.web.accounts.models import User

#: Django's own list of what a served site needs; run with a proxy that speaks TLS in front.
DEPLOYED = """
import os, sys
from pathlib import Path
from holdfast.web import start
start.prepare(Path(sys.argv[1]))
from django.core.management import call_command
call_command("check", deploy=True, fail_level="WARNING")
from django.conf import settings
import json
names = [name for name in dir(settings) if name.startswith(("SESSION_COOKIE", "CSRF_COOKIE", "SECURE_", "DEBUG"))]
print(json.dumps({name: repr(getattr(settings, name)) for name in names}))
"""
HEADERS = {
    "Content-Security-Policy",
    "Cache-Control",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "X-Frame-Options",
}


@pytest.mark.processes
def test_a_served_site_passes_the_frameworks_own_list(tmp_path: Path) -> None:
    environment = {**os.environ, "HOLDFAST_HTTPS": "1", "HOLDFAST_HOSTS": "console.example"}
    command = [sys.executable, "-W", "error::UserWarning", "-c", DEPLOYED, str(tmp_path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603  our own code
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["DEBUG"] == "False"
    for cookie in ("SESSION", "CSRF"):
        assert said[f"{cookie}_COOKIE_SECURE"] == said[f"{cookie}_COOKIE_HTTPONLY"] == "True"
        assert said[f"{cookie}_COOKIE_NAME"].startswith("'__Host-")
        assert (said[f"{cookie}_COOKIE_PATH"], said[f"{cookie}_COOKIE_DOMAIN"]) == ("'/'", "None")
        assert said[f"{cookie}_COOKIE_SAMESITE"] == "'Lax'"
    assert int(said["SECURE_HSTS_SECONDS"]) >= 31_536_000
    assert said["SECURE_HSTS_INCLUDE_SUBDOMAINS"] == "True"


@pytest.mark.processes
def test_nobody_else_on_the_machine_reads_what_is_kept(tmp_path: Path) -> None:
    state = tmp_path / ".holdfast"
    state.mkdir(mode=0o755)
    code = "import sys; from pathlib import Path; from holdfast.web.start import prepare; prepare(Path(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)  # noqa: S603  our own code
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    for path in (state / "secret_key", *state.glob("records.db*")):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_a_session_ends_after_half_an_hour_unused_and_twelve_hours_in_all() -> None:
    assert settings.SESSION_IDLE.total_seconds() <= 30 * 60
    assert settings.SESSION_AGE.total_seconds() <= 12 * 3600


def test_signing_in_begins_a_new_session(administrator: User) -> None:
    client = Client()
    client.get("/sign-in")
    planted = client.session
    planted["planted"] = True
    planted.save()
    client.cookies["holdfast_session"] = planted.session_key or ""
    client.post("/sign-in", {"username": administrator.username, "password": PASSWORD})
    assert client.session.session_key != planted.session_key
    assert Client(headers={"cookie": f"holdfast_session={planted.session_key}"}).get("/").status_code == 302


def test_an_account_that_is_switched_off_is_out_at_once(administrator: User) -> None:
    client = signed_in(administrator.username)
    administrator.is_active = False
    keep(administrator, SYSTEM)
    assert client.get("/")["Location"].startswith("/sign-in")
    assert Client().post("/sign-in", {"username": "ada", "password": PASSWORD}).status_code == 400


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(administrator: User) -> None:
    here, elsewhere = signed_in(administrator.username), signed_in(administrator.username)
    new = "the kettle sings before the rain"
    assert here.post("/password", {"old": PASSWORD, "new": new, "again": new}).status_code == 302
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302


@pytest.mark.parametrize("password", ["fourteen chars", "iloveyouiloveyou", "sunshine!2026!2026", "123456789012345"])
def test_short_repeated_and_common_passwords_are_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password)


def test_length_is_all_that_is_asked_and_every_sign_is_allowed() -> None:
    longest = "ab cd " * 42 + "ende"
    assert len(longest) == LONGEST
    for password in ("just fifteen, ok", "nur kleine wörter hier", "🚀 and other signs, no digit", longest, generate()):
        validate_password(password)


def test_answers_to_what_went_wrong_carry_the_headers_too(client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    for answer, status in (
        (client.get("/no-such-page"), 404),
        (client.get("/sign-out"), 405),
        (strict.post("/sign-in", {}), 403),
        (client.get("/", headers={"host": "evil.example"}), 400),
        (Client().get("/"), 302),
    ):
        assert answer.status_code == status
        assert set(answer.headers) >= HEADERS, f"{status} lacks {HEADERS - set(answer.headers)}"


@pytest.mark.parametrize(
    "path", ["//evil.example/?at=2099-01-01", "//evil.example/sign-in", "/\\evil.example?at=2099-01-01"]
)
def test_no_address_of_ours_leads_away(client: Client, path: str) -> None:
    for who in (client, Client()):
        to = who.get(path).headers.get("Location", "/")
        assert to.startswith("/")
        assert not to.startswith(("//", "/\\"))


def test_the_theme_leads_back_to_pages_of_ours_only(client: Client) -> None:
    assert client.post("/theme", {"theme": "dark", "next": "https://evil.example/"})["Location"] == "/"


def test_no_password_and_no_name_reaches_the_logs(administrator: User, caplog: pytest.LogCaptureFixture) -> None:
    loggers = [logging.getLogger(name) for name in ("holdfast.security", "holdfast.web", "django")]
    for logger in loggers:
        logger.addHandler(caplog.handler)
    try:
        client = signed_in(administrator.username)
        Client().post("/sign-in", {"username": "typed-by-mistake", "password": "wrong-and-secret"})
        new = "the kettle sings before the rain"
        client.post("/password", {"old": "wrong-and-secret", "new": new, "again": new})
        client.post("/password", {"old": PASSWORD, "new": new, "again": new})
        client.get("/nowhere\nINFO forged line")
    finally:
        for logger in loggers:
            logger.removeHandler(caplog.handler)
    assert "signed in" in caplog.text
    assert "sign-in failed" in caplog.text
    assert "changed its password" in caplog.text
    for secret in (PASSWORD, "wrong-and-secret", "typed-by-mistake", new, administrator.username + " "):
        assert secret not in caplog.text
    assert not any(line.startswith("INFO forged") for line in caplog.text.splitlines())


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("box", False)],  # noqa: S104  asked about, not bound
)
def test_an_address_that_others_reach_is_told_from_loopback(host: str, loopback: bool) -> None:  # noqa: FBT001  a case
    assert _is_loopback(host) is loopback
