"""Options that several verbs share, and where they lead."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from holdfast.config import Settings
from holdfast.errors import UsageError

if TYPE_CHECKING:
    from holdfast.pipeline.runs import Company

CompanyOption = Annotated[
    Path | None, typer.Option("--company", help="The company's folder; by default the current one.", metavar="DIR")
]
FormatOption = Annotated[str, typer.Option("--format", help="table, json or csv.")]
AsOfOption = Annotated[
    str, typer.Option("--as-of", help="A past moment, such as 2026-11-01 or 2026-11-01T12:00.", metavar="TIME")
]
FailOnOption = Annotated[
    str,
    typer.Option(
        "--fail-on",
        help="Exit 1 when there is a finding of this severity or worse: critical, high, medium, low or none.",
        metavar="SEVERITY",
    ),
]
EngineOption = Annotated[
    str, typer.Option("--engine", help="What runs the checks: duckdb, in process, or spark.", metavar="ENGINE")
]
FileOption = Annotated[Path | None, typer.Option("--file", help="A file of another scanner.", metavar="F")]
MasterOption = Annotated[
    str,
    typer.Option("--master", help="Where Spark is: local[4], spark://host:7077, yarn ...", metavar="URL"),
]

_ENGINES = ("duckdb", "spark")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def open_company(folder: Path | None, *, needed: bool = True) -> Company:
    """Return the company in ``folder``, or where the environment or the current folder says.

    What the command keeps there from now on is readable by its owner alone. Raises UsageError when a company
    is ``needed`` and there is none.
    """
    from holdfast.pipeline.runs import Company  # noqa: PLC0415  heavy

    os.umask(0o077)
    try:
        settings = Settings.from_environment()
    except ValueError as error:
        raise UsageError(str(error), where="the environment", do="Leave it out, or write a number.") from error
    settings = replace(settings, company=folder.resolve()) if folder else settings
    if needed:
        _refuse_strange(settings.company)
    return Company(settings)


def _refuse_strange(folder: Path) -> None:
    """Refuse a folder in which no company lives, before anything is made there."""
    try:
        there = (folder / "holdfast.yaml").exists() or (folder / "holdfast.yaml").is_symlink()
    except OSError as error:
        raise UsageError(
            f"the company's folder cannot be read ({error.strerror})",
            where=str(folder),
            do="Look at its owner and permissions, or name another with --company.",
        ) from error
    if not there:
        raise UsageError(
            "no company lives here: there is no holdfast.yaml" if folder.is_dir() else "there is no such folder",
            where=str(folder),
            do="Name the company's folder with --company, or make one: holdfast init DIR (holdfast demo shows one).",
        )


def with_records(place: Company) -> Company:
    """Return the company with the source that reads its database, where it has one."""
    from holdfast.web.database import has_records  # noqa: PLC0415  only verbs that read records ask

    if not has_records(place.settings):
        return place
    from holdfast.web import start  # noqa: PLC0415  Django is heavy, and without records not needed

    return replace(place, records=start.records(place.settings.company))


def judging_with(place: Company, engine: str, master: str) -> Company:
    """Return the company whose checks run in ``engine``; ``--master`` goes before the environment's."""
    one_of(engine, _ENGINES, "--engine")
    if master and engine != "spark":
        raise UsageError("only Spark has a master", where="--master", do="Add: --engine spark")
    settings = replace(place.settings, engine=engine, spark_master=master or place.settings.spark_master)
    return replace(place, settings=settings)


def moment(text: str) -> datetime | None:
    """Read ``--as-of``: None when empty; a bare date means the end of that day, UTC."""
    if not text:
        return None
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            f"{text!r} is no moment",
            where="--as-of",
            do="Write a date or a time, such as 2026-11-01 or 2026-11-01T12:00.",
        ) from error
    if len(text) <= len("2026-11-01"):
        read += timedelta(days=1, seconds=-1)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def duration(text: str, option: str = "--every") -> timedelta:
    """Read a duration such as ``30s``, ``15m``, ``1h`` or ``1d``. Raises UsageError."""
    found = re.fullmatch(r"(\d+)([smhd])", text.strip())
    if not found or int(found[1]) == 0:
        raise UsageError(f"{text!r} is no duration", where=option, do="Write a number and s, m, h or d: 15m, 1h.")
    return timedelta(seconds=int(found[1]) * _UNITS[found[2]])


def one_of(value: str, allowed: tuple[str, ...], option: str) -> str:
    """Return ``value`` if it is allowed. Raises UsageError."""
    if value not in allowed:
        raise UsageError(f"{value!r} is not possible", where=option, do=f"Choose one of: {', '.join(allowed)}.")
    return value
