"""init: a company's own repository, ready to edit."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  typer reads the annotations
from typing import Annotated

import typer

from holdfast.cli.output import say
from holdfast.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add this group's verbs."""
    app.command()(init)


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make.")],
    name: Annotated[str, typer.Option(help="The company's name.")] = "My company",
) -> None:
    """Make a company's folder, ready to edit and to keep in git."""
    from holdfast.content.starter import FILES  # noqa: PLC0415  only this verb needs the texts

    if (folder / "holdfast.yaml").exists():
        raise UsageError(
            "a company lives here already", where=str(folder), do="Edit its files, or name another folder."
        )
    for path, text in FILES.items():
        file = folder / path
        if file.exists():
            raise UsageError("this file is there already", where=str(file), do="Name an empty or a new folder.")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text.replace("COMPANY NAME", name.replace('"', "'")), encoding="utf-8")
        except OSError as error:
            raise UsageError(
                f"cannot write here: {error.strerror}", where=str(file), do="Name a folder that you may write to."
            ) from error
    say(f"{folder} is ready. Read its README.md, then:")
    say(f"  cd {folder} && holdfast run && holdfast serve")
