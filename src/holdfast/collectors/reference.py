"""The reference page of all tables and columns: ``python -m holdfast.collectors.reference``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from holdfast.collectors.registry import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast.facts.tables import Catalogue, Table

_HEAD = """\
# Tables

Every fact table that checks may ask, made by `python -m holdfast.collectors.reference > docs/tables.md`.
NULL in any column means that it could not be read.
"""


def render(tables: Catalogue) -> str:
    """Return the page as Markdown, sources and tables in alphabetical order."""
    parts = [_HEAD]
    source = ""
    for table in sorted(tables, key=lambda table: (table.source, table.name)):
        if table.source != source:
            source = table.source
            parts.append(f"\n## Source: {source}\n")
        parts.extend(_table(table))
    return "\n".join(parts) + "\n"


def _table(table: Table) -> Iterator[str]:
    yield f"\n### {table.name}\n"
    yield f"{table.description}\n"
    about = f"rows of `{table.parent}`'s subjects" if table.parent else "subjects"
    hours = table.max_age.total_seconds() / 3600
    yield f"Key: {_code(table.key)}. Holds {about}, by `{table.subject}`. Read once per {table.scope.value} scope;"
    yield f"believed for {hours:g} hours. Filled by: {_code(table.calls) or 'Holdfast'}.\n"
    yield "| column | type | meaning |"
    yield "| --- | --- | --- |"
    for column in table:
        yield f"| {column.name} | {column.type.value} | {column.description.replace('|', '/')} |"


def _code(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    sys.stdout.write(render(catalogue()))
