"""What reading an account costs: ``python bench/collect.py``; clock, CPU time, peak memory and calls.

One moto process holds the first account of ``make compare``; each command is a process of its own.
``--every-region`` reads the nearly empty regions too, where most of a real account's calls go.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import subprocess
import sys
import tempfile
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from compare.__main__ import REGION, _environment, _seed
from compare.doors import open_doors

HERE = Path(__file__).parent
HOLDFAST = [sys.executable, "-c", "from holdfast.cli import main; main()"]


def main() -> None:
    """Fill an account, read it by the two verbs that do, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every-region", action="store_true")
    asked = parser.parse_args()
    logging.disable()  # moto tells at length what it cannot do, in two ways; the collector's rows say so too
    with redirect_stdout(StringIO()):
        rows = _rows("" if asked.every_region else f"regions: [{REGION}]")
    print("| | clock | CPU time | peak memory | calls |\n| --- | --- | --- | --- | --- |")
    print("\n".join(rows))


def _rows(regions: str) -> list[str]:
    os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"  # thousands in each region, each with a snapshot
    doors, addresses = open_doors(("seed", "read"))
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (place, *_) = _seed(addresses["seed"], folder)
        environment = _environment(addresses["read"], place)
        (folder / "holdfast.yaml").write_text(f"name: Read\nsources: {{aws: {{{regions}}}}}\n")
        for words in (["collect", "company"], ["collect", "aws"], ["run"], ["run"]):  # the first compiles the pack
            doors["read"].empty()
            took = _measure(words, folder, environment)
            calls = sum(doors["read"].empty()[0].values())
            rows.append(
                f"| {' '.join(words)} | {took['seconds']:.1f} s | {took['cpu_seconds']:.1f} s "
                f"| {took['peak_mb']:.0f} MB | {calls:,} |"
            )
    return rows


def _measure(words: list[str], folder: Path, environment: dict[str, str]) -> dict[str, float]:
    output = folder / "took.json"
    measured = [sys.executable, str(HERE / "compare/measured.py"), str(output)]
    subprocess.run(  # noqa: S603  our own command
        [*measured, *HOLDFAST, *words, "--company", str(folder)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    took: dict[str, float] = json.loads(output.read_text())
    if took["exit"] not in {0, 3}:
        raise SystemExit(f"{words} ended with {took['exit']}")
    return took


if __name__ == "__main__":
    main()
