"""The same facts judged by the pack on DuckDB and on Spark: rows a second of each, and that they agree.

Each engine runs in a process of its own over the same store; DuckDB goes first, so what Spark then
changes is what the two do not agree on, and it must be nothing.

    python bench/spark.py --subjects 100000 [--master local[2]] [--store PATH]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from evaluate import content
from generate import MOMENT, generate

from holdfast.collectors.registry import catalogue
from holdfast.facts.spark import Spark
from holdfast.facts.store import Store
from holdfast.pipeline import evaluate as evaluation
from holdfast.pipeline.evaluate import Limits


def once(store: Path, engine: str, master: str, hours: int) -> dict[str, float]:
    """Evaluate once on one engine, commit, and return what it took."""
    given = content()
    began = time.monotonic()
    spark = Spark(master, settings={"spark.driver.memory": "4g"}) if engine == "spark" else None
    started = time.monotonic()
    judged = [0.0]
    original = evaluation.write_results

    def timed(*args: object) -> object:
        at = time.monotonic()
        try:
            return original(*args)  # type: ignore[arg-type]  # passed on as given
        finally:
            judged[0] = time.monotonic() - at

    evaluation.write_results = timed  # type: ignore[assignment]  # as above
    opened = Store.open(store, catalogue(), create=False)
    moment = MOMENT + timedelta(hours=hours)
    with opened.lock(), opened.begin("evaluate", moment) as draft:
        outcome = evaluation.evaluate(opened, draft, given, catalogue(), moment, limits=Limits(spark=spark))
        draft.commit(moment)
    done = time.monotonic()
    if spark:
        spark.close()
    for check, error in outcome.errors:
        print(f"could not run: {check}: {error}", file=sys.stderr)
    return {
        "checks": len(given.checks),
        "results": outcome.results,
        "changed": outcome.changed,
        "start_s": started - began,
        "judge_s": judged[0],
        "whole_s": done - started,
    }


def main() -> None:
    """Generate facts where there are none, evaluate on both, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subjects", type=int, default=100_000)
    parser.add_argument("--master", default="local[2]")
    parser.add_argument("--store", type=Path)
    parser.add_argument("--once", choices=("duckdb", "spark"))
    parser.add_argument("--hours", type=int, default=1)
    given = parser.parse_args()
    if given.once:
        print(json.dumps(once(given.store, given.once, given.master, given.hours)))
        return
    with tempfile.TemporaryDirectory() as folder:
        store = given.store or Path(folder) / "store"
        if not (store / "FORMAT").exists():
            generate(store, given.subjects)
        for hours, engine in enumerate(("duckdb", "duckdb", "spark"), start=1):
            _tell(engine, measured(store, engine, given.master, hours))


def measured(store: Path, engine: str, master: str, hours: int) -> dict[str, float]:
    """Run ``once`` in a process of its own."""
    command = [sys.executable, __file__, "--once", engine, "--hours", str(hours), "--master", master]
    done = subprocess.run([*command, "--store", str(store)], check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603  this very file
    measurement: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measurement


def _tell(engine: str, took: dict[str, float]) -> None:
    print(
        f"{engine}: {took['checks']:.0f} checks, {took['results']:,.0f} results, {took['changed']:,.0f} changed; "
        f"started in {took['start_s']:.1f} s, judged in {took['judge_s']:.1f} s "
        f"({1_000_000 * took['judge_s'] / took['results']:.1f} s a million), {took['whole_s']:.1f} s over all",
        flush=True,
    )


if __name__ == "__main__":
    main()
