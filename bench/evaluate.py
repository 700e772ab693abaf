"""How fast results are written to the store, and in how much memory.

Each measurement runs in a process of its own, so that peak memory is its own. The first run writes
every result; the second finds nothing changed.

    python bench/evaluate.py --subjects 1000000 [--store PATH] [--profile]
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

from generate import MOMENT, generate

from holdfast.checks.compile import compile_all
from holdfast.collectors.registry import catalogue
from holdfast.content.files import PACK, CheckFile
from holdfast.content.model import Company, Content, OwnershipRule
from holdfast.facts.store import Store
from holdfast.pipeline import evaluate as evaluation
from holdfast.pipeline import judging

if TYPE_CHECKING:
    from collections.abc import Iterator


#: An evaluation's parts, in order; ``write_posture`` also lays out the ledgers' files.
PARTS = {
    "settle": "who there is and whose it is",
    "lay_out": "facts laid out for the checks",
    "write_results": "checks run, results compared and written",
    "write_posture": "ledgers sorted into files, posture added up",
}


def content() -> Content:
    """Return the pack's checks on AWS and a company whose tags say who owns what."""
    paths = sorted((PACK / "checks" / "aws").rglob("*.sql"))
    files = [CheckFile(path.name, path.read_text(), from_company=False) for path in paths]
    checks, problems = compile_all(files, catalogue())
    for problem in problems:
        print(f"left out: {problem}", file=sys.stderr)
    company = Company(name="Bench", ownership=(OwnershipRule(tag="service"),))
    return Content(frameworks=(), programs=(), checks=tuple(checks), company=company)


def once(store: Path, hours: int, *, profile: bool) -> dict[str, float]:
    """Evaluate once, commit, and return what it took."""
    given = content()
    spent: dict[str, float] = defaultdict(float)
    _watch(spent)
    opened = Store.open(store, catalogue(), create=False)
    moment = MOMENT + timedelta(hours=hours)
    began = time.monotonic()
    with opened.lock(), opened.begin("evaluate", moment) as draft:
        outcome = evaluation.evaluate(opened, draft, given, catalogue(), moment)
        evaluated = time.monotonic()
        draft.commit(moment)
    done = time.monotonic()
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
        "cpu_s": usage.ru_utime + usage.ru_stime,
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


def measured(store: Path, hours: int, *, profile: bool) -> dict[str, float]:
    """Run ``once`` in a process of its own."""
    command = [sys.executable, __file__, "--once", str(hours), "--store", str(store)]
    command += ["--profile"] if profile else []
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603  this very file
    measurement: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measurement


def main() -> None:
    """Generate facts where there are none, evaluate twice, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subjects", type=int, default=1_000_000)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--once", type=int)
    parser.add_argument("--profile", action="store_true")
    given = parser.parse_args()
    if given.once is not None:
        print(json.dumps(once(given.store, given.once, profile=given.profile)))
        return
    with tempfile.TemporaryDirectory() as folder:
        store = given.store or Path(folder) / "store"
        if not (store / "FORMAT").exists():
            generate(store, given.subjects)
        for hours, name in enumerate(("first evaluation", "the same facts again"), start=1):
            _tell(name, measured(store, hours, profile=given.profile))


def _tell(name: str, took: dict[str, float]) -> None:
    whole = took["evaluate_s"] + took["commit_s"]
    judging = took["write_results"] + took["write_posture"]
    print(
        f"{name}: {took['checks']:.0f} checks, {took['subjects']:,.0f} subjects, "
        f"{took['results']:,.0f} results judged, {took['changed']:,.0f} written\n"
        f"  {took['results'] / whole:,.0f} results a second over all, "
        f"{took['results'] / judging:,.0f} in judging and writing; "
        f"{whole:.1f} s, {took['cpu_s']:.1f} s of CPU, peak {took['peak_mb']:,.0f} MB"
    )
    for part, what in PARTS.items():
        print(f"  {took[part]:6.1f} s  {what}")


if __name__ == "__main__":
    main()
