"""checks list, show, test: the questions that are asked, and whether they are asked rightly."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from holdfast.cli.options import CompanyOption, FormatOption, one_of, open_company
from holdfast.cli.output import FORMATS, print_rows, say
from holdfast.errors import Exit, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from holdfast.content.model import Check

_COLUMNS = ("id", "title", "severity", "subject", "program", "controls", "equivalent", "paved_road")
_SHOWN = ("id", "severity", "title")


def register(app: typer.Typer) -> None:
    """Add this group's verbs."""
    group = typer.Typer(help="The checks and their tests.", no_args_is_help=True)
    group.command("list")(list_checks)
    group.command("show")(show)
    group.command("test")(run_the_tests)
    app.add_typer(group, name="checks")


def list_checks(company: CompanyOption = None, style: FormatOption = "table") -> None:
    """List all checks."""
    one_of(style, FORMATS, "--format")
    rows = [_row(check) for check in _load(_folder(company))]
    if style == "csv":
        rows = [{**row, "controls": _joined(row["controls"]), "equivalent": _joined(row["equivalent"])} for row in rows]
    print_rows(rows, _SHOWN if style == "table" else _COLUMNS, style)


def show(
    check_id: Annotated[str, typer.Argument(metavar="CHECK", help="The check's id.")], company: CompanyOption = None
) -> None:
    """Show one check: why it matters, what an attacker does, the fix, and its SQL."""
    checks = {check.id: check for check in _load(_folder(company))}
    if check_id not in checks:
        raise UsageError(f"there is no check {check_id!r}", do="List them with: holdfast checks list")
    check = checks[check_id]
    head = check.header
    for name, value in (
        ("id", head.id),
        ("title", head.title),
        ("severity", head.severity.value),
        ("subject", head.subject),
        ("program", head.program),
        ("controls", _joined(head.controls)),
        ("equivalent", _joined(head.equivalent)),
        ("reads", _joined(check.tables)),
        ("why", head.why),
        ("attack", f"{head.attack.text} ({head.attack.technique})"),
        ("fix", head.fix),
        ("file", check.source),
    ):
        sys.stdout.write(f"{name + ':':<12}{value}\n")
    sys.stdout.write(f"\n{check.sql.strip()}\n")


def run_the_tests(
    check_ids: Annotated[list[str] | None, typer.Argument(metavar="[CHECK ...]", help="By default all.")] = None,
    company: CompanyOption = None,
) -> None:
    """Run the checks' own tests, and the test that a missing value never turns into a verdict."""
    from holdfast.checks.selftest import failures  # noqa: PLC0415  heavy
    from holdfast.collectors.registry import catalogue  # noqa: PLC0415  heavy

    folder = _folder(company)
    checks = _load(folder)
    known = {check.id for check in checks}
    for wanted in check_ids or ():
        if wanted not in known:
            raise UsageError(f"there is no check {wanted!r}", do="List them with: holdfast checks list")
    chosen = [check for check in checks if not check_ids or check.id in check_ids]
    found = 0
    for failure in failures(chosen, catalogue(), folder):
        found += 1
        sys.stdout.write(f"{failure}\n")
    say(f"{len(chosen)} checks tested, {found} failures")
    if found:
        raise typer.Exit(int(Exit.FINDINGS))


def _folder(company: Path | None) -> Path | None:
    """Return the company's folder; None where there is no company, so that the pack alone is meant."""
    folder = open_company(company, needed=company is not None).settings.company
    return folder if company or (folder / "holdfast.yaml").exists() else None


def _load(folder: Path | None) -> tuple[Check, ...]:
    from holdfast.checks.compile import compile_all  # noqa: PLC0415  heavy
    from holdfast.collectors.registry import catalogue  # noqa: PLC0415  heavy
    from holdfast.content.load import load_content  # noqa: PLC0415  heavy

    return load_content(folder, catalogue(), compile_checks=compile_all).checks


def _row(check: Check) -> dict[str, object]:
    head = check.header
    return {
        "id": head.id,
        "title": head.title,
        "severity": head.severity.value,
        "subject": head.subject,
        "program": head.program,
        "controls": list(head.controls),
        "equivalent": list(head.equivalent),
        "paved_road": head.paved_road,
    }


def _joined(values: object) -> str:
    return ", ".join(str(value) for value in values) if isinstance(values, (list, tuple)) else str(values)
