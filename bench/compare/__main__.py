"""Holdfast and Prowler on the same simulated account: agreement, coverage, time, memory, API calls.

    make compare        (or: python -m compare [--prowler PATH] [--keep FOLDER], in bench/)

One moto process holds three accounts: one that the collector's own tests and ``inventory`` fill, one where what an
account or a region has only once is the other way round, and a new one with two regions. Each tool comes through a
door of its own, where its requests are counted. Prowler is installed from PyPI into a folder of its own, unless
``--prowler`` names one. It is asked only for checks that ours name as equivalent, in the account's regions.
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
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from compare.doors import open_doors
from compare.inventory import seed
from compare.left_out import ANSWERS_NOTHING, LEFT_OUT
from compare.report import Run, report
from compare.verdicts import FAIL, PASS, UNKNOWN, Verdict, compare
from holdfast.checks.compile import compile_all
from holdfast.collectors.registry import catalogue
from holdfast.content.files import PACK, CheckFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compare.doors import Door
    from compare.inventory.place import Place
    from holdfast.content.model import Check

HERE = Path(__file__).parent
TESTS = HERE.parents[1] / "tests"
REGION = "eu-west-1"
PROWLER = "prowler==5.46.0"
_TOOL = "prowler:"

#: What Prowler adds to a pass that it did not come to by looking.
_NOT_LOOKED_AT = "was not checked against"


def main() -> None:
    """Seed, run both on each account, join, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prowler", type=Path, help="the command, where it is installed already")
    parser.add_argument("--keep", type=Path, help="keep what both wrote in this folder")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        peer = given.prowler or _install(folder / "peer")
        os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"  # thousands in each region, each with a snapshot
        doors, addresses = open_doors(("seed", "holdfast", "prowler"))
        _say("filling the accounts")
        places = _seed(addresses["seed"], folder)
        checks = _checks()
        wanted = sorted({name for check in checks for name in _equivalents(check)})
        _say(f"{len(checks)} checks of ours on AWS, {len(wanted)} checks of Prowler's named as equivalent")
        runs, ours, theirs = [], [], []
        for place in places:
            own = folder / place.account_id
            own.mkdir(exist_ok=True)
            environment = _environment(addresses["holdfast"], place)
            runs += _run_ours(own, place, environment, doors["holdfast"])
            environment = _environment(addresses["prowler"], place)
            runs.append(_run_theirs(own, peer, place, environment, doors["prowler"], wanted))
            ours += _our_verdicts(own)
            theirs += _their_verdicts(own, checks)
        report(runs, compare(ours, theirs, LEFT_OUT), wanted)


def _install(folder: Path) -> Path:
    command = folder / "bin" / "prowler"
    if not command.exists():
        _say(f"installing {PROWLER} into a folder of its own; this takes some minutes")
        venv.create(folder, with_pip=True)
        subprocess.run([str(folder / "bin/pip"), "install", "--quiet", PROWLER], check=True)  # noqa: S603  pinned
    return command


def _seed(url: str, folder: Path) -> tuple[Place, ...]:
    """Fill the accounts: as the collector's own tests do, every service of it, and with the inventory."""
    sys.path[:0] = [str(TESTS / "collectors/aws"), str(TESTS / "journeys")]
    from simulated_account import simulated_aws  # noqa: PLC0415  a test's module, found only now
    from whole_estate import seed_everything  # noqa: PLC0415  as above

    with pytest.MonkeyPatch.context() as patch:
        seed_everything(simulated_aws(url, patch, folder), patch)
        return seed(url)


def _checks() -> list[Check]:
    files = [
        CheckFile(path.name, path.read_text(), from_company=False) for path in sorted((PACK / "checks").rglob("*.sql"))
    ]
    checks, _ = compile_all(files, catalogue())
    return [check for check in checks if check.id.startswith("aws.")]


def _equivalents(check: Check) -> list[str]:
    named = (name.removeprefix(_TOOL) for name in check.header.equivalent if name.startswith(_TOOL))
    return [name for name in named if name not in ANSWERS_NOTHING]


def _environment(url: str, place: Place) -> dict[str, str]:
    # S3 Control puts the account's number before the host; no such name is known here, but to the door as a proxy.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return (
        kept
        | {"AWS_ENDPOINT_URL": url, "AWS_DEFAULT_REGION": REGION, "AWS_EC2_METADATA_DISABLED": "true"}
        | {"http_proxy": url, "no_proxy": ""}
        | place.credentials
    )


def _measured(name: str, command: list[str], folder: Path, environment: dict[str, str], door: Door) -> Run:
    door.empty()
    output = folder / f"{name}.json"
    with (folder / f"{name}.log").open("wb") as log:
        subprocess.run(  # noqa: S603  our own command
            [sys.executable, str(HERE / "measured.py"), str(output), *command],
            env=environment,
            stdout=log,
            stderr=log,
            check=True,
        )
    took = json.loads(output.read_text())
    _say(f"{folder.name}: {name}: exit {took['exit']}, {took['seconds']:.1f} s")
    calls, answering = door.empty()
    return Run(name, took["seconds"], took["cpu_seconds"], took["peak_mb"], answering, calls)


def _run_ours(folder: Path, place: Place, environment: dict[str, str], door: Door) -> list[Run]:
    company = folder / "company"
    company.mkdir(exist_ok=True)
    regions = ", ".join(place.regions)
    (company / "holdfast.yaml").write_text(f"name: Compared\nsources: {{aws: {{regions: [{regions}]}}}}\n")
    ours = [sys.executable, "-c", "from holdfast.cli import main; main()"]
    took = [
        _measured(verb, [*ours, verb, "--company", str(company)], folder, environment, door)
        for verb in ("collect", "evaluate")
    ]
    with (folder / "results.csv").open("wb") as results:
        command = [*ours, "results", "--format", "csv", "--company", str(company)]
        subprocess.run(command, stdout=results, check=True)  # noqa: S603  ours
    return took


def _run_theirs(
    folder: Path, command: Path, place: Place, environment: dict[str, str], door: Door, wanted: list[str]
) -> Run:
    output = folder / "prowler"
    words = ["aws", "--region", *place.regions, "--check", *wanted, "-M", "json-ocsf", "-o", str(output), "-F", "out"]
    words += ["--scan-unused-services", "-z", "--no-banner", "--no-color", "--log-level", "ERROR"]
    return _measured("prowler", [str(command), *words], folder, environment, door)


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
        if _NOT_LOOKED_AT in finding["status_detail"]:
            status = UNKNOWN
        for name, check in ours:
            if name == finding["metadata"]["event_code"]:
                said = f"{name}: {finding['status_detail']}"
                yield Verdict(check, resource, account, finding["cloud"]["region"], status, said)


def _say(text: str) -> None:
    print(f"compare: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
