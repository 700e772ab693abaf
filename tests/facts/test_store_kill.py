"""kill -9 at any moment of a writing loop: the newest visible run is always whole."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from store_samples import NOW, again, new_store

from holdfast.facts.verify import verify

WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from store_samples import BUCKET, CATALOGUE, HASTY, HOUR, NOW, bucket, read, results
from holdfast.facts.store import Store

store = Store.open(Path(sys.argv[1]), CATALOGUE, create=False, layout=HASTY)
print("ready", flush=True)
while True:
    with store.lock(wait=5):
        head = store.head()
        run = head.sequence + 1 if head else 1
        with store.begin("run", NOW + run * 5 * HOUR) as draft:
            draft.write_table(BUCKET, [bucket(f"b{n}", str(n % 3), size=run) for n in range(30)], [read(BUCKET)])
            draft.write_blob("content", str(run).encode())
            draft.ledger("results").write(results([(run % 5, n, run % 3) for n in range(run % 7 + 1)]))
            draft.commit(NOW + run * 5 * HOUR)
"""


def expected(runs: int) -> dict[tuple[int, int], int]:
    """Return what the writer's results are after so many runs."""
    return {(run % 5, n): run % 3 for run in range(1, runs + 1) for n in range(run % 7 + 1)}


@pytest.mark.slow
def test_the_newest_run_is_whole_after_each_of_fifty_kills(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    chance = random.Random()  # noqa: S311  a moment, not a secret
    here = str(Path(__file__).parent)
    seen = 0
    for _ in range(50):
        with subprocess.Popen(  # noqa: S603  our own
            [sys.executable, "-c", WRITER, str(store.root), here], stdout=subprocess.PIPE
        ) as process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(chance.uniform(0, 0.25))
            process.kill()
        fresh = again(store)
        head = fresh.head()
        if head is None:
            continue
        assert head.sequence >= seen
        seen = head.sequence
        with fresh.reading(head) as reading:
            assert reading.engine.rows("SELECT count(*), min(size), max(size) FROM aws_s3_bucket") == [(30, seen, seen)]
            rows = reading.engine.rows("SELECT check_no, subject_id, status FROM results")
        assert {(check, subject): status for check, subject, status in rows} == expected(seen)
        assert head.blob("content") == str(seen).encode()
    assert seen > 10
    assert list(verify(again(store))) == []
    again(store).retain(NOW.replace(year=2100))
    assert list((store.root / "staging").iterdir()) == []
    assert list(verify(again(store))) == []
