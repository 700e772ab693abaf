"""Simulates a year of hourly runs and measures the store: its size, and any past moment's list page.

    python bench/store_year.py [--days 365] [--results 1000000] [--changes 1000] [--minutes 60] [--folder DIR]

Goals: a year stays under 10 GB; a past moment's list of failing results (100 rows by severity with
their subjects' names, and their count) answers in under 200 ms on two cores. What is measured for
a moment is all of it: finding the run, opening it, and both queries, in a process that has not
read that run before. Every answer's count is compared with the simulation's own.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from holdfast.facts.ledgers import RESULTS, ROLLUPS, SUBJECTS, CheckLine
from holdfast.facts.store import Store
from holdfast.facts.tables import Catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holdfast.facts.store import Draft

CHECKS = 60
KINDS = 10
PER_KIND = CHECKS // KINDS
FAIL, UNKNOWN, PASS, NOT_APPLICABLE, GONE = range(5)
REASONS = (
    "port 22 is open to 0.0.0.0/0 in rule sgr-{0:012x}",
    "the key arn:aws:kms:eu-west-1:111111111111:key/{0:08x} is not rotated; it was made on 2024-0{1}-11",
    "the bucket policy lets everyone read (statement {1}, Principal *)",
    "no backup was taken since 2025-0{1}-03; the plan default-{0:x} does not cover it",
    "the access key AKIA{0:016X} was made on 2025-0{1}-20",
)
START = datetime(2025, 1, 1, tzinfo=UTC)
PAGE = """
    SELECT r.check_no, c.check_id, s.subject, s.name, r.severity, r.reason, r.since, r.failing_since
    FROM (SELECT * FROM results WHERE status = 0 ORDER BY severity, check_no, subject_id LIMIT 100) r
    JOIN subjects s USING (subject_id) JOIN checks c USING (check_no)
    ORDER BY r.severity, r.check_no, r.subject_id"""
COUNT = "SELECT count(*) FROM results WHERE status = 0"

Result = tuple[int, int, int, str | None, int, int, int | None]


@dataclass
class World:
    """What is true in the simulation; results by key, so that answers can be checked."""

    chance: random.Random
    status: dict[tuple[int, int], int] = field(default_factory=dict)
    open: dict[tuple[int, int], int] = field(default_factory=dict)  # failing keys, with their place in the list
    opened: list[tuple[int, int]] = field(default_factory=list)
    alive: list[int] = field(default_factory=list)
    last_subject: int = 0

    @property
    def failing(self) -> int:
        """How many results fail."""
        return len(self.opened)

    def result(self, check: int, subject: int, status: int, at: int) -> Result:
        """Set one result and return its row."""
        self.count(check, subject, fails=status == FAIL)
        if status == GONE:
            self.status.pop((check, subject))
        else:
            self.status[check, subject] = status
        reason = None
        if status in {FAIL, UNKNOWN}:
            reason = REASONS[check % len(REASONS)].format(self.chance.getrandbits(40), check % 9 + 1)
        return (check, subject, status, reason, check % 4, at, at if status == FAIL else None)

    def count(self, check: int, subject: int, *, fails: bool) -> None:
        """Keep the list of failing keys, from which some are drawn to be mended."""
        key = (check, subject)
        if fails and key not in self.open:
            self.open[key] = len(self.opened)
            self.opened.append(key)
        elif not fails and key in self.open:
            place, last = self.open.pop(key), self.opened.pop()
            if last != key:
                self.opened[place], self.open[last] = last, place

    def new_subject(self, at: int) -> list[Result]:
        """Add a subject and return its results."""
        self.last_subject += 1
        subject = self.last_subject
        self.alive.append(subject)
        first = subject % KINDS * PER_KIND + 1
        return [self.result(check, subject, self.drawn(), at) for check in range(first, first + PER_KIND)]

    def drop_subject(self, at: int) -> tuple[int, list[Result]]:
        """Remove a subject and return its id and its results' tombstones."""
        place = self.chance.randrange(len(self.alive))
        subject = self.alive[place]
        self.alive[place] = self.alive[-1]
        self.alive.pop()
        first = subject % KINDS * PER_KIND + 1
        return subject, [self.result(check, subject, GONE, at) for check in range(first, first + PER_KIND)]

    def any_key(self) -> tuple[int, int]:
        """Draw any result."""
        subject = self.chance.choice(self.alive)
        return subject % KINDS * PER_KIND + 1 + self.chance.randrange(PER_KIND), subject

    def drawn(self) -> int:
        """Draw a status: 5% fail, 2% unknown, 5% not applicable."""
        number = self.chance.random()
        return FAIL if number < 0.05 else UNKNOWN if number < 0.07 else NOT_APPLICABLE if number < 0.12 else PASS

    def hour(self, changes: int, at: int) -> tuple[list[Result], list[int], list[int]]:
        """Return an hour's changed results, and the subjects that came and went."""
        come, go = changes // 100, changes // 100
        rows: dict[tuple[int, int], Result] = {}
        gone = []
        for _ in range(go):
            subject, tombstones = self.drop_subject(at)
            gone.append(subject)
            rows.update({row[:2]: row for row in tombstones})
        first = self.last_subject + 1
        for _ in range(come):
            rows.update({row[:2]: row for row in self.new_subject(at)})
        while len(rows) < changes:
            key = self.chance.choice(self.opened) if self.chance.random() < 0.43 else self.any_key()
            if key not in rows:
                fails = self.status[key] != FAIL and self.chance.random() < 0.9
                rows[key] = self.result(*key, FAIL if fails else PASS, at)
        return list(rows.values()), list(range(first, self.last_subject + 1)), gone


def results_table(rows: list[Result]) -> pa.Table:
    """Return rows as the ledger takes them."""
    columns = zip(*rows, strict=True)
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, RESULTS.fields, strict=True)], names=RESULTS.columns)


def name_of(subject: int) -> str:
    """Return a subject's name; names are not in the order of ids."""
    return f"production-{subject * 2654435761 % 2**32:08x}"


def subjects_table(ids: Iterable[int], *, gone: bool = False) -> pa.Table:
    """Return subjects as the ledger takes them."""
    rows = [
        {
            "subject_id": i,
            "subject": f"arn:aws:service{i % KINDS}:eu-west-1:{i % 20:012}:thing/{name_of(i)}",
            "kind": f"aws_service{i % KINDS}_thing",
            "name": name_of(i),
            "account_id": f"{i % 20:012}",
            "region": "eu-west-1",
            "service": f"service-{i % 150}",
            "team": f"team-{i % 40}",
            "owned_by": f"tag service=service-{i % 150}",
            "tier": i % 3 + 1,
            "customer_data": i % 4 == 0,
            "in_scope": i % 17 != 0,
            "scope_reason": "",
            "gone": gone,
        }
        for i in ids
    ]
    return pa.Table.from_pylist(rows, schema=SUBJECTS.written)


def rollups_table(ids: Iterable[int], at: int, chance: random.Random) -> pa.Table:
    """Return rollups as the ledger takes them: of 93 controls, 60 checks, 150 services, 40 teams ..."""
    rows = [
        {
            "kind": "requirement" if i < 100 else "service",
            "id": f"iso27001:A.{i}" if i < 100 else f"service-{i}",
            "status": chance.choice(["effective", "failing", "unknown"]),
            "since": at,
            **{
                name: chance.randrange(10_000)
                for name in ("passed", "failed", "unknown", "excepted", "not_applicable", "out_of_scope", "late")
            },
            "sentence": f"{chance.randrange(1000)} of {chance.randrange(9000)} fail and 12 are past their deadline.",
            "detail": f'[{{"id":"operates","status":"failing","reason":"{chance.randrange(1000)} fail"}}]' * 3,
            "effective": 0,
            "assessable": 0,
        }
        for i in ids
    ]
    return pa.Table.from_pylist(rows, schema=pa.schema(ROLLUPS.fields))


def first_run(world: World, results: int, at: int, draft: Draft) -> list[Result]:
    """Write the first state: checks, all subjects, all rollups; return the results."""
    lines = (CheckLine(f"aws.check_{n:02}", f"Check {n}", n % 4, "kind", "program") for n in range(1, CHECKS + 1))
    draft.write_checks(lines)
    rows: list[Result] = []
    while len(rows) < results:
        rows += world.new_subject(at)
    draft.ledger("subjects").write(subjects_table(range(1, world.last_subject + 1)))
    draft.ledger("rollups").write(rollups_table(range(400), at, world.chance))
    return rows


def later_run(world: World, changes: int, at: int, draft: Draft) -> list[Result]:
    """Write what an hour changes in subjects and rollups; return the changed results."""
    rows, come, gone = world.hour(changes, at)
    draft.ledger("subjects").write(subjects_table(come))
    draft.ledger("subjects").write(subjects_table(gone, gone=True))
    draft.ledger("rollups").write(rollups_table(world.chance.sample(range(400), 80), at, world.chance))
    return rows


def simulate(store: Store, options: argparse.Namespace, world: World) -> list[int]:
    """Write all runs; return how many results fail after each."""
    failing: list[int] = []
    began = time.monotonic()
    for run in range(options.days * 24):
        now = START + timedelta(hours=run)
        at = int(now.timestamp())
        last = run == options.days * 24 - 1 or time.monotonic() - began > options.minutes * 60
        with store.lock(), store.begin("run", now, current=last) as draft:
            rows = later_run(world, options.changes, at, draft) if run else first_run(world, options.results, at, draft)
            draft.ledger("results").write(results_table(rows))
            manifest = draft.commit(now + timedelta(minutes=5))
        assert manifest.line.results == len(world.status)
        failing.append(world.failing)
        if run % 240 == 0 or last:
            print(
                f"day {run // 24:3}  {size(store.root) / 1e9:6.3f} GB  {time.monotonic() - began:6.0f} s  "
                f"{len(world.status):,} results, {world.failing:,} failing",
                flush=True,
            )
        if last:
            break
    return failing


def size(root: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(path.stat().st_size for path in root.rglob("*") if path.is_file())


def measure(store: Store, failing: list[int], moments: int, chance: random.Random) -> tuple[list[float], list[float]]:
    """Return the seconds of a page at random moments: first, and asked again."""
    first: list[float] = []
    again: list[float] = []
    for _ in range(moments):
        run = chance.randrange(len(failing))
        for times in (first, again):
            started = time.perf_counter()
            manifest = store.at(START + timedelta(hours=run, minutes=30))
            assert manifest
            with store.reading(manifest) as reading:
                page = reading.engine.rows(PAGE)
                count = reading.engine.rows(COUNT)[0][0]
            times.append(time.perf_counter() - started)
            assert count == failing[run], (run, count, failing[run])
            assert len(page) == 100
    return first, again


def said(seconds: list[float]) -> str:
    """Return median, 95th percentile and worst in milliseconds."""
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return f"median {statistics.median(ordered) * 1e3:.0f} ms, p95 {p95 * 1e3:.0f} ms, worst {ordered[-1] * 1e3:.0f} ms"


def main() -> None:
    """Simulate, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--results", type=int, default=1_000_000)
    parser.add_argument("--changes", type=int, default=1_000, help="changed results in each hour")
    parser.add_argument("--moments", type=int, default=40, help="random past moments to ask")
    parser.add_argument("--minutes", type=float, default=60.0, help="end earlier, and say what a year would be")
    parser.add_argument("--folder", type=Path, help="keep the store here (default: a folder that is removed)")
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="store-year-"))
    try:
        world = World(random.Random(1))  # noqa: S311  the same simulation every time
        began = time.monotonic()
        failing = simulate(Store.open(folder / "store", Catalogue([]), create=True), options, world)
        seconds = time.monotonic() - began
        total = size(folder / "store")
        fresh = Store.open(folder / "store", Catalogue([]), create=False)
        first, again = measure(fresh, failing, options.moments, random.Random(2))  # noqa: S311  as above
        runs = len(failing)
        print(
            f"{runs} runs, {options.changes} changes each: {seconds / runs * 1e3:.0f} ms a run, the simulation included"
        )
        print(f"store: {total / 1e9:.2f} GB; a year of this: {total / 1e9 * 365 * 24 / runs:.2f} GB (goal: < 10)")
        print(f"list page of a past moment, first asked:  {said(first)} (goal: < 200)")
        print(f"list page of a past moment, asked again:  {said(again)}")
    finally:
        if not options.folder:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
