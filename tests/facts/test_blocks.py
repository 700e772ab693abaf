"""A first run's results come in blocks; what is stored is what a sort would have stored."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from store_samples import NOW, new_store, state, write

from holdfast.facts import blocks
from holdfast.facts.changes import LedgerError
from holdfast.facts.files import path_of
from holdfast.facts.ledgers import RESULTS

if TYPE_CHECKING:
    from pathlib import Path

    from holdfast.facts.manifest import Manifest
    from holdfast.facts.store import Store


def same(check: int, status: int) -> dict[str, int | str | None]:
    return {"check_no": check, "status": status, "severity": check % 4, "since": 7, "failing_since": None}


def rows(subjects: list[int], reason: str | None) -> pa.Table:
    return pa.table(
        {"subject_id": pa.array(subjects, pa.int32()), "reason": pa.array([reason] * len(subjects), pa.string())}
    )


def written(store: Store, given: dict[tuple[int, int], list[int]]) -> Manifest:
    with store.begin("run", NOW) as draft:
        for (check, status), subjects in given.items():
            draft.ledger("results").write_block(same(check, status), rows(subjects, None if status else "why"))
        return draft.commit(NOW)


@pytest.mark.parametrize("held", [blocks._HELD_BYTES, 4_000], ids=["in memory", "on the disk"])  # noqa: SLF001
def test_blocks_are_stored_in_the_ledgers_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: int) -> None:
    monkeypatch.setattr(blocks, "_HELD_BYTES", held)
    chance = random.Random(1)  # noqa: S311  the same every time
    given: dict[tuple[int, int], list[int]] = {}
    for check in range(1, 9):
        subjects = chance.sample(range(90_000), 12_000)
        for status in range(4):
            given[check, status] = subjects[status::4]
    store = new_store(tmp_path)
    manifest = written(store, given)
    assert state(store, manifest) == {(c, s): status for (c, status), subjects in given.items() for s in subjects}
    keyframe = manifest.ledgers["results"].keyframe
    assert keyframe
    stored = pq.read_table(path_of(store.root, keyframe.name), columns=list(RESULTS.order)).to_pylist()
    ordered = [tuple(row.values()) for row in stored]
    assert ordered == sorted(ordered)
    assert len(ordered) == manifest.line.results == manifest.line.changed == 96_000
    assert not list((store.root / "staging").glob("*.arrow"))


def test_a_later_run_takes_blocks_as_changes(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    write(store, [(1, 1, 0), (1, 2, 0)])
    manifest = written(store, {(1, 2): [2, 3]})
    assert state(store, manifest) == {(1, 1): 0, (1, 2): 2, (1, 3): 2}


def test_one_subject_in_two_blocks_of_a_check_is_a_mistake(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    with pytest.raises(LedgerError, match="twice"):
        written(store, {(1, 0): [1, 2], (1, 2): [2, 3]})
