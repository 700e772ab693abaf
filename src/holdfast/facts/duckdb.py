"""The only room in which DuckDB is known: an engine for our own SQL, a sandbox for checks.

``Engine`` runs SQL that Holdfast wrote. ``Sandbox`` runs SQL that anybody wrote: it may read
the store's files through the views that it was given, and nothing else; its settings are
locked, its memory and time bounded, and only a single SELECT is let through.
"""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Self

import duckdb
import pyarrow as pa

from holdfast.errors import HoldfastError
from holdfast.facts.tables import Type

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from holdfast.facts.tables import Table

Value = object
Rows = list[tuple[Value, ...]]

_ARROW: dict[Type, pa.DataType] = {
    Type.TEXT: pa.string(),
    Type.BOOL: pa.bool_(),
    Type.INT: pa.int64(),
    Type.REAL: pa.float64(),
    Type.TIME: pa.timestamp("us"),
    Type.TEXTS: pa.list_(pa.string()),
    Type.TAGS: pa.map_(pa.string(), pa.string()),
}


#: What one engine may put on the disk while it works; a query that needs more fails.
_MOST_TEMP = "16GB"

#: Rows of one Arrow batch.
_BATCH = 100_000


class QueryError(HoldfastError):
    """A query was refused, failed, or took more than it was allowed."""


def arrow_schema(table: Table) -> pa.Schema:
    """Return the table's columns as an Arrow schema, in declared order."""
    return pa.schema([pa.field(c.name, _ARROW[c.type], nullable=c.name not in table.never_null) for c in table])


def create_table_sql(table: Table, name: str = "") -> str:
    """Return the CREATE TABLE of an empty table with the declared columns."""
    columns = ", ".join(f'"{column.name}" {column.type}' for column in table)
    return f'CREATE TABLE "{name or table.name}" ({columns})'


def quoted(text: str) -> str:
    """Return ``text`` as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


class _Connection:
    """One DuckDB in memory, with typed views over Parquet files."""

    def __init__(self, *, memory_mb: int, threads: int, temp: Path | None) -> None:
        settings: dict[str, str | int | float | bool | list[str]] = {
            "threads": threads,
            "memory_limit": f"{memory_mb}MB",
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,  # nothing is ever fetched
            "autoload_known_extensions": False,
            "python_enable_replacements": False,  # a name in SQL never means a variable in Python
        }
        # Without a folder of its own it would write beside whatever it was started in.
        settings["temp_directory"] = str(temp) if temp else ""
        if temp:
            settings["max_temp_directory_size"] = _MOST_TEMP
        self._db = duckdb.connect(":memory:", config=settings)

    def view(self, table: Table, files: Sequence[Path], *, name: str = "", more: Sequence[str] = ()) -> None:
        """Make ``table`` readable under its name, from ``files`` (none: an empty table).

        A column that older files lack reads as NULL, which is: unknown. ``more`` names columns of the
        files that are not declared.
        """
        name = name or table.name
        if not files:
            self._db.execute(create_table_sql(table, name))
            return
        scan = f"read_parquet([{', '.join(quoted(str(file)) for file in files)}], union_by_name={len(files) > 1})"
        have = {row[0] for row in self._db.execute(f"DESCRIBE SELECT * FROM {scan}").fetchall()}
        given = {column.name: f'"{column.name}"' if column.name in have else "NULL" for column in table}
        columns = [f'CAST({given[column.name]} AS {column.type}) AS "{column.name}"' for column in table]
        columns += [f'"{column}"' for column in more]
        self._db.execute(f'CREATE OR REPLACE VIEW "{name}" AS SELECT {", ".join(columns)} FROM {scan}')

    def register(self, name: str, data: pa.Table | pa.RecordBatchReader) -> None:
        """Make Arrow data readable as ``name``; a reader can be read once."""
        self._db.register(name, data)

    def close(self) -> None:
        """Give everything back."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Engine(_Connection):
    """DuckDB for SQL of our own: parameters bound, files readable and writable."""

    def __init__(self, *, memory_mb: int = 700, threads: int = 2, temp: Path | None = None) -> None:
        super().__init__(memory_mb=memory_mb, threads=threads, temp=temp)

    def execute(self, sql: str, parameters: Sequence[Value] | Mapping[str, Value] = ()) -> None:
        """Run a statement for its effect. Raises QueryError."""
        self._run(sql, parameters)

    def rows(self, sql: str, parameters: Sequence[Value] | Mapping[str, Value] = ()) -> Rows:
        """Return all rows as tuples. Raises QueryError."""
        return self._run(sql, parameters).fetchall()

    def dicts(self, sql: str, parameters: Sequence[Value] | Mapping[str, Value] = ()) -> list[dict[str, Value]]:
        """Return all rows by column name. Raises QueryError."""
        result = self._run(sql, parameters)
        names = [column[0] for column in result.description or ()]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def arrow(self, sql: str, parameters: Sequence[Value] | Mapping[str, Value] = ()) -> pa.Table:
        """Return all rows as an Arrow table. Raises QueryError."""
        return self.batches(sql, parameters).read_all()

    def batches(self, sql: str, parameters: Sequence[Value] | Mapping[str, Value] = ()) -> pa.RecordBatchReader:
        """Return rows as a stream of Arrow batches. Raises QueryError."""
        try:
            # A relation streams; a result of ``execute`` would be held whole, and copied.
            return self._db.sql(sql, params=parameters or None).to_arrow_reader(_BATCH)
        except duckdb.Error as error:
            raise QueryError(str(error).split("\n", 1)[0]) from error

    def write_parquet(self, sql: str, path: Path, *, compression: str = "zstd", group: int = 122_880) -> None:
        """Write a query's rows to one Parquet file, in groups of ``group`` rows. Raises QueryError."""
        form = f"(FORMAT parquet, COMPRESSION {compression}, ROW_GROUP_SIZE {group})"
        self._run(f"COPY ({sql}) TO {quoted(str(path))} {form}", ())

    def _run(self, sql: str, parameters: Sequence[Value] | Mapping[str, Value]) -> duckdb.DuckDBPyConnection:
        try:
            return self._db.execute(sql, parameters or None)
        except duckdb.Error as error:
            raise QueryError(str(error).split("\n", 1)[0]) from error


class Sandbox(_Connection):
    """DuckDB for SQL of anybody's: reads its views, writes nothing, ends in time.

    Give it its views first, then ``lock`` it. Data can be registered and dropped at any time, in one thread.
    """

    def __init__(
        self,
        *,
        readable: Path | None,
        memory_mb: int = 700,
        threads: int = 2,
        seconds: float = 60.0,
        temp: Path | None = None,
    ) -> None:
        super().__init__(memory_mb=memory_mb, threads=threads, temp=temp)
        self._seconds = seconds
        self._locked = False
        if readable:
            self._db.execute(f"SET allowed_directories=[{quoted(str(readable.resolve()))}]")
        self._db.execute("SET enable_external_access=false")

    def lock(self) -> None:
        """Lock the settings; what anybody wrote can only be run by ``select``, from here on."""
        self._db.execute("SET lock_configuration=true")
        self._locked = True

    def register(self, name: str, data: pa.Table | pa.RecordBatchReader) -> None:
        """Make Arrow data readable as ``name``, by every query: it is copied in."""
        super().register("given", data)
        self._db.execute(f'CREATE OR REPLACE TABLE "{name}" AS SELECT * FROM given')
        self._db.unregister("given")

    def drop(self, name: str) -> None:
        """Give back what was registered as ``name``."""
        self._db.execute(f'DROP TABLE "{name}"')

    def select(self, sql: str) -> pa.Table:
        """Run one SELECT, from any thread, and return its rows. Raises QueryError: refused, failed, too slow."""
        if not self._locked:
            message = "a sandbox must be locked before it runs anything"
            raise RuntimeError(message)
        with self._db.cursor() as cursor:
            return self._selected(cursor, sql)

    def _selected(self, cursor: duckdb.DuckDBPyConnection, sql: str) -> pa.Table:
        try:
            statements = cursor.extract_statements(sql)
        except duckdb.Error as error:
            raise QueryError(str(error).split("\n", 1)[0]) from error
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise QueryError("only a single SELECT may be run here")
        timer = threading.Timer(self._seconds, cursor.interrupt)
        timer.start()
        try:
            return cursor.sql(statements[0]).to_arrow_table()
        except duckdb.InterruptException as error:
            raise QueryError(
                f"the query took longer than {self._seconds:g} seconds and was stopped",
                do="Join on keys and filter early; the limit keeps one check from hanging the run.",
            ) from error
        except duckdb.Error as error:
            raise QueryError(str(error).split("\n", 1)[0]) from error
        finally:
            timer.cancel()


def tables_planned(sql: str, tables: Sequence[Table]) -> frozenset[str]:
    """Return the names of the tables that DuckDB's own plan of ``sql`` scans, pruning off.

    Raises QueryError when DuckDB cannot plan it. Made for comparison with what a parser says.
    """
    with Planner(tables) as planner:
        return planner.scanned(sql)[0]


class Planner(_Connection):
    """An empty database with the declared tables, in which plans are drawn."""

    def __init__(self, tables: Sequence[Table]) -> None:
        super().__init__(memory_mb=200, threads=1, temp=None)
        self._db.execute("SET enable_external_access=false")
        self._db.execute(";".join(create_table_sql(table) for table in tables))
        self._db.execute("PRAGMA disable_optimizer")

    def scanned(self, sql: str) -> tuple[frozenset[str], frozenset[str]]:
        """Return the tables that the plan of ``sql`` scans, and the table functions. Raises QueryError."""
        plan = self._run(f"EXPLAIN (FORMAT JSON) {sql}").fetchall()[0][1]
        nodes = list(_nodes(plan))
        tables = (node.get("Table", "").rsplit(".", 1)[-1] for node in nodes)
        functions = (node.get("Function", "") for node in nodes)
        return frozenset(filter(None, tables)), frozenset(filter(None, functions))

    def columns(self, sql: str) -> list[tuple[str, str]]:
        """Return the name and type of each column of ``sql``. Raises QueryError."""
        return [(row[0], row[1]) for row in self._run(f"DESCRIBE {sql}").fetchall()]

    def _run(self, sql: str) -> duckdb.DuckDBPyConnection:
        try:
            return self._db.execute(sql)
        except duckdb.Error as error:
            raise QueryError(" ".join(str(error).split("\n\nLINE ", 1)[0].split())) from error


def _nodes(plan: str) -> Iterator[dict[str, str]]:
    """Yield what each node of a plan in JSON says about itself."""
    pending = list(json.loads(plan))
    while pending:
        node = pending.pop()
        pending += node.get("children", ())
        yield node.get("extra_info", {})
