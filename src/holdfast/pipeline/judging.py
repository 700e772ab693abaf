"""Runs every check over the draft's facts and writes what is not as it was.

Checks run in the sandbox, those on one subject table together; the rows of each are compared with
those of the run before, in one query, and only changes are kept. ``since`` is when a result became
what it is; ``failing_since`` is when it began to fail, which an outage in between does not change.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from holdfast.checks import run
from holdfast.checks.verdict import Verdict
from holdfast.facts.ledgers import RESULTS
from holdfast.pipeline.layout import NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from concurrent.futures import Future
    from datetime import datetime

    from holdfast.content.model import Check
    from holdfast.facts.changes import LedgerDraft
    from holdfast.facts.draft import Draft
    from holdfast.facts.duckdb import Engine
    from holdfast.facts.engines import CheckEngine
    from holdfast.facts.tables import Catalogue
    from holdfast.pipeline.layout import Floor

_FRESH = pa.schema([pa.field("subject_id", pa.int32()), pa.field("status", pa.int8()), pa.field("reason", pa.string())])


@dataclass(frozen=True, slots=True)
class Outcome:
    """What judging came to: results judged, changes written, and checks that could not run, with why."""

    results: int
    changed: int
    errors: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Bench:
    """Where checks run and what their rows are compared with.

    ``sandbox`` is locked; ``engine`` has ``results``, ``lost``, ``standing``. ``floor`` lays facts out in the sandbox,
    where checks on one subject table share a query; None where they lie there already, and each check runs alone.
    """

    sandbox: CheckEngine
    prepared: run.Prepared
    engine: Engine
    draft: Draft
    catalogue: Catalogue
    moment: datetime
    threads: int
    floor: Floor | None


def write_results(bench: Bench, checks: Iterable[Check], numbers: dict[str, int]) -> Outcome:
    """Judge by these checks and write the changed results; ``numbers`` names those too that need not be asked."""
    known = {int(str(no)): int(str(rows)) for no, rows in bench.engine.rows(_COUNTED)}
    standing = _standing(bench.engine)
    ledger = bench.draft.ledger(RESULTS.name)
    asked = list(checks)
    seen = {int(str(no)): int(str(rows)) for no, rows in bench.engine.rows(_SEEN)}
    kept = {*numbers.values()} - {numbers[check.id] for check in asked}
    results, changed, errors = sum(seen.get(number, 0) for number in kept), 0, []
    for check, judged in _all_judged(bench, asked):
        number = numbers[check.id]
        if judged.error:
            errors.append((check.id, judged.error))
        fresh = _with_standing(judged.rows, standing.get(check.header.subject))
        results += fresh.num_rows
        if known.get(number):
            changed += ledger.write(_changes(bench, check, number, fresh))
        elif fresh.num_rows:
            changed += _write_new(ledger, check, number, fresh, bench.moment)
    changed += ledger.write(_retired(bench, numbers.values()))
    return Outcome(results, changed, tuple(errors))


_COUNTED = "SELECT check_no, count(*) FROM results GROUP BY check_no"
#: Results of subjects that are lost to sight stand as they are: no check is asked about them.
_SEEN = "SELECT check_no, count(*) FROM results ANTI JOIN lost USING (subject_id) GROUP BY check_no"


def _all_judged(bench: Bench, checks: Iterable[Check]) -> Iterator[tuple[Check, run.Judged]]:
    """Yield each check with what it said; the next ones run while this one is compared and written.

    Checks of one subject table run together; planning takes one thread, so several are at it at a time.
    """
    by_table: dict[str, list[Check]] = {}
    for check in checks:
        by_table.setdefault(check.header.subject, []).append(check)
    groups = [
        group[start : start + _TOGETHER] for group in by_table.values() for start in range(0, len(group), _TOGETHER)
    ]
    with ThreadPoolExecutor(bench.threads, thread_name_prefix="checks") as pool:
        running: deque[tuple[list[Check], Future[list[tuple[Check, run.Judged]]]]] = deque()
        for group in groups:
            if len(running) >= bench.threads:
                yield from _said(bench, *running.popleft())
            if bench.floor:
                bench.floor.lay(group)
            running.append((group, pool.submit(_judge, bench, group)))
        while running:
            yield from _said(bench, *running.popleft())


def _said(
    bench: Bench, group: Sequence[Check], future: Future[list[tuple[Check, run.Judged]]]
) -> Iterator[tuple[Check, run.Judged]]:
    judged = future.result()
    if bench.floor:
        bench.floor.leave(group)
    while judged:
        yield judged.pop(0)


#: Most checks that one query answers: it holds all their answers in memory.
_TOGETHER = 24


def _judge(bench: Bench, checks: Sequence[Check]) -> list[tuple[Check, run.Judged]]:
    table = bench.catalogue[checks[0].header.subject]
    given = (bench.sandbox, bench.prepared, bench.moment)
    if not bench.floor:
        return [(check, run.run(check, *given, table=table, key=NUMBER)) for check in checks]
    return run.run_all(checks, *given, table=table, key=NUMBER, catalogue=bench.catalogue)


def _standing(engine: Engine) -> dict[str, pa.Table]:
    """Return, by kind, the results of the subjects that stand for unread scopes."""
    rows = engine.arrow(f"SELECT kind, subject_id, {int(Verdict.UNKNOWN)}::TINYINT AS status, reason FROM standing")
    kinds = pc.unique(rows.column("kind")).to_pylist()
    return {kind: rows.filter(pc.equal(rows.column("kind"), kind)).drop(["kind"]) for kind in kinds}


def _with_standing(rows: pa.Table, standing: pa.Table | None) -> pa.Table:
    fresh = rows.rename_columns(_FRESH.names).cast(_FRESH)
    return pa.concat_tables([fresh, standing.cast(_FRESH)]) if standing is not None else fresh


def _write_new(ledger: LedgerDraft, check: Check, number: int, fresh: pa.Table, moment: datetime) -> int:
    """Write all results of a check that had none, without asking the database; return how many."""
    now, written = int(moment.timestamp()), 0
    for status in pc.unique(fresh.column("status")).to_pylist():
        same = {
            "check_no": number,
            "status": status,
            "severity": check.header.severity.rank,
            "since": now,
            "failing_since": now if status == Verdict.FAIL else None,
        }
        written += ledger.write_block(same, fresh.filter(pc.equal(fresh.column("status"), status)))
    return written


def _changes(bench: Bench, check: Check, number: int, fresh: pa.Table) -> pa.Table:
    """Return what differs from the check's results of the run before."""
    now = int(bench.moment.timestamp())
    bench.engine.register("fresh", fresh)
    return bench.engine.arrow(
        f"""WITH compared AS (
  SELECT coalesce(n.subject_id, p.subject_id) AS subject_id,
    CAST(CASE WHEN n.subject_id IS NOT NULL THEN n.status WHEN l.subject_id IS NOT NULL THEN {Verdict.UNKNOWN:d}
      ELSE {Verdict.GONE:d} END AS TINYINT) AS status,
    CASE WHEN n.subject_id IS NOT NULL THEN n.reason ELSE l.reason END AS reason,
    CAST({check.header.severity.rank} AS TINYINT) AS severity,
    p.status AS was, p.reason AS was_reason, p.severity AS was_severity, p.since AS was_since,
    p.failing_since AS was_failing
  FROM fresh AS n
  FULL JOIN (SELECT * FROM results WHERE check_no = {number}) AS p ON p.subject_id = n.subject_id
  LEFT JOIN lost AS l ON l.subject_id = p.subject_id
)
SELECT CAST({number} AS INTEGER) AS check_no, subject_id, status, reason, severity,
  CASE WHEN status = was THEN was_since ELSE {now} END AS since,
  CASE status WHEN {Verdict.FAIL:d} THEN coalesce(was_failing, {now}) WHEN {Verdict.UNKNOWN:d} THEN was_failing END
    AS failing_since
FROM compared
WHERE was IS NULL OR status <> was OR severity <> was_severity OR reason IS DISTINCT FROM was_reason"""
    )


def _retired(bench: Bench, live: Iterable[int]) -> pa.Table:
    """Return the tombstones of results whose check is no more."""
    numbers = ", ".join(map(str, live)) or "-1"
    return bench.engine.arrow(
        f"""SELECT check_no, subject_id, CAST({Verdict.GONE:d} AS TINYINT) AS status, CAST(NULL AS VARCHAR) AS reason,
  severity, CAST({int(bench.moment.timestamp())} AS BIGINT) AS since, CAST(NULL AS BIGINT) AS failing_since
FROM results WHERE check_no NOT IN ({numbers})"""
    )
