"""Backup and restore by the real command, from either database into either, and killed at every kind of moment."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tarfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from holdfast.config import Settings
from holdfast.pipeline.runs import Company

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from postgresql_server import Server

pytestmark = [pytest.mark.processes, pytest.mark.without_company]
MAIN = "from holdfast.cli import main; main()"
#: A company with a person of every kind of value, changed once, and archived ones.
FILL = """
import os
from pathlib import Path
from holdfast.web import start
start.prepare(Path.cwd())
from django.utils import timezone
from holdfast.content.model import Severity
from holdfast.web.accounts.models import User
from holdfast.web.accounts.roles import Role
from holdfast.web.history.records import archive, keep
from holdfast.web.risk.models import SecurityException
ada = User.objects.create_user("ada", "four unrelated warm lamps", name="Ada Nowák", roles=[Role.ADMINISTRATOR])
today = timezone.now().date()
made = SecurityException(check_id="a.b", subjects=["arn:one", 'odd "\\\\u00e9" \\\\n'], severity="high", tier="high",
    reason="r", compensating_control="c", risk_accepted="x", requester=ada, starts_on=today, ends_on=today)
keep(made, ada.key)
made.reason = "another"
keep(made, ada.key, "Said better.")
archive(ada.grants.get(), ada.key, "Over.")
"""
SUMMARY = """
import json, os
from pathlib import Path
from holdfast.web import start
start.open_records(Path.cwd())
start.refuse_unusable()
from django.db import connection
from holdfast.web.accounts.models import User
from holdfast.web.history import verify
from holdfast.web.history.models import Entry, Head
from holdfast.web.history.records import keep
from holdfast.web.risk.models import SecurityException
one, ada = SecurityException.objects.get(), User.objects.get(username="ada")
print(json.dumps({
    "vendor": connection.vendor, "head": [Head.objects.get().sequence, Head.objects.get().digest],
    "problems": list(verify.problems()), "subjects": one.subjects, "why": one.reason,
    "right": ada.check_password("four unrelated warm lamps"), "name": ada.name}))
if os.environ.get("GO_ON"):
    keep(User(username=f"next-{Head.objects.get().sequence}", password="!"), "them")
    assert not list(verify.problems())
"""
#: Ends the process as kill -9 does: halfway to its end by what it opened and linked before, as the archive appears,
#: as old and new are exchanged, or right afterwards. Python's own audit says when, so that no clock decides.
KILLED = """
import os, signal, sys
at, count, exchanged, armed = os.environ["KILL_AT"], 0, False, False
def heard(event, args):
    global count, exchanged
    if not armed or event not in {"open", "os.rename", "os.link", "os.mkdir", "ctypes.dlsym"}:
        return
    count += 1
    exchanging = event == "ctypes.dlsym" and args[1] == "renameat2"
    appears = event == "os.link" and str(args[1]).endswith(".tar")
    moments = {"as it appears": appears, "at the exchange": exchanging, "after the exchange": exchanged}
    if moments.get(at, str(count) == at):
        os.kill(os.getpid(), signal.SIGKILL)
    exchanged = exchanged or exchanging
sys.addaudithook(heard)
import holdfast.web.backups.places, holdfast.web.backups.archive
from holdfast.cli import main
armed = True
try:
    main()
finally:
    armed = False
    print("COUNTED", count, file=sys.stderr)
"""


GO_ON = {"GO_ON": "1"}


@dataclass(frozen=True)
class Place:
    """A company's folder and the environment that says where its records are."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def python(
        self,
        code: str,
        *words: str,
        before: Callable[[], None] | None = None,
        environment: dict[str, str] | None = None,
    ) -> Done:
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "HOLDFAST_"))}
        done = subprocess.run(  # noqa: S603  our own code
            [sys.executable, "-c", code, *words],
            cwd=self.folder,
            env={**plain, **self.environment, **(environment or {}), "DJANGO_SETTINGS_MODULE": "holdfast.web.settings"},
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=before,
        )
        return Done(done.returncode, done.stdout + done.stderr, done.stdout)

    def holdfast(self, *words: str) -> Done:
        return self.python(MAIN, *words)

    def summary(self, environment: dict[str, str] | None = None) -> dict[str, object]:
        done = self.python(SUMMARY, environment=environment)
        assert done.code == 0, done.said
        found: dict[str, object] = json.loads(done.out.splitlines()[-1])
        return found


@dataclass(frozen=True)
class Done:
    code: int
    said: str
    out: str


def fresh(folder: Path, environment: dict[str, str] | None = None) -> Place:
    folder.mkdir()
    (folder / "holdfast.yaml").write_text("name: Moved\n")
    (folder / "teams.yaml").write_text("- {id: albums, title: Albums}\n")
    return Place(folder, environment or {})


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A company with records and a run, on SQLite."""
    place = fresh(tmp_path_factory.mktemp("source") / "company")
    done = place.python(FILL)
    assert done.code == 0, done.said
    Company(Settings(company=place.folder)).collect(("company",))
    (place.folder / ".holdfast/evidence/ab").mkdir(parents=True)
    (place.folder / ".holdfast/evidence/ab/abcd").write_bytes(b"what was shown")
    return place


@pytest.fixture(scope="module")
def archive(source: Place) -> Path:
    done = source.holdfast("backup", "--out", "../backup.tar")
    assert done.code == 0, done.said
    return source.folder.parent / "backup.tar"


@pytest.fixture(scope="module")
def expected(source: Place) -> dict[str, object]:
    return source.summary()


def restored(place: Place, archive: Path, *words: str) -> Done:
    return place.holdfast("restore", str(archive), *words)


def left(folder: Path) -> list[str]:
    """Return what a restore or a backup has left lying about."""
    kinds = (".holdfast.restoring*", "**/*.partial", ".holdfast/cache/backup-*")
    return [str(path) for kind in kinds for path in folder.glob(kind)]


def test_from_sqlite_into_postgresql_and_back_nothing_changes(
    archive: Path, expected: dict[str, object], postgresql: Server, tmp_path: Path
) -> None:
    there = fresh(tmp_path / "there", postgresql.environment(postgresql.new()))
    done = restored(there, archive)
    assert done.code == 0, done.said
    assert there.summary() == {**expected, "vendor": "postgresql"}
    assert expected["problems"] == []
    assert expected["right"] is True
    assert there.holdfast("doctor").code == 0
    assert (there.folder / ".holdfast/evidence/ab/abcd").read_bytes() == b"what was shown"
    refused = restored(there, archive)
    assert (refused.code, "--replace" in refused.said) == (2, True)
    assert there.holdfast("backup", "--out", "again.tar").code == 0
    back = fresh(tmp_path / "back")
    done = restored(back, there.folder / "again.tar")
    assert done.code == 0, done.said
    assert back.summary(GO_ON) == expected, "and the next record has a number that is free"
    there.summary(GO_ON)
    done = restored(there, archive, "--replace")
    assert done.code == 0, done.said
    assert there.summary() == {**expected, "vendor": "postgresql"}, "what came since is gone, as was asked"
    assert left(there.folder) == left(back.folder) == []


def test_an_archive_is_its_owners_alone_and_holds_no_key(archive: Path, source: Place) -> None:
    assert archive.stat().st_mode & 0o077 == 0
    with tarfile.open(archive) as tar:
        names = tar.getnames()
    assert names[-1] == "manifest.json"
    assert not any("secret_key" in name or "session" in name for name in names)
    done = source.holdfast("backup", "--out", str(archive))
    assert done.code == 2
    assert "there is a file already" in done.said


def rewritten(archive: Path, target: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> Path:
    """Write the archive anew with other members, as somebody could who has it."""
    import io  # noqa: PLC0415  beside its only use

    with tarfile.open(archive) as tar, tarfile.open(target, "w") as out:
        for member in tar.getmembers():
            source = tar.extractfile(member)
            assert source
            changed = change(member.name, source.read())
            if changed:
                member.name, data = changed
                member.size = len(data)
                out.addfile(member, io.BytesIO(data))
    return target


def entry_altered(name: str, data: bytes) -> tuple[str, bytes]:
    if name == "records/history.entry.jsonl":
        return name, data.replace(b"Said better.", b"Said worse..")
    return name, data


def history_altered(name: str, data: bytes) -> tuple[str, bytes]:
    """Alter an entry and its hash in the manifest too: what is left to find it is the chain."""
    import hashlib  # noqa: PLC0415  beside its only use

    if name == "manifest.json":
        told = json.loads(data)
        told["files"]["records/history.entry.jsonl"] = hashlib.sha256(history_altered.seen).hexdigest()  # type: ignore[attr-defined]  # kept between the two
        return name, json.dumps(told).encode()
    name, data = entry_altered(name, data)
    if name == "records/history.entry.jsonl":
        history_altered.seen = data  # type: ignore[attr-defined]  # as above
    return name, data


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (entry_altered, "not what was written"),
        (history_altered, "the history in the archive does not hold"),
        (lambda name, data: None if name == "manifest.json" else (name, data), "no manifest"),
        (lambda name, data: None if name.startswith("store/") else (name, data), "not what was written"),
        (lambda name, data: ("../../outside" if "teams" in name or "FORMAT" in name else name, data), "no place in it"),
    ],
    ids=["a file", "the history", "cut off", "files gone", "a path that leads out"],
)
def test_an_archive_that_is_not_whole_changes_nothing(
    archive: Path, tmp_path: Path, change: Callable[[str, bytes], tuple[str, bytes] | None], says: str
) -> None:
    place = fresh(tmp_path / "company")
    done = restored(place, rewritten(archive, tmp_path / "changed.tar", change))
    assert done.code == 2, done.said
    assert says in done.said
    assert left(place.folder) == []
    assert not (place.folder / ".holdfast/records.db").exists()
    assert not (tmp_path / "outside").exists()


def test_half_an_archive_is_refused(archive: Path, tmp_path: Path) -> None:
    place = fresh(tmp_path / "company")
    half = tmp_path / "half.tar"
    half.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])
    done = restored(place, half)
    assert (done.code, "no whole archive" in done.said) == (2, True), done.said
    assert not (place.folder / ".holdfast/records.db").exists()


def small_files() -> None:
    """Let no file grow beyond a few blocks: what a full disk does, wherever the tests run."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (8_192, 8_192))


def test_a_disk_that_takes_no_more_leaves_nothing(source: Place, archive: Path, tmp_path: Path) -> None:
    done = source.python(MAIN, "backup", "--out", str(tmp_path / "b.tar"), before=small_files)
    assert done.code == 4, done.said
    assert list(tmp_path.iterdir()) == []
    assert left(source.folder) == []
    place = fresh(tmp_path / "company")
    done = place.python(MAIN, "restore", str(archive), before=small_files)
    assert done.code == 4, done.said
    assert "Nothing was changed" in done.said
    assert left(place.folder) == []
    assert not (place.folder / ".holdfast").exists() or not (place.folder / ".holdfast/store").exists()


def halfway(place: Place, *words: str) -> str:
    """Run the command to its end, and return half of what it opened and linked on its way."""
    counted = place.python(KILLED, *words, environment={"KILL_AT": "never"}).said
    total = int(counted.rsplit("COUNTED", 1)[1])
    assert total > 20, counted
    return str(total // 2)


def test_a_backup_that_is_killed_leaves_no_archive(source: Place, tmp_path: Path) -> None:
    target = tmp_path / "b.tar"
    half = halfway(source, "backup", "--out", str(target))
    target.unlink()
    for at in (half, "as it appears"):
        done = source.python(KILLED, "backup", "--out", str(target), environment={"KILL_AT": at})
        assert done.code == -signal.SIGKILL, done.said
        assert not target.exists()
    shutil.rmtree(source.folder / ".holdfast/cache", ignore_errors=True)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_restore_that_is_killed_is_there_whole_or_not_at_all(
    archive: Path, expected: dict[str, object], tmp_path: Path, database: str, request: pytest.FixtureRequest
) -> None:
    environment: dict[str, str] = {}
    if database == "postgresql":
        server: Server = request.getfixturevalue("postgresql")
        environment = server.environment(server.new())
    place = fresh(tmp_path / "company", environment)
    half = halfway(place, "restore", str(archive))
    place.summary(GO_ON)  # one entry more, so that the old state and the archive's can be told apart
    old, new = place.summary(), {**expected, "vendor": database}
    marker = place.folder / ".holdfast/evidence/of-the-old-state"
    marker.write_text("old")
    # PostgreSQL has committed by the time of the exchange, so the next command finishes what is left of it.
    at_the_exchange = new if database == "postgresql" else old
    for at, then in ((half, old), ("at the exchange", at_the_exchange)):
        done = place.python(KILLED, "restore", str(archive), "--replace", environment={"KILL_AT": at})
        assert done.code == -signal.SIGKILL, done.said
        assert place.summary() == then, at
        assert marker.exists() == (then == old), f"{at}: the rest is as old as the records"
    done = place.python(KILLED, "restore", str(archive), "--replace", environment={"KILL_AT": "after the exchange"})
    assert done.code == -signal.SIGKILL, done.said
    assert place.summary() == new
    assert not marker.exists()
    assert restored(place, archive, "--replace").code == 0
    assert left(place.folder) == []


def test_nothing_is_restored_under_a_console_that_is_served(source: Place, archive: Path) -> None:
    code = "import sys; from pathlib import Path; from holdfast.web.backups.places import serving\n"
    code += "serving(Path('.holdfast')); print('ready', flush=True); sys.stdin.read()"
    served = subprocess.Popen(  # noqa: S603  our own code
        [sys.executable, "-c", code], cwd=source.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert served.stdout
    assert served.stdin
    served.stdout.readline()
    done = restored(source, archive, "--replace")
    served.communicate()
    assert done.code == 2
    assert "the console is served from here" in done.said
