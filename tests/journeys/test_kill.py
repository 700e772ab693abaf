"""kill -9 at any moment of collecting and judging: the last visible run is always whole."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from holdfast.collectors.registry import catalogue
from holdfast.facts.store import Store
from holdfast.facts.verify import verify

if TYPE_CHECKING:
    from pathlib import Path

    from simulated_account import SimulatedAws

pytestmark = pytest.mark.minutes

_TIMES = 50
#: The command as it is, but that of AWS's services it reads a handful: dying is the same with all, and takes long.
_PROGRAM = """
from holdfast.collectors import aws
from holdfast.cli import main
few = {"account", "ec2 storage", "iam", "kms", "s3", "sqs"}
aws.SERVICES = tuple(service for service in aws.SERVICES if service.name in few)
main()
"""
_COMMAND = [sys.executable, "-c", _PROGRAM, "run"]


@pytest.mark.slow
def test_the_last_visible_run_is_whole_however_often_it_is_killed(aws: SimulatedAws, tmp_path: Path) -> None:
    company = tmp_path / "company"
    company.mkdir()
    (company / "holdfast.yaml").write_text("name: Killed\nsources: {aws: {regions: [eu-west-1]}}\n")
    s3 = aws.seed.client("s3")
    for name in ("one", "two"):
        s3.create_bucket(Bucket=f"kill-{name}", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    _run_through(company)
    took = _run_through(company)  # as long as those to come: the first asked everything
    seen = _newest(company)
    killed = 0
    for number in range(_TIMES):
        s3.create_bucket(Bucket=f"kill-{number}", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        process = subprocess.Popen(_COMMAND, cwd=company, env=os.environ, stderr=subprocess.DEVNULL)  # noqa: S603  our own
        time.sleep(random.uniform(0.2, took * 1.1))  # noqa: S311  no secret
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        newest = _newest(company)
        assert newest >= seen, "a run that was visible is gone"
        seen = newest
    assert killed > _TIMES // 3, "the process mostly ended before it was killed: the test shows nothing"
    _run_through(company)  # it may go on with what a killed run had read whole
    _run_through(company)
    store = Store.open(company / ".holdfast/store", catalogue(), create=False)
    assert list(verify(store)) == []
    head = store.head()
    assert head
    with store.reading(head) as reading:
        assert reading.engine.rows("SELECT count(*) FROM aws_s3_bucket WHERE name LIKE 'kill-%'") == [(_TIMES + 2,)]


def _run_through(company: Path) -> float:
    began = time.monotonic()
    done = subprocess.run(_COMMAND, cwd=company, env=os.environ, capture_output=True, text=True, check=False)  # noqa: S603  our own
    assert done.returncode in {0, 3}, done.stderr
    return time.monotonic() - began


def _newest(company: Path) -> int:
    """Return the newest visible run's number; every result of it can be read, and belongs to a subject."""
    store = Store.open(company / ".holdfast/store", catalogue(), create=False)
    head = store.head()
    assert head
    with store.reading(head) as reading:
        (counts,) = reading.engine.rows(
            "SELECT count(*), count(s.subject), count(c.check_id) FROM results AS r "
            "LEFT JOIN subjects AS s USING (subject_id) LEFT JOIN checks AS c USING (check_no)"
        )
    results, with_subject, with_check = (int(str(count)) for count in counts)
    assert results == with_subject == with_check > 0
    return head.sequence
