"""doctor: looks at everything that Holdfast keeps, and says what to do if something is wrong."""

from __future__ import annotations

import sys
from pathlib import Path  # noqa: TC003  typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from holdfast.cli.options import CompanyOption, open_company
from holdfast.cli.output import say
from holdfast.errors import Exit, HoldfastError, gravest

if TYPE_CHECKING:
    from holdfast.pipeline.runs import Company


def register(app: typer.Typer) -> None:
    """Add this group's verbs."""
    app.command()(doctor)


def doctor(
    company: CompanyOption = None,
    aws_role: Annotated[  # noqa: FBT002  an option's default
        bool, typer.Option("--aws-role", help="Only print the CloudFormation template of the role that reads AWS.")
    ] = False,
    anchor: Annotated[
        list[Path] | None,
        typer.Option("--anchor", help="An anchor that somebody kept, from a mail. May be given again."),
    ] = None,
) -> None:
    """Read the company's text, the store, the records' history and its anchors; name everything that is damaged."""
    if aws_role:
        from holdfast.collectors.aws.permissions import role_template  # noqa: PLC0415  the SDK is heavy
        from holdfast.collectors.aws.services import SERVICES  # noqa: PLC0415  as above

        sys.stdout.write(role_template(SERVICES))
        return
    place = open_company(company)
    raise typer.Exit(int(gravest((_text(place), _store(place), _records(place, anchor or [])))))


def _text(place: Company) -> Exit:
    try:
        content = place.content()
    except HoldfastError as error:
        say(f"Text: {error}")
        return error.exit
    programs, checks = len(content.programs), len(content.checks)
    say(f"Text: whole; {len(content.frameworks)} frameworks, {programs} programs, {checks} checks")
    return Exit.GOOD


def _store(place: Company) -> Exit:
    from holdfast.facts.verify import verify  # noqa: PLC0415  pyarrow is heavy

    try:
        store = place.store()
        runs = len(store.sequences())
        damages = list(verify(store))
    except HoldfastError as error:
        say(f"Store: {error}")
        return error.exit
    for damage in damages:
        touched = f"run {damage.first}" if damage.first == damage.last else f"runs {damage.first} to {damage.last}"
        sys.stdout.write(f"{damage.where}: {damage.what}; touches {touched}\n")
    if damages:
        files = "one file is" if len(damages) == 1 else f"{len(damages)} files are"
        say(f"Store: {files} damaged. Restore from a backup; other runs are intact.")
        return Exit.STORE_UNUSABLE
    say(f"Store: whole; {runs} runs")
    return Exit.GOOD


def _records(place: Company, given: list[Path]) -> Exit:
    from holdfast.web import start  # noqa: PLC0415  Django is heavy
    from holdfast.web.database import has_records  # noqa: PLC0415  as above

    try:
        if not has_records(place.settings):
            return Exit.GOOD
        start.open_records(place.settings.company)
        from holdfast.web.anchoring import seen  # noqa: PLC0415  models exist once Django is set up

        anchored, found, unread = seen(place.settings.company, given)
        entries, wrong = start.verify_history(place.settings.company, [*_seen_by_runs(place), *anchored])
        found += wrong
    except HoldfastError as error:
        say(f"Records: {error}")
        return error.exit
    for problem in found:
        sys.stdout.write(f"Records: {problem}\n")
    if found:
        say(f"Records: {len(found)} things do not hold. Somebody wrote past Holdfast, or a backup was put back.")
        return Exit.STORE_UNUSABLE
    say(f"Records: whole; {entries:,} entries in the history, chained, and as the runs have seen them")
    if anchored:
        say(f"Anchors: {len(anchored):,} hold, the newest of entry {max(anchored)[0]:,}")
    for place_unread in unread:
        say(f"Anchors: not read: {place_unread}")
    return gravest(one.exit for one in unread)


def _seen_by_runs(place: Company) -> list[tuple[int, str, str]]:
    """Return the heads of the history that runs have written down; none where there is no store to ask."""
    from holdfast.pipeline.history_reads import heads  # noqa: PLC0415  pyarrow is heavy

    if not place.settings.store.exists():
        return []
    return [(entries, digest, f"run {run} of the fact store") for entries, digest, run in heads(place.store())]
