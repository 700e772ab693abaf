"""The only room in which Spark is known: it judges the same facts by the same checks, on many machines.

A session reads the Parquet files that a manifest names, and runs single SELECTs of DuckDB's dialect
after sqlglot has spelled them for Spark. What both engines must agree on is set here and nowhere else:
ANSI mode, times without zone, UTC. The driver gets rows as Arrow; no Python runs on the executors.
"""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

import pyarrow as pa
from sqlglot.errors import SqlglotError

from holdfast.errors import UsageError
from holdfast.facts.duckdb import QueryError
from holdfast.facts.spark_sql import to_spark
from holdfast.facts.tables import Type

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from holdfast.facts.tables import Table

_TYPES: dict[str, str] = {
    Type.TEXT: "STRING",
    Type.BOOL: "BOOLEAN",
    Type.INT: "BIGINT",
    Type.REAL: "DOUBLE",
    Type.TIME: "TIMESTAMP_NTZ",
    Type.TEXTS: "ARRAY<STRING>",
    Type.TAGS: "MAP<STRING, STRING>",
}

#: What makes Spark mean what DuckDB means, whatever the cluster's own defaults are.
_MEANING = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.caseSensitive": "false",
    "spark.sql.storeAssignmentPolicy": "ANSI",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}
#: A session of our own, on this machine: nothing listens but on loopback, nothing is drawn.
_OWN = {
    "spark.sql.shuffle.partitions": "8",  # two hundred, the default, are for a cluster
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
}

_INSTALL = "Install Holdfast with the extra `spark` (pip install 'holdfast[spark]') and a Java runtime, 17 or 21."


class Spark:
    """A Spark session with typed views over Parquet files; it may be asked from several threads.

    ``master`` is any that Spark knows (``local[4]``, ``spark://host:7077``, ``yarn``); empty leaves it to
    Spark's own configuration (spark-defaults.conf, spark-submit). ``seconds`` bounds one query.
    Raises UsageError when Spark is not installed or does not start.
    """

    def __init__(self, master: str = "", *, seconds: float = 600.0, settings: Mapping[str, str] | None = None) -> None:
        self._seconds = seconds
        self._held: list[Any] = []
        self._names: set[str] = set()
        self._spark: Any = _session(master, settings or {})
        for name, value in _MEANING.items():
            self._spark.conf.set(name, value)

    def view(
        self,
        table: Table,
        files: Sequence[Path],
        columns: Sequence[str],
        *,
        stored: Mapping[str, str],
        numbers: Numbers | None = None,
    ) -> None:
        """Make some ``columns`` of a table readable under its name, from ``files`` (none: an empty table).

        ``stored`` gives the columns' types as the files hold them; a column that they lack reads as NULL.
        With ``numbers`` each row has its subject's number beside it, and is kept for the checks to come.
        """
        schema = ", ".join(f"`{name}` {_TYPES[kind]}" for name, kind in stored.items())
        if files:
            rows = self._spark.read.schema(schema).parquet(*map(str, files))
        else:
            rows = self._spark.createDataFrame([], schema)
        wanted = []
        for name in columns:
            given = f"`{name}`" if name in stored else "NULL"
            wanted.append(f"CAST({given} AS {_TYPES[table.column(name).type]}) AS `{name}`")
        rows = rows.selectExpr(*wanted)
        if numbers:
            ids = self._spark.read.parquet(str(numbers.file)).where(numbers.which)
            ids = ids.selectExpr("subject AS _of", f"subject_id AS {numbers.name}")
            rows = rows.join(ids, rows[table.subject] == ids["_of"]).drop("_of").persist()
            self._held.append(rows)
        self._named(table.name, rows)

    def register(self, name: str, data: pa.Table) -> None:
        """Make Arrow data readable as ``name``, by every query."""
        if data.num_rows:
            frame = self._spark.createDataFrame(data)
        else:
            schema = ", ".join(f"`{field.name}` {_arrow_type(field.type)}" for field in data.schema)
            frame = self._spark.createDataFrame([], schema)
        self._named(name, frame)

    def _named(self, name: str, frame: Any) -> None:  # noqa: ANN401  a DataFrame
        frame.createOrReplaceTempView(name)
        self._names.add(name)

    def lock(self) -> None:
        """Nothing to lock: a check's SQL was held to single SELECTs of known words when it was compiled."""

    def select(self, sql: str) -> pa.Table:
        """Run one SELECT of DuckDB's dialect and return its rows. Raises QueryError: refused, failed, too slow."""
        from py4j.protocol import Py4JJavaError  # noqa: PLC0415  only where Spark is used
        from pyspark.errors import PySparkException  # noqa: PLC0415  only where Spark is used

        try:
            spelled = to_spark(sql)
        except SqlglotError as error:
            raise QueryError(f"this SQL cannot be written for Spark: {error}") from error
        stopped = threading.Event()
        try:
            with self._bounded(stopped):
                answer: pa.Table = self._spark.sql(spelled).toArrow()
        except (PySparkException, Py4JJavaError) as error:
            if stopped.is_set():
                raise QueryError(
                    f"the query took longer than {self._seconds:g} seconds and was stopped",
                    do="Join on keys and filter early; the limit keeps one check from hanging the run.",
                ) from error
            raise QueryError(_told(error)) from error
        return answer

    @contextmanager
    def _bounded(self, stopped: threading.Event) -> Iterator[None]:
        context, tag = self._spark.sparkContext, f"holdfast-{uuid4().hex}"

        def stop() -> None:
            stopped.set()
            context.cancelJobsWithTag(tag)

        timer = threading.Timer(self._seconds, stop)
        context.addJobTag(tag)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            context.removeJobTag(tag)

    def forget(self) -> None:
        """Give back what was kept, and every view: another run may be laid out."""
        for frame in self._held:
            frame.unpersist()
        self._held.clear()
        for name in self._names:
            self._spark.catalog.dropTempView(name)
        self._names.clear()

    def close(self) -> None:
        """End the session and its Java process."""
        self._spark.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _told(error: Exception) -> str:
    """Return the line in which Spark says what went wrong; Java's own traces are for nobody."""
    lines = str(error).splitlines()
    return next((line for line in lines if line.startswith(("[", "Caused by:"))), lines[0] if lines else "")


class Numbers:
    """Where subjects' numbers stand: a file's rows that meet ``which``; ``name`` is the column to add."""

    def __init__(self, file: Path, which: str, name: str) -> None:
        self.file = file
        self.which = which
        self.name = name


def _session(master: str, settings: Mapping[str, str]) -> Any:  # noqa: ANN401  pyspark is not there to type it
    try:
        from pyspark.errors import PySparkException  # noqa: PLC0415  450 MB, and only here
        from pyspark.sql import SparkSession  # noqa: PLC0415
    except ImportError as error:
        raise UsageError("Spark is not installed here", where="--engine spark", do=_INSTALL) from error
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)  # the error itself is told
    builder = SparkSession.builder.appName("holdfast")
    if master:
        builder = builder.master(master)
    own = _OWN if not master or master.startswith("local") else {}
    for name, value in {**own, "spark.log.level": "ERROR", **settings}.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except (PySparkException, RuntimeError, OSError) as error:
        raise UsageError(
            f"Spark did not start: {str(error).splitlines()[0]}", where=f"--master {master or '(none)'}", do=_INSTALL
        ) from error


def _arrow_type(kind: pa.DataType) -> str:
    names = {pa.string(): "STRING", pa.bool_(): "BOOLEAN", pa.int64(): "BIGINT", pa.int32(): "INT"}
    return names[kind]
