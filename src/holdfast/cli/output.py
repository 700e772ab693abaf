"""How rows are printed: a table for people, JSON and CSV for programs, all of the same rows."""

from __future__ import annotations

import csv
import json
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

FORMATS = ("table", "json", "csv")

#: A spreadsheet runs a cell that begins so; a leading apostrophe stops it (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def print_rows(rows: Iterable[Mapping[str, object]], columns: Sequence[str], style: str) -> None:
    """Print ``rows``; csv and json carry every column, the table what fits the terminal."""
    if style == "json":
        json.dump([dict(row) for row in rows], sys.stdout, indent=1, default=str)
        sys.stdout.write("\n")
    elif style == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([cell(row.get(name)) for name in columns] for row in rows)
    else:
        _table(list(rows), columns)


def cell(value: object) -> str:
    """Return a value as a CSV cell that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return str(value)
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _table(rows: list[Mapping[str, object]], columns: Sequence[str]) -> None:
    from rich.console import Console  # noqa: PLC0415  150 ms that only a table needs
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in columns:
        table.add_column(name.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell(row.get(name))) for name in columns))
    Console(soft_wrap=False).print(table)


def say(text: str = "") -> None:
    """Print a line for a person, on standard error, so that pipes carry rows alone."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
