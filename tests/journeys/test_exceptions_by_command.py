"""An exception on the command line: asked for, decided by somebody else, and posture moves by itself."""

from __future__ import annotations

import csv
import io
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
MAIN = "from holdfast.cli import main; main()"


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
    done = subprocess.run([sys.executable, "-c", PEOPLE, str(tmp_path)], capture_output=True, text=True, check=False)  # noqa: S603  ours
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
