"""Holdfast and Prowler on the same simulated account: agreement, coverage, time, memory, API calls.

    make compare        (or: python -m compare [--prowler PATH] [--keep FOLDER], in bench/)

One moto process holds the account that the collector's own tests fill; each tool comes through a door of
its own, where its requests are counted. Prowler is installed from PyPI into a folder of its own, unless
``--prowler`` names one. It is asked only for checks that ours name as equivalent, and for the seeded region.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from compare.doors import Door, open_doors
from compare.verdicts import FAIL, PASS, UNKNOWN, Compared, Verdict, compare
from holdfast.checks.compile import compile_all
from holdfast.collectors.registry import catalogue
from holdfast.content.files import PACK, CheckFile

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Iterator

    from holdfast.content.model import Check

HERE = Path(__file__).parent
TESTS = HERE.parents[1] / "tests"
REGION = "eu-west-1"
PROWLER = "prowler==5.46.0"
_TOOL = "prowler:"
_SHOWN = 60

#: Equivalent checks that cannot be compared on a simulation, and why.
LEFT_OUT: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Run:
    """What one tool took."""

    name: str
    seconds: float
    cpu_seconds: float
    peak_mb: float
    calls: Counter[Any]


def main() -> None:
    """Seed, run both, join, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prowler", type=Path, help="the command, where it is installed already")
    parser.add_argument("--keep", type=Path, help="keep what both wrote in this folder")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        peer = given.prowler or _install(folder / "peer")
        doors, addresses = open_doors(("seed", "holdfast", "prowler"))
        _say("filling the account")
        _seed(addresses["seed"], folder)
        checks = _checks()
        wanted = sorted({name for check in checks for name in _equivalents(check)})
        _say(f"{len(checks)} checks of ours on AWS, {len(wanted)} checks of Prowler's named as equivalent")
        ours = _run_ours(folder, addresses["holdfast"], doors["holdfast"])
        theirs = _run_theirs(folder, peer, addresses["prowler"], doors["prowler"], wanted)
        joined = compare(_our_verdicts(folder), _their_verdicts(folder, checks), LEFT_OUT)
        _report(ours, theirs, joined, wanted)


def _install(folder: Path) -> Path:
    command = folder / "bin" / "prowler"
    if not command.exists():
        _say(f"installing {PROWLER} into a folder of its own; this takes some minutes")
        venv.create(folder, with_pip=True)
        subprocess.run([str(folder / "bin/pip"), "install", "--quiet", PROWLER], check=True)  # noqa: S603  pinned
    return command


def _seed(url: str, folder: Path) -> None:
    """Fill the account as the collector's own tests do, every service of it."""
    sys.path[:0] = [str(TESTS / "collectors/aws"), str(TESTS / "journeys")]
    from simulated_account import simulated_aws  # noqa: PLC0415  a test's module, found only now
    from whole_estate import seed_everything  # noqa: PLC0415  as above

    with pytest.MonkeyPatch.context() as patch:
        seed_everything(simulated_aws(url, patch, folder), patch)


def _checks() -> list[Check]:
    files = [
        CheckFile(path.name, path.read_text(), from_company=False) for path in sorted((PACK / "checks").rglob("*.sql"))
    ]
    checks, _ = compile_all(files, catalogue())
    return [check for check in checks if check.id.startswith("aws.")]


def _equivalents(check: Check) -> list[str]:
    return [name.removeprefix(_TOOL) for name in check.header.equivalent if name.startswith(_TOOL)]


def _environment(url: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return kept | {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def _measured(name: str, command: list[str], folder: Path, url: str, door: Door) -> Run:
    door.empty()
    output = folder / f"{name}.json"
    with (folder / f"{name}.log").open("wb") as log:
        subprocess.run(  # noqa: S603  our own command
            [sys.executable, str(HERE / "measured.py"), str(output), *command],
            env=_environment(url),
            stdout=log,
            stderr=log,
            check=True,
        )
    took = json.loads(output.read_text())
    _say(f"{name}: exit {took['exit']}, {took['seconds']:.1f} s")
    return Run(name, took["seconds"], took["cpu_seconds"], took["peak_mb"], door.empty())


def _run_ours(folder: Path, url: str, door: Door) -> Run:
    company = folder / "company"
    company.mkdir(exist_ok=True)
    (company / "holdfast.yaml").write_text(f"name: Compared\nsources: {{aws: {{regions: [{REGION}]}}}}\n")
    ours = [sys.executable, "-c", "from holdfast.cli import main; main()"]
    took = _measured("holdfast", [*ours, "run", "--company", str(company)], folder, url, door)
    with (folder / "results.csv").open("wb") as results:
        command = [*ours, "results", "--format", "csv", "--company", str(company)]
        subprocess.run(command, stdout=results, check=True)  # noqa: S603  ours
    return took


def _run_theirs(folder: Path, command: Path, url: str, door: Door, wanted: list[str]) -> Run:
    output = folder / "prowler"
    words = ["aws", "--region", REGION, "--check", *wanted, "-M", "json-ocsf", "-o", str(output), "-F", "out"]
    return _measured("prowler", [str(command), *words, "-z", "--no-banner", "--no-color"], folder, url, door)


def _our_verdicts(folder: Path) -> Iterator[Verdict]:
    with (folder / "results.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            yield Verdict(
                row["check_id"], row["subject"], row["account_id"], row["region"], row["status"], row["reason"]
            )


def _their_verdicts(folder: Path, checks: list[Check]) -> Iterator[Verdict]:
    ours = [(name, check.id) for check in checks for name in _equivalents(check)]
    (file,) = (folder / "prowler").rglob("*.ocsf.json")
    words = {"PASS": PASS, "FAIL": FAIL}
    for finding in json.loads(file.read_text()):
        resource, account = finding["resources"][0]["uid"], finding["cloud"]["account"]["uid"]
        status = words.get(finding["status_code"], UNKNOWN)
        for name, check in ours:
            if name == finding["metadata"]["event_code"]:
                said = f"{name}: {finding['status_detail']}"
                yield Verdict(check, resource, account, finding["cloud"]["region"], status, said)


def _report(ours: Run, theirs: Run, joined: Compared, wanted: list[str]) -> None:
    print(f"agreement: {joined.agreed} of {joined.compared} compared verdicts, {joined.agreement:.2%}")
    print(
        f"checks of ours compared: {len(joined.checks)}, by {len(wanted)} of the peer's; "
        f"{len(joined.both_ways)} met both pass and fail"
    )
    print(f"unknown on one side: {len(joined.unknown)}; left out: {len(LEFT_OUT)}")
    print(f"only ours: {joined.only_ours.total()} verdicts; only theirs: {joined.only_theirs.total()}")
    print(f"{'':10} {'wall s':>8} {'CPU s':>8} {'peak MB':>8} {'calls':>8}")
    for run in (ours, theirs):
        calls = run.calls.total()
        print(f"{run.name:10} {run.seconds:8.1f} {run.cpu_seconds:8.1f} {run.peak_mb:8.0f} {calls:8,}")
    print(
        f"{'ratio':10} {ours.seconds / theirs.seconds:8.2f} {ours.cpu_seconds / theirs.cpu_seconds:8.2f} "
        f"{ours.peak_mb / theirs.peak_mb:8.2f} {ours.calls.total() / max(theirs.calls.total(), 1):8.2f}"
    )
    _rows("disagreements", joined.disagreed)
    _rows("unknown on one side", joined.unknown)


def _rows(title: str, pairs: Iterable[tuple[Verdict, Verdict]]) -> None:
    found = sorted(pairs, key=lambda pair: (pair[0].check, pair[0].resource))
    print(f"\n{title}: {len(found)}")
    for mine, other in found[:_SHOWN]:
        print(f"  {mine.check} {mine.resource}")
        print(f"    ours {mine.status}: {mine.reason}\n    theirs {other.status}: {other.reason}")


def _say(text: str) -> None:
    print(f"compare: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
