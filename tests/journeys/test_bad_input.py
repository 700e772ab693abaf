"""Bad input through the real command: it says what happened, where, and what to do; the last run stays whole."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from command import Command, Done, obey_permissions
from other_aws import refusing
from simulated_account import simulated_aws

from holdfast.collectors.registry import catalogue
from holdfast.errors import Exit
from holdfast.facts.files import path_of
from holdfast.facts.store import Store
from holdfast.facts.verify import verify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.minutes

SETTINGS = "name: Größenwahn 🚀 株式会社\nsources: {aws: {regions: [eu-west-1]}}\n"
CHECK = """/*
id: {id}
title: Buckets have names
severity: low
subject: aws_s3_bucket
program: cloud-infrastructure
controls: [{control}]
why: Nobody finds the others.
attack: {{text: Hides among them., technique: T1530}}
fix: Name it.
*/
{sql}
"""
BUCKETS = "SELECT b.arn AS subject, TRUE AS applies, {passed} AS passed, 'no name' AS reason FROM aws_s3_bucket b"
NAMED = BUCKETS.format(passed="b.name <> ''")
ENDLESS = "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) " + BUCKETS.format(
    passed="(SELECT max(n) FROM t) > 0"
)


@pytest.fixture(scope="module")
def lived(moto_url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company that has read its account and judged it once; its path has signs that shells dislike."""
    folder = tmp_path_factory.mktemp("bad") / "Größe & 'Söhne'"
    folder.mkdir()
    (folder / "holdfast.yaml").write_text(SETTINGS)
    with pytest.MonkeyPatch.context() as monkeypatch:
        account = simulated_aws(moto_url, monkeypatch, tmp_path_factory.mktemp("empty"))
        account.seed.client("s3").create_bucket(
            Bucket="kept", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
    assert Command(folder, _simulated(moto_url))("run").code == Exit.GOOD
    return folder


@pytest.fixture
def company(lived: Path, tmp_path: Path) -> Path:
    """A copy of it, to be spoilt."""
    return shutil.copytree(lived, tmp_path / lived.name)


@pytest.fixture
def holdfast(company: Path) -> Command:
    """The command in that copy."""
    return Command(company)


def test_without_credentials_aws_is_unread_and_the_next_step_is_said(holdfast: Command) -> None:
    done = holdfast("collect", "aws", environment={"AWS_EC2_METADATA_DISABLED": "true", **_no_profiles()})
    _assert_said(done, Exit.SOURCE_UNREAD, "AWS: not read", "no AWS credentials", "aws configure sso")
    _assert_whole(holdfast.folder, runs=2)


def test_a_dead_endpoint_is_told_at_once_and_outranks_findings(holdfast: Command) -> None:
    done = holdfast("run", "--fail-on", "low", environment=_simulated("http://127.0.0.1:9"))
    _assert_said(done, Exit.SOURCE_UNREAD, "could not be reached", "AWS_ENDPOINT_URL")
    _assert_whole(holdfast.folder, runs=2)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("ExpiredToken", ("credentials have expired", "aws sso login")),
        ("InvalidClientTokenId", ("did not accept the credentials", "aws sts get-caller-identity")),
    ],
)
def test_credentials_that_aws_refuses_are_told_apart(holdfast: Command, code: str, words: tuple[str, ...]) -> None:
    with refusing(code, even_sign_in=True) as url:
        done = holdfast("collect", "aws", environment=_simulated(url))
    _assert_said(done, Exit.SOURCE_UNREAD, *words)
    _assert_whole(holdfast.folder, runs=2)


def test_a_clock_that_is_off_is_told_by_how_much(holdfast: Command) -> None:
    for even_sign_in in (True, False):
        with refusing("SignatureDoesNotMatch", even_sign_in=even_sign_in, ahead=timedelta(minutes=47)) as url:
            done = holdfast("collect", "aws", environment=_simulated(url))
        _assert_said(done, Exit.SOURCE_UNREAD, "this machine's clock is 47 minutes behind AWS's")
    _assert_whole(holdfast.folder, runs=3)


def test_a_reader_who_may_do_nothing_is_told_what_was_denied(holdfast: Command) -> None:
    with refusing("AccessDenied", even_sign_in=False) as url:
        done = holdfast("collect", "aws", environment=_simulated(url))
    _assert_said(done, Exit.SOURCE_UNREAD, "parts could not be read", "what depends on them is unknown")
    assert "was denied (AccessDenied)" in done.said
    assert "failed" not in done.said, "every call is denied, and nothing else"
    _assert_whole(holdfast.folder, runs=2)


def test_a_region_that_is_off_is_said_and_is_no_failure(holdfast: Command, moto_url: str) -> None:
    _write(holdfast, "holdfast.yaml", SETTINGS.replace("eu-west-1", "me-south-1"))
    done = holdfast("collect", "aws", environment=_simulated(moto_url))
    _assert_said(done, Exit.GOOD, "the region me-south-1 is not enabled")


def test_a_region_that_does_not_exist_is_wrong_use(holdfast: Command, moto_url: str) -> None:
    _write(holdfast, "holdfast.yaml", SETTINGS.replace("eu-west-1", "eu-middle-9"))
    done = holdfast("collect", "aws", environment=_simulated(moto_url))
    _assert_said(done, Exit.WRONG_USE, "there is no AWS region eu-middle-9", "like eu-west-1")


def test_every_problem_of_every_text_is_told_in_one_go(holdfast: Command) -> None:
    _write(holdfast, "teams.yaml", "- id: a\n  title: [x\n")
    _write(holdfast, "people.yaml", "- " * 100_000)
    _write(holdfast, "ownership.yaml", _bomb())
    _write(holdfast, "applicability.yaml", "a: " + "x" * 11_000_000)
    _write(holdfast, "scope.yaml", "a: !!python/object/apply:os.system [id]\n")
    _write(holdfast, "deadlines.yaml", "".join(f"k{number}: 1\n" for number in range(210_000)))
    for name, sql in _HOSTILE.items():
        _check(holdfast, f"acme.{name}", sql)
    _check(holdfast, "acme.control", NAMED, control="A.99.99")
    _check(holdfast, "acme.twice", NAMED)
    _check(holdfast, "acme.twice", NAMED, folder="checks/again")
    done = holdfast("evaluate")
    _assert_said(
        done,
        Exit.WRONG_USE,
        "teams.yaml:3: this is not YAML",
        "people.yaml:1: this is not YAML: this nests more than 64 levels deep",
        "ownership.yaml:",
        "applicability.yaml: the file has 11 MB",
        "scope.yaml:1: this is not YAML",
        "Tags (!something) are not used here",
        "deadlines.yaml:",
        "there are more than 200,000 values",
        "checks/acme.malformed.sql:12: this SQL cannot be read near",
        "checks/acme.control.sql:7: there is no control `A.99.99`",
        "is defined a second time; the first is checks/acme.twice.sql",
        *(f"checks/acme.{name}.sql:12:" for name in _HOSTILE),
    )
    assert not (holdfast.folder / "stolen.csv").exists()
    _assert_whole(holdfast.folder, runs=1)


#: What a hostile check might try; each is refused before anything runs.
_HOSTILE = {
    "malformed": "SELEC b FROM",
    "reads_files": BUCKETS.format(passed="(SELECT content FROM read_text('/etc/passwd')) <> ''"),
    "reads_secrets": BUCKETS.format(passed="getenv('AWS_SECRET_ACCESS_KEY') <> ''"),
    "attaches": "ATTACH '/etc/passwd' AS other",
    "copies": "COPY (SELECT 1) TO 'stolen.csv'",
    "says_more": NAMED + "; COPY (SELECT 1) TO 'stolen.csv'",
    "fills_memory": BUCKETS.format(passed="len(range(3000000000)) > 3"),
    "fills_text": BUCKETS.format(passed="length(repeat(b.arn, 1000000000)) > 3"),
    "installs": "INSTALL httpfs",
}


def test_a_check_without_end_is_stopped_and_costs_its_own_results_alone(holdfast: Command) -> None:
    _check(holdfast, "acme.endless", ENDLESS)
    _check(holdfast, "acme.named", NAMED)
    done = holdfast("evaluate", "--fail-on", "low", environment={"HOLDFAST_CHECK_SECONDS": "1"})
    _assert_said(
        done, Exit.FINDINGS, "acme.endless could not be asked, so its results are unknown", "longer than 1 seconds"
    )
    rows = holdfast("results", "--format", "csv", "--status", "all").out
    assert "acme.endless,arn:aws:s3:::kept,123456789012,eu-west-1,unknown" in rows
    assert "acme.named,arn:aws:s3:::kept,123456789012,eu-west-1,pass" in rows
    _assert_whole(holdfast.folder, runs=2)


@pytest.mark.parametrize("words", [("status",), ("collect",), ("doctor",)])
def test_a_manifest_that_was_cut_short_is_named(holdfast: Command, words: tuple[str, ...]) -> None:
    newest = holdfast.folder / ".holdfast/store/runs/0000000001.json"
    newest.write_bytes(newest.read_bytes()[:300])
    _assert_said(holdfast(*words), Exit.STORE_UNUSABLE, "0000000001.json", "manifest is damaged", "backup")


@pytest.mark.parametrize("cut", [True, False])
def test_a_file_of_facts_that_is_damaged_or_gone_is_named(holdfast: Command, cut: bool) -> None:  # noqa: FBT001  a case
    file = _facts_of_buckets(holdfast.folder)
    if cut:
        file.chmod(0o600)
        file.write_bytes(file.read_bytes()[:500])
    else:
        file.unlink()
    for verb in ("evaluate", "doctor"):
        _assert_said(holdfast(verb), Exit.STORE_UNUSABLE, file.name, "backup")
    assert holdfast("status").code == Exit.GOOD, "what does not rest on that file can still be read"


def test_a_store_of_a_newer_version_is_refused(holdfast: Command) -> None:
    (holdfast.folder / ".holdfast/store/FORMAT").write_text("99\n")
    for verb in ("collect", "status"):
        _assert_said(holdfast(verb), Exit.STORE_UNUSABLE, "the store has format 99", "Upgrade Holdfast")


def test_a_full_disk_is_said_and_the_last_run_survives(lived: Path, tmp_path: Path) -> None:
    with _small_disk(tmp_path / "disk") as mounted:
        folder = shutil.copytree(lived, tmp_path / "disk" / "company")
        holdfast = Command(folder)
        if mounted:
            _fill(tmp_path / "disk" / "filler")
            done = holdfast("collect", "backstage")
            _assert_said(done, Exit.STORE_UNUSABLE, "the disk is full", "Free some space", "earlier runs are intact")
            (tmp_path / "disk" / "filler").unlink()
        else:  # who may not mount a small disk gets a limit on files: another word from the system, the same refusal
            done = holdfast("collect", "backstage", before=_no_room_in_files)
            _assert_said(done, Exit.STORE_UNUSABLE, "the store cannot be written", "earlier runs are intact")
        _assert_whole(folder, runs=1)
        assert holdfast("collect", "backstage").code == Exit.GOOD, "with room again it goes on"


def test_a_folder_that_may_not_be_written_is_said(holdfast: Command) -> None:
    for place in [holdfast.folder, *(path for path in holdfast.folder.rglob("*") if path.is_dir())]:
        place.chmod(0o500)
    for words in (("collect", "backstage"), ("serve", "--port", "8499")):
        done = holdfast(*words, before=obey_permissions)
        _assert_said(done, Exit.STORE_UNUSABLE, "cannot", "Permission denied")
    assert holdfast("status", before=obey_permissions).code == Exit.GOOD, "reading needs no writing"
    for place in [holdfast.folder, *(path for path in holdfast.folder.rglob("*") if path.is_dir())]:
        place.chmod(0o700)
    _assert_whole(holdfast.folder, runs=1)


@pytest.mark.parametrize("how", ["damaged", "unreadable", "a folder", "half migrated"])
def test_a_database_that_cannot_be_used_is_not_served(holdfast: Command, how: str) -> None:
    database = holdfast.folder / ".holdfast/records.db"
    _spoil(database, how)
    serve = holdfast("serve", "--port", "8499", before=obey_permissions)
    _assert_said(serve, Exit.STORE_UNUSABLE, "records.db", "Nothing was changed")
    assert "The console is at" not in serve.said
    if how in {"damaged", "unreadable"}:
        collect = holdfast("collect", "company", "records", before=obey_permissions)
        _assert_said(collect, Exit.SOURCE_UNREAD, "What people recorded: not read", "records.db")
        for verb in (("exception", "list"), ("doctor",)):
            _assert_said(holdfast(*verb, before=obey_permissions), Exit.STORE_UNUSABLE, "records.db")


@pytest.mark.parametrize("verb", ["status", "collect", "evaluate", "serve", "doctor"])
def test_a_company_that_is_not_there_is_wrong_use_and_nothing_is_made(tmp_path: Path, verb: str) -> None:
    done = Command(tmp_path)(verb, "--company", "elsewhere")
    _assert_said(done, Exit.WRONG_USE, "elsewhere: there is no such folder", "--company", "holdfast init")
    assert list(tmp_path.iterdir()) == []


def test_settings_that_are_no_numbers_are_wrong_use(holdfast: Command) -> None:
    done = holdfast("status", environment={"HOLDFAST_MEMORY_MB": "much"})
    _assert_said(done, Exit.WRONG_USE, "HOLDFAST_MEMORY_MB", "'much'")


def test_a_company_cannot_be_made_where_nobody_may_write(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    done = Command(tmp_path)("init", "new", before=obey_permissions)
    tmp_path.chmod(0o700)
    _assert_said(done, Exit.WRONG_USE, "cannot write here", "Name a folder")


def _simulated(url: str) -> dict[str, str]:
    return {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        **_no_profiles(),
    }


def _no_profiles() -> dict[str, str]:
    return {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}


def _assert_said(done: Done, code: Exit, *words: str) -> None:
    assert done.code == code, done.said
    for word in words:
        assert word in done.said, f"{word!r} is not in:\n{done.said}"


def _assert_whole(folder: Path, *, runs: int) -> None:
    """Hold that there are so many runs, each of them whole, and that the first still has its results."""
    store = Store.open(folder / ".holdfast/store", catalogue(), create=False)
    assert store.sequences() == list(range(1, runs + 1))
    assert list(verify(store)) == []
    with store.reading(store.run(1)) as reading:
        assert int(str(reading.engine.rows("SELECT count(*) FROM results")[0][0])) > 100


def _write(holdfast: Command, name: str, text: str) -> None:
    (holdfast.folder / name).write_text(text)


def _check(holdfast: Command, name: str, sql: str, *, control: str = "A.8.3", folder: str = "checks") -> None:
    (holdfast.folder / folder).mkdir(parents=True, exist_ok=True)
    _write(holdfast, f"{folder}/{name}.sql", CHECK.format(id=name, control=control, sql=sql))


def _bomb() -> str:
    """Return a text of a few lines that stands for a thousand million values."""
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    return "\n".join(lines)


def _facts_of_buckets(folder: Path) -> Path:
    store = Store.open(folder / ".holdfast/store", catalogue(), create=False)
    head = store.head()
    assert head
    return path_of(store.root, head.tables["aws_s3_bucket"].files[0].name)


def _spoil(database: Path, how: str) -> None:
    if how == "a folder":
        database.mkdir()
    elif how == "damaged":
        database.write_bytes(b"this is no database" * 100)
    elif how == "unreadable":
        sqlite3.connect(database).close()
        database.touch()
        database.chmod(0o000)
    else:  # a table is there that the first migration wants to make
        with sqlite3.connect(database) as connection:
            connection.execute("CREATE TABLE accounts_user (id INTEGER)")


@contextmanager
def _small_disk(place: Path) -> Iterator[bool]:
    """Mount a small disk at ``place``; yield whether that was possible."""
    place.mkdir()
    mount = shutil.which("mount")
    mounted = (
        mount is not None
        and subprocess.run(  # noqa: S603  our own words
            [mount, "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(place)], capture_output=True, check=False
        ).returncode
        == 0
    )
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run([str(shutil.which("umount")), "-l", str(place)], check=True)  # noqa: S603  as above


def _fill(filler: Path) -> None:
    """Write until there is no room left."""
    with filler.open("wb", buffering=0) as file:
        for size in (65_536, 4096, 512):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue


def _no_room_in_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
