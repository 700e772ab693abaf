"""Ledgers: any moment's state is what replaying all changes gives, however files are laid out."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_samples import HASTY, HOUR, NOW, Row, again, new_store, results, state, write

from holdfast.facts.changes import Layout, LedgerError
from holdfast.facts.ledgers import ROLLUPS, SUBJECTS

if TYPE_CHECKING:
    from holdfast.facts.manifest import LedgerEntry, Manifest
    from holdfast.facts.store import Store

GONE = 4
FOR_EVER = timedelta(days=10_000)

runs = st.lists(
    st.tuples(
        st.dictionaries(st.tuples(st.integers(1, 3), st.integers(1, 4)), st.integers(0, GONE), max_size=6),
        st.sampled_from([1, 1, 1, 5, 24, 24 * 6, 24 * 40]),  # hours since the last run
        st.booleans(),  # whether the whole state is written too
    ),
    min_size=1,
    max_size=14,
)


@given(history=runs)
@settings(max_examples=25, deadline=None)
def test_the_state_of_every_run_is_what_replaying_the_changes_gives(
    history: list[tuple[dict[tuple[int, int], int], int, bool]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = new_store(Path(folder), HASTY)
        expected: dict[int, dict[tuple[int, int], int]] = {}
        stored: list[tuple[int, Row]] = []
        now: dict[tuple[int, int], int] = {}
        for changes, hours, current in history:
            manifest = write(store, [(*key, status) for key, status in changes.items()], hours * HOUR, current=current)
            now = {key: status for key, status in {**now, **changes}.items() if status != GONE}
            expected[manifest.sequence] = now
            stored += [(manifest.sequence, (*key, status)) for key, status in changes.items()]
            assert manifest.line.results == len(now)
            assert manifest.line.changed == len(changes)
        fresh = again(store)
        check_moments(fresh, expected)
        check_differences(fresh, expected)
        check_history(fresh, stored)
        fresh.retain(NOW + FOR_EVER)
        check_moments(again(store), expected)


def check_moments(store: Store, expected: dict[int, dict[tuple[int, int], int]]) -> None:
    for sequence, statuses in expected.items():
        assert state(store, store.run(sequence)) == statuses


def check_differences(store: Store, expected: dict[int, dict[tuple[int, int], int]]) -> None:
    sequences = sorted(expected)
    for earlier in sequences:
        for later in {earlier, *sequences[-2:]}:
            if later < earlier:
                continue
            old, new = expected[earlier], expected[later]
            differ = {(key, old.get(key), new.get(key, GONE)) for key in {*old, *new} if old.get(key) != new.get(key)}
            with store.reading(store.run(later)) as reading:
                view = reading.since(store.run(earlier))
                rows = reading.engine.rows(f"SELECT check_no, subject_id, was, status FROM {view}")
            assert {((check, subject), was, status) for check, subject, was, status in rows} == differ
            assert len(rows) == len(differ)


def check_history(store: Store, stored: list[tuple[int, Row]]) -> None:
    """Changes are never lost in folding. (A first run's tombstones say nothing, and are not kept.)"""
    head = store.head()
    assert head
    with store.reading(head) as reading:
        rows = reading.engine.rows("SELECT run, check_no, subject_id, status FROM results_changes")
    first = min((run for run, _ in stored), default=0)
    kept = [(run, row) for run, row in stored if run != first or row[2] != GONE]
    assert sorted(rows) == sorted((run, *row) for run, row in kept)


def files_read(entry: LedgerEntry) -> int:
    return 1 + len(entry.pending)


def busy(store: Store, runs: int, each: timedelta, changes: int) -> list[Manifest]:
    """Write runs over 2,000 results, a few of which change in each."""
    made = [write(store, [(1, subject, 2) for subject in range(2_000)])]
    for run in range(runs):
        rows = [(1, (run * changes + n) * 7 % 2_000, run % 3) for n in range(changes)]
        made.append(write(store, rows, each, current=False))
    return made


def test_a_moment_reads_some_thirty_files_at_most(tmp_path: Path) -> None:
    store = new_store(tmp_path, Layout(keyframe_least=10_000))
    made = busy(store, 12 * 9, 2 * HOUR, 5)
    assert max(files_read(run.ledgers["results"]) for run in made) <= 30
    assert max(len(run.ledgers["results"].changes) for run in made) <= 45


def test_many_runs_in_a_day_are_folded_within_the_day(tmp_path: Path) -> None:
    store = new_store(tmp_path, Layout(keyframe_least=10_000))
    made = busy(store, 110, timedelta(minutes=2), 1)
    assert max(files_read(run.ledgers["results"]) for run in made) <= 30


def test_a_keyframe_is_written_weekly(tmp_path: Path) -> None:
    store = new_store(tmp_path, Layout(keyframe_least=10_000))
    made = busy(store, 30, timedelta(days=1), 1)
    frames = [run.ledgers["results"].keyframe_at for run in made]
    assert [(b - a) // 86_400 for a, b in pairwise(frames) if b != a] == [7, 7, 7, 7]


def test_a_keyframe_is_written_when_a_tenth_has_changed(tmp_path: Path) -> None:
    store = new_store(tmp_path, Layout(keyframe_least=10))
    made = busy(store, 12, HOUR, 50)
    frames = [run.ledgers["results"].keyframe_run for run in made]
    assert frames == [1, 1, 1, 1, 1, 6, 6, 6, 6, 6, 11, 11, 11]


def test_finished_months_fold_into_one_file(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    made = busy(store, 72, timedelta(days=1), 2)
    spans = [change.span for change in made[-1].ledgers["results"].changes]
    assert spans.count("month") >= 2
    assert spans.count("day") <= 31 + 7


def test_the_first_run_is_one_file(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    entry = write(store, [(1, 1, 0), (1, 2, 2)]).ledgers["results"]
    assert entry.keyframe == entry.current == entry.changes[0].file


def test_only_the_newest_whole_state_is_kept(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    first = write(store, [(1, n, 2) for n in range(50)])
    second = write(store, [(1, 1, 0)])
    third = write(store, [(1, 2, 0)])
    fresh = again(store)
    before = state(fresh, second)  # this reader has the dropped file in its views
    freed = store.retain(NOW + FOR_EVER)
    assert freed.files == 1
    assert store.retain(NOW + FOR_EVER).files == 0
    assert state(fresh, second) == state(again(store), second) == before
    assert len(state(fresh, first)) == 50
    current = third.ledgers["results"].current
    assert current
    assert (store.root / "files" / current.name[:2] / current.name).exists()


def test_a_run_on_top_of_a_dropped_whole_state_is_right(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    write(store, [(1, n, 2) for n in range(50)])
    current = write(store, [(1, 1, 0)]).ledgers["results"].current
    assert current
    (store.root / "files" / current.name[:2] / current.name).unlink()
    after = write(again(store), [(1, 2, 0)])
    assert state(store, after) == {(1, n): 0 if n in {1, 2} else 2 for n in range(50)}


def test_what_is_young_or_named_is_not_removed(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    manifest = write(store, [(1, 1, 0)])
    with store.begin("run", NOW) as draft:
        draft.write_blob("content", b"of a run that is still at work")
        assert store.retain(NOW).files == 0
        assert draft.commit(NOW).blob("content")
    assert store.retain(NOW + FOR_EVER).files == 0
    assert state(store, manifest) == {(1, 1): 0}


def test_leftovers_of_a_killed_run_are_removed_when_old(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    manifest = write(store, [(1, 1, 0)])
    lost = store.begin("run", NOW)
    lost.write_blob("content", b"never committed")
    (store.root / "staging" / "1-abc-1.parquet").write_bytes(b"half")
    freed = store.retain(NOW + FOR_EVER)
    assert freed.files == 2
    assert freed.bytes == len(b"never committed" + b"half")
    assert state(store, manifest) == {(1, 1): 0}


def test_a_run_without_changes_costs_no_file(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    write(store, [(1, 1, 0)])
    before = len(list((store.root / "files").rglob("*.*")))
    manifest = write(store, [])
    assert len(list((store.root / "files").rglob("*.*"))) == before
    assert manifest.line.changed == 0
    assert state(store, manifest) == {(1, 1): 0}


def test_all_results_are_new_to_whom_knew_nothing(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    manifest = write(store, [(1, 1, 0)])
    with store.reading(manifest) as reading:
        view = reading.since(None)
        assert reading.engine.rows(f"SELECT check_no, subject_id, was, status FROM {view}") == [(1, 1, None, 0)]


def test_changes_backwards_are_refused(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    first, second = write(store, [(1, 1, 0)]), write(store, [(1, 1, 2)])
    with store.reading(first) as reading, pytest.raises(ValueError, match="run 2 is not earlier than run 1"):
        reading.since(second)


def test_a_draft_s_reading_has_its_changes(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    write(store, [(1, 1, 0), (1, 2, 0)])
    with store.begin("run", NOW + HOUR) as draft:
        draft.ledger("results").write(results([(1, 1, 2)]))
        with draft.reading() as reading:
            assert reading.engine.rows("SELECT status FROM results ORDER BY subject_id") == [(2,), (0,)]
        draft.ledger("results").write(results([(1, 2, GONE)]))
        with draft.reading() as reading:
            assert reading.engine.rows("SELECT status FROM results") == [(2,)]
        manifest = draft.commit(NOW + HOUR)
    assert state(again(store), manifest) == {(1, 1): 2}


def test_marked_tombstones_leave_subjects_and_rollups(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    subject = {"subject_id": [1, 2], "subject": ["a", "b"], **{n: ["", ""] for n in SUBJECTS.columns[2:9]}}
    subject |= {"tier": [1, 1], "customer_data": [False, False], "in_scope": [True, True], "scope_reason": ["", ""]}
    rollup = {"kind": ["team", "team"], "id": ["x", "y"], "status": ["effective", "failing"], "since": [0, 0]}
    rollup |= {name: [0, 0] for name in ROLLUPS.columns[4:11]} | {"sentence": ["", ""], "detail": ["[]", "[]"]}
    rollup |= {"effective": [0, 0], "assessable": [0, 0]}
    with store.begin("run", NOW) as draft:
        draft.ledger("subjects").write(pa.table(subject))
        draft.ledger("rollups").write(pa.table(rollup))
        draft.commit(NOW)
    with store.begin("run", NOW + HOUR) as draft:
        draft.ledger("subjects").write(pa.table({**subject, "gone": [False, True]}))
        draft.ledger("rollups").write(pa.table({**rollup, "gone": [True, False]}))
        manifest = draft.commit(NOW + HOUR)
    with store.reading(manifest) as reading:
        assert reading.engine.rows("SELECT subject_id FROM subjects") == [(1,)]
        assert reading.engine.rows("SELECT id FROM rollups") == [("y",)]
        assert reading.engine.rows('SELECT id, run, "at", gone FROM rollups_changes ORDER BY run, id') == [
            ("x", 1, int(NOW.timestamp()), False),
            ("y", 1, int(NOW.timestamp()), False),
            ("x", 2, int((NOW + HOUR).timestamp()), True),
            ("y", 2, int((NOW + HOUR).timestamp()), False),
        ]


def test_a_key_twice_in_one_run_is_refused(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    with store.begin("run", NOW) as draft:
        draft.ledger("results").write(results([(1, 1, 0)]))
        draft.ledger("results").write(results([(1, 1, 2)]))
        with pytest.raises(LedgerError, match="check_no=1, subject_id=1 twice"):
            draft.commit(NOW)
    assert store.head() is None


def test_a_key_twice_is_found_in_a_large_change_too(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    rows = [(n % 60, n // 60, n % 3) for n in range(250_000)]
    with store.begin("run", NOW) as draft:
        draft.ledger("results").write(results([*rows, (7, 1000, 2)]))
        with pytest.raises(LedgerError, match="check_no=7, subject_id=1000 twice"):
            draft.commit(NOW)


def test_other_columns_and_types_are_refused(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    with store.begin("run", NOW) as draft:
        ledger = draft.ledger("results")
        with pytest.raises(LedgerError, match="lacks the columns"):
            ledger.write(results([(1, 1, 0)]).drop_columns(["since"]))
        with pytest.raises(LedgerError, match=r"does not know.*extra"):
            ledger.write(results([(1, 1, 0)]).append_column("extra", pa.array([1])))
        with pytest.raises(LedgerError, match="other types"):
            ledger.write(results([(1, 1, 0)]).set_column(0, "check_no", pa.array(["one"])))


def test_a_large_change_is_streamed_and_sorted(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    rows = results([(n % 60, n // 60, n % 3) for n in range(450_000)])
    with store.begin("run", NOW) as draft:
        assert (
            draft.ledger("results").write(pa.RecordBatchReader.from_batches(rows.schema, rows.to_batches(50_000)))
            == 450_000
        )
        manifest = draft.commit(NOW)
    assert manifest.line.results == 450_000
    assert list((store.root / "staging").iterdir()) == []
    with store.reading(manifest) as reading:
        first = reading.engine.rows("SELECT status, severity, check_no FROM results LIMIT 1")
        assert first == [(0, 0, 0)]
        assert reading.engine.rows("SELECT count(*) FROM results WHERE status = 1") == [(150_000,)]
