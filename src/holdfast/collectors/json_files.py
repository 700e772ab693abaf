"""Reads JSON files of any size, a record at a time; what is wrong is told with its place."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import ijson

from holdfast.collectors.findings import utc
from holdfast.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path
    from typing import BinaryIO

_OPEN, _CLOSE = frozenset({"start_map", "start_array"}), frozenset({"end_map", "end_array"})
_AGAIN = "Make the file anew with the scanner; nothing of it was taken, and the last good import stays."

#: Numbers from here on are milliseconds: as seconds they would be in the year 5138.
_MILLISECONDS = 100_000_000_000


class _Counted:
    """A file that knows how much of it was read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.bytes = 0

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.bytes += len(data)
        return data


def begins_with(path: Path) -> str:
    """Return the first sign of a file that is no space: ``[``, ``{`` ... Raises UsageError."""
    with _opened(path) as file:
        return file.read(4096).decode("utf-8-sig", "replace").strip()[:1]


def values(path: Path, places: Collection[str], *, starts: Collection[str] = ()) -> Iterator[tuple[str, object]]:
    """Yield each value at one of ``places`` (``runs.item.results.item``) with its place, in the file's order.

    Where a value at one of ``starts`` begins, its place is yielded with None.

    Raises UsageError for a file that cannot be read or is not JSON, with how far it was read.
    """
    with _opened(path) as file:
        counted = _Counted(file)
        try:
            yield from _values(counted, places, starts)
        except (ijson.JSONError, UnicodeDecodeError) as error:
            what = " ".join(str(error).split())[:200]
            raise UsageError(
                f"this is no whole JSON ({what}), in the first {counted.bytes:,} bytes", where=str(path), do=_AGAIN
            ) from error


def _values(file: _Counted, places: Collection[str], starts: Collection[str]) -> Iterator[tuple[str, object]]:
    builder, at, depth = None, "", 0
    for place, event, value in ijson.parse(file, multiple_values=True, use_float=True, buf_size=1 << 16):
        if builder is None:
            if place in starts and event in _OPEN:
                yield place, None
            if place not in places or event in _CLOSE or event == "map_key":
                continue
            if event not in _OPEN:
                yield place, value
                continue
            builder, at = ijson.ObjectBuilder(), place
        builder.event(event, value)
        depth += (event in _OPEN) - (event in _CLOSE)
        if not depth:
            yield at, builder.value
            builder = None


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise UsageError(f"the file cannot be read: {error.strerror or error}", where=str(path)) from error
    with file:
        yield file


def wrong(path: Path, place: str, what: str) -> UsageError:
    """Return the error for a record that is not what its format says."""
    return UsageError(what, where=f"{path}: {place}", do=_AGAIN)


def part(record: object, *names: str | int) -> object:
    """Return what stands at a path of names and positions; None where there is nothing."""
    for name in names:
        if isinstance(record, dict) and isinstance(name, str):
            record = record.get(name)
        elif isinstance(record, list) and isinstance(name, int) and len(record) > name:
            record = record[name]
        else:
            return None
    return record


def text(record: object, *names: str | int) -> str:
    """Return the text there; empty where there is none."""
    found = part(record, *names)
    return found.strip() if isinstance(found, str) else ""


def time(record: object, *names: str) -> datetime | None:
    """Return the moment there: ISO 8601, or seconds or milliseconds since 1970; None where there is none."""
    found = part(record, *names)
    try:
        if isinstance(found, str):
            return utc(datetime.fromisoformat(found))
        if isinstance(found, (int, float)) and not isinstance(found, bool):
            return datetime.fromtimestamp(found / 1000 if found > _MILLISECONDS else found, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return None
