"""The same twelve checks by Holdfast and as a plain Python loop over objects (``plain.py``): time and memory.

Both begin with the same files of facts and end with a verdict and a reason for each subject and check. Each
repetition is a process of its own, one after the other in turn; starting Python is not counted, memory is all of it.

    python bench/loop.py [--subjects 50000] [--repeats 5]
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Verdicts = dict[tuple[str, str], int]
    Way = Callable[[Mapping[str, Sequence[Path]]], tuple[Callable[[], object], Callable[[object], Verdicts]]]

#: Of so many subjects of an estate, a thousand are of the kinds that the twelve checks judge.
_OF_A_THOUSAND = 0.655


def by_loop(
    files: Mapping[str, Sequence[Path]], *, whole: bool = False
) -> tuple[Callable[[], object], Callable[[object], Verdicts]]:
    """Return how to judge by the loop, and how to read what it says; ``whole``: objects of all that is known."""
    import plain  # noqa: PLC0415  each process imports only what it measures

    def verdicts(said: object) -> Verdicts:
        assert isinstance(said, list)
        return {(one.check, one.subject): one.status for one in said}

    return lambda: plain.judge(files, whole=whole), verdicts


def by_holdfast(files: Mapping[str, Sequence[Path]]) -> tuple[Callable[[], object], Callable[[object], Verdicts]]:
    """Return how to judge by Holdfast, and how to read what it says; the checks are compiled once, before."""
    from generate import MOMENT, whole  # noqa: PLC0415  as above
    from plain import CHECKS  # noqa: PLC0415  as above

    from holdfast.checks.compile import compile_all  # noqa: PLC0415  as above
    from holdfast.checks.coverage import CoverageIndex  # noqa: PLC0415  as above
    from holdfast.checks.run import prepare, run_all  # noqa: PLC0415  as above
    from holdfast.collectors.registry import catalogue  # noqa: PLC0415  as above
    from holdfast.content.files import PACK, CheckFile  # noqa: PLC0415  as above
    from holdfast.facts.duckdb import Sandbox  # noqa: PLC0415  as above

    tables = catalogue()
    paths = [path for path in sorted((PACK / "checks").rglob("*.sql")) if path.stem in CHECKS]
    checks, problems = compile_all(
        [CheckFile(path.name, path.read_text(), from_company=False) for path in paths], tables
    )
    assert not problems
    assert len(checks) == len(CHECKS)

    def judge() -> object:
        (some, *_) = files["aws_ec2_volume"]
        with Sandbox(readable=some.parents[2]) as sandbox:
            for name in {name for check in checks for name in (*check.tables, check.header.subject)}:
                sandbox.view(tables[name], files[name])
            read = [one for name in files for one in whole(tables[name])]
            prepared = prepare(sandbox, checks, CoverageIndex(read, tables, MOMENT))
            sandbox.lock()
            judged = []
            for subject in sorted({check.header.subject for check in checks}):
                group = [check for check in checks if check.header.subject == subject]
                kind = tables[subject]
                judged += run_all(group, sandbox, prepared, MOMENT, table=kind, key=kind.subject, catalogue=tables)
            return judged

    def verdicts(said: object) -> Verdicts:
        assert isinstance(said, list)
        found: Verdicts = {}
        for check, judged in said:
            subjects, statuses = judged.rows.column(0).to_pylist(), judged.rows.column(1).to_pylist()
            found |= {(check.id, subject): status for subject, status in zip(subjects, statuses, strict=True)}
        return found

    return judge, verdicts


WAYS: dict[str, Way] = {
    "loop over all that is known": partial(by_loop, whole=True),
    "loop over what is needed": by_loop,
    "holdfast": by_holdfast,
}


def facts(store: Path, subjects: int) -> dict[str, list[Path]]:
    """Fill a store with an estate in which about so many subjects are judged; return the files of each table."""
    from generate import generate  # noqa: PLC0415  as above
    from plain import TABLES  # noqa: PLC0415  as above

    from holdfast.collectors.registry import catalogue  # noqa: PLC0415  as above
    from holdfast.facts.store import Store  # noqa: PLC0415  as above

    generate(store, round(subjects / _OF_A_THOUSAND), TABLES)
    opened = Store.open(store, catalogue(), create=False)
    head = opened.head()
    assert head
    with opened.reading(head) as reading:
        return {table.name: list(reading.files(table.name)) for table in catalogue() if table.source == "aws"}


def main() -> None:
    """Generate, repeat in turn, and print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subjects", type=int, default=50_000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--once", choices=WAYS)
    parser.add_argument("--files", type=Path)
    given = parser.parse_args()
    if given.once:
        print(json.dumps(_once(given.once, json.loads(given.files.read_text()))))
        return
    with tempfile.TemporaryDirectory() as folder:
        found = facts(Path(folder) / "store", given.subjects)
        listed = Path(folder) / "files.json"
        listed.write_text(json.dumps({name: [str(file) for file in files] for name, files in found.items()}))
        took: dict[str, list[dict[str, float]]] = {name: [] for name in WAYS}
        for _ in range(given.repeats):
            for name in WAYS:
                command = [sys.executable, __file__, "--once", name, "--files", str(listed)]
                done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603  this file
                took[name].append(json.loads(done.stdout.splitlines()[-1]))
    _tell(took)


def _once(name: str, listed: Mapping[str, Sequence[str]]) -> dict[str, float]:
    judge, verdicts = WAYS[name]({table: [Path(file) for file in files] for table, files in listed.items()})
    before, began, began_cpu = _peak(), time.perf_counter(), time.process_time()
    said = judge()
    seconds, cpu = time.perf_counter() - began, time.process_time() - began_cpu
    peak = _peak()
    found = verdicts(said)
    subjects = len({subject for _, subject in found})
    return {"s": seconds, "cpu": cpu, "mb": peak, "more": peak - before, "verdicts": len(found), "subjects": subjects}


def _peak() -> float:
    """Return this process's own peak in MB; getrusage would begin with that of the process which made it."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def _tell(took: Mapping[str, Sequence[Mapping[str, float]]]) -> None:
    median = {
        name: {what: statistics.median(one[what] for one in runs) for what in runs[0]} for name, runs in took.items()
    }
    ours = median["holdfast"]
    repeats = len(took["holdfast"])
    print(f"{ours['verdicts']:,.0f} verdicts on {ours['subjects']:,.0f} subjects, medians of {repeats} in turn")
    print("| | clock | CPU time | peak memory | of which for judging |\n| --- | --- | --- | --- | --- |")
    for name, one in median.items():
        print(f"| {name} | {one['s']:.2f} s | {one['cpu']:.2f} s | {one['mb']:.0f} MB | {one['more']:.0f} MB |")
    for name, one in median.items():
        if one is not ours:
            ratios = " | ".join(f"{one[what] / max(ours[what], 0.001):.1f}" for what in ("s", "cpu", "mb", "more"))
            print(f"| {name}, over holdfast | {ratios} |")
    print("Goal: five times as fast at a third of the memory.")


if __name__ == "__main__":
    main()
