"""The store: runs become visible whole, one after another, and every moment can be asked."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from store_samples import BUCKET, CATALOGUE, HOUR, NOW, TEAM, again, bucket, names, new_store, read, state, team, write

from holdfast.errors import Exit, StoreError
from holdfast.facts.duckdb import QueryError
from holdfast.facts.ledgers import CheckLine
from holdfast.facts.store import Store
from holdfast.facts.tables import Catalogue, Column, State, Type

if TYPE_CHECKING:
    from pathlib import Path

    from holdfast.facts.manifest import Manifest


def collected(store: Store, *buckets: dict[str, object], hours: int = 0) -> Manifest:
    now = NOW + hours * HOUR
    with store.begin("collect", now) as draft:
        draft.write_table(BUCKET, buckets, [read(BUCKET)])
        return draft.commit(now)


def test_a_new_store_has_no_run(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    assert store.head() is None
    assert store.at(NOW) is None
    assert store.manifests() == []


def test_where_no_store_is_the_error_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="holdfast collect") as caught:
        Store.open(tmp_path / "none", CATALOGUE, create=False)
    assert caught.value.exit is Exit.STORE_UNUSABLE
    assert not (tmp_path / "none").exists()


def test_a_newer_format_asks_for_an_upgrade(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    (store.root / "FORMAT").write_text("2\n")
    with pytest.raises(StoreError, match="Upgrade Holdfast"):
        again(store)


def test_an_unreadable_format_is_named(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    (store.root / "FORMAT").write_text("soon\n")
    with pytest.raises(StoreError, match="FORMAT"):
        again(store)


def test_facts_come_back_as_they_were_given(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    manifest = collected(store, bucket("a", tags={"z": "1", "a": "2"}, versioned=None))
    with again(store).reading(manifest) as reading:
        row = reading.engine.dicts("SELECT * FROM aws_s3_bucket")[0]
    assert row == {**bucket("a", tags={"a": "2", "z": "1"}, versioned=None), "made_at": NOW.replace(tzinfo=None)}
    assert manifest.files("aws_s3_bucket")[0].is_file()


def test_a_draft_is_invisible_until_it_is_committed_and_leaves_nothing(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    with store.begin("collect", NOW) as draft:
        draft.write_table(BUCKET, [bucket("a")])
        with draft.reading() as reading:
            assert reading.engine.rows("SELECT name FROM aws_s3_bucket") == [("a",)]
        assert again(store).head() is None
    assert again(store).head() is None
    assert list((store.root / "staging").iterdir()) == []


def test_a_source_that_is_not_collected_is_carried_over(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    with store.begin("collect", NOW) as draft:
        draft.write_table(BUCKET, [bucket("a")], [read(BUCKET)])
        draft.write_table(TEAM, [team("payments")], [read(TEAM, "")])
        draft.commit(NOW)
    manifest = collected(store, bucket("b"), hours=1)
    assert names(store, manifest) == ["b"]
    with store.reading(manifest) as reading:
        assert reading.engine.rows("SELECT id FROM org_team") == [("payments",)]
        assert reading.engine.rows('SELECT source, "table", run FROM coverage ORDER BY 1') == [
            ("aws", "aws_s3_bucket", 2),
            ("company", "org_team", 1),
        ]


def test_an_unchanged_account_keeps_its_file_whatever_the_order_of_rows(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    rows = [bucket(f"{account}-{n}", account) for account in ("111111111111", "222222222222") for n in range(2_000)]
    first = collected(store, *rows)
    second = collected(store, *reversed(rows), hours=1)
    assert second.tables["aws_s3_bucket"] == first.tables["aws_s3_bucket"]
    third = collected(store, *rows, bucket("c", "222222222222"), hours=2)
    one, other = first.files("aws_s3_bucket")
    assert one in third.files("aws_s3_bucket")
    assert other not in third.files("aws_s3_bucket")
    assert len(list((store.root / "files").rglob("*.parquet"))) == 3 + 1  # the coverage is the same in all


def test_accounts_with_few_rows_share_a_file(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    rows = [bucket(f"{n}", f"{n:012}") for n in range(100)]
    assert len(collected(store, *rows).files("aws_s3_bucket")) == 1


def test_an_account_that_comes_leaves_most_files_as_they_are(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    rows = [bucket(f"{n}", f"{n % 100:012}") for n in range(6_000)]
    first = collected(store, *rows)
    second = collected(store, *rows, bucket("new", "999999999999"), hours=1)
    before, after = set(first.files("aws_s3_bucket")), set(second.files("aws_s3_bucket"))
    assert len(before) == len(after) == len(before & after) + 1 == 4


def test_a_source_s_coverage_is_replaced_whole(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    collected(store, bucket("a"))
    with store.begin("collect", NOW + HOUR) as draft:
        draft.write_coverage("aws", [read(BUCKET, "1", State.DENIED)])
        draft.write_coverage("aws", [read(BUCKET, "2")])
        manifest = draft.commit(NOW + HOUR)
    assert manifest.line.unread == 1
    with store.reading(manifest) as reading:
        assert reading.engine.rows("SELECT account_id, state FROM coverage ORDER BY 1") == [
            ("1", "denied"),
            ("2", "read"),
        ]


def test_a_table_that_was_never_collected_is_empty_and_typed(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    manifest = write(store, [])
    with store.reading(manifest) as reading:
        assert reading.engine.arrow("SELECT * FROM org_team").num_rows == 0
        for view in ("coverage", "checks", "subjects", "results", "rollups", "results_changes"):
            assert reading.engine.rows(f"SELECT * FROM {view}") == []
        with pytest.raises(QueryError, match="nonesuch"):
            reading.engine.rows("SELECT * FROM nonesuch")


def test_a_column_that_old_facts_lack_is_unknown(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    manifest = collected(store, bucket("a"))
    grown = replace(BUCKET, columns=(*BUCKET.columns, Column("public", Type.BOOL, "New.")))
    with Store.open(store.root, Catalogue([grown]), create=False).reading(manifest) as reading:
        assert reading.engine.rows("SELECT name, versioned, public FROM aws_s3_bucket") == [("a", True, None)]


def test_a_column_whose_meaning_changed_is_unknown_in_old_facts(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    manifest = collected(store, bucket("a"))
    changed = replace(BUCKET, version=2)
    with Store.open(store.root, Catalogue([changed]), create=False).reading(manifest) as reading:
        assert reading.engine.rows("SELECT arn, versioned FROM aws_s3_bucket") == [("arn:aws:s3:::a", None)]


def test_a_moment_is_the_newest_run_that_had_finished(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    runs = [collected(store, bucket(f"b{hour}"), hours=hour) for hour in range(5)]
    fresh = again(store)
    assert fresh.at(NOW - HOUR) is None
    assert fresh.at(NOW) == runs[0]
    assert fresh.at(NOW + 2.5 * HOUR) == runs[2]
    assert fresh.at(NOW + 99 * HOUR) == fresh.at(None) == runs[4]
    assert [line.sequence for line in fresh.manifests()] == [5, 4, 3, 2, 1]
    assert fresh.manifests(limit=1) == [runs[4].line]


def test_runs_follow_each_other_though_the_clock_is_set_back(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    first = collected(store, bucket("a"), hours=5)
    second = collected(store, bucket("b"), hours=0)
    assert second.finished == first.finished
    assert store.at(first.finished) == second


def test_of_two_writers_the_first_to_commit_wins(tmp_path: Path) -> None:
    store, other = new_store(tmp_path), new_store(tmp_path)
    mine, theirs = store.begin("run", NOW), other.begin("run", NOW)
    mine.write_table(BUCKET, [bucket("mine")])
    theirs.write_table(BUCKET, [bucket("theirs")])
    theirs.commit(NOW)
    with pytest.raises(StoreError, match="another run was committed first"):
        mine.commit(NOW)
    mine.close()
    head = store.head()
    assert head
    assert head.sequence == 1
    assert names(store, head) == ["theirs"]


def test_of_many_writers_at_once_exactly_one_commits(tmp_path: Path) -> None:
    stores = [new_store(tmp_path) for _ in range(6)]
    barrier = threading.Barrier(len(stores))
    won: list[str] = []

    def race(store: Store, name: str) -> None:
        with store.begin("run", NOW) as draft:
            draft.write_table(BUCKET, [bucket(name)])
            barrier.wait()
            try:
                draft.commit(NOW)
            except StoreError:
                return
            won.append(name)

    threads = [threading.Thread(target=race, args=(store, f"b{n}")) for n, store in enumerate(stores)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    head = again(stores[0]).head()
    assert head
    assert names(stores[0], head) == won


def test_the_lock_says_who_holds_it(tmp_path: Path) -> None:
    store, other = new_store(tmp_path), new_store(tmp_path)
    with store.lock():
        holder = json.loads((store.root / "lock.holder").read_text())
        with pytest.raises(StoreError, match=f"process {holder['pid']} .*since {holder['since'][:4]}"), other.lock():
            pass
    with other.lock(wait=1):
        pass


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    code = (
        "import sys, time; from pathlib import Path; from holdfast.facts.store import Store;"
        "from holdfast.facts.tables import Catalogue;"
        "store = Store.open(Path(sys.argv[1]), Catalogue([]), create=False)\n"
        "with store.lock(): print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(store.root)], stdout=subprocess.PIPE) as process:  # noqa: S603
        try:
            assert process.stdout
            assert process.stdout.readline() == b"held\n"
            with pytest.raises(StoreError, match=f"process {process.pid} "), store.lock():
                pass
        finally:
            process.kill()
    with store.lock(wait=5):
        pass


def line(check: str, title: str = "") -> CheckLine:
    return CheckLine(check, title or check, 1, "aws_s3_bucket", "cloud-infrastructure")


def test_a_check_keeps_its_number_for_ever(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    with store.begin("run", NOW) as draft:
        assert draft.write_checks([line("b"), line("a")]) == {"a": 1, "b": 2}
        draft.commit(NOW)
    with store.begin("run", NOW) as draft:
        assert draft.write_checks([line("aa"), line("b", "renamed")]) == {"b": 2, "aa": 3}
        draft.commit(NOW)
    with store.begin("run", NOW) as draft:
        assert draft.write_checks([line("a"), line("b"), line("aa")]) == {"a": 1, "b": 2, "aa": 3}
    head = store.head()
    assert head
    with store.reading(head) as reading:
        rows = reading.engine.rows("SELECT check_no, check_id, title, live FROM checks ORDER BY 1")
    assert rows == [(1, "a", "a", False), (2, "b", "renamed", True), (3, "aa", "aa", True)]


def test_a_number_is_taken_once(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    with store.begin("run", NOW) as draft:
        assert draft.take("subject_id", 10) == 1
        assert draft.take("subject_id") == 11
        draft.commit(NOW)
    with store.begin("run", NOW) as draft:
        assert draft.take("subject_id") == 12


def test_blobs_come_back_and_are_carried_over(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    with store.begin("run", NOW) as draft:
        draft.write_blob("content", b"{}")
        draft.commit(NOW)
    manifest = collected(store, bucket("a"))
    assert manifest.blob("content") == b"{}"
    assert manifest.blob("nonesuch") is None


def test_a_reading_is_cheap_to_open(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    for n in range(20):
        collected(store, bucket(f"b{n}"), hours=n)
    fresh = again(store)
    fresh.reading(fresh.run(1)).close()  # starts DuckDB, once in a process
    seconds = []
    for sequence in range(2, 21):
        started = time.perf_counter()
        fresh.reading(fresh.run(sequence)).close()
        seconds.append(time.perf_counter() - started)
    assert statistics.median(seconds) < 0.02


def test_many_threads_read_many_runs(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    runs = [collected(store, bucket(f"b{n}"), hours=n) for n in range(12)]
    wrong: list[object] = []

    def ask(first: int) -> None:
        for n in range(30):
            run = (first + n) % len(runs)
            try:
                found = names(store, runs[run])
            except Exception as error:  # noqa: BLE001  a thread's error must reach the test
                wrong.append(error)
                return
            if found != [f"b{run}"]:
                wrong.append((run, found))

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_readings_that_nobody_closes_are_given_back(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    for n in range(30):
        manifest = collected(store, bucket(f"b{n}"), hours=n)
        assert store.reading(manifest).engine.rows("SELECT name FROM aws_s3_bucket") == [(f"b{n}",)]
    with store.reading(manifest) as reading:
        schemas = reading.engine.rows("SELECT count(*) FROM duckdb_schemas() WHERE schema_name LIKE 'run_%'")
    assert int(str(schemas[0][0])) <= 10


def test_temporary_tables_of_one_reading_are_unseen_by_another(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    manifest = write(store, [(1, 1, 0)])
    with store.reading(manifest) as one, store.reading(manifest) as other:
        one.engine.execute("CREATE TEMP TABLE mine AS SELECT * FROM results")
        with pytest.raises(QueryError):
            other.engine.rows("SELECT * FROM mine")


def test_another_process_s_runs_are_seen_at_once(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    assert store.head() is None
    write(again(store), [(1, 1, 0)])
    head = store.head()
    assert head
    assert state(store, head) == {(1, 1): 0}
