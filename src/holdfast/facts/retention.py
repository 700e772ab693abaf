"""What the store may forget: what no run names, once it is old enough to be nobody's work in progress."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfast.errors import StoreError
from holdfast.facts.files import disk
from holdfast.facts.manifest import whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, timedelta
    from pathlib import Path

_NAME = re.compile(rb'"name":"([0-9a-f]{64}\.[a-z]+)"')
_CACHE = re.compile(rb'"(?:current|failing|failing_changes)":\{[^}]*\}')


@dataclass(frozen=True, slots=True)
class Freed:
    """What ``retain`` removed."""

    files: int
    bytes: int


def retain(root: Path, runs: list[Path], now: datetime, older_than: timedelta, cache_older_than: timedelta) -> Freed:
    """Remove files that no run names and that are older; see ``Store.retain``. Raises StoreError."""
    named: set[str] = set()
    cached: set[str] = set()
    for path in runs:
        data = _read(path)
        caches = b"".join(_CACHE.findall(data))
        kept = data if path == runs[-1] else _CACHE.sub(b"", data)
        named.update(name.decode() for name in _NAME.findall(kept))
        cached.update(name.decode() for name in _NAME.findall(caches))
    old, old_cache = (now - older_than).timestamp(), (now - cache_older_than).timestamp()
    files, size = 0, 0
    with disk(root):
        for path in (*_below(root / "files"), *_below(root / "staging")):
            with suppress(FileNotFoundError):
                seen = path.stat()
                if path.name in named or seen.st_mtime >= (old_cache if path.name in cached else old):
                    continue
                path.unlink()
                files, size = files + 1, size + seen.st_size
    return Freed(files, size)


def _read(path: Path) -> bytes:
    """Return a manifest's bytes; one that is damaged may name anything, so nothing is removed then."""
    try:
        data = path.read_bytes()
        whole(data, path)
    except (StoreError, OSError) as error:
        raise StoreError(
            "nothing was removed, because this run's manifest is damaged and its files may still be wanted",
            where=str(path),
            do="Restore the manifest from a backup, or run: holdfast doctor",
        ) from error
    return data


def _below(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_dir():
            yield from _below(path)
        else:
            yield path
