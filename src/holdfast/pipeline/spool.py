"""What a collection has read whole, kept until its run is committed: one that was killed is gone on with.

One file for each part (an account of AWS), written aside and renamed, so that nothing half is ever seen. A part
counts if it was read within the last hour, by the same settings, tables and version; its facts keep the time at
which they were observed. It is no store: nothing but the next collection looks at it.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pyarrow as pa

import holdfast
from holdfast.facts.duckdb import arrow_schema
from holdfast.facts.tables import WHOLE, Coverage, State
from holdfast.pipeline.gathering import Gathered

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from holdfast.facts.tables import Table

#: What is older is read again: one hour.
LASTS = timedelta(hours=1)
_HEADER = b"holdfast"


class Spool:
    """The parts of one source's collection, in ``folder``; what ends goes on into ``gathered``."""

    def __init__(
        self,
        folder: Path,
        settings: Mapping[str, object],
        tables: Iterable[Table],
        now: datetime,
        gathered: Gathered,
    ) -> None:
        self._folder = folder
        self._tables = {table.name: table for table in tables}
        self._key = _key(settings, self._tables.values())
        self._now = now
        self._gathered = gathered
        self._open: dict[str, Gathered] = {}

    def kept(self, part: str) -> datetime | None:
        """Take a part that an earlier collection read; returns when that one began, None where nothing counts."""
        file = self._file(part)
        try:
            found = self._read(file)
        except (OSError, ValueError, KeyError, TypeError):  # pyarrow's errors are these: none, damaged, of another kind
            found = None
        if found is None:
            with contextlib.suppress(OSError):
                file.unlink(missing_ok=True)
            return None
        moment, whole = found
        self._gathered.absorb(whole)
        return moment

    def begin(self, part: str) -> Gathered:
        """Return where to put what is seen of a part; it counts once the part has ended."""
        self._open[part] = Gathered()
        return self._open[part]

    def end(self, part: str) -> None:
        """Say that nothing more comes of a part, and keep it if it was read whole.

        A subject that refuses us alone would do so again; any other gap may be closed in the next collection.
        """
        done = self._open.pop(part)
        if all(one.state in WHOLE or (one.subject and one.state is State.DENIED) for one in done.all_coverage):
            with contextlib.suppress(OSError):  # a full disk is told where it matters: when the run is written
                self._write(self._file(part), done)
        self._gathered.absorb(done)

    def _file(self, part: str) -> Path:
        return self._folder / f"{sha256(part.encode()).hexdigest()[:32]}.arrow"

    def _write(self, file: Path, done: Gathered) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        tables = {name: done.table(table) for name, table in self._tables.items()}
        tables = {name: data for name, data in tables.items() if data.num_rows}
        header = {
            "key": self._key,
            "moment": self._now.timestamp(),
            "tables": list(tables),
            "coverage": [asdict(one) for one in done.all_coverage],
        }
        aside = file.with_suffix(".part")
        with os.fdopen(os.open(aside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as out:
            for data in (pa.table({}).replace_schema_metadata({_HEADER: json.dumps(header)}), *tables.values()):
                with pa.ipc.new_stream(out, data.schema) as stream:
                    stream.write_table(data)
            out.flush()
            os.fsync(out.fileno())
        aside.replace(file)

    def _read(self, file: Path) -> tuple[datetime, Gathered] | None:
        with file.open("rb") as kept:
            header: dict[str, Any] = json.loads((pa.ipc.open_stream(kept).read_all().schema.metadata or {})[_HEADER])
            moment = datetime.fromtimestamp(header["moment"], tz=UTC)
            if header["key"] != self._key or not timedelta() <= self._now - moment < LASTS:
                return None
            whole = Gathered()
            for name in header["tables"]:
                data = pa.ipc.open_stream(kept).read_all()
                if data.schema != arrow_schema(self._tables[name]):
                    return None
                whole.add(self._tables[name], data)
        for one in header["coverage"]:
            whole.coverage(Coverage(**{**one, "state": State(one["state"])}))
        return moment, whole


def _key(settings: Mapping[str, object], tables: Iterable[Table]) -> str:
    """Return what must be the same for a part to count: version, settings, and how the tables are declared."""
    said = json.dumps(settings, sort_keys=True, default=str)
    return sha256("\0".join((holdfast.__version__, said, *map(repr, tables))).encode()).hexdigest()


def discard(folder: Path) -> None:
    """Forget all parts: the run is committed."""
    shutil.rmtree(folder, ignore_errors=True)
