"""Measures the findings list: 50,000 fails among 1,000,000 results, filtered, sorted, paged and searched.

    python bench/findings.py [--results 1000000] [--fails 50000] [--subjects 200000] [--folder DIR]

Goal: the first page of 50 findings, with the total and all facets, in under 200 ms on two cores.
Each line is the median of 20 questions, none of which was asked before, with the best of them and
the processor's time of one; "the same again" and "next page" find the total and the facets remembered.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from holdfast.content.compiled import content_to_json
from holdfast.content.model import Attack, Check, CheckHeader, Company, Content, Severity, Team
from holdfast.facts.duckdb import Engine
from holdfast.facts.ledgers import RESULTS, SUBJECTS, CheckLine
from holdfast.facts.store import Store
from holdfast.facts.tables import Catalogue
from holdfast.pipeline.reads import Reads
from holdfast.pipeline.views import EVERYTHING, Filter, Scope

if TYPE_CHECKING:
    from collections.abc import Callable

CHECKS = 60
ROUNDS = 20
GOAL_MS = 200
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
NO_TABLES = Catalogue(())


def content() -> Content:
    """Sixty checks of all severities, forty teams."""
    return Content(
        frameworks=(),
        programs=(),
        checks=tuple(_check(number) for number in range(CHECKS)),
        company=Company(name="Bench", teams=tuple(Team(id=f"team-{n}", title=f"Team {n}") for n in range(40))),
    )


def _check(number: int) -> Check:
    header = CheckHeader(
        id=f"aws.s3.check_{number}",
        title=f"Buckets hold promise number {number}",
        severity=list(Severity)[number % 4],
        subject="aws_s3_bucket",
        program="cloud-infrastructure",
        controls=("A.8.3",),
        why="Because.",
        attack=Attack(text="Somebody reads it.", technique="T1530"),
        fix="Close it.",
    )
    return Check(header=header, sql="SELECT 1", run_sql="SELECT 1", tables=("aws_s3_bucket",), source="bench.sql")


def fill(folder: Path, results: int, fails: int, subjects: int) -> None:
    """Make a store with one run."""
    store = Store.open(folder, NO_TABLES, create=True)
    intent = content()
    with Engine() as engine, store.begin("run", NOW) as draft:
        draft.write_blob("content", content_to_json(intent))
        draft.write_checks(
            CheckLine(c.id, c.header.title, c.header.severity.rank, c.header.subject, c.header.program)
            for c in intent.checks
        )
        draft.ledger("subjects").write(engine.arrow(_subjects(subjects)).cast(pa.schema(SUBJECTS.fields)))
        draft.ledger("results").write(engine.arrow(_results(results, fails, subjects)).cast(pa.schema(RESULTS.fields)))
        draft.commit(NOW)


def _subjects(number: int) -> str:
    return f"""
SELECT i::INTEGER AS subject_id, 'arn:aws:s3:::acme-' || md5(i::VARCHAR) || '-exports' AS subject,
  'aws_s3_bucket' AS kind, 'acme-' || md5(i::VARCHAR) || '-exports' AS name,
  lpad((i % 60)::VARCHAR, 12, '1') AS account_id, 'eu-west-' || (i % 3) AS region,
  CASE WHEN i % 11 = 0 THEN '' ELSE 'service-' || (hash(i) % 300) END AS service,
  CASE WHEN i % 11 = 0 THEN '' ELSE 'team-' || (hash(i) % 40) END AS team, 'tag service' AS owned_by,
  (i % 4)::INTEGER AS tier, i % 7 = 0 AS customer_data, i % 50 <> 0 AS in_scope, '' AS scope_reason
FROM range(1, {number} + 1) t(i)"""


def _results(number: int, fails: int, subjects: int) -> str:
    part = CHECKS // max(number // subjects, 1)
    every = max(number // fails, 1)
    status = f"CASE WHEN hash(i * 31) % {every} = 0 THEN 0 WHEN hash(i * 31) % 100 = 1 THEN 1 ELSE 2 END"
    return f"""
SELECT (1 + (i // {subjects}) * {part} + hash(i % {subjects}) % {part})::INTEGER AS check_no,
  (1 + i % {subjects})::INTEGER AS subject_id, ({status})::TINYINT AS status,
  CASE WHEN {status} < 2 THEN 'the bucket policy lets everyone read (statement ' || i % 9 || ')' END AS reason,
  ((hash(i % {subjects}) % {part}) % 4)::TINYINT AS severity,
  (1764000000 - hash(i) % 8000000)::BIGINT AS since,
  CASE WHEN {status} = 0 THEN (1764000000 - hash(i) % 8000000)::BIGINT END AS failing_since
FROM range({number}) t(i)"""


def told(what: str, ask: Callable[[], object]) -> float:
    """Print the median and the best of so many questions, and the processor's time of one; return the median."""
    took, busy = [], time.process_time()
    for _ in range(ROUNDS):
        began = time.perf_counter()
        ask()
        took.append((time.perf_counter() - began) * 1000)
    busy = (time.process_time() - busy) * 1000 / ROUNDS
    middle = statistics.median(took)
    print(f"{what:<34}{middle:7.0f} ms   (best {min(took):.0f}, processor {busy:.0f})")
    return middle


def measure(folder: Path) -> None:
    """Print what each question takes."""
    store = Store.open(folder, NO_TABLES, create=False)

    def opened() -> Reads:
        return Reads(Store.open(folder, NO_TABLES, create=False), NO_TABLES)

    def first(what: str, wanted: Filter, scope: Scope = EVERYTHING) -> None:
        # A reader of its own for each question, so that no count is remembered.
        told(what, lambda: Reads(store, NO_TABLES).findings(scope, wanted, "", 50, None))

    reads, plain = Reads(store, NO_TABLES), Filter()
    page = reads.findings(EVERYTHING, plain, "", 50, None)
    print(f"{page.total:,} findings inside the scope")
    told("first page, the store opened too", lambda: opened().findings(EVERYTHING, plain, "", 50, None))
    middle = told("first page", lambda: Reads(store, NO_TABLES).findings(EVERYTHING, plain, "", 50, None))
    print(f"goal: first page under {GOAL_MS} ms: {'met' if middle < GOAL_MS else 'NOT met'}")
    told("the same again", lambda: reads.findings(EVERYTHING, plain, "", 50, None))
    told("next page", lambda: reads.findings(EVERYTHING, plain, page.next, 50, None))
    for sort in ("since", "subject", "check"):
        first(f"sorted by {sort}", replace(plain, sort=sort))
    first("late and high", replace(plain, late="yes", severity=("high",)))
    first("words", replace(plain, words="c0ffe"))
    first("one team's", plain, Scope(teams=frozenset({"team-7"})))
    first("every result, not only fails", replace(plain, verdict=()))
    told("search box", lambda: reads.search(EVERYTHING, "c0ffe", None))


def main() -> None:
    """Fill a store, then measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--results", type=int, default=1_000_000)
    parser.add_argument("--fails", type=int, default=50_000)
    parser.add_argument("--subjects", type=int, default=200_000)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary) / "store"
        if not folder.exists():
            fill(folder, given.results, given.fails, given.subjects)
        measure(folder)


if __name__ == "__main__":
    main()
