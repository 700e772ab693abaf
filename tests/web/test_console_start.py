"""Starting: what is prepared, and what refuses to serve. Each start has a process of its own, as Django has."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.processes
PREPARE = "import sys; from pathlib import Path; from holdfast.web.start import prepare; prepare(Path(sys.argv[1]))"
FAIL = """
import sys
from pathlib import Path
from holdfast.web.start import prepare
def disk_is_full():
    raise OSError(28, "No space left on device")
prepare(Path(sys.argv[1]), before_migrating=disk_is_full)
"""
SECOND_THOUGHT = """
from holdfast.web import start
from pathlib import Path
import sys
start.prepare(Path(sys.argv[1]))
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
MigrationRecorder(connection).record_applied("accounts", "0999_from_the_future")
"""


def run(code: str, company: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, str(company)]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  our own code


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    (tmp_path / "holdfast.yaml").write_text("name: New\n")
    return tmp_path


def test_a_first_start_makes_key_database_and_static_files(fresh: Path) -> None:
    assert run(PREPARE, fresh).returncode == 0
    state = fresh / ".holdfast"
    key = state / "secret_key"
    assert len(key.read_text()) > 60
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE((state / "records.db").stat().st_mode) == 0o600
    assert len(list((state / "static").glob("*/staticfiles.json"))) == 1
    before = key.read_text()
    assert run(PREPARE, fresh).returncode == 0
    assert key.read_text() == before


def test_the_database_is_in_wal_mode(fresh: Path) -> None:
    run(PREPARE, fresh)
    with sqlite3.connect(fresh / ".holdfast" / "records.db") as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_failed_migration_refuses_and_changes_nothing(fresh: Path) -> None:
    failed = run(FAIL, fresh)
    assert failed.returncode != 0
    assert "could not be brought up to date" in failed.stderr
    assert "Nothing was changed" in failed.stderr
    with sqlite3.connect(fresh / ".holdfast" / "records.db") as database:
        assert database.execute("SELECT count(*) FROM sqlite_master WHERE name LIKE 'accounts%'").fetchone() == (0,)
    assert run(PREPARE, fresh).returncode == 0


def test_a_newer_database_is_refused(fresh: Path) -> None:
    assert run(SECOND_THOUGHT, fresh).returncode == 0
    failed = run(PREPARE, fresh)
    assert "written by a newer version of Holdfast (accounts.0999_from_the_future)" in failed.stderr


def test_a_damaged_database_is_told(fresh: Path) -> None:
    (fresh / ".holdfast").mkdir()
    (fresh / ".holdfast" / "records.db").write_bytes(b"not a database, whatever its name says" * 200)
    failed = run(PREPARE, fresh)
    assert "StoreError" in failed.stderr
    assert "records.db" in failed.stderr
