"""Our evaluation of an account beside the peer's of the same one, by equivalent checks; neither's calls are counted.

    python bench/peer.py [--prowler PATH]

PATH is the peer's command where it is installed (``make compare`` installs it); without it this says so and ends.
The account is the first of ``make compare``: some hundreds of things, so that what a check costs at all is measured
more than what a thing costs.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from compare.__main__ import REGION, _checks, _environment, _equivalents, _seed
from compare.doors import open_doors

from holdfast.checks.coverage import CoverageIndex
from holdfast.checks.run import prepare, run_all
from holdfast.collectors.registry import catalogue
from holdfast.facts.duckdb import Sandbox
from holdfast.facts.store import Store

HERE = Path(__file__).parent
HOLDFAST = [sys.executable, "-c", "from holdfast.cli import main; main()"]
ROUNDS = 5


def main() -> None:
    """Let both read the account, and print what judging it took each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prowler", type=Path, default=os.environ.get("HOLDFAST_PROWLER") or shutil.which("prowler"))
    command = parser.parse_args().prowler
    if command is None:
        print("The peer is not installed here: make compare installs it; then name it by --prowler PATH.")
        return
    logging.disable()
    os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"  # thousands in each region, each with a snapshot
    checks = [check for check in _checks() if _equivalents(check)]
    wanted = sorted({name for check in checks for name in _equivalents(check)})
    with tempfile.TemporaryDirectory() as scratch, redirect_stdout(StringIO()):
        folder = Path(scratch)
        _, addresses = open_doors(("seed", "ours", "theirs"))
        (place, *_) = _seed(addresses["seed"], folder)
        (folder / "holdfast.yaml").write_text(f"name: Judged\nsources: {{aws: {{regions: [{REGION}]}}}}\n")
        subprocess.run(  # noqa: S603  our own command
            [*HOLDFAST, "collect", "aws", "--company", str(folder)],
            env=_environment(addresses["ours"], place),
            stdout=subprocess.DEVNULL,
            check=False,
        )
        ours, cpu, verdicts = _judged(folder, checks)
        done = subprocess.run(  # noqa: S603  the peer's own Python
            [str(Path(command).parent / "python"), str(HERE / "peer_judges.py"), REGION, *wanted],
            env=_environment(addresses["theirs"], place) | {"PYTHONPATH": ""},
            stdout=subprocess.PIPE,
            check=True,
        )
    theirs = json.loads(done.stdout.splitlines()[-1])
    said = (
        (verdicts, len(checks), ours, cpu),
        (theirs["verdicts"], theirs["checks"], theirs["seconds"], theirs["cpu"]),
    )
    for name, (found, of, seconds, cpu_seconds) in zip(("holdfast", "prowler"), said, strict=True):
        print(f"{name}: {found:,} verdicts of {of} checks in {seconds:.2f} s, {cpu_seconds:.2f} s of CPU time")
    print(
        f"prowler over holdfast: {theirs['seconds'] / ours:.1f}, by CPU time {theirs['cpu'] / cpu:.1f} (goal: 20); "
        f"medians of {ROUNDS} rounds in one process each"
    )


def _judged(folder: Path, checks: list) -> tuple[float, float, int]:  # type: ignore[type-arg]  # of checks
    tables, store = catalogue(), Store.open(folder / ".holdfast/store", catalogue(), create=False)
    head = store.head()
    assert head
    rounds, busy, verdicts = [], [], 0
    with store.reading(head) as reading:
        files = {table.name: list(reading.files(table.name)) for table in tables if table.source == "aws"}
    for _ in range(ROUNDS):
        began, began_cpu, verdicts = time.perf_counter(), time.process_time(), 0
        with Sandbox(readable=folder) as sandbox:
            for name in {name for check in checks for name in (*check.tables, check.header.subject)}:
                sandbox.view(tables[name], files.get(name, []))
            prepared = prepare(sandbox, [], CoverageIndex([], tables, head.started))
            sandbox.lock()
            for subject in sorted({check.header.subject for check in checks}):
                group = [check for check in checks if check.header.subject == subject]
                kind = tables[subject]
                said = run_all(group, sandbox, prepared, head.started, table=kind, key=kind.subject, catalogue=tables)
                verdicts += sum(judged.rows.num_rows for _, judged in said)
        rounds.append(time.perf_counter() - began)
        busy.append(time.process_time() - began_cpu)
    return statistics.median(rounds), statistics.median(busy), verdicts


if __name__ == "__main__":
    main()
