"""doctor: looks at everything that Holdfast keeps, and says what to do if something is wrong."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from holdfast.cli.options import CompanyOption, open_company
from holdfast.cli.output import say
from holdfast.errors import Exit, HoldfastError, gravest

if TYPE_CHECKING:
    from holdfast.pipeline.runs import Company


def register(app: typer.Typer) -> None:
    """Add this group's verbs."""
    app.command()(doctor)


def doctor(company: CompanyOption = None) -> None:
    """Read the company's text and the whole store, and name everything that is damaged."""
    place = open_company(company)
    raise typer.Exit(int(gravest((_text(place), _store(place)))))


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
        say(f"Store: {len(damages)} files are damaged. Restore them from a backup; other runs are intact.")
        return Exit.STORE_UNUSABLE
    say(f"Store: whole; {runs} runs")
    return Exit.GOOD
