"""Writes Parquet files into the store: small ones from Arrow, large ones sorted by DuckDB."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from holdfast.errors import StoreError
from holdfast.facts.duckdb import QueryError, quoted
from holdfast.facts.files import Files, disk
from holdfast.facts.manifest import FileRef

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from holdfast.facts.duckdb import Engine, Rows
    from holdfast.facts.reading import Cursor

_ROW_GROUP = 40_960  # small enough that a filter on sorted columns skips most groups


class Writer:
    """One draft's way to write: files, and an engine that is started when it is needed."""

    def __init__(self, root: Path, engine: Callable[[], Cursor]) -> None:
        self.root = root
        self.files = Files(root)
        self._start = engine
        self._engine: Cursor | None = None

    def arrow(self, data: pa.Table, *, deltas: bool = False) -> FileRef:
        """Store Arrow data as it is; the same data give the same file. Raises StoreError.

        ``deltas`` suits what is sorted and varied: each value as its difference from the last.
        """
        sink = pa.BufferOutputStream()
        pq.write_table(
            data.combine_chunks(),
            sink,
            compression="zstd",
            row_group_size=_ROW_GROUP,
            store_schema=False,
            use_dictionary=not deltas,
            column_encoding=_deltas(data.schema) if deltas else None,
        )
        content = sink.getvalue().to_pybytes()
        return FileRef(self.files.put(content, ".parquet"), data.num_rows, len(content))

    def stream(self, tables: Iterable[pa.Table]) -> FileRef:
        """Store tables of one schema one after the other, as ``arrow`` with ``deltas``. Raises StoreError.

        A column that is a dictionary is stored as one.
        """
        staged = self.files.staging(".parquet")
        rows, file, held = 0, None, []
        with disk(self.root), ExitStack() as room:
            for table in tables:
                if file is None:
                    encoding = _deltas(table.schema)
                    file = room.enter_context(
                        pq.ParquetWriter(
                            staged,
                            table.schema,
                            compression="zstd",
                            store_schema=False,
                            use_dictionary=[one.name for one in table.schema if pa.types.is_dictionary(one.type)],
                            column_encoding=encoding,
                        )
                    )
                held.append(table)
                rows += table.num_rows
                waiting = sum(one.num_rows for one in held)
                if waiting >= _ROW_GROUP:
                    whole = pa.concat_tables(held)
                    full = waiting - waiting % _ROW_GROUP
                    file.write_table(whole.slice(0, full), row_group_size=_ROW_GROUP)
                    held = [whole.slice(full)]
            if file and held:
                file.write_table(pa.concat_tables(held), row_group_size=_ROW_GROUP)
        name, size = self.files.adopt(staged)
        return FileRef(name, rows, size)

    def mapped(self, tables: Sequence[pa.Table]) -> list[pa.Table]:
        """Put tables of one schema beside the store's files, and return them as they lie there. Raises StoreError."""
        path = self.files.staging(".arrow")
        with disk(self.root):
            with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, tables[0].schema) as file:
                for table in tables:
                    file.write_table(table.combine_chunks())
            batches = pa.ipc.open_file(pa.memory_map(str(path)))
        found, place = [], 0
        for table in tables:
            parts = 1 if table.num_rows else 0
            found.append(pa.Table.from_batches([batches.get_batch(place)] if parts else [], table.schema))
            place += parts
        return found

    def spool(self, data: pa.Table) -> Path:
        """Write Arrow data beside the store's files, to be read in this draft only. Raises StoreError."""
        path = self.files.staging(".spool")
        with disk(self.root):
            pq.write_table(data, path, compression="lz4", row_group_size=_ROW_GROUP)
        return path

    @contextmanager
    def relation(self, parts: Sequence[pa.Table], spooled: Sequence[Path], schema: pa.Schema) -> Iterator[str]:
        """Make Arrow data and spooled files readable as one SQL relation, whose SQL this yields."""
        engine = self._started()
        engine.register("given_parts", pa.concat_tables([schema.empty_table(), *parts]))
        names = ", ".join(f'"{name}"' for name in schema.names)
        sql = f"SELECT {names} FROM given_parts"
        if spooled:
            sql += f" UNION ALL SELECT {names} FROM read_parquet([{', '.join(quoted(str(p)) for p in spooled)}])"
        try:
            yield f"({sql})"
        finally:
            engine.unregister("given_parts")

    def parquet(self, sql: str, engine: Engine | None = None) -> FileRef:
        """Store the rows of a query (of ``engine``'s, if it is given), in its order. Raises StoreError."""
        staged = self.files.staging(".parquet")
        self._run(
            f"COPY ({sql}) TO {quoted(str(staged))}"
            f" (FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2, USE_TMP_FILE false, ROW_GROUP_SIZE {_ROW_GROUP})",
            engine,
        )
        rows = pq.read_metadata(staged).num_rows
        name, size = self.files.adopt(staged)
        return FileRef(name, rows, size)

    def number(self, sql: str) -> int:
        """Return the one number that a query gives."""
        return int(str(self._run(sql)[0][0]))

    def rows(self, sql: str) -> Rows:
        """Return a query's rows."""
        return self._run(sql)

    def close(self) -> None:
        """Remove what was staged and not stored."""
        if self._engine:
            self._engine.close()
            self._engine = None
        self.files.clear()

    def _run(self, sql: str, engine: Engine | None = None) -> Rows:
        try:
            return (engine or self._started()).rows(sql)
        except QueryError as error:
            raise _failed(self.root, str(error)) from error

    def _started(self) -> Cursor:
        if not self._engine:
            self._engine = self._start()
        return self._engine


def _deltas(schema: pa.Schema) -> dict[str, str]:
    encodings = {field.name: "DELTA_BINARY_PACKED" for field in schema if pa.types.is_integer(field.type)}
    return encodings | {field.name: "DELTA_BYTE_ARRAY" for field in schema if pa.types.is_string(field.type)}


def _failed(root: Path, message: str) -> StoreError:
    if "No space left" in message or "Disk quota" in message:
        return StoreError(
            "the disk is full",
            where=str(root),
            do="Nothing of this run became visible; earlier runs are intact. Free some space and run it again.",
        )
    return StoreError(
        f"the store could not be read or written ({message})",
        where=str(root),
        do="Nothing of this run became visible; earlier runs are intact. To find damaged files, run: holdfast doctor",
    )
