"""Anchors: what was signed and sent away finds a history that was altered or written anew."""

from __future__ import annotations

import base64
import email
import json
import socketserver
import subprocess
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from holdfast.anchors import signing
from holdfast.errors import Exit, UsageError
from holdfast.web import anchoring
from holdfast.web.accounts.models import User
from holdfast.web.accounts.roles import Role
from holdfast.web.history import verify
from holdfast.web.history.canonical import BEGINNING, digest
from holdfast.web.history.models import Entry, Head
from holdfast.web.history.records import keep

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from simulated_account import SimulatedAws

pytestmark = [pytest.mark.django_db, pytest.mark.without_company]
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def person() -> User:
    return User.objects.create_user("ada", "four unrelated warm lamps", name="Ada Nowak", roles=[Role.ENGINEER])


@pytest.fixture
def company(tmp_path: Path) -> Path:
    """A company that anchors on a branch of a repository on this disk."""
    folder = tmp_path / "company"
    folder.mkdir()
    remote = tmp_path / "remote.git"
    git("init", "--quiet", "--bare", str(remote))
    name(folder, tmp_path, f"git: {{remote: {remote}}}")
    return folder


def name(folder: Path, keys: Path, place: str) -> None:
    """Write a holdfast.yaml that names a new key and a place."""
    key = keys / "anchor.pem"
    key.unlink(missing_ok=True)
    public = signing.new_key(key)
    (folder / "holdfast.yaml").write_text(
        f"name: Anchored\nanchors:\n  key_file: {key}\n  public_key: {public}\n  {place}\n"
    )


def git(*words: str) -> str:
    done = subprocess.run(  # noqa: S603  our own words
        ["git", "-c", "user.name=Somebody", "-c", "user.email=somebody@anchored.example", *words],  # noqa: S607  whichever git there is
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def found(company: Path, *files: Path) -> list[str]:
    """Return what doctor would say: of the anchors themselves, and of the history held against them."""
    seen, wrong, unread = anchoring.seen(company, files)
    assert unread == []
    return [*wrong, *verify.problems(verify.Anchor(*one) for one in seen)]


def rewritten(change: int) -> None:
    """Alter an entry and write the whole chain anew around it, as somebody who knows the code could."""
    previous = BEGINNING
    for entry in Entry.objects.order_by("sequence"):
        entry.previous = previous
        if entry.sequence == change:
            entry.why = "It was never so."
        entry.digest = previous = digest(entry)
        entry.save()
    Head.objects.update(digest=previous)


def test_a_chain_written_anew_is_found_by_what_git_has_kept(company: Path, person: User) -> None:
    sent = anchoring.anchor(company, "Anchored", NOW)
    assert (sent.exit, len(sent.taken)) == (Exit.GOOD, 1)
    person.team = "billing"
    keep(person, "somebody")
    assert found(company) == []
    for change in (1, sent.sequence):
        rewritten(change)
        assert list(verify.problems()) == [], "the chain itself is whole again"
        assert any("written anew" in one and "holdfast-anchors" in one for one in found(company))


@pytest.mark.parametrize(
    "past",
    [
        "UPDATE accounts_user SET team = 'billing'",
        "UPDATE accounts_grant SET role = 'administrator'",
        "DELETE FROM accounts_grant",
        "UPDATE history_entry SET why = 'x' WHERE sequence = 1",
        "DELETE FROM history_entry WHERE sequence = 2",
        "UPDATE history_head SET sequence = 1",
    ],
)
def test_any_row_that_is_altered_is_found(company: Path, person: User, past: str) -> None:
    assert person.pk
    anchoring.anchor(company, "Anchored", NOW)
    with connection.cursor() as cursor:
        cursor.execute(past)
    assert found(company) != []


def test_a_history_that_began_anew_ends_before_its_anchor(company: Path, person: User) -> None:
    person.team = "billing"
    keep(person, "somebody")
    sequence = anchoring.anchor(company, "Anchored", NOW).sequence
    last = Entry.objects.get(sequence=sequence)
    Entry.objects.filter(sequence=sequence).delete()
    Head.objects.update(sequence=sequence - 1, digest=last.previous)
    assert any(f"ends before entry {sequence}" in one for one in found(company))


def test_an_anchor_that_was_removed_or_forged_at_its_place_is_found(
    company: Path, person: User, tmp_path: Path
) -> None:
    anchoring.anchor(company, "Anchored", NOW)
    there = tmp_path / "theirs"
    git("clone", "--quiet", "--branch", "holdfast-anchors", str(tmp_path / "remote.git"), str(there))
    (file,) = there.glob("*.json")
    said = json.loads(file.read_text())
    said["statement"] = said["statement"].replace('"sequence": 2', '"sequence": 1')
    (there / "forged.json").write_text(json.dumps(said))
    file.unlink()
    git("-C", str(there), "add", "--all")
    git("-C", str(there), "commit", "--quiet", "--message", "Tidy")
    git("-C", str(there), "push", "--quiet")
    (forged,) = found(company)
    assert "forged.json" in forged, "what was removed still counts: its commit is kept"
    assert person.pk
    (tmp_path / "remote.git/refs/heads/holdfast-anchors").unlink(missing_ok=True)
    (tmp_path / "remote.git/packed-refs").unlink(missing_ok=True)
    assert any("no place has it any more" in one for one in found(company)), "a branch that is gone is missed"


def test_a_bucket_keeps_an_anchor_that_nobody_may_remove(
    company: Path, person: User, aws: SimulatedAws, tmp_path: Path
) -> None:
    assert person.pk
    client = aws.seed.client("s3")
    client.create_bucket(
        Bucket="anchors",
        ObjectLockEnabledForBucket=True,
        CreateBucketConfiguration={"LocationConstraint": client.meta.region_name},
    )
    name(company, tmp_path, "bucket: {bucket: anchors, days: 365}")
    sent = anchoring.anchor(company, "Anchored", datetime.now(UTC))
    assert sent.failed == ()
    (one,) = client.list_object_versions(Bucket="anchors")["Versions"]
    kept = client.head_object(Bucket="anchors", Key=one["Key"], VersionId=one["VersionId"])
    assert kept["ObjectLockMode"] == "COMPLIANCE"
    assert kept["ObjectLockRetainUntilDate"] > datetime.now(UTC) + timedelta(days=300)
    client.delete_object(Bucket="anchors", Key=one["Key"])  # a marker alone: the version stays
    assert found(company) == []
    rewritten(1)
    assert any("written anew" in said and "bucket anchors" in said for said in found(company))


class Mailbox(socketserver.StreamRequestHandler):
    """Takes mails as a server does, and keeps them."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            word = line.strip().upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                mail = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    mail += part
                self.server.mails.append(mail)  # type: ignore[attr-defined]  # given below
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")


@pytest.fixture
def mails() -> Iterator[tuple[int, list[bytes]]]:
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mailbox)
    taken: list[bytes] = []
    server.mails = taken  # type: ignore[attr-defined]  # the handler finds it there
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1], taken
    server.shutdown()
    server.server_close()


def test_a_mail_holds_an_anchor_that_can_be_given_back(
    company: Path, person: User, mails: tuple[int, list[bytes]], tmp_path: Path
) -> None:
    assert person.pk
    port, taken = mails
    name(company, tmp_path, f"mail: {{to: auditor@else.example, sender: h@a.example, host: 127.0.0.1, port: {port}}}")
    assert anchoring.anchor(company, "Anchored", NOW).failed == ()
    message: Any = email.message_from_bytes(taken[0])
    attached = next(part for part in message.walk() if part.get_filename())
    file = tmp_path / "kept.json"
    file.write_bytes(base64.b64decode(attached.get_payload()))
    for path in (company / ".holdfast/anchors").iterdir():
        path.unlink()  # whoever rewrites the history would not leave these
    assert found(company, file) == []
    rewritten(1)
    assert found(company) == []
    assert any("written anew" in said and "kept.json" in said for said in found(company, file))


def test_a_place_that_cannot_be_read_is_unknown_and_said(company: Path, person: User, tmp_path: Path) -> None:
    assert person.pk
    name(company, tmp_path, f"git: {{remote: {tmp_path}/nowhere.git}}")
    sent = anchoring.anchor(company, "Anchored", NOW)
    assert (sent.exit, sent.taken, len(sent.failed)) == (Exit.SOURCE_UNREAD, (), 1)
    seen, wrong, unread = anchoring.seen(company, ())
    assert (seen, wrong, len(unread)) == ([], [], 1)


def test_a_key_that_is_not_the_named_one_anchors_nothing(company: Path, person: User, tmp_path: Path) -> None:
    assert person.pk
    (tmp_path / "anchor.pem").unlink()
    signing.new_key(tmp_path / "anchor.pem")
    with pytest.raises(UsageError, match="public_key is not that of key_file"):
        anchoring.anchor(company, "Anchored", NOW)
    assert (tmp_path / "anchor.pem").stat().st_mode & 0o077 == 0


def test_an_anchor_is_due_when_something_was_recorded_and_a_day_has_passed(company: Path, person: User) -> None:
    assert anchoring.is_due(company, NOW)
    anchoring.anchor(company, "Anchored", NOW)
    assert not anchoring.is_due(company, NOW + timedelta(days=2)), "nothing was recorded since"
    person.team = "billing"
    keep(person, "somebody")
    assert not anchoring.is_due(company, NOW + timedelta(hours=23))
    assert anchoring.is_due(company, NOW + timedelta(days=1))
