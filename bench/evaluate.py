"""How fast results are written to the store, in how much memory, and what a later run costs of the first.

Each measurement runs in a process of its own, so that peak memory is its own. The first run writes
every result. The later ones: nothing changed; 1% of the rows of S3's tables did; 1% of every table's.

    python bench/evaluate.py --subjects 1000000 [--checks 60] [--store PATH] [--profile]
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from generate import MOMENT, SHARES, generate, whole

from holdfast.checks.compile import compile_all
from holdfast.collectors.registry import catalogue
from holdfast.content.files import PACK, CheckFile
from holdfast.content.model import Company, Content, OwnershipRule
from holdfast.facts.store import Store
from holdfast.facts.tables import Type
from holdfast.pipeline import evaluate as evaluation
from holdfast.pipeline import judging

if TYPE_CHECKING:
    from collections.abc import Iterator


#: An evaluation's parts, in order; ``write_posture`` also lays out the ledgers' files.
PARTS = {
    "settle": "who there is and whose it is",
    "write_results": "facts laid out, checks run, results compared and written",
    "write_posture": "ledgers sorted into files, posture added up",
}


def content(most: int = 0) -> Content:
    """Return the pack's checks on AWS (``most``: those that judge most) and a company whose tags say who owns what."""
    paths = sorted((PACK / "checks" / "aws").rglob("*.sql"))
    files = [CheckFile(path.name, path.read_text(), from_company=False) for path in paths]
    checks, problems = compile_all(files, catalogue())
    for problem in problems:
        print(f"left out: {problem}", file=sys.stderr)
    if most:
        checks = sorted(checks, key=lambda check: -SHARES.get(check.header.subject, 0))[:most]
    company = Company(name="Bench", ownership=(OwnershipRule(tag="service"),))
    return Content(frameworks=(), programs=(), checks=tuple(checks), company=company)


def once(store: Path, hours: int, *, checks: int, profile: bool) -> dict[str, float]:
    """Evaluate once, commit, and return what it took."""
    given = content(checks)
    spent: dict[str, float] = defaultdict(float)
    _watch(spent)
    opened = Store.open(store, catalogue(), create=False)
    moment = MOMENT + timedelta(hours=hours)
    began, began_cpu = time.monotonic(), time.process_time()
    with opened.lock(), opened.begin("evaluate", moment) as draft:
        outcome = evaluation.evaluate(opened, draft, given, catalogue(), moment)
        evaluated = time.monotonic()
        draft.commit(moment)
    done = time.monotonic()
    spent_cpu = time.process_time() - began_cpu
    for check, error in outcome.errors:
        print(f"could not run: {check}: {error}", file=sys.stderr)
    for name, seconds in sorted(spent.items(), key=lambda item: -item[1])[:30]:
        if profile:
            print(f"{seconds:8.2f} s  {name}", file=sys.stderr)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return {
        **{name: spent[name] for name in PARTS},
        "checks": len(given.checks),
        "subjects": outcome.subjects,
        "results": outcome.results,
        "changed": outcome.changed,
        "evaluate_s": evaluated - began,
        "commit_s": done - evaluated,
        "asked": outcome.checks_run,
        "cpu_s": spent_cpu,
        "peak_mb": usage.ru_maxrss / 1024,
    }


def _watch(spent: dict[str, float]) -> None:
    """Time the parts of an evaluation, and each check."""

    @contextmanager
    def timed(name: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        spent[name] += time.monotonic() - began

    def wrap(module: object, name: str) -> None:
        original = getattr(module, name)

        def wrapped(*args: object, **kwargs: object) -> object:
            part = f"  checks on {args[1][0].header.subject}" if name == "_judge" else name  # type: ignore[index]
            with timed(part):
                return original(*args, **kwargs)

        setattr(module, name, wrapped)

    for module, names in (
        (evaluation, tuple(PARTS)),
        (judging, ("_judge", "_write_new", "_changes", "_retired")),
    ):
        for name in names:
            wrap(module, name)


def change(store: Path, tables: str, hours: int) -> int:
    """Collect anew with one row in a hundred changed, in one column, of tables so named; return how many."""
    opened, changed = Store.open(store, catalogue(), create=False), 0
    moment = MOMENT + timedelta(hours=hours)
    head = opened.head()
    assert head
    with opened.lock(), opened.begin("collect", moment) as draft, opened.reading(head) as reading:
        for table in catalogue():
            flags = [c.name for c in table if c.type is Type.BOOL]
            if not table.name.startswith(tables) or table.source != "aws" or not flags:
                continue
            drawn = f"hash({', '.join(table.key)}, {hours}) % 100 = 0"
            sql = f'SELECT * REPLACE (CASE WHEN {drawn} THEN NOT "{flags[0]}" ELSE "{flags[0]}" END AS "{flags[0]}")'
            changed += int(str(reading.engine.rows(f"SELECT count(*) FROM {table.name} WHERE {drawn}")[0][0]))
            draft.write_table(table, reading.engine.arrow(f"{sql} FROM {table.name}"))
        draft.write_coverage(
            "aws",
            [
                one
                for table in catalogue()
                if table.source == "aws" and table.name in head.tables
                for one in whole(table)
            ],
        )
        draft.commit(moment)
    return changed


def measured(store: Path, hours: int, *, checks: int, profile: bool) -> dict[str, float]:
    """Run ``once`` in a process of its own."""
    command = [sys.executable, __file__, "--once", str(hours), "--store", str(store), "--checks", str(checks)]
    command += ["--profile"] if profile else []
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603  this very file
    measurement: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measurement


def main() -> None:
    """Generate facts where there are none, evaluate again and again, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subjects", type=int, default=1_000_000)
    parser.add_argument(
        "--checks", type=int, default=0, help="of the pack's checks on AWS, those that judge most (default: all)"
    )
    parser.add_argument("--store", type=Path)
    parser.add_argument("--once", type=int)
    parser.add_argument("--profile", action="store_true")
    given = parser.parse_args()
    if given.once is not None:
        print(json.dumps(once(given.store, given.once, checks=given.checks, profile=given.profile)))
        return
    with tempfile.TemporaryDirectory() as folder:
        store = given.store or Path(folder) / "store"
        if not (store / "FORMAT").exists():
            generate(store, given.subjects)
        first: dict[str, float] = {}
        for hours, (name, tables) in enumerate(LATER.items(), start=1):
            rows = change(store, tables, hours) if tables else 0
            took = measured(store, hours, checks=given.checks, profile=given.profile)
            _tell(f"{name} ({rows:,} rows)" if rows else name, took)
            first = first or took
            if took is not first:
                print(f"  {took['cpu_s'] / first['cpu_s']:.2f} of the first evaluation's CPU time")


#: What is evaluated one after the other, and the tables that change before it.
LATER = {
    "first evaluation": "",
    "nothing changed": "",
    "1% of S3 changed": "aws_s3_",
    "1% of everything changed": "aws_",
}


def _tell(name: str, took: dict[str, float]) -> None:
    whole = took["evaluate_s"] + took["commit_s"]
    judging = took["write_results"] + took["write_posture"]
    print(
        f"{name}: {took['checks']:.0f} checks, {took['asked']:.0f} asked, {took['subjects']:,.0f} subjects, "
        f"{took['results']:,.0f} results judged, {took['changed']:,.0f} written\n"
        f"  {took['results'] / whole:,.0f} results a second over all, "
        f"{took['results'] / judging:,.0f} in judging and writing; "
        f"{whole:.1f} s, {took['cpu_s']:.1f} s of CPU time, peak {took['peak_mb']:,.0f} MB"
    )
    for part, what in PARTS.items():
        print(f"  {took[part]:6.1f} s  {what}")


if __name__ == "__main__":
    main()
