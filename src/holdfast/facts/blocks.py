"""Rows of a ledger that come in its order, piece by piece: written as they are, without being sorted.

A first run judges check by check, and each check's rows of one status are one *block*: all columns
but a few are the same in all of its rows. Held that way a million results take some twenty megabytes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from holdfast.facts.ledgers import Ledger
    from holdfast.facts.writing import Writer

Value = int | str | None

_HELD_BYTES = 160 << 20  # more than this lies on the disk until it is written


@dataclass(frozen=True, slots=True)
class _Block:
    same: Mapping[str, Value]
    rows: pa.Table


@dataclass(slots=True)
class Blocks:
    """The blocks of one ledger, in any order of theirs."""

    ledger: Ledger
    writer: Writer
    count: int = 0
    _blocks: list[_Block] = field(default_factory=list)
    _held: int = 0

    def add(self, same: Mapping[str, Value], rows: pa.Table) -> int:
        """Add a block: ``same`` in all rows, the other columns in ``rows``. Return how many rows it has.

        Raises StoreError when it cannot be kept.
        """
        last = self.ledger.order[-1]
        types = {name: self.ledger.written.field(name).type for name in self.ledger.written.names if name not in same}
        rows = rows.select(list(types)).cast(pa.schema(types)).combine_chunks()
        if not _ascending(rows.column(last)):
            rows = rows.sort_by(last)
        self._blocks.append(_Block(same, rows))
        self.count += rows.num_rows
        self._held += rows.nbytes
        if self._held > _HELD_BYTES:
            self._spill()
        return int(rows.num_rows)

    def twin(self) -> tuple[Value, ...] | None:
        """Return one key that occurs twice, None where each is there once."""
        *first, last = self.ledger.key
        by_first: dict[tuple[Value, ...], list[pa.ChunkedArray]] = defaultdict(list)
        for block in self._blocks:
            by_first[tuple(block.same[name] for name in first)].append(block.rows.column(last))
        for key, columns in by_first.items():
            together = pa.chunked_array([chunk for column in columns for chunk in column.chunks], columns[0].type)
            if pc.count_distinct(together).as_py() < len(together):
                counts = pc.value_counts(together)
                twice = pc.index(pc.greater(counts.field("counts"), 1), pa.scalar(value=True)).as_py()
                return (*key, counts.field("values")[twice].as_py())
        return None

    def tables(self) -> Iterator[pa.Table]:
        """Yield all rows as the ledger takes them, in its order."""
        lead = self.ledger.order[:-1]
        for block in sorted(self._blocks, key=lambda block: tuple(block.same[name] for name in lead)):
            yield self._whole(block)

    def _whole(self, block: _Block) -> pa.Table:
        schema, count = self.ledger.written, block.rows.num_rows
        columns = [
            pa.repeat(pa.scalar(block.same[one.name], one.type), count)
            if one.name in block.same
            else block.rows.column(one.name)
            for one in schema
        ]
        return pa.table(columns, schema=schema)

    def _spill(self) -> None:
        """Put the blocks on the disk, and read them from there."""
        kept = self.writer.mapped([block.rows for block in self._blocks])
        self._blocks = [_Block(block.same, rows) for block, rows in zip(self._blocks, kept, strict=True)]
        self._held = 0


def _ascending(column: pa.ChunkedArray) -> bool:
    values = column.combine_chunks()
    return bool(pc.all(pc.greater(values.slice(1), values.slice(0, max(len(values) - 1, 0)))).as_py())
