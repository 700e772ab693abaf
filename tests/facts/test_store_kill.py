"""kill -9 at any moment of a writing loop: the newest visible run is always whole."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from store_samples import NOW, again, new_store

from holdfast.facts.verify import verify

if TYPE_CHECKING:
    from holdfast.facts.store import Store

#: Imports once, then forks a writer for each line that it is given, and prints the writer's pid.
NURSERY = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from store_samples import BUCKET, CATALOGUE, HASTY, HOUR, NOW, bucket, read, results
from holdfast.facts.store import Store

def loop():
    store = Store.open(Path(sys.argv[1]), CATALOGUE, create=False, layout=HASTY)
    while True:
        with store.lock(wait=5):
            head = store.head()
            run = head.sequence + 1 if head else 1
            with store.begin("run", NOW + run * 5 * HOUR) as draft:
                draft.write_table(BUCKET, [bucket(f"b{n}", str(n % 3), size=run) for n in range(30)], [read(BUCKET)])
                draft.write_blob("content", str(run).encode())
                draft.ledger("results").write(results([(run % 5, n, run % 3) for n in range(run % 7 + 1)]))
                draft.commit(NOW + run * 5 * HOUR)

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for _ in sys.stdin:
    pid = os.fork()
    if not pid:
        loop()
    print(pid, flush=True)
"""


def expected(runs: int) -> dict[tuple[int, int], int]:
    """Return what the writer's results are after so many runs."""
    return {(run % 5, n): run % 3 for run in range(1, runs + 1) for n in range(run % 7 + 1)}


def seconds_to_a_run(nursery: subprocess.Popen[str], store: Store) -> float:
    """Return how long a new writer takes to its first run on top of another's.

    Kills within twice that fall into all parts of a run, and about half of them after one.
    """
    took = 0.0
    for _ in range(2):  # the first finds an empty store, which is quicker than any later one
        before = newest(store)
        writer = start_one(nursery)
        started = time.perf_counter()
        while newest(store) == before:
            assert time.perf_counter() - started < 60, "a writer that nobody kills commits nothing"
            time.sleep(0.001)
        took = time.perf_counter() - started
        end(writer)
    return took


def newest(store: Store) -> int:
    """Return the newest visible run's number, 0 if there is none."""
    head = again(store).head()
    return head.sequence if head else 0


@pytest.mark.slow
def test_the_newest_run_is_whole_after_each_of_fifty_kills(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    chance = random.Random()  # noqa: S311  a moment, not a secret
    here = str(Path(__file__).parent)
    seen = 0
    with subprocess.Popen(  # noqa: S603  our own
        [sys.executable, "-c", NURSERY, str(store.root), here], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as nursery:
        run = seconds_to_a_run(nursery, store)
        for _ in range(50):
            writer = start_one(nursery)
            time.sleep(chance.uniform(0, 2 * run))
            end(writer)
            seen = check_whole(again(store), seen)
    assert seen > 5
    assert list(verify(again(store))) == []
    again(store).retain(NOW.replace(year=2100))
    assert list((store.root / "staging").iterdir()) == []
    assert list(verify(again(store))) == []


def start_one(nursery: subprocess.Popen[str]) -> int:
    """Let a new writer work, and return its process."""
    assert nursery.stdin
    assert nursery.stdout
    nursery.stdin.write("go\n")
    nursery.stdin.flush()
    return int(nursery.stdout.readline())


def end(writer: int) -> None:
    """Kill a writer and wait until it is gone."""
    os.kill(writer, signal.SIGKILL)
    with suppress(ProcessLookupError):
        while True:
            os.kill(writer, 0)
            time.sleep(0.001)


def check_whole(store: Store, seen: int) -> int:
    """Hold the newest run to what the writer wrote; return its number."""
    head = store.head()
    if head is None:
        return 0
    run = head.sequence
    assert run >= seen
    with store.reading(head) as reading:
        assert reading.engine.rows("SELECT count(*), min(size), max(size) FROM aws_s3_bucket") == [(30, run, run)]
        rows = reading.engine.rows("SELECT check_no, subject_id, status FROM results")
    assert {(check, subject): status for check, subject, status in rows} == expected(run)
    assert head.blob("content") == str(run).encode()
    return run
