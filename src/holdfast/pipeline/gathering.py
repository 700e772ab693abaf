"""Where collectors put what they saw, until the store takes it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa

from holdfast.facts.duckdb import arrow_schema
from holdfast.facts.rows import to_arrow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdfast.facts.tables import Coverage, Table


@dataclass(slots=True)
class Gathered:
    """A Sink in memory, column by column: a row that does not fit its table is refused at once.

    The refusal (FactError) rises in the collector that made the row, which turns it into coverage
    for that scope alone.
    """

    _parts: dict[str, list[pa.Table]] = field(default_factory=dict)
    _coverage: list[Coverage] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def rows(self, table: Table, rows: Iterable[Mapping[str, object]]) -> None:
        """Add rows to a table; a missing column is NULL."""
        self.add(table, to_arrow(table, rows))

    def add(self, table: Table, part: pa.Table) -> None:
        """Add rows that are Arrow data already, with just the table's columns."""
        if part.num_rows:  # most lists of most regions are empty, and an empty part still takes its columns
            with self._lock:
                self._parts.setdefault(table.name, []).append(part)

    def coverage(self, coverage: Coverage) -> None:
        """Say how a table was read in a scope, or for one subject."""
        with self._lock:
            self._coverage.append(coverage)

    def absorb(self, other: Gathered) -> None:
        """Add all that another one gathered."""
        with self._lock:
            for name, parts in other._parts.items():
                self._parts.setdefault(name, []).extend(parts)
            self._coverage += other._coverage

    def table(self, table: Table) -> pa.Table:
        """Return everything gathered for ``table``, empty where there was nothing."""
        return pa.concat_tables([arrow_schema(table).empty_table(), *self._parts.get(table.name, ())])

    @property
    def all_coverage(self) -> list[Coverage]:
        """What was said about coverage so far."""
        return list(self._coverage)
