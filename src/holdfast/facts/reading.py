"""One run, readable: views of its facts, coverage and ledgers, made when they are first asked for.

All readings of a store share one DuckDB (one memory limit); each run has a schema of views in it,
each reading a cursor of its own. So a reading costs less than a millisecond to open.
"""

from __future__ import annotations

import re
import threading
import weakref
from collections import OrderedDict
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import duckdb

from holdfast.errors import StoreError
from holdfast.facts.duckdb import Engine, QueryError
from holdfast.facts.files import damaged_file, path_of
from holdfast.facts.views import View, views_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    import pyarrow as pa

    from holdfast.facts.duckdb import Rows, Value
    from holdfast.facts.manifest import FileRef, Manifest
    from holdfast.facts.tables import Catalogue

_KEPT = 8
_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class _Schema:
    """The schema of one run: its views, and those that nobody has asked for yet."""

    name: str
    waiting: dict[str, View]
    current: tuple[FileRef, ...]
    readers: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class Readings:
    """Opens readings of one store's runs; safe to use from several threads."""

    def __init__(self, root: Path, catalogue: Catalogue) -> None:
        self._root = root
        self._catalogue = catalogue
        self._lock = threading.Lock()
        self._shared: Engine | None = None
        self._schemas: OrderedDict[str, _Schema] = OrderedDict()
        self._count = 0

    def open(self, manifest: Manifest, *, keep: bool = True) -> Reading:
        """Return a reading; ``keep`` its views for the next one of the same run."""
        key = f"{manifest.sequence} {manifest.finished.isoformat()}"
        with self._lock:
            shared = self._shared = self._shared or Engine()
            schema = self._schemas.get(key) if keep else None
            if schema is None or not all(path_of(self._root, ref.name).exists() for ref in schema.current):
                self._count += 1
                schema = self._new(shared, manifest)
                if keep:
                    self._schemas[key] = schema
            if keep:
                self._schemas.move_to_end(key)
            schema.readers += 1
            self._forget(shared)
            engine = ViewEngine(shared, schema, self._root)
        return Reading(manifest, engine, lambda: self._closed(schema, keep=keep))

    def _new(self, shared: Engine, manifest: Manifest) -> _Schema:
        name = f"run_{manifest.sequence}_{self._count}"
        shared.execute(f"CREATE SCHEMA {name}")
        present = tuple(
            entry.current
            for entry in manifest.ledgers.values()
            if entry.current and path_of(self._root, entry.current.name).exists()
        )
        return _Schema(name, views_of(manifest, self._catalogue), present)

    def _closed(self, schema: _Schema, *, keep: bool) -> None:
        with self._lock:
            schema.readers -= 1
            if not keep and self._shared:
                self._shared.execute(f"DROP SCHEMA {schema.name} CASCADE")

    def _forget(self, shared: Engine) -> None:
        for key in [key for key, schema in self._schemas.items() if not schema.readers]:
            if len(self._schemas) <= _KEPT:
                break
            shared.execute(f"DROP SCHEMA {self._schemas.pop(key).name} CASCADE")


class ViewEngine(Engine):
    """An engine on one run's views: a cursor on the shared DuckDB. Temporary tables are its own."""

    def __init__(self, shared: Engine, schema: _Schema, root: Path) -> None:
        self._db = shared._db.cursor()  # noqa: SLF001  the same class: a second connection to it
        self._db.execute(f"SET schema='{schema.name}'")
        self._schema = schema
        self._root = root

    def rows(self, sql: str, parameters: Sequence[Value] | Mapping[str, Value] = ()) -> Rows:
        """Return all rows as tuples. Raises QueryError; StoreError for a damaged file."""
        with self._told():
            return super().rows(sql, parameters)

    def dicts(self, sql: str, parameters: Sequence[Value] | Mapping[str, Value] = ()) -> list[dict[str, Value]]:
        """Return all rows by column name. Raises QueryError; StoreError for a damaged file."""
        with self._told():
            return super().dicts(sql, parameters)

    def arrow(self, sql: str, parameters: Sequence[Value] | Mapping[str, Value] = ()) -> pa.Table:
        """Return all rows as an Arrow table. Raises QueryError; StoreError for a damaged file."""
        with self._told():
            return super().arrow(sql, parameters)

    def _run(self, sql: str, parameters: Sequence[Value] | Mapping[str, Value]) -> duckdb.DuckDBPyConnection:
        with self._told():
            self.make_views(sql)
            return super()._run(sql, parameters)

    def make_views(self, sql: str) -> None:
        """Make the views whose names occur in ``sql`` and that do not exist yet."""
        schema = self._schema
        wanted = schema.waiting.keys() & set(_WORD.findall(sql)) if schema.waiting else ()
        if not wanted:
            return
        with schema.lock:
            for name in sorted(wanted):
                view = schema.waiting.get(name)
                if view is None:
                    continue
                self._see(view)
                self._db.execute(f'CREATE OR REPLACE VIEW {schema.name}."{name}" AS {view.sql}')
                del schema.waiting[name]

    def _see(self, view: View) -> None:
        """Refuse files that are missing or have another size than was written."""
        for ref in view.files:
            path = path_of(self._root, ref.name)
            try:
                size = path.stat().st_size
            except OSError as error:
                raise damaged_file(path, error.strerror or "cannot be read") from error
            if size != ref.bytes:
                raise damaged_file(path, f"has {size} bytes, not {ref.bytes}")

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell a damaged file from a wrong query."""
        try:
            yield
        except (QueryError, duckdb.Error) as error:
            said = str(error)
            if str(self._root / "files") in said:
                raise StoreError(
                    f"a file of the store cannot be read ({said})",
                    where=str(self._root),
                    do="Runs that do not name this file are intact. Restore it from a backup, or run: holdfast doctor",
                ) from error
            if isinstance(error, QueryError):
                raise
            raise QueryError(said.split("\n", 1)[0]) from error


class Reading:
    """One run's data. ``engine`` has a view of each fact table, ``coverage``, ``checks``, each ledger.

    Close it, or use it in ``with``; one that is forgotten closes itself.
    """

    def __init__(self, manifest: Manifest, engine: ViewEngine, closed: Callable[[], None]) -> None:
        self.manifest = manifest
        self.engine: Engine = engine
        self._finish = weakref.finalize(self, _finish, engine, closed)

    def files(self, table: str) -> list[Path]:
        """Return the Parquet files of a fact table."""
        return self.manifest.files(table)

    def close(self) -> None:
        """Give the reading back."""
        self._finish()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _finish(engine: ViewEngine, closed: Callable[[], None]) -> None:
    engine.close()
    closed()
