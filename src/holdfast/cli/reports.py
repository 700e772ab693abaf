"""report: documents made from posture, written to a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from holdfast.cli.options import AsOfOption, CompanyOption, moment, open_company
from holdfast.cli.output import say

OutOption = Annotated[Path, typer.Option("-o", "--out", help="Where to write it; its ending says in which form.")]


def register(app: typer.Typer) -> None:
    """Add this group's verbs."""
    group = typer.Typer(help="Write documents made from posture.", no_args_is_help=True)
    group.callback()(_group)
    group.command()(responsibility)
    app.add_typer(group, name="report")


def _group() -> None:
    """Write documents made from posture."""  # a group of one verb would be the verb itself


def responsibility(out: OutOption, company: CompanyOption = None, as_of: AsOfOption = "") -> None:
    """What AWS does, what we do: for a customer's security team (.html, .xlsx or .csv)."""
    from holdfast.pipeline.views import EVERYTHING  # noqa: PLC0415  heavy
    from holdfast.reports.responsibility import sheet, write  # noqa: PLC0415  as above

    reads, asked = open_company(company).reads(), moment(as_of)
    name = reads.intent(EVERYTHING, asked).content.company.name
    write(sheet(reads.responsibility(EVERYTHING, asked), name), out)
    say(f"Written to {out}. It holds no status, no owner and nothing of AWS's confidential reports but their names.")
