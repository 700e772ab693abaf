"""anchor: the history's head, signed and sent where nobody here can change it."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  typer reads the annotations
from typing import Annotated

import typer

from holdfast.cli.options import CompanyOption, open_company
from holdfast.cli.output import say
from holdfast.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add this group's verbs."""
    app.command()(anchor)


def anchor(
    company: CompanyOption = None,
    new_key: Annotated[
        Path | None,
        typer.Option("--new-key", help="Only write a new key that signs anchors, and print its public half."),
    ] = None,
) -> None:
    """Write the history's head down where the database's administrator cannot reach; `worker` does so by itself."""
    if new_key is not None:
        from holdfast.anchors.signing import new_key as make  # noqa: PLC0415  cryptography is heavy

        say("Write this into holdfast.yaml, under anchors:")
        typer.echo(f"key_file: {new_key}\npublic_key: {make(new_key)}")
        return
    place = open_company(company)
    from holdfast.web import start  # noqa: PLC0415  Django is heavy
    from holdfast.web.database import has_records  # noqa: PLC0415  as above

    if not has_records(place.settings):
        raise UsageError("there are no records yet", do="Start the console first: holdfast serve")
    start.open_records(place.settings.company)
    start.refuse_unusable()
    from holdfast.web import anchoring  # noqa: PLC0415  models exist once Django is set up

    sent = anchoring.anchor(place.settings.company, place.content().company.name, place.clock())
    for where in sent.taken:
        say(f"Entry {sent.sequence:,} is anchored: {where}")
    for error in sent.failed:
        say(f"Not anchored: {error}")
    raise typer.Exit(int(sent.exit))
