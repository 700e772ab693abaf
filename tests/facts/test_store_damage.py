"""Damage and full disks: the error names the file and what to do, and other runs are intact."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from store_samples import BUCKET, CATALOGUE, HOUR, NOW, again, bucket, names, new_store, results, state, write

from holdfast.errors import Exit, StoreError
from holdfast.facts.store import Store
from holdfast.facts.verify import verify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from holdfast.facts.manifest import Manifest
    from holdfast.facts.store import Draft


def collected(store: Store, name: str) -> Manifest:
    head = store.head()
    now = head.finished + HOUR if head else NOW
    with store.begin("collect", now) as draft:
        draft.write_table(BUCKET, [bucket(name, size=n, arn=f"arn:{name}:{n}") for n in range(500)])
        draft.ledger("results").write(results([(1, now.hour, 0)]))
        return draft.commit(now)


def path_of(store: Store, manifest: Manifest) -> Path:
    return store.root / "runs" / f"{manifest.sequence:010d}.json"


def overwrite(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.write_bytes(change(path.read_bytes()))


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[: len(data) // 2],
        lambda data: data[:20],
        lambda _: b"",
        lambda data: data.replace(b'"rows":500', b'"rows":501', 1),
        lambda _: b"\xff\xfe\x00",
        lambda _: b"[]\n[]\n",
        lambda _: b'{"run":{},\n"body":{}\n}\n',
    ],
    ids=["half", "start", "empty", "one number", "not text", "another json", "no fields"],
)
def test_a_damaged_manifest_is_named_and_earlier_runs_are_intact(
    tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    store = new_store(tmp_path)
    first, second = collected(store, "a"), collected(store, "b")
    overwrite(path_of(store, second), change)
    fresh = again(store)
    with pytest.raises(StoreError, match=r"0000000002\.json.*damaged(.|\n)*intact(.|\n)*holdfast doctor") as caught:
        fresh.head()
    assert caught.value.exit is Exit.STORE_UNUSABLE
    with pytest.raises(StoreError, match="damaged"):
        fresh.begin("run", NOW)
    assert names(fresh, fresh.run(first.sequence)) == ["a"] * 500
    assert [damage.first for damage in verify(fresh)] == [2]


def test_nothing_is_removed_while_a_manifest_is_damaged(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    collected(store, "a")
    second = collected(store, "b")
    before = sorted((store.root / "files").rglob("*.*"))
    overwrite(path_of(store, second), lambda data: data[:-30])
    with pytest.raises(StoreError, match="nothing was removed"):
        again(store).retain(NOW + 10_000 * HOUR)
    assert sorted((store.root / "files").rglob("*.*")) == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: data[: len(data) // 2], "bytes, not"),
        (lambda data: data + b"more", "bytes, not"),
        (lambda data: b"\0" * len(data), "does not hold what was written"),
        (lambda data: data[:-900] + b"\0" * 300 + data[-600:], "does not hold what was written"),
        (lambda data: data[:-210] + b"\0" * 10 + data[-200:], "does not hold what was written"),
        (lambda data: data[:4] + b"\x55" * 2000 + data[2004:], "does not hold what was written"),
    ],
    ids=["truncated", "longer", "zeros", "footer", "a few bytes", "pages"],
)
def test_a_damaged_file_is_named_and_other_runs_are_intact(
    tmp_path: Path, change: Callable[[bytes], bytes], said: str
) -> None:
    store = new_store(tmp_path)
    first, second = collected(store, "a"), collected(store, "b")
    broken = second.files("aws_s3_bucket")[0]
    overwrite(broken, change)
    fresh = again(store)
    with fresh.reading(second) as reading, pytest.raises(StoreError, match=rf"{broken.name}.*{said}(.|\n)*intact"):
        reading.engine.rows("SELECT * FROM aws_s3_bucket")
    assert state(fresh, second) == {(1, 12): 0, (1, 13): 0}
    assert names(fresh, first) == ["a"] * 500
    assert [(damage.where, damage.first) for damage in verify(fresh)] == [(str(broken), 2)]


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    manifest = collected(store, "a")
    manifest.files("aws_s3_bucket")[0].unlink()
    with again(store).reading(manifest) as reading, pytest.raises(StoreError, match=r"parquet.*No such file"):
        reading.engine.arrow("SELECT * FROM aws_s3_bucket")


def test_a_damaged_blob_is_named(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    with store.begin("run", NOW) as draft:
        draft.write_blob("content", b"intent")
        manifest = draft.commit(NOW)
    overwrite(store.root / "files" / manifest.blobs["content"].name[:2] / manifest.blobs["content"].name, bytes.upper)
    with pytest.raises(StoreError, match="does not hold what was written"):
        manifest.blob("content")


def test_a_damaged_leftover_under_the_same_name_is_replaced(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    manifest = collected(store, "a")
    broken = manifest.files("aws_s3_bucket")[0]
    overwrite(broken, lambda data: b"\0" * len(data))
    again_written = collected(again(store), "a")
    assert again_written.files("aws_s3_bucket") == [broken]
    assert names(again(store), manifest) == ["a"] * 500


def test_a_backup_without_its_empty_folders_goes_on(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    write(store, [(1, 1, 0)])
    shutil.rmtree(store.root / "staging")
    assert state(store, write(again(store), [(1, 2, 0)])) == {(1, 1): 0, (1, 2): 0}


def test_a_store_whose_runs_are_gone_says_so(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    shutil.rmtree(store.root / "runs")
    with pytest.raises(StoreError, match="runs cannot be listed"):
        again(store).head()


@pytest.mark.parametrize("nth", range(1, 12))
def test_a_disk_that_fills_up_at_any_write_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    store = new_store(tmp_path)
    first = collected(store, "a")
    real, calls = os.fsync, 0

    def fsync(handle: int) -> None:
        nonlocal calls
        calls += 1
        if calls == nth:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    failed: StoreError | None = None
    try:
        collected(store, "b")
    except StoreError as error:
        failed = error
    assert bool(failed) == (calls >= nth)
    if failed:
        assert "the disk is full" in str(failed)
        assert failed.exit is Exit.STORE_UNUSABLE
    monkeypatch.setattr(os, "fsync", real)
    fresh = again(store)
    assert names(fresh, first) == ["a"] * 500
    head = fresh.head()
    assert head
    assert names(fresh, head) == ([["a"], ["b"]][head.sequence - 1]) * 500
    assert names(fresh, collected(fresh, "c")) == ["c"] * 500
    assert list(verify(again(store))) == []


@contextmanager
def small_disk(path: Path, size: str) -> Iterator[Path]:
    """Mount a little file system in memory; skip where that is not allowed."""
    path.mkdir()
    mount = shutil.which("mount") or "mount"
    done = subprocess.run([mount, "-t", "tmpfs", "-o", f"size={size}", "tmpfs", path], check=False, capture_output=True)  # noqa: S603
    if done.returncode:
        pytest.skip("mounting a small disk is not allowed here")
    try:
        yield path
    finally:
        subprocess.run([shutil.which("umount") or "umount", "-l", path], check=False)  # noqa: S603


def test_a_truly_full_disk_is_said_and_survived(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "4m") as disk:
        store = Store.open(disk / "store", CATALOGUE, create=True)
        write(store, [(1 + subject % 3, subject * 7919 % 100_003, 0) for subject in range(100_000)])
        first = collected(store, "a")
        with (disk / "filler").open("wb") as filler:
            filler.write(b"x" * (shutil.disk_usage(disk).free - 60_000))
        many = results([(4, subject, subject % 3) for subject in range(300_000)])
        attempts: list[Callable[[Draft], object]] = [
            lambda draft: draft.ledger("results").write(many),
            # So much changed that the whole state is written, which does not fit.
            lambda draft: draft.ledger("results").write(results([(1, subject, 0) for subject in range(3_000)])),
            lambda draft: draft.write_blob("content", os.urandom(400_000)),
            lambda draft: draft.write_table(BUCKET, [bucket(f"{os.urandom(9).hex()}") for n in range(20_000)]),
        ]
        for attempt in attempts:
            with store.begin("run", NOW + HOUR) as draft, pytest.raises(StoreError, match="the disk is full"):  # noqa: PT012
                attempt(draft)
                draft.commit(NOW + HOUR)
            assert list((store.root / "staging").iterdir()) == []
        assert again(store).head() == first
        assert names(again(store), first) == ["a"] * 500
        (disk / "filler").unlink()
        assert names(again(store), collected(store, "b")) == ["b"] * 500
        assert list(verify(again(store))) == []
