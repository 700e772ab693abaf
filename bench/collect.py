"""What reading an account costs: ``python bench/collect.py``; clock, CPU time, peak memory and calls.

One moto process holds the account that the collector's own tests fill; each command is a process of its own.
``--every-region`` reads the nearly empty regions too, where most of a real account's calls go.
"""

from __future__ import annotations

import argparse
import json
import logging
import subprocess
import sys
import tempfile
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
    logging.disable()  # moto tells at length what it cannot do; the collector's rows say so too
    doors, addresses = open_doors(("seed", "read"))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        _seed(addresses["seed"], folder)
        regions = "" if asked.every_region else f"regions: [{REGION}]"
        (folder / "holdfast.yaml").write_text(f"name: Read\nsources: {{aws: {{{regions}}}}}\n")
        print("| | clock | CPU time | peak memory | calls |\n| --- | --- | --- | --- | --- |")
        _measure(["collect", "company"], folder, addresses["read"])
        doors["read"].empty()
        for words in (["collect", "aws"], ["run"]):
            took = _measure(words, folder, addresses["read"])
            calls = doors["read"].empty().total()
            print(
                f"| {' '.join(words)} | {took['seconds']:.1f} s | {took['cpu_seconds']:.1f} s "
                f"| {took['peak_mb']:.0f} MB | {calls:,} |",
                flush=True,
            )


def _measure(words: list[str], folder: Path, url: str) -> dict[str, float]:
    output = folder / "took.json"
    measured = [sys.executable, str(HERE / "compare/measured.py"), str(output)]
    subprocess.run(  # noqa: S603  our own command
        [*measured, *HOLDFAST, *words, "--company", str(folder)],
        env=_environment(url),
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
