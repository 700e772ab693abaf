"""A manifest: everything that one run consists of, as one immutable JSON file.

The file has two lines: ``run`` says in a few words what the run was, so that a list of many
runs reads little of each; ``body`` names every file. ``checksum`` in the first line is of the second.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from holdfast.errors import StoreError
from holdfast.facts.files import path_of, read_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

#: What reading JSON of another shape raises.
_MALFORMED = (ValueError, KeyError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file of the store: its name below ``files/``, its rows (0 for a blob) and bytes."""

    name: str
    rows: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Failing:
    """The file of what fails as of ``run``, and the file of what is not so any more (None: all of it is); a cache."""

    base: FileRef
    run: int
    changes: FileRef | None = None

    @property
    def files(self) -> tuple[FileRef, ...]:
        """The files, one or two."""
        return (self.base, self.changes) if self.changes else (self.base,)


@dataclass(frozen=True, slots=True)
class TableEntry:
    """A fact table in a run: schema version, row count, hash over its files, column types as written."""

    source: str
    version: int
    rows: int
    hash: str
    files: tuple[FileRef, ...]
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CoverageEntry:
    """A source's coverage, and the run that observed it."""

    run: int
    unread: int
    file: FileRef


@dataclass(frozen=True, slots=True)
class ChangeFile:
    """Changes of the runs ``first`` to ``last``. ``span`` is run, part (of a day), day or month."""

    span: str
    first: int
    last: int
    at: int
    file: FileRef


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A ledger in a run: a keyframe, all changes ever (oldest first), perhaps the current state.

    ``rows`` are those of the state, ``changed`` those that this run wrote. The keyframe is the
    state after ``keyframe_run``, the current file that after ``current_run`` (0: it has every change).
    """

    rows: int = 0
    changed: int = 0
    keyframe: FileRef | None = None
    keyframe_run: int = 0
    keyframe_at: int = 0
    changes: tuple[ChangeFile, ...] = ()
    current: FileRef | None = None
    current_run: int = 0

    @property
    def behind(self) -> tuple[ChangeFile, ...]:
        """The changes that the current file does not have."""
        return tuple(change for change in self.changes if self.current_run and change.last > self.current_run)

    @property
    def pending(self) -> tuple[ChangeFile, ...]:
        """The changes that the keyframe does not have."""
        return tuple(change for change in self.changes if change.last > self.keyframe_run)


@dataclass(frozen=True, slots=True)
class Line:
    """A run in few words: for lists of runs. Times are UTC."""

    sequence: int
    kind: str
    started: datetime
    finished: datetime
    results: int
    changed: int
    unread: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """One run. ``root`` is the store's folder; it is not part of the file.

    ``failing`` is a cache.
    """

    line: Line
    tables: Mapping[str, TableEntry]
    coverage: Mapping[str, CoverageEntry]
    blobs: Mapping[str, FileRef]
    ledgers: Mapping[str, LedgerEntry]
    counters: Mapping[str, int]
    root: Path = field(compare=False, repr=False)
    failing: Failing | None = None

    @property
    def sequence(self) -> int:
        """The run's number, from 1."""
        return self.line.sequence

    @property
    def kind(self) -> str:
        """What was done: collect, evaluate, run, records."""
        return self.line.kind

    @property
    def started(self) -> datetime:
        """When the run began, UTC."""
        return self.line.started

    @property
    def finished(self) -> datetime:
        """When the run ended, UTC: from then on it is what is known."""
        return self.line.finished

    def blob(self, name: str) -> bytes | None:
        """Return a blob's bytes, None if the run has none of that name. Raises StoreError if damaged."""
        ref = self.blobs.get(name)
        return read_whole(self.root, ref.name) if ref else None

    def files(self, table: str) -> list[Path]:
        """Return the Parquet files of a fact table; none if it is empty or was never collected."""
        entry = self.tables.get(table)
        return [path_of(self.root, ref.name) for ref in entry.files] if entry else []

    def named(self, *, current: bool = True) -> Iterator[FileRef]:
        """Yield every file that the run consists of; ``current`` states and ``failing`` are only caches."""
        for table in self.tables.values():
            yield from table.files
        yield from (entry.file for entry in self.coverage.values())
        yield from self.blobs.values()
        for ledger in self.ledgers.values():
            yield from (change.file for change in ledger.changes)
            if ledger.keyframe:
                yield ledger.keyframe
            if ledger.current and current:
                yield ledger.current
        if self.failing and current:
            yield from self.failing.files


def encode(manifest: Manifest) -> bytes:
    """Return the manifest as the bytes of its file."""
    body: dict[str, object] = {
        name: {key: asdict(value) for key, value in getattr(manifest, name).items()}
        for name in ("tables", "coverage", "blobs", "ledgers")
    }
    failing = manifest.failing
    body |= {"counters": dict(manifest.counters), "failing": asdict(failing.base) if failing else None}
    body["failing_run"] = failing.run if failing else 0
    body["failing_changes"] = asdict(failing.changes) if failing and failing.changes else None
    text = json.dumps(body, separators=(",", ":"), sort_keys=True)
    line = asdict(manifest.line)
    line["started"], line["finished"] = manifest.started.isoformat(), manifest.finished.isoformat()
    line["checksum"] = hashlib.sha256(text.encode()).hexdigest()
    return f'{{"run":{json.dumps(line)},\n"body":{text}\n}}\n'.encode()


def whole(data: bytes, path: Path) -> tuple[Line, str]:
    """Return a file's first line, and its second as text that fits its checksum. Raises StoreError."""
    try:
        first, second, _ = data.decode().split("\n", 2)
        line, checksum = _line(first)
    except _MALFORMED as error:
        raise damaged(path) from error
    text = second.removeprefix('"body":')
    if hashlib.sha256(text.encode()).hexdigest() != checksum:
        raise damaged(path)
    return line, text


def decode(data: bytes, path: Path, root: Path) -> Manifest:
    """Return the manifest that ``encode`` wrote. Raises StoreError if it is not whole."""
    line, text = whole(data, path)
    try:
        body = json.loads(text)
        return Manifest(
            line=line,
            tables={name: _table(entry) for name, entry in body["tables"].items()},
            coverage={
                name: CoverageEntry(entry["run"], entry["unread"], FileRef(**entry["file"]))
                for name, entry in body["coverage"].items()
            },
            blobs={name: FileRef(**entry) for name, entry in body["blobs"].items()},
            ledgers={name: _ledger(entry) for name, entry in body["ledgers"].items()},
            counters=body["counters"],
            root=root,
            failing=_failing(body, line.sequence),
        )
    except _MALFORMED as error:
        raise damaged(path) from error


def decode_line(first: bytes, path: Path) -> Line:
    """Return what the first line of a manifest's file says. Raises StoreError if it is not whole."""
    try:
        return _line(first.decode().rstrip("\n"))[0]
    except _MALFORMED as error:
        raise damaged(path) from error


def damaged(path: Path) -> StoreError:
    """Return the error for a run whose manifest cannot be read."""
    return StoreError(
        "this run's manifest is damaged",
        where=str(path),
        do="Earlier runs are intact. Restore this file from a backup, or run: holdfast doctor",
    )


def _line(first: str) -> tuple[Line, str]:
    values = json.loads(first.rstrip(",") + "}")["run"]
    checksum = values.pop("checksum")
    for name in ("started", "finished"):
        values[name] = datetime.fromisoformat(values[name]).astimezone(UTC)
    return Line(**values), checksum


def _table(entry: dict[str, Any]) -> TableEntry:
    return TableEntry(**{**entry, "files": tuple(FileRef(**ref) for ref in entry["files"])})


def _failing(body: dict[str, Any], sequence: int) -> Failing | None:
    """A run of before there were changes of it has a file of its own."""
    if not body.get("failing"):
        return None
    changes = body.get("failing_changes")
    run = body.get("failing_run", sequence)
    return Failing(FileRef(**body["failing"]), run, FileRef(**changes) if changes else None)


def _ledger(entry: dict[str, Any]) -> LedgerEntry:
    refs = {name: FileRef(**entry[name]) if entry[name] else None for name in ("keyframe", "current")}
    changes = tuple(ChangeFile(**{**change, "file": FileRef(**change["file"])}) for change in entry["changes"])
    return LedgerEntry(**{**entry, **refs, "changes": changes})
