"""One run, readable: views of its facts, coverage and ledgers, made when they are first asked for.

All readings of a store share one DuckDB (one memory limit); each run has a schema of views in it,
each reading a cursor of its own. So a reading costs less than a millisecond to open.
"""

from __future__ import annotations

import os
import re
import threading
import weakref
from collections import OrderedDict, deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Self

import duckdb
import pyarrow as pa

from holdfast.facts.duckdb import Engine, QueryError
from holdfast.facts.files import damaged_file, digest, path_of, read_whole
from holdfast.facts.views import View, since, views_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from holdfast.facts.duckdb import Rows, Value
    from holdfast.facts.manifest import FileRef, Manifest
    from holdfast.facts.tables import Catalogue

_KEPT = 8
_MEMORY_MB = 600  # of all readings and the writer together; what needs more goes to the disk
_READ_WHOLE = 64 << 20
_WORD = re.compile(r"\w+")
_WRONG_QUERY = (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException, duckdb.InterruptException)


@dataclass(slots=True)
class _Schema:
    """The schema of one run: its views, and which of them somebody has asked for."""

    name: str
    views: dict[str, View]
    current: tuple[FileRef, ...]
    made: set[str] = field(default_factory=set)
    readers: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class Readings:
    """Opens readings of one store's runs; safe to use from several threads."""

    def __init__(self, root: Path, catalogue: Catalogue) -> None:
        self._root = root
        self._catalogue = catalogue
        self._lock = threading.Lock()
        self._forgotten: deque[tuple[_Schema, bool]] = deque()
        self._shared: Engine | None = None
        self._schemas: OrderedDict[str, _Schema] = OrderedDict()
        self._count = 0
        self._sound: set[str] = set()  # names of files that were read and found as written

    def engine(self) -> Cursor:
        """Return an engine of the writer's own on the shared DuckDB; what it writes keeps its order."""
        with self._lock:
            return Cursor(self._started())

    def _started(self) -> Engine:
        if self._shared is None:
            self._shared = Engine(memory_mb=_MEMORY_MB, temp=self._root / "staging" / f"spill-{os.getpid()}")
            self._shared.execute("SET preserve_insertion_order=true")
        return self._shared

    def open(self, manifest: Manifest, *, keep: bool = True) -> Reading:
        """Return a reading; ``keep`` its views for the next one of the same run."""
        key = f"{manifest.sequence} {manifest.finished.isoformat()}"
        with self._lock:
            while self._forgotten:
                self._give_back(*self._forgotten.popleft())
            shared = self._started()
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
            engine = ViewEngine(shared, schema, self._root, self._sound)
        return Reading(manifest, engine, partial(self._closed, schema, keep), partial(self._dropped, schema, keep))

    def _new(self, shared: Engine, manifest: Manifest) -> _Schema:
        name = f"run_{manifest.sequence}_{self._count}"
        shared.execute(f"CREATE SCHEMA {name}")
        caches = [entry.current for entry in manifest.ledgers.values()]
        caches += manifest.failing.files if manifest.failing else ()
        present = tuple(ref for ref in caches if ref and path_of(self._root, ref.name).exists())
        return _Schema(name, views_of(manifest, self._catalogue), present)

    def _closed(self, schema: _Schema, keep: bool) -> None:  # noqa: FBT001  partial gives it by place
        with self._lock:
            self._give_back(schema, keep)

    def _dropped(self, schema: _Schema, keep: bool) -> None:  # noqa: FBT001  as above
        """A reading was collected as garbage: at any place, so nothing may be locked or run here."""
        self._forgotten.append((schema, keep))

    def _give_back(self, schema: _Schema, keep: bool) -> None:  # noqa: FBT001  as above
        schema.readers -= 1
        if not keep and self._shared:
            self._shared.execute(f"DROP SCHEMA {schema.name} CASCADE")

    def _forget(self, shared: Engine) -> None:
        for key in [key for key, schema in self._schemas.items() if not schema.readers]:
            if len(self._schemas) <= _KEPT:
                break
            shared.execute(f"DROP SCHEMA {self._schemas.pop(key).name} CASCADE")


class Cursor(Engine):
    """An engine that shares another's DuckDB, with temporary tables of its own."""

    def __init__(self, shared: Engine) -> None:
        self._db = shared._db.cursor()  # noqa: SLF001  the same class: a second connection to it

    def unregister(self, name: str) -> None:
        """Forget Arrow data that was registered."""
        self._db.unregister(name)


class ViewEngine(Cursor):
    """An engine on one run's views, which it makes when a query names them."""

    def __init__(self, shared: Engine, schema: _Schema, root: Path, sound: set[str]) -> None:
        super().__init__(shared)
        self._sound = sound
        self._db.execute(f"SET schema='{schema.name}'")
        self._schema = schema
        self._root = root

    def rows(self, sql: str, parameters: Sequence[Value] | Mapping[str, Value] = ()) -> Rows:
        """Return all rows as tuples. Raises QueryError; StoreError for a damaged file."""
        with self._told(sql):
            return super().rows(sql, parameters)

    def dicts(self, sql: str, parameters: Sequence[Value] | Mapping[str, Value] = ()) -> list[dict[str, Value]]:
        """Return all rows by column name. Raises QueryError; StoreError for a damaged file."""
        with self._told(sql):
            return super().dicts(sql, parameters)

    def batches(self, sql: str, parameters: Sequence[Value] | Mapping[str, Value] = ()) -> pa.RecordBatchReader:
        """Return rows as a stream of Arrow batches. Raises QueryError; StoreError for a damaged file."""
        with self._told(sql):
            self.make_views(sql)
            return super().batches(sql, parameters)

    def arrow(self, sql: str, parameters: Sequence[Value] | Mapping[str, Value] = ()) -> pa.Table:
        """Return all rows as an Arrow table. Raises QueryError; StoreError for a damaged file."""
        with self._told(sql):
            return super().arrow(sql, parameters)

    def _run(self, sql: str, parameters: Sequence[Value] | Mapping[str, Value]) -> duckdb.DuckDBPyConnection:
        with self._told(sql):
            self.make_views(sql)
            return super()._run(sql, parameters)

    def make_views(self, sql: str) -> None:
        """Make the views whose names occur in ``sql`` and that do not exist yet."""
        schema = self._schema
        for name in sorted(_words(sql) & schema.views.keys() - schema.made):
            with schema.lock:
                self._make(name)

    def _make(self, name: str) -> None:
        schema, view = self._schema, self._schema.views[name]
        if name in schema.made:
            return
        for needed in view.needs:
            self._make(needed)
        self.see(view.files)
        kind = "TABLE" if view.held else "VIEW"
        try:
            self._db.execute(f'CREATE OR REPLACE {kind} {schema.name}."{name}" AS {view.sql}')
        except duckdb.Error as error:
            self._read_whole(view)
            raise QueryError(str(error).split("\n", 1)[0]) from error
        schema.made.add(name)

    def _read_whole(self, view: View) -> None:
        """Raise StoreError for the first of a view's files that is not what its name says."""
        for ref in view.files:
            read_whole(self._root, ref.name)
        for needed in view.needs:
            self._read_whole(self._schema.views[needed])

    def see(self, refs: Iterable[FileRef]) -> None:
        """Raise StoreError for a file that is missing or not as it was written.

        Each file is read whole for that once in a process; a very large one is judged by its size,
        and read whole by ``holdfast doctor``.
        """
        for ref in refs:
            if ref.name in self._sound:
                continue
            path = path_of(self._root, ref.name)
            try:
                size = path.stat().st_size
            except OSError as error:
                raise damaged_file(path, error.strerror or "cannot be read") from error
            if size != ref.bytes:
                raise damaged_file(path, f"it has {size} bytes, not {ref.bytes}")
            if size <= _READ_WHOLE and digest(path) != ref.name.partition(".")[0]:
                raise damaged_file(path, "does not hold what was written")
            self._sound.add(ref.name)

    @contextmanager
    def _told(self, sql: str) -> Iterator[None]:
        """Tell a damaged file from a wrong query: only when a query fails are its files read whole."""
        try:
            yield
        except (QueryError, duckdb.Error, pa.ArrowException) as error:
            cause = error.__cause__ or error
            if not isinstance(cause, _WRONG_QUERY):
                for name in sorted(_words(sql) & self._schema.made):
                    self._read_whole(self._schema.views[name])
            if isinstance(error, QueryError):
                raise
            raise QueryError(str(error).split("\n", 1)[0]) from error


def _words(sql: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(sql)}


class Reading:
    """One run's data.

    ``engine`` has a view of each fact table by its name, ``coverage`` (the columns of
    ``tables.Coverage``, and run), ``checks``, the ledgers' states ``subjects``, ``results`` and
    ``rollups``, and ``<ledger>_changes``: every stored row ever, with ``run`` and ``"at"`` (epoch
    seconds; DuckDB wants that name, like ``"table"``, in quotes). ``failing`` has the results that
    fail with their subjects and checks (``failing.FAILING``), and costs no more than it holds.
    Close it, or use it in ``with``; one that is forgotten closes itself.
    """

    def __init__(
        self, manifest: Manifest, engine: ViewEngine, closed: Callable[[], None], dropped: Callable[[], None]
    ) -> None:
        self.manifest = manifest
        self.engine: Engine = engine
        self.cursor: Cursor = engine
        self._views = engine
        self._closed = closed
        self._dropped = weakref.finalize(self, dropped)

    def files(self, table: str) -> list[Path]:
        """Return the Parquet files of a fact table."""
        return self.manifest.files(table)

    def since(self, earlier: Manifest | None) -> str:
        """Return the name of a view of the results whose status is not what it was in ``earlier``.

        Its columns are those of ``results``, ``run`` and ``at`` of the newest change, and ``was``: the
        earlier status, NULL where there was none. A result that is no more has the status 4 (gone).
        With ``earlier`` None all results are new. Raises StoreError.
        """
        if earlier is None:
            self.engine.execute(
                "CREATE OR REPLACE TEMP VIEW results_since_0 AS SELECT *, NULL::TINYINT AS was FROM results"
            )
            return "results_since_0"
        name = f"results_since_{earlier.sequence}"
        view = since(self.manifest, earlier)
        self._views.see(view.files)
        self.engine.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {view.sql}")
        return name

    def close(self) -> None:
        """Give the reading back."""
        if self._dropped.detach():
            self.engine.close()
            self._closed()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
