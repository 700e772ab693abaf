"""status, results, explain: what is true, row by row, and why."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from holdfast.cli.options import AsOfOption, CompanyOption, FormatOption, moment, one_of, open_company
from holdfast.cli.output import FORMATS, print_rows, say
from holdfast.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from holdfast.pipeline.reads import Reads
    from holdfast.pipeline.subject_views import FactTable
    from holdfast.pipeline.views import Filter, Finding
    from holdfast.posture.model import Rollup

_RESULT_COLUMNS = (
    "run_id",
    "check_id",
    "subject",
    "account_id",
    "region",
    "status",
    "excepted",
    "severity",
    "service",
    "team",
    "reason",
    "since",
    "due",
    "late",
    "in_scope",
)
_RESULTS_SHOWN = ("status", "severity", "check_id", "subject", "team", "reason")
_STATUS_COLUMNS = ("kind", "id", "title", "status", "since", "passed", "failed", "late", "unknown", "sentence")
_STATUS_SHOWN = ("kind", "id", "status", "failed", "unknown", "sentence")
_KINDS = ("all", "framework", "requirement", "program", "service", "team")
_VERDICTS = ("fail", "unknown", "pass", "all")
_PAGE = 5_000


def register(app: typer.Typer) -> None:
    """Add this group's verbs."""
    app.command()(status)
    app.command()(results)
    app.command()(explain)


def status(
    kind: Annotated[str, typer.Argument(help="all, framework, requirement, program, service or team.")] = "all",
    company: CompanyOption = None,
    style: FormatOption = "table",
    as_of: AsOfOption = "",
) -> None:
    """Show the posture: is our program doing what it promises?"""
    from holdfast.pipeline.views import EVERYTHING  # noqa: PLC0415  heavy

    one_of(kind, _KINDS, "KIND")
    one_of(style, FORMATS, "--format")
    reads, asked = open_company(company).reads(), moment(as_of)
    if style == "table" and kind == "all":
        overview = reads.overview(EVERYTHING, asked)
        say(f"{overview.answer}\n")
    rows = [row for name in _KINDS[1:] if kind in {name, "all"} for row in _rollups(reads, name, kind, asked)]
    print_rows(rows, _STATUS_SHOWN if style == "table" else _STATUS_COLUMNS, style)


def results(  # noqa: PLR0913, PLR0917  a filter has this many parts
    company: CompanyOption = None,
    style: FormatOption = "table",
    as_of: AsOfOption = "",
    verdict: Annotated[str, typer.Option("--status", help="fail, unknown, pass or all.")] = "all",
    check: Annotated[str, typer.Option(help="Only this check.")] = "",
    service: Annotated[str, typer.Option(help="Only this service.")] = "",
    team: Annotated[str, typer.Option(help="Only this team.")] = "",
    limit: Annotated[int, typer.Option(help="At most so many rows; 0 for all.")] = 0,
) -> None:
    """List every result, the worst first."""
    from holdfast.pipeline.views import Filter  # noqa: PLC0415  heavy

    one_of(style, FORMATS, "--format")
    one_of(verdict, _VERDICTS, "--status")
    reads, asked = open_company(company).reads(), moment(as_of)
    rows = _results(reads, asked, verdict, Filter(check=check, service=service, team=team), limit)
    print_rows(rows, _RESULTS_SHOWN if style == "table" else _RESULT_COLUMNS, style)


def explain(
    check: Annotated[str, typer.Argument(metavar="CHECK", help="The check's id.")],
    subject: Annotated[str, typer.Argument(metavar="SUBJECT", help="The subject: an ARN, or kind:id.")],
    company: CompanyOption = None,
    as_of: AsOfOption = "",
) -> None:
    """Say why one result is what it is: the rows that were read, and the SQL that judged them."""
    from holdfast.pipeline.views import EVERYTHING  # noqa: PLC0415  heavy

    shown = open_company(company).reads().explain(EVERYTHING, check, subject, moment(as_of))
    if shown is None:
        raise UsageError(
            f"{check} has no result for {subject}", do="See what there is with: holdfast results --check CHECK"
        )
    finding = shown.finding
    head = shown.check.header
    write = sys.stdout.write
    write(f"{head.title}: {finding.verdict.word} since {finding.since:%Y-%m-%d}\n")
    write(f"  {finding.subject}\n")
    if finding.reason:
        write(f"  {finding.reason}\n")
    write(f"\nWhy it matters   {head.why}\nThe attacker     {head.attack.text} ({head.attack.technique})\n")
    write(f"The fix          {head.fix}\n")
    for table in shown.facts:
        _write_facts(table)
    for unread in shown.unread:
        write(f"\nNot read: {unread.table} in {unread.account_id}/{unread.region}: {unread.error}\n")
    write(f"\n{shown.sql.strip()}\n")


def _rollups(reads: Reads, name: str, asked_for: str, as_of: datetime | None) -> Iterator[dict[str, object]]:
    from holdfast.pipeline.views import EVERYTHING  # noqa: PLC0415  heavy

    if name in {"framework", "requirement"}:
        for framework in reads.frameworks(EVERYTHING, as_of):
            if name == "framework":
                yield _status_row(framework.rollup, framework.framework.title)
            elif asked_for == "requirement":
                for line in framework.lines:
                    yield _status_row(line.rollup, line.requirement.title)
    elif name == "program":
        yield from (_status_row(line.rollup, line.program.title) for line in reads.programs(EVERYTHING, as_of))
    elif name == "service":
        yield from (_status_row(line.rollup, line.service.title) for line in reads.services(EVERYTHING, as_of))
    else:
        yield from (_status_row(line.rollup, line.team.title) for line in reads.teams(EVERYTHING, as_of))


def _status_row(rollup: Rollup, title: str) -> dict[str, object]:
    from datetime import UTC, datetime  # noqa: PLC0415  the only use

    return {
        "kind": rollup.kind.value,
        "id": rollup.id,
        "title": title,
        "status": rollup.status.value,
        "since": datetime.fromtimestamp(rollup.since, UTC).date().isoformat(),
        "passed": rollup.counts.passed,
        "failed": rollup.counts.failed,
        "late": rollup.counts.late,
        "unknown": rollup.counts.unknown,
        "sentence": rollup.sentence,
    }


def _results(
    reads: Reads, as_of: datetime | None, verdict: str, wanted: Filter, limit: int
) -> Iterator[dict[str, object]]:
    from holdfast.pipeline.views import EVERYTHING  # noqa: PLC0415  heavy

    shown = reads.moment(EVERYTHING, as_of)
    if shown:
        as_of = as_of or shown.at  # all pages come from one run, whatever is committed meanwhile
    verdicts = ("fail", "unknown", "pass") if verdict == "all" else (verdict,)
    chosen = replace(wanted, verdict=verdicts, in_scope="any")
    cursor, given = "", 0
    while True:
        page = reads.findings(EVERYTHING, chosen, cursor, min(limit or _PAGE, _PAGE), as_of)
        for finding in page.findings:
            yield _result_row(finding, shown.run if shown else 0)
            given += 1
            if given == limit:
                return
        cursor = page.next
        if not cursor:
            return


def _result_row(finding: Finding, run: int) -> dict[str, object]:
    return {
        "run_id": run,
        "check_id": finding.check,
        "subject": finding.subject,
        "account_id": finding.account_id,
        "region": finding.region,
        "status": finding.verdict.word,
        "excepted": finding.excepted,
        "severity": finding.severity,
        "service": finding.service,
        "team": finding.team,
        "reason": finding.reason,
        "since": finding.since.isoformat(),
        "due": finding.due.isoformat() if finding.due else "",
        "late": finding.late,
        "in_scope": finding.in_scope,
    }


def _write_facts(table: FactTable) -> None:
    write = sys.stdout.write
    write(f"\n{table.table}: {table.description}\n")
    for row in table.rows:
        for (name, _), value in zip(table.columns, row, strict=True):
            write(f"  {name:<28} {'not read' if value is None else value}\n")
        write("\n")
