"""Judges the newest facts: subjects, then results, then what they add up to."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from holdfast.checks.coverage import CoverageIndex
from holdfast.checks.run import prepare
from holdfast.facts.duckdb import Sandbox
from holdfast.facts.ledgers import CheckLine
from holdfast.facts.memory import bounded
from holdfast.facts.subjects import OWN_TABLES
from holdfast.facts.tables import Coverage, State
from holdfast.pipeline.cloud_use import write_cloud_services
from holdfast.pipeline.judging import Bench, write_results
from holdfast.pipeline.layout import Floor
from holdfast.pipeline.settling import settle
from holdfast.pipeline.spark_layout import lay_out_on_spark
from holdfast.pipeline.unchanged import GROUNDS, Before, Grounds, grounds, grounds_of
from holdfast.posture.compute import write_posture

if TYPE_CHECKING:
    from datetime import datetime

    from holdfast.content.model import Check, Content
    from holdfast.facts.draft import Draft
    from holdfast.facts.duckdb import Engine
    from holdfast.facts.engines import CheckEngine
    from holdfast.facts.spark import Spark
    from holdfast.facts.store import Store
    from holdfast.facts.tables import Catalogue

#: What the process may take while checks run: several times what the engine counts, and what it does not.
_TIMES = 4
_BESIDE_MB = 2048


@dataclass(frozen=True, slots=True)
class Limits:
    """What one evaluation may use; ``seconds`` bounds a single check. With ``spark`` the checks run there.

    ``whole`` asks every check, also those that would say what they said in the run before.
    """

    memory_mb: int = 700
    threads: int = 2
    seconds: float = 60.0
    spark: Spark | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What one evaluation came to. ``errors`` are checks that could not run, with why.

    ``checks_run`` are those that were asked: the rest would have said what they had said.
    """

    subjects: int
    results: int
    changed: int
    rollups_changed: int
    errors: tuple[tuple[str, str], ...]
    checks_run: int = 0


def evaluate(
    store: Store,
    draft: Draft,
    content: Content,
    catalogue: Catalogue,
    moment: datetime,
    *,
    limits: Limits | None = None,
) -> Evaluation:
    """Fill the draft's subjects, results and rollups from its facts. Raises StoreError.

    The checks run in DuckDB or on Spark, by ``limits``; the rest is the same.
    """
    limits = limits or Limits()
    before = Before() if limits.whole or limits.spark else _before(store)
    write_cloud_services(draft, content, catalogue, moment)
    numbers = draft.write_checks(_line(check) for check in content.checks)
    with (
        draft.reading() as reading,
        tempfile.TemporaryDirectory(
            prefix="evaluate-", dir=store.root / "staging", ignore_cleanup_errors=True
        ) as folder,
    ):
        coverage = CoverageIndex(_coverage(reading.engine, moment), catalogue, moment)
        settled = settle(reading.engine, draft, catalogue, content, coverage, Path(folder), moment, before)
        grounds_now = {check.id: grounds(check, draft, catalogue, coverage) for check in content.checks}
        asked = [
            c for c in content.checks if not grounds_now[c.id] or grounds_now[c.id] != before.grounds.checks.get(c.id)
        ]
        with ExitStack() as room:
            judge: CheckEngine
            floor = None
            if limits.spark:
                room.callback(limits.spark.forget)
                lay_out_on_spark(reading.engine, asked, catalogue, settled, draft, limits.spark)
                judge = limits.spark
            else:
                judge = sandbox = room.enter_context(_sandbox(limits, Path(folder)))
                floor = Floor(reading.engine, asked, catalogue, settled, sandbox)
                room.enter_context(bounded(_TIMES * limits.memory_mb + _BESIDE_MB))
            prepared = prepare(judge, asked, coverage)
            judge.lock()
            bench = Bench(judge, prepared, reading.engine, draft, catalogue, moment, limits.threads, floor)
            outcome = write_results(bench, asked, numbers)
        kept = {id_: hash_ for id_, hash_ in grounds_now.items() if hash_ and id_ not in dict(outcome.errors)}
        stood = (settled.grounds, settled.subjects, settled.distinct, settled.rules)
        draft.write_blob(GROUNDS, Grounds(kept, *stood, run=draft.sequence).encoded())
    rollups = write_posture(draft, catalogue, content, moment)
    return Evaluation(settled.subjects, outcome.results, outcome.changed, rollups, outcome.errors, len(asked))


def _before(store: Store) -> Before:
    grounds = grounds_of(store.head())
    return Before(grounds, store.run(grounds.run) if grounds.run else None)


def _sandbox(limits: Limits, folder: Path) -> Sandbox:
    return Sandbox(
        readable=None,
        memory_mb=limits.memory_mb,
        threads=limits.threads,
        seconds=limits.seconds,
        temp=folder / "spill",
    )


def _line(check: Check) -> CheckLine:
    header = check.header
    return CheckLine(
        check_id=check.id,
        title=header.title,
        severity=header.severity.rank,
        kind=header.subject,
        program=header.program,
        exposure=header.exposure,
    )


def _coverage(engine: Engine, moment: datetime) -> list[Coverage]:
    """Return the draft's coverage, and that of the tables that an evaluation itself fills."""
    columns = 'source, account_id, region, "table", subject, state, error, observed_at'
    rows = engine.rows(f"SELECT {columns} FROM coverage WHERE source <> 'holdfast'")
    found = [
        Coverage(
            str(source),
            str(account),
            str(region),
            str(table),
            str(subject),
            State(str(state)),
            str(error),
            int(str(at)),
        )
        for source, account, region, table, subject, state, error, at in rows
    ]
    at = int(moment.timestamp())
    return [*found, *(Coverage(table.source, "*", "*", table.name, "", State.READ, "", at) for table in OWN_TABLES)]
