"""collect, evaluate, run: facts, results, and both again and again."""

from __future__ import annotations

import signal
import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from holdfast.cli.options import (
    CompanyOption,
    EngineOption,
    FailOnOption,
    FileOption,
    MasterOption,
    duration,
    judging_with,
    one_of,
    open_company,
    with_records,
)
from holdfast.cli.output import say
from holdfast.errors import Exit, HoldfastError, UsageError, gravest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from holdfast.collectors.interface import Progress
    from holdfast.facts.tables import Coverage
    from holdfast.pipeline.runs import Company, RunReport

_DENIED_SHOWN = 12
_SEVERITIES = ("critical", "high", "medium", "low", "none")

Sources = Annotated[list[str] | None, typer.Argument(help="The sources to read; by default all that are configured.")]


def register(app: typer.Typer) -> None:
    """Add this group's verbs."""
    app.command()(collect)
    app.command()(evaluate)
    app.command()(run)


def collect(
    sources: Sources = None,
    file: FileOption = None,
    name: Annotated[str, typer.Option("--name", help="What its newer files replace; by default the file's name.")] = "",
    repository: Annotated[str, typer.Option("--repository", help="Where the scanned source is.", metavar="URL")] = "",
    max_age: Annotated[str, typer.Option("--max-age", help="How long it is believed.", metavar="DURATION")] = "7d",
    company: CompanyOption = None,
) -> None:
    """Read facts from the sources; with --file, take another scanner's findings (sarif, ocsf, asff) first."""
    place = with_records(open_company(company))
    if file:
        _take(place, sources or [], file, name=name, repository=repository, max_age=duration(max_age, "--max-age"))
    report = _with_progress(lambda progress: place.collect(sources or (), progress))
    _print_sources(report)
    raise typer.Exit(int(report.exit))


def _take(place: Company, sources: list[str], file: Path, *, name: str, repository: str, max_age: timedelta) -> None:
    from holdfast.pipeline.imports import Import  # noqa: PLC0415  heavy

    if len(sources) != 1:
        raise UsageError("say which format the file has", where="--file", do=f"holdfast collect sarif --file {file}")
    named = name or file.name.lower().split(".")[0].replace(" ", "-")
    count = place.take(sources[0], Import(file, named, max_age, repository))
    say(f"{file}: {count:,} findings, kept as {named}.")


def evaluate(
    company: CompanyOption = None,
    engine: EngineOption = "duckdb",
    master: MasterOption = "",
    fail_on: FailOnOption = "none",
) -> None:
    """Judge the newest facts by every check, and add up the posture."""
    one_of(fail_on, _SEVERITIES, "--fail-on")
    report = judging_with(open_company(company), engine, master).evaluate()
    _print_evaluation(report)
    raise typer.Exit(int(_exit(report, fail_on)))


def run(
    sources: Sources = None,
    every: Annotated[str, typer.Option("--every", help="Again and again: 15m, 1h, 1d.", metavar="DURATION")] = "",
    company: CompanyOption = None,
    engine: EngineOption = "duckdb",
    master: MasterOption = "",
    fail_on: FailOnOption = "none",
) -> None:
    """Collect and evaluate, once or again and again."""
    one_of(fail_on, _SEVERITIES, "--fail-on")
    pause = duration(every) if every else None
    place = judging_with(with_records(open_company(company)), engine, master)
    if pause is None:
        raise typer.Exit(int(_run_once(place, sources or [], fail_on)))
    _run_for_ever(place, sources or [], pause, fail_on)


def _run_once(place: Company, sources: list[str], fail_on: str) -> Exit:
    report = _with_progress(lambda progress: place.run(sources, progress))
    _print_sources(report)
    _print_evaluation(report)
    return _exit(report, fail_on)


def _run_for_ever(place: Company, sources: list[str], pause: timedelta, fail_on: str) -> None:
    """Run on a fixed beat until SIGTERM or Ctrl-C; a run that fails says so, and the next one tries again."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    codes = [Exit.GOOD]
    beat = time.monotonic()
    while not stop.is_set():
        try:
            codes[:] = [_run_once(place, sources, fail_on)]
        except HoldfastError as error:
            say(f"holdfast: {error}")
            codes[:] = [error.exit]
        except KeyboardInterrupt:
            break
        beat = max(beat + pause.total_seconds(), time.monotonic())
        say(f"Next run in {timedelta(seconds=round(beat - time.monotonic()))}. Ctrl-C ends.")
        try:
            stop.wait(beat - time.monotonic())
        except KeyboardInterrupt:
            break
    raise typer.Exit(int(gravest(codes)))


def _exit(report: RunReport, fail_on: str) -> Exit:
    codes = [report.exit]
    if fail_on != "none" and report.outcome:
        worst = _SEVERITIES[: _SEVERITIES.index(fail_on) + 1]
        if any(report.outcome.failed.get(severity, 0) for severity in worst):
            codes.append(Exit.FINDINGS)
    return gravest(codes)


def _with_progress(work: Callable[[Progress], RunReport]) -> RunReport:
    from holdfast.cli.progress import showing  # noqa: PLC0415  rich is heavy

    with showing() as progress:
        return work(progress)


def _print_sources(report: RunReport) -> None:
    for source in report.sources:
        if not source.scopes and not source.failure and not source.rows:
            continue  # nothing of it was ever imported
        if source.failure:
            say(f"{source.title}: not read. {source.failure}")
            continue
        calls = f", {source.calls:,} calls" if source.calls else ""
        say(f"{source.title}: {source.rows:,} rows from {source.scopes} scopes{calls} in {source.seconds:.1f} s")
        if source.note:
            say(f"  {source.note}")
        _print_unread(source.unread)
    say(f"Run {report.manifest.sequence} is committed.")


def _print_unread(unread: tuple[Coverage, ...]) -> None:
    if not unread:
        return
    say(f"  {len(unread)} parts could not be read; what depends on them is unknown:")
    by_error: dict[str, list[Coverage]] = {}
    for row in unread:
        by_error.setdefault(row.error, []).append(row)
    for error, rows in sorted(by_error.items(), key=lambda item: -len(item[1]))[:_DENIED_SHOWN]:
        places = sorted({row.subject or f"{row.account_id}/{row.region}/{row.table}" for row in rows})
        more = f" and {len(places) - 1} more" if len(places) > 1 else ""
        say(f"    {error}: {places[0]}{more}")
    if len(by_error) > _DENIED_SHOWN:
        say(f"    ... and {len(by_error) - _DENIED_SHOWN} other reasons; the console's Sources page lists all")


def _print_evaluation(report: RunReport) -> None:
    came_to, done = report.outcome, report.evaluation
    if came_to is None or done is None:
        return
    for check, why in done.errors:
        say(f"  {check} could not be asked, so its results are unknown: {why}")
    say(
        f"{came_to.results:,} results in {report.seconds:.1f} s: {came_to.passed:,} pass, "
        f"{sum(came_to.failed.values()):,} fail, {came_to.unknown:,} unknown"
        + (f", {came_to.excepted:,} excepted" if came_to.excepted else "")
    )
    if came_to.since:
        moved = ", ".join(f"{count:,} {kind}" for kind, count in came_to.changes.items() if count)
        say(f"Since run {came_to.since}: {moved or 'nothing changed'}.")
