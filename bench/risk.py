"""How long it takes to quantify a register: 200 risks with common causes, 100,000 simulated years."""

from __future__ import annotations

import argparse
import random
import statistics
import time

from holdfast.web.risk.simulation import TRIALS, Interval, Scenario, simulate

CAUSES = {f"cause-{number}": Interval(0.1, 1.0 + number / 4) for number in range(8)}


def register(risks: int) -> list[Scenario]:
    """Return a register as companies have it: most risks rare, some frequent, each third hangs on a cause."""
    dice = random.Random(11)  # noqa: S311  the same register at each run
    made = []
    for number in range(1, risks + 1):
        often = dice.choice((0.02, 0.05, 0.1, 0.3, 1, 3))
        cost = dice.choice((2_000, 10_000, 50_000, 200_000))
        linked = ((f"cause-{dice.randrange(len(CAUSES))}", dice.choice((0.02, 0.1, 0.3))),) if number % 3 == 0 else ()
        made.append(Scenario(number, Interval(often / 3, often * 3), Interval(cost / 4, cost * 6), linked))
    return made


def main() -> None:
    """Measure, and say so."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--risks", type=int, default=200)
    parser.add_argument("--trials", type=int, default=TRIALS)
    parser.add_argument("--times", type=int, default=5)
    asked = parser.parse_args()
    scenarios = register(asked.risks)
    wall, processor = [], []
    for _ in range(asked.times):
        began, used = time.perf_counter(), time.process_time()
        result = simulate(scenarios, CAUSES, seed=1, trials=asked.trials)
        wall.append(time.perf_counter() - began)
        processor.append(time.process_time() - used)
    print(
        f"{asked.risks} risks, {asked.trials:,} years: median {statistics.median(wall):.2f} s, worst {max(wall):.2f} s "
        f"of {asked.times} (processor {statistics.median(processor):.2f} s; goal: under 2 s)"
    )
    print(f"mean {result.mean:,.0f} a year, give or take {result.error:,.0f}")


if __name__ == "__main__":
    main()
