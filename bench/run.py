"""All figures in one run: ``make bench``. Each is measured in a process of its own."""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
BIN = Path(sys.executable).parent


def main() -> None:
    """Run every benchmark, the quick ones first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=60, help="days of hourly runs in the simulated store")
    parser.add_argument("--subjects", type=int, default=1_000_000)
    asked = parser.parse_args()
    began = time.monotonic()
    _help()
    for title, command in (
        ("Evaluation by sixty checks", ["evaluate.py", "--subjects", str(asked.subjects), "--checks", "60"]),
        ("Evaluation by all checks on AWS", ["evaluate.py", "--subjects", str(asked.subjects)]),
        ("Twelve checks, beside a loop over objects", ["loop.py"]),
        ("Bytes stored, beside OCSF", ["stored.py"]),
        ("Evaluation, beside the peer's", ["peer.py"]),
        ("Findings", ["findings.py"]),
        ("Risks in money", ["risk.py"]),
        ("A year of hourly runs", ["store_year.py", "--days", str(asked.days)]),
    ):
        print(f"\n== {title}", flush=True)
        subprocess.run([sys.executable, str(HERE / command[0]), *command[1:]], check=True)  # noqa: S603  our own
        print(f"({(time.monotonic() - began) / 60:.1f} minutes so far)", flush=True)


def _help() -> None:
    print("== holdfast --help (goal: under 300 ms)")
    seconds = []
    for _ in range(9):
        began = time.perf_counter()
        subprocess.run([str(BIN / "holdfast"), "--help"], check=True, stdout=subprocess.DEVNULL)  # noqa: S603  our own
        seconds.append(time.perf_counter() - began)
    print(f"median {statistics.median(seconds) * 1000:.0f} ms, worst {max(seconds) * 1000:.0f} ms of {len(seconds)}")


if __name__ == "__main__":
    main()
