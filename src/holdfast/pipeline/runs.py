"""A run: collect, evaluate, or both, committed as one moment."""

from __future__ import annotations

import time
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from holdfast.checks.compile import compile_all
from holdfast.collectors.interface import Quiet
from holdfast.collectors.registry import catalogue, collectors
from holdfast.content.compiled import content_to_json
from holdfast.content.load import load_content
from holdfast.content.model import Company as CompanyText
from holdfast.errors import Exit, UsageError, gravest
from holdfast.facts.spark import Spark
from holdfast.facts.store import Store
from holdfast.pipeline.collect import SourceReport, choose, collect_into
from holdfast.pipeline.evaluate import Limits, evaluate
from holdfast.pipeline.imports import Import, take
from holdfast.pipeline.outcome import Outcome, outcome
from holdfast.pipeline.reads import Reads
from holdfast.pipeline.spool import discard
from holdfast.posture.exceptions import excepted_sql

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from holdfast.collectors.interface import Collector, Progress
    from holdfast.config import Settings
    from holdfast.content.model import Content
    from holdfast.facts.manifest import Manifest
    from holdfast.pipeline.evaluate import Evaluation


#: Nothing is configured, and nothing need be, to import a file.
_NOBODY = CompanyText(name="-")


def utc_now() -> datetime:
    """Return the present moment, aware, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


@dataclass(frozen=True, slots=True)
class RunReport:
    """What one run did. ``evaluation`` and ``outcome`` are None when it only collected."""

    manifest: Manifest
    sources: tuple[SourceReport, ...]
    evaluation: Evaluation | None
    outcome: Outcome | None
    seconds: float

    @property
    def exit(self) -> Exit:
        """The gravest of the sources' exits."""
        return gravest(source.exit for source in self.sources)


@dataclass(frozen=True, slots=True)
class Company:
    """One company at work: its folder, its content as it is now, its store, its clock.

    ``records`` reads what people recorded; None where the company has no database.
    """

    settings: Settings
    clock: Callable[[], datetime] = utc_now
    records: Collector | None = None

    def content(self) -> Content:
        """Return the pack and the company's folder, joined. Raises ContentError."""
        return load_content(self.settings.company, catalogue(), compile_checks=compile_all)

    def store(self, *, create: bool = False) -> Store:
        """Open the fact store. Raises StoreError."""
        return Store.open(self.settings.store, catalogue(), create=create)

    def reads(self) -> Reads:
        """Return what pages and the command may ask. Raises StoreError."""
        return Reads(self.store(), catalogue(), self.clock)

    def collect(self, sources: Sequence[str] = (), progress: Progress | None = None) -> RunReport:
        """Read sources and commit their facts."""
        return self._run("collect", sources, progress)

    def take(self, source: str, given: Import) -> int:
        """Import another scanner's file for ``source`` to read; returns how many findings it holds.

        Raises UsageError: a file that is not whole, or not of the format, changes nothing.
        """
        (collector,) = choose(self._collectors(), _NOBODY, [source])
        return take(self.settings.state, collector, given, self.clock())

    def evaluate(self) -> RunReport:
        """Judge the newest facts and commit results and posture."""
        return self._run("evaluate", None, None)

    def run(self, sources: Sequence[str] = (), progress: Progress | None = None) -> RunReport:
        """Collect and evaluate as one moment; a run of the records alone is one of kind ``records``."""
        alone = self.records is not None and tuple(sources) == (self.records.source,)
        return self._run("records" if alone else "run", sources, progress)

    def _collectors(self) -> list[Collector]:
        """Return all sources; the records are read by whoever has opened the database."""
        records = self.records
        return [records if records and one.source == records.source else one for one in collectors()]

    def _spark(self, kind: str) -> AbstractContextManager[Spark | None]:
        """Return the Spark that judges, where the settings ask for it. Raises UsageError if it cannot start."""
        if kind == "collect" or self.settings.engine != "spark":
            return nullcontext()
        return Spark(self.settings.spark_master)

    def _run(self, kind: str, sources: Sequence[str] | None, progress: Progress | None) -> RunReport:
        began = time.monotonic()
        content = self.content()
        chosen = choose(self._collectors(), content.company, sources) if sources is not None else []
        store = self.store(create=sources is not None)
        reports: list[SourceReport] = []
        evaluation = None
        moment = self.clock()
        head = store.head()
        earlier = head if head and head.line.results else None
        with self._spark(kind) as spark, store.lock(), store.begin(kind, moment) as draft:
            if sources is None and draft.sequence == 1:
                raise UsageError(
                    "there are no facts to judge yet", where=str(self.settings.store), do="Run: holdfast collect"
                )
            if sources is not None:
                reports = collect_into(
                    draft,
                    chosen,
                    content.company,
                    folder=self.settings.company,
                    now=moment,
                    progress=progress or Quiet(),
                    spool=self.settings.state / "spool",
                )
            if kind != "collect":
                draft.write_blob("content", content_to_json(content))
                limits = Limits(
                    self.settings.memory_mb, self.settings.threads, float(self.settings.check_seconds), spark=spark
                )
                evaluation = evaluate(store, draft, content, catalogue(), moment, limits=limits)
            manifest = draft.commit(self.clock())
            for report in reports:
                if report.failure is None:
                    discard(self.settings.state / "spool" / report.source)
        excepted = excepted_sql(
            catalogue(), content.checks, int(manifest.started.timestamp()), check_id="check_id", subject="subject"
        )
        counted = outcome(store, manifest, earlier, excepted) if evaluation else None
        return RunReport(manifest, tuple(reports), evaluation, counted, time.monotonic() - began)
