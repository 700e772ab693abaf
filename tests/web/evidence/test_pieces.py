"""Evidence: files and attestations are kept as they are, serve many controls, and do nobody harm."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conftest import PASSWORD, signed_in
from holdfast.config import Settings
from holdfast.errors import StoreError, UsageError
from holdfast.web.accounts.models import User
from holdfast.web.accounts.roles import Role
from holdfast.web.evidence import facts, files, pieces
from holdfast.web.evidence.models import Evidence, Kind, Serves
from holdfast.web.history import verify

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client
    from pytest_django import Settings as DjangoSettings

PDF = b"%PDF-1.7\n" + b"x" * 2_000
FORM = {
    "title": "Access was reviewed",
    "controls": "A.5.1, iso27001:A.5.3",
    "effective_on": "2026-11-01",
    "about": "Every account was looked at.",
}
WORDS = {"method": "Read the list", "population": "312 accounts", "sample": "30 of them"}


@pytest.fixture(autouse=True)
def state(settings: DjangoSettings, tmp_path: Path) -> Path:
    settings.HOLDFAST = Settings(company=tmp_path)
    return tmp_path / ".holdfast"


def account(name: str, *roles: Role, team: str = "") -> Client:
    User.objects.create_user(name, PASSWORD, name=f"{name.capitalize()} Example", roles=roles, team=team)
    return signed_in(name)


@pytest.fixture
def lead(db: None) -> Client:  # noqa: ARG001  a fixture asks for fixtures by name
    return account("bastian", Role.PROGRAM_LEAD)


@pytest.fixture
def other(db: None) -> Client:  # noqa: ARG001  as above
    return account("olive", Role.SECURITY_LEAD)


def sent(data: bytes, name: str = "review.pdf") -> dict[str, object]:
    return {**FORM, "file": SimpleUploadedFile(name, data, "text/html")}


def add(client: Client, data: bytes = PDF, name: str = "review.pdf") -> Evidence:
    answer = client.post("/evidence/new/", sent(data, name))
    assert answer.status_code == 302, answer.content.decode()
    found: Evidence = Evidence.objects.latest("pk")
    return found


def attest(client: Client) -> Evidence:
    answer = client.post("/evidence/new/", {**FORM, **WORDS})
    assert answer.status_code == 302, answer.content.decode()
    found: Evidence = Evidence.objects.latest("pk")
    return found


def test_a_file_is_kept_by_its_hash_and_serves_many_controls(lead: Client, state: Path) -> None:
    one = add(lead)
    assert one.sha256 == hashlib.sha256(PDF).hexdigest()
    assert (one.media_type, one.size, one.nature) == ("application/pdf", len(PDF), Kind.FILE)
    assert one.controls == ["iso27001:A.5.1", "iso27001:A.5.3"]
    kept = state / "evidence" / one.sha256[:2] / one.sha256
    assert kept.read_bytes() == PDF
    assert kept.stat().st_mode & 0o077 == 0 or kept.parent.stat().st_mode & 0o077 == 0
    page = lead.get(f"/evidence/{one.pk}/").content.decode()
    assert "review.pdf" in page
    for control in ("A.5.1", "A.5.3"):
        shown = lead.get(f"/frameworks/iso27001/{control}/?tab=evidence").content.decode()
        assert f"EV-{one.pk}" in shown
    assert list(verify.problems()) == []


def test_a_file_goes_out_to_be_saved_and_is_never_shown(lead: Client) -> None:
    answer = lead.get(f"/evidence/{add(lead).pk}/file")
    assert answer.getvalue() == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert answer["Content-Type"] == "application/pdf", "what it is, not what the sender said"


def macros() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
        archive.writestr("word/vbaProject.bin", "x")
    return data.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"<html><script>alert(1)</script>",
        b"\xef\xbb\xbf \n<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"#!/bin/sh\nrm -rf /",
        b"MZ\x90\x00" + b"\xff" * 50,
        b"PK\x03\x04 and nothing of a ZIP",
        macros(),
        b"",
    ],
    ids=["html", "svg", "script", "program", "no zip", "macros", "empty"],
)
def test_what_could_run_is_not_taken(lead: Client, state: Path, data: bytes) -> None:
    answer = lead.post("/evidence/new/", sent(data, "harmless.pdf"))
    assert answer.status_code == 400
    assert not Evidence.objects.exists()
    assert [path for path in state.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ('a"; filename="evil.html', "a_ filename_evil.html"),
        ("line\r\nSet-Cookie: x=1.txt", "line_Set-Cookie_ x_1.txt"),
        ("x" * 400 + ".pdf", "x" * 100 + ".pdf"),
        ("...", "evidence"),
    ],
)
def test_a_name_leads_nowhere(name: str, kept: str) -> None:
    assert files.harmless(name) == kept


def test_what_is_no_hash_is_no_path(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no SHA-256"):
        files.path_of(tmp_path, "../../etc/passwd")


def test_a_file_that_is_too_large_is_refused_before_it_fills_anything(
    lead: Client, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LARGEST", 1_000)
    monkeypatch.setattr(files, "_BESIDE", 500)
    assert lead.post("/evidence/new/", sent(PDF * 10)).status_code in {400, 413}
    monkeypatch.setattr(files, "_BESIDE", 1_000_000)  # as if the length before it had lied
    assert lead.post("/evidence/new/", sent(PDF * 10)).status_code in {400, 413}
    assert not Evidence.objects.exists()
    assert not (state / "evidence").exists()
    with pytest.raises(UsageError, match="larger than"):
        files.take(state / "evidence", iter([b"x" * 600, b"x" * 600]), "a.txt")
    assert [path for path in state.rglob("*") if path.is_file()] == []


def test_no_other_address_takes_a_file(lead: Client) -> None:
    answer = lead.post("/password", {"file": SimpleUploadedFile("a.txt", b"x")})
    assert answer.status_code in {400, 413}


def test_a_file_that_was_changed_on_disk_is_not_given(lead: Client, state: Path) -> None:
    one = add(lead)
    files.path_of(state / "evidence", one.sha256).write_bytes(b"%PDF-1.7 something else")
    with pytest.raises(StoreError, match="not what was kept"):
        files.opened(state / "evidence", one.sha256)


def test_who_attests_does_not_review(lead: Client, other: Client) -> None:
    one = attest(lead)
    sent_back = {"why": "I looked at ten of the thirty.", "version": str(one.version)}
    assert lead.post(f"/evidence/{one.pk}/act", sent_back).status_code == 403
    assert "Nobody reviews their own words" in lead.get(f"/evidence/{one.pk}/").content.decode()
    assert other.post(f"/evidence/{one.pk}/act", {**sent_back, "why": ""}).status_code == 400
    assert other.post(f"/evidence/{one.pk}/act", sent_back).status_code == 302
    one.refresh_from_db()
    assert one.reviewer == User.objects.get(username="olive")
    assert "I looked at ten" in other.get(f"/evidence/{one.pk}/?tab=history").content.decode()
    assert other.post(f"/evidence/{one.pk}/act", sent_back).status_code == 409, "it is not as it was when it was opened"


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"method": ""}, "how you know"),
        ({"controls": "A.99.1"}, "there is no control"),
        ({"controls": ""}, "required"),
        ({"expires_on": "2026-01-01"}, "expire before it is effective"),
    ],
)
def test_what_does_not_hold_says_why(lead: Client, more: dict[str, str], says: str) -> None:
    answer = lead.post("/evidence/new/", {**FORM, **WORDS, **more})
    assert answer.status_code == 400
    assert says.casefold() in answer.content.decode().casefold()
    assert not Evidence.objects.exists()


ROLES = (
    (Role.ADMINISTRATOR, True, True, True),
    (Role.SECURITY_LEAD, True, True, True),
    (Role.ENGINEER, False, True, False),
    (Role.INTERNAL_AUDITOR, True, False, True),
    (Role.VIEWER, True, False, False),
    (Role.BOARD_MEMBER, True, False, False),
)


@pytest.mark.parametrize(("role", "sees", "adds", "reviews"), ROLES, ids=[str(role) for role, *_ in ROLES])
def test_each_role_sees_and_does_what_is_its_own(
    lead: Client,
    role: Role,
    sees: bool,  # noqa: FBT001  a case
    adds: bool,  # noqa: FBT001  as above
    reviews: bool,  # noqa: FBT001  as above
) -> None:
    one = attest(lead)
    client = account("somebody", role)
    assert client.get(f"/evidence/{one.pk}/").status_code == (200 if sees else 404)
    assert (f"EV-{one.pk}" in client.get("/evidence/").content.decode()) is sees
    assert client.get("/evidence/new/").status_code == (200 if adds else 403)
    answer = client.post(f"/evidence/{one.pk}/act", {"why": "Looked.", "version": str(one.version)})
    assert answer.status_code == (302 if reviews else 403 if sees else 404)
    assert client.post("/evidence/freeze/iso27001/A.5.1/").status_code == (302 if adds else 403)


def test_results_are_frozen_as_a_file_of_their_run(lead: Client) -> None:
    assert lead.post("/evidence/freeze/iso27001/A.8.3/").status_code == 302
    one = Evidence.objects.get()
    assert (one.nature, one.controls) == (Kind.RESULTS, ["iso27001:A.8.3"])
    text = lead.get(f"/evidence/{one.pk}/file").getvalue().decode()
    assert '"control": "iso27001:A.8.3"' in text
    assert '"run": ' in text


def many(owner: User, count: int) -> None:
    """Put pieces in past the history, for the list alone."""
    made = [
        Evidence(
            nature=Kind.FILE, title=f"Piece {number}", controls=["iso27001:A.5.1"], owner=owner, added_by=owner,
            effective_on=date(2026, 1, 1), sha256="0" * 64, created_at=timezone.now(), version=1,
            expires_on=date(2026, 1, 2) if number % 2 else None,
        )
        for number in range(count)
    ]  # fmt: skip
    super(type(Evidence.objects.all()), Evidence.objects.all()).bulk_create(made)
    Serves.objects.all().delete()
    Serves.objects.bulk_create(Serves(evidence=one, control="iso27001:A.5.1") for one in Evidence.objects.all())


def test_a_list_costs_as_many_questions_whatever_its_length(lead: Client) -> None:
    many(User.objects.get(username="bastian"), 3)
    asked = []
    for more in (0, 150):
        many(User.objects.get(username="bastian"), more)
        with CaptureQueriesContext(connection) as captured:
            assert lead.get("/evidence/?state=expired&control=iso27001:A.5.1").status_code == 200
        asked.append(len(captured))
    assert asked[0] == asked[1] < 12


def test_paging_by_key_shows_every_piece_once(lead: Client) -> None:
    many(User.objects.get(username="bastian"), pieces.PAGE + 20)
    first = lead.get("/evidence/").content.decode()
    last = Evidence.objects.order_by("-pk")[pieces.PAGE - 1].pk
    assert f"after={last}" in first
    second = lead.get(f"/evidence/?after={last}").content.decode()
    assert second.count("/evidence/") >= 20
    assert "Piece 0<" in second
    assert "Piece 0<" not in first


def test_facts_say_what_checks_ask(lead: Client, other: Client) -> None:
    add(lead)
    one = attest(lead)
    other.post(f"/evidence/{one.pk}/act", {"why": "Looked.", "version": str(one.version)})
    rows = {table.name: found for table, found in facts.rows().items()}
    assert [row["kind"] for row in rows["org_evidence"]] == ["file", "attestation"]
    assert len(rows["org_evidence_control"]) == 4
    (review,) = rows["org_evidence_review"]
    assert (review["reviewed"], review["reviewed_by_attester"], review["says_sample"]) == (True, False, True)


def test_the_past_shows_what_was_there(lead: Client) -> None:
    one = attest(lead)
    before = (timezone.now() - timedelta(days=3)).date().isoformat()
    assert lead.get(f"/evidence/{one.pk}/?at={before}").status_code == 404
    assert f"EV-{one.pk}" not in lead.get(f"/evidence/?at={before}").content.decode()
