"""report: documents made from posture, written to a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from holdfast.cli.options import AsOfOption, CompanyOption, moment, open_company
from holdfast.cli.output import say

if TYPE_CHECKING:
    from collections.abc import Mapping

OutOption = Annotated[Path, typer.Option("-o", "--out", help="Where to write it; its ending says in which form.")]


def register(app: typer.Typer) -> None:
    """Add this group's verbs."""
    group = typer.Typer(help="Write documents made from posture.", no_args_is_help=True)
    group.callback()(_group)
    group.command()(responsibility)
    group.command()(soa)
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


def soa(out: OutOption, company: CompanyOption = None, as_of: AsOfOption = "") -> None:
    """The Statement of Applicability for an auditor, as it was at a moment (.xlsx or .pdf)."""
    from holdfast.pipeline.views import EVERYTHING  # noqa: PLC0415  heavy
    from holdfast.reports import soa as document  # noqa: PLC0415  as above
    from holdfast.web.database import has_records  # noqa: PLC0415  as above

    place = open_company(company)
    found = place.reads().statement(EVERYTHING, moment(as_of))
    names: Mapping[str, str] = {}
    if has_records(place.settings):
        from holdfast.web import start  # noqa: PLC0415  Django is heavy

        names = start.names(place.settings.company)
    approval = found.approval
    cover = document.Cover(
        version=document.version_words(approval.number, approval.changed, recorded=found.recorded),
        approver=names.get(approval.approved_by, approval.approved_by),
        approved_on=approval.approved_at.date() if approval.approved_at else None,
        risk_owners=tuple(names.get(key, key) for key in approval.accepted_by),
        names=names,
    )
    document.write(found, cover, out)
    say(f"Written to {out}: {len(found.lines)} controls. {cover.version}.")
