"""An exception on the command line: asked for, decided by somebody else, and posture moves by itself."""

from __future__ import annotations

import csv
import io
import sqlite3
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PASSWORD = "four unrelated warm lamps"
CHECK, SUBJECT = "org.team.has_champion", "team:albums"
PEOPLE = f"""
import sys
from pathlib import Path
from holdfast.web.start import prepare
prepare(Path(sys.argv[1]))
from holdfast.content.model import Severity
from holdfast.web.accounts.models import User
from holdfast.web.accounts.roles import Role
from holdfast.web.risk.exceptions import give_authority
lead = User.objects.create_user("lead", {PASSWORD!r}, roles=[Role.SECURITY_LEAD])
User.objects.create_user("kim", {PASSWORD!r}, roles=[Role.ENGINEER], team="albums")
give_authority(User.objects.create_user("ada", {PASSWORD!r}, roles=[Role.EXECUTIVE]), Severity.HIGH, lead)
"""
ENROL = """
import sys, time
from pathlib import Path
from holdfast.web.start import prepare
prepare(Path(sys.argv[1]))
from holdfast.web.accounts import factors, totp
from holdfast.web.accounts.models import User
kim, secret = User.objects.get(username="kim"), totp.new_secret()
assert factors.add_app(kim, secret, totp.code(secret, int(time.time()) // totp.STEP))
print(*factors.new_codes(kim))
"""
#: What somebody who knows the code would do to hide it: write the state into the log, and the chain anew.
REBUILD = """
import sys
from pathlib import Path
from holdfast.web.start import prepare
prepare(Path(sys.argv[1]))
from holdfast.web.accounts.models import Grant
from holdfast.web.history.canonical import BEGINNING, digest
from holdfast.web.history.models import Entry, Head
from holdfast.web.history.records import entries
for grant in Grant.objects.all():
    newest = entries(grant)[0]
    newest.state = grant.state()
    newest.save()
previous = BEGINNING
for entry in Entry.objects.order_by("sequence"):
    entry.previous = previous
    entry.digest = previous = digest(entry)
    entry.save()
head = Head.objects.get()
head.digest = previous
head.save()
"""
MAIN = "from holdfast.cli import main; main()"


def python(code: str, company: Path) -> subprocess.CompletedProcess[str]:
    """Run code in a process of its own, as Django serves one company in each."""
    command = [sys.executable, "-c", code, str(company)]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  ours


class Command:
    """The real command on one company, each call a process of its own."""

    def __init__(self, company: Path) -> None:
        self.company = company

    def __call__(self, *words: str, password: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", MAIN, *words, "--company", str(self.company)]
        return subprocess.run(command, input=f"{password}\n", capture_output=True, text=True, check=False)  # noqa: S603  ours

    def excepted(self) -> str:
        """Return the column ``excepted`` of the one result that this is about."""
        listed = self("results", "--check", CHECK, "--format", "csv")
        (row,) = csv.DictReader(io.StringIO(listed.stdout))
        assert row["status"] == "fail"
        return row["excepted"]


@pytest.fixture
def command(tmp_path: Path) -> Command:
    (tmp_path / "holdfast.yaml").write_text("name: Small\n")
    (tmp_path / "teams.yaml").write_text("- {id: albums, title: Albums}\n")
    person = "- {id: p001, name: Kim Example, email: kim@small.example, team: albums, roles: [engineer]}\n"
    (tmp_path / "people.yaml").write_text(person)
    made = Command(tmp_path)
    assert made("run").returncode == 0
    done = python(PEOPLE, tmp_path)
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture
def worker(command: Command) -> Iterator[subprocess.Popen[bytes]]:
    words = [sys.executable, "-c", MAIN, "worker", "--company", str(command.company)]
    process = subprocess.Popen(words, stderr=subprocess.DEVNULL)  # noqa: S603  ours
    yield process
    process.terminate()
    assert process.wait(20) == 0


def asked(command: Command, *more: str, password: str = PASSWORD) -> subprocess.CompletedProcess[str]:
    words = ("exception", "request", "--check", CHECK, "--subject", SUBJECT, "--as", "kim")
    day = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 30 * 86400))
    basis = (
        "--reason",
        "Formed in January.",
        "--until",
        day,
        "--control",
        "Platform helps.",
        "--risk",
        "Late answers.",
    )
    return command(*words, *basis, *more, password=password)


@pytest.mark.slow
def test_posture_moves_within_seconds_of_an_approval(
    command: Command,
    worker: subprocess.Popen[bytes],  # noqa: ARG001  it works beside
) -> None:
    made = asked(command)
    assert (made.returncode, made.stdout) == (0, "EX-1\n"), made.stderr
    own = command("exception", "approve", "EX-1", "--as", "kim", "--why", "Mine.", password=PASSWORD)
    assert own.returncode == 2
    assert "own request" in own.stderr
    assert command.excepted() == "false"
    other = command("exception", "approve", "EX-1", "--as", "ada", "--why", "Until January.", password=PASSWORD)
    assert other.returncode == 0, other.stderr
    until = time.monotonic() + 20  # five seconds on a quiet machine; a loaded one must not fail the test
    while command.excepted() == "false":
        assert time.monotonic() < until, "the worker has not judged the approval"
        time.sleep(0.2)
    listed = command("exception", "list", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(listed.stdout))
    assert (row["id"], row["decision"], row["subjects"]) == ("EX-1", "approved", SUBJECT)


def test_a_wrong_password_and_a_wrong_request_are_refused(command: Command) -> None:
    wrong = asked(command, password="not it at all, sorry")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "not right" in wrong.stderr
    elsewhere = asked(command, "--subject", "team:nobody")
    assert elsewhere.returncode == 2
    assert "team:nobody does not fail" in elsewhere.stderr
    assert "Traceback" not in elsewhere.stderr + wrong.stderr


def test_the_command_asks_for_the_second_factor_too(command: Command) -> None:
    done = python(ENROL, command.company)
    assert done.returncode == 0, done.stderr
    recovery = done.stdout.split()
    without = asked(command)
    assert (without.returncode, without.stdout) == (2, "")
    assert "code is not right" in without.stderr
    made = asked(command, password=f"{PASSWORD}\n{recovery[0]}")
    assert (made.returncode, made.stdout) == (0, "EX-1\n"), made.stderr
    lead = command("exception", "refuse", "EX-1", "--as", "lead", "--why", "No.", password=PASSWORD)
    assert lead.returncode == 2
    assert "your role needs a second factor" in lead.stderr


def test_doctor_finds_a_history_that_was_written_anew(command: Command) -> None:
    assert command("run", "records").returncode == 0
    whole = command("doctor")
    assert whole.returncode == 0, whole.stderr
    assert "chained" in whole.stderr
    with sqlite3.connect(command.company / ".holdfast/records.db") as database:
        database.execute("UPDATE accounts_grant SET role = 'administrator' WHERE role = 'engineer'")
    altered = command("doctor")
    assert (altered.returncode, "altered past the history" in altered.stdout) == (4, True)
    done = python(REBUILD, command.company)
    assert done.returncode == 0, done.stderr
    rebuilt = command("doctor")
    assert (rebuilt.returncode, "written anew" in rebuilt.stdout) == (4, True), rebuilt.stdout
    assert "fact store" in rebuilt.stdout
