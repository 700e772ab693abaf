"""backup and restore: one archive of all that Holdfast keeps, and the way back from it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from holdfast.cli.options import CompanyOption, open_company
from holdfast.cli.output import say
from holdfast.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add this group's verbs."""
    app.command()(backup)
    app.command()(restore)


def backup(
    company: CompanyOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The archive to write; by default one named by the moment.")
    ] = None,
) -> None:
    """Write records, facts and state into one archive; the console may be served meanwhile."""
    place = open_company(company)
    from holdfast.web import start  # noqa: PLC0415  Django is heavy
    from holdfast.web.database import has_records  # noqa: PLC0415  as above

    if not has_records(place.settings):
        raise UsageError("there are no records yet", do="Start the console first: holdfast serve")
    start.open_records(place.settings.company)
    start.refuse_unusable()
    from holdfast.web.backups.verbs import back_up  # noqa: PLC0415  models exist once Django is set up

    target = out or Path(f"holdfast-{datetime.now(UTC):%Y-%m-%d-%H%M%S}.tar")
    kept = back_up(place.settings.company, target)
    say(f"{target}: {kept.files:,} files; the records' history up to entry {kept.entries:,}")
    say("It holds names, addresses and hashed passwords, and is not encrypted: keep it where only you can read it.")
    say("Second factors open only with .holdfast/secret_key, which is not in it: keep a copy of that elsewhere.")


def restore(
    archive: Annotated[Path, typer.Argument(metavar="ARCHIVE", help="What `holdfast backup` wrote.")],
    company: CompanyOption = None,
    replace: Annotated[  # noqa: FBT002  an option's default
        bool, typer.Option("--replace", help="Put it in the place of the records and facts that are here; these go.")
    ] = False,
) -> None:
    """Put a backup in its place, whole or not at all; also from SQLite into PostgreSQL and back."""
    place = open_company(company)
    from holdfast.web import start  # noqa: PLC0415  Django is heavy

    start.open_records(place.settings.company)
    from holdfast.web.backups import verbs  # noqa: PLC0415  models exist once Django is set up

    kept = verbs.restore(place.settings.company, archive, replace=replace)
    say(f"Restored as of {kept.made_at}: {kept.files:,} files, every hash right; {kept.entries:,} entries, chained")
    say("Look at it all with: holdfast doctor")
