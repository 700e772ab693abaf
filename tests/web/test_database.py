"""The records on SQLite and on PostgreSQL: which is chosen, who comes in, and several writers at once on both."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from holdfast.config import Settings
from holdfast.errors import UsageError
from holdfast.web.database import django_database, has_records, postgres_of, shown

if TYPE_CHECKING:
    from pathlib import Path

    from postgresql_server import Server

pytestmark = pytest.mark.without_company
PREPARE = "import sys; from pathlib import Path; from holdfast.web.start import prepare; prepare(Path(sys.argv[1]))"
FAIL = """
import sys
from pathlib import Path
from holdfast.web import start
def disk_is_full():
    raise OSError(28, "No space left on device")
try:
    start.prepare(Path(sys.argv[1]), before_migrating=disk_is_full)
except start.StoreError as error:
    print(error)
from django.db import connection
print(connection.introspection.table_names())
"""
#: Six writers at the same record's log, a reader between them, and guesses at once; each thread has its own connection.
TOGETHER = """
import json, sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from holdfast.web import start
start.prepare(Path(sys.argv[1]))
from django.db import connection
from holdfast.web.accounts.models import SignInThrottle, User
from holdfast.web.accounts.roles import Role
from holdfast.web.accounts.throttle import Attempt, count
from holdfast.web.history import verify
from holdfast.web.history.models import Entry
from holdfast.web.history.moment import one_moment
from holdfast.web.history.records import head_sequence, keep

def together(act, many):
    barrier = Barrier(many)
    def one(number):
        barrier.wait()
        try:
            return act(number)
        finally:
            connection.close()
    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(one, range(many)))

def write(number):
    for turn in range(5):
        user = User(username=f"person-{number}-{turn}", team="first")
        user.set_unusable_password()
        keep(user, "them")
        user.team = "second"
        keep(user, "them")

together(write, 6)
said = {"entries": head_sequence()}
said["numbers"] = list(Entry.objects.order_by("sequence").values_list("sequence", flat=True))
with one_moment():
    before = head_sequence()
    together(lambda _: write(9), 1)
    said["during"] = head_sequence() - before
said["after"] = head_sequence() - before
together(lambda _: count(Attempt("ada", "198.51.100.7")), 4)
said["guesses"] = sorted(SignInThrottle.objects.values_list("failures", flat=True))
said["problems"] = list(verify.problems())
said["vendor"] = connection.vendor
print(json.dumps(said))
"""


def run(code: str, company: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, str(company)]
    return subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=False)  # noqa: S603  our own code


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest) -> dict[str, str]:
    """The environment of a company's processes on either database, empty."""
    if request.param == "sqlite":
        return {}
    server: Server = request.getfixturevalue("postgresql")
    found: dict[str, str] = server.environment(server.new())
    return found


@pytest.mark.processes
def test_of_several_writers_none_is_lost_and_the_chain_holds(place: dict[str, str], tmp_path: Path) -> None:
    done = run(TOGETHER, tmp_path, place)
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert said["vendor"] == ("postgresql" if place else "sqlite")
    assert said["entries"] == 6 * 5 * 2
    assert said["numbers"] == list(range(1, said["entries"] + 1))
    assert said["problems"] == []
    assert (said["during"], said["after"]) == (0, 10), "a reader sees one moment and stops no writer"
    assert said["guesses"] == [4, 4, 4], "of guesses at once each is counted"


@pytest.mark.processes
def test_a_failed_migration_leaves_an_empty_postgresql_empty(postgresql: Server, tmp_path: Path) -> None:
    environment = postgresql.environment(postgresql.new())
    done = run(FAIL, tmp_path, environment)
    assert done.returncode == 0, done.stderr
    assert "Nothing was changed" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"
    both = [
        subprocess.Popen([sys.executable, "-c", PREPARE, str(tmp_path / name)], env={**os.environ, **environment})  # noqa: S603  our own code
        for name in ("one machine", "another")
    ]
    assert [one.wait() for one in both] == [0, 0], "of two that start at once, one migrates and the other waits"
    assert not (tmp_path / ".holdfast/records.db").exists()


@pytest.mark.processes
def test_a_server_that_does_not_let_us_in_is_named_without_the_password(postgresql: Server, tmp_path: Path) -> None:
    environment = {**postgresql.environment(), "HOLDFAST_DATABASE_PASSWORD": "quite-the-wrong-one"}
    done = run(PREPARE, tmp_path, environment)
    assert done.returncode != 0
    assert f"{postgresql.url()}: the records database could not be brought up to date" in done.stderr
    assert "quite-the-wrong-one" not in done.stderr


@pytest.fixture
def settings_here(tmp_path: Path) -> Settings:
    return Settings(company=tmp_path)


def test_without_a_word_it_is_a_file_of_the_company(settings_here: Settings) -> None:
    assert not has_records(settings_here)
    assert django_database(settings_here)["NAME"] == settings_here.company / ".holdfast/records.db"


def test_the_companys_text_names_a_database_and_the_environment_goes_before_it(settings_here: Settings) -> None:
    (settings_here.company / "holdfast.yaml").write_text("name: New\ndatabase: postgresql://ann@db.example.com/ours\n")
    assert has_records(settings_here)
    assert django_database(settings_here)["HOST"] == "db.example.com"
    elsewhere = replace(settings_here, database_url="postgresql:///records?host=/run/postgresql")
    found = django_database(elsewhere)
    assert (found["HOST"], found["NAME"], found["USER"]) == ("/run/postgresql", "records", "")


def test_a_server_elsewhere_must_show_its_certificate(settings_here: Settings) -> None:
    def mode(url: str) -> str | None:
        found = postgres_of(replace(settings_here, database_url=url))
        return found.parameters.get("sslmode") if found else None

    assert mode("postgresql://ann@db.example.com/ours") == "verify-full"
    assert mode("postgresql://ann@db.example.com/ours?sslmode=require") == "require"
    assert mode("postgresql://ann@127.0.0.1:5433/ours") is None
    assert mode("postgresql://ann@[::1]/ours") is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name: N\ndatabase: postgresql://ann:secret-word@db.example.com/ours\n", "has a password in text"),
        ("name: N\ndatabase: mysql://db.example.com/ours\n", "names no PostgreSQL database"),
        ("name: N\ndatabase: postgresql://db.example.com\n", "names no PostgreSQL database"),
        ("name: N\ndatabase: postgresql://db.example.com:port/ours\n", "is no URL"),
        ("name: N\ndatabase: postgresql://db.example.com/ours?password=secret-word\n", "password cannot be set"),
        ("database: [\n", "nobody knows which database"),
    ],
)
def test_what_is_not_understood_is_refused_and_no_password_is_shown(
    settings_here: Settings, text: str, says: str
) -> None:
    (settings_here.company / "holdfast.yaml").write_text(text)
    with pytest.raises(UsageError) as refused:
        django_database(settings_here)
    assert says in str(refused.value)
    assert "secret-word" not in str(refused.value)


def test_the_password_comes_from_the_environment_or_a_file_that_it_names(
    settings_here: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "password"
    file.write_text("of the file\n")
    asked = replace(settings_here, database_url="postgresql://ann@db.example.com/ours")
    assert django_database(asked)["PASSWORD"] == "", "libpq looks into ~/.pgpass"
    assert django_database(replace(asked, database_password_file=str(file)))["PASSWORD"] == "of the file"
    said = replace(asked, database_password="of the environment", database_password_file=str(file))
    assert django_database(said)["PASSWORD"] == "of the environment"
    assert "of the environment" not in repr(said) + str(postgres_of(said)) + repr(postgres_of(said))
    assert shown(django_database(said)) == "postgresql://ann@db.example.com/ours"
    with pytest.raises(UsageError, match="cannot be read"):
        django_database(replace(asked, database_password_file=str(tmp_path / "not there")))
