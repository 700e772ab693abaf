"""The store: immutable files, and one manifest per run that names them.

A run is visible when its manifest is, and the manifest is created in one step that only one
writer can win. Readers take one manifest and wait for nobody. Nothing is rewritten in place, so a
copy of the folder, made at any time, is a backup.

    .holdfast/store/FORMAT            the layout's number
                    runs/<sequence>.json
                    files/<ab>/<sha256>.parquet
                    staging/          what is being written
"""

from __future__ import annotations

import os
import re
import threading
from collections import OrderedDict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from holdfast.errors import StoreError
from holdfast.facts.changes import Layout
from holdfast.facts.draft import Draft
from holdfast.facts.files import disk
from holdfast.facts.locks import held
from holdfast.facts.manifest import Line, Manifest, damaged, decode, decode_line
from holdfast.facts.reading import Reading, Readings
from holdfast.facts.retention import Freed, retain

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from holdfast.facts.tables import Catalogue

__all__ = ["Draft", "Manifest", "Reading", "Store"]

FORMAT = 1
_MANIFEST = re.compile(r"^\d{10}\.json$")
_KEPT = 16
_LAYOUT = Layout()


class Store:
    """One store; safe to use from several threads, and beside other processes."""

    def __init__(self, root: Path, catalogue: Catalogue, layout: Layout) -> None:
        self.root = root
        self._layout = layout
        self._readings = Readings(root, catalogue)
        self._lock = threading.Lock()
        self._known: tuple[int, ...] = ()
        self._manifests: OrderedDict[tuple[int, int], Manifest] = OrderedDict()
        self._lines: dict[int, Line] = {}

    @classmethod
    def open(cls, path: Path, catalogue: Catalogue, *, create: bool, layout: Layout = _LAYOUT) -> Store:
        """Return the store at ``path``; make it if ``create``. Raises StoreError."""
        root = path.absolute()
        marker = root / "FORMAT"
        if not marker.exists():
            if not create:
                raise StoreError("there is no store here yet", where=str(root), do="Collect facts: holdfast collect")
            _create(root)
        _readable(marker)
        return cls(root, catalogue, layout)

    def head(self) -> Manifest | None:
        """Return the newest run. Raises StoreError if its manifest is damaged."""
        known = self._runs()
        return self.run(known[-1]) if known else None

    def run(self, sequence: int) -> Manifest:
        """Return a run by its number. Raises StoreError if there is none, or it is damaged."""
        path = self._path(sequence)
        try:
            key = (sequence, path.stat().st_mtime_ns)
            with self._lock:
                known = self._manifests.get(key)
            if known:
                return known
            data = path.read_bytes()
        except FileNotFoundError as error:
            raise StoreError(f"there is no run {sequence}", where=str(path)) from error
        except OSError as error:
            raise damaged(path) from error
        manifest = decode(data, path, self.root)
        with self._lock:
            self._manifests[key] = manifest
            if len(self._manifests) > _KEPT:
                self._manifests.popitem(last=False)
        return manifest

    def at(self, moment: datetime | None) -> Manifest | None:
        """Return the newest run that had finished at ``moment`` (None: now); None if there is none."""
        if moment is None:
            return self.head()
        asked = moment.astimezone(UTC)
        sequences = self._runs()
        low, high = 0, len(sequences)
        while low < high:
            middle = (low + high) // 2
            if self._line(sequences[middle]).finished <= asked:
                low = middle + 1
            else:
                high = middle
        return self.run(sequences[low - 1]) if low else None

    def manifests(self, limit: int | None = None) -> list[Line]:
        """Return the runs in few words, newest first, at most ``limit``. Raises StoreError."""
        return [self._line(sequence) for sequence in self._runs()[::-1][:limit]]

    def lock(self, *, wait: float = 0.0) -> AbstractContextManager[None]:
        """Hold the store as its one writer. Raises StoreError, naming who holds it."""
        return held(self.root, wait=wait)

    def begin(self, kind: str, started: datetime, *, current: bool = True) -> Draft:
        """Begin a run on top of the newest. ``current`` False leaves out the cache of whole states.

        Runs follow each other in time, even when the clock is set back. Raises StoreError.
        """
        head = self.head()
        with disk(self.root):  # a backup may have left out what was empty
            (self.root / "files").mkdir(exist_ok=True)
            (self.root / "staging").mkdir(exist_ok=True)
        started = max(started.astimezone(UTC), head.started) if head else started.astimezone(UTC)
        sequence = head.sequence + 1 if head else 1
        finished = max(started, head.finished) if head else started
        line = Line(sequence, kind, started, finished, 0, 0, 0)
        layout = self._layout if current else replace(self._layout, current_most=-1)
        return Draft(self.root, head, line, self._readings, layout)

    def reading(self, manifest: Manifest) -> Reading:
        """Return a run's data, readable. Raises StoreError when a damaged file is met, now or later."""
        return self._readings.open(manifest)

    def retain(
        self,
        now: datetime,
        *,
        older_than: timedelta = timedelta(days=1),
        cache_older_than: timedelta = timedelta(hours=1),
    ) -> Freed:
        """Remove what no run names and what killed runs left, if older; and stale caches of whole states.

        Every run stays, and answers as before. Call it while holding the lock. Raises StoreError,
        having removed nothing, if a manifest is damaged.
        """
        return retain(self.root, [self._path(n) for n in self.sequences()], now, older_than, cache_older_than)

    def _line(self, sequence: int) -> Line:
        line = self._lines.get(sequence)
        if line is None:
            path = self._path(sequence)
            try:
                with path.open("rb") as file:
                    first = file.readline(4096)
            except OSError as error:
                raise damaged(path) from error
            line = self._lines[sequence] = decode_line(first, path)
        return line

    def _path(self, sequence: int) -> Path:
        return self.root / "runs" / f"{sequence:010d}.json"

    def sequences(self) -> list[int]:
        """Return the numbers of all runs, oldest first."""
        try:
            with os.scandir(self.root / "runs") as entries:
                return sorted(int(entry.name[:10]) for entry in entries if _MANIFEST.match(entry.name))
        except OSError as error:
            raise StoreError(
                f"the store's runs cannot be listed ({error.strerror})",
                where=str(self.root / "runs"),
                do="Restore the folder from a backup, or look at its owner and permissions.",
            ) from error

    def _runs(self) -> tuple[int, ...]:
        """Return the numbers of all runs, oldest first; mostly without listing the folder."""
        known = self._known
        if not known or not self._path(known[-1]).exists():
            known = tuple(self.sequences())
        newest = known[-1] if known else 0
        while self._path(newest + 1).exists():
            newest += 1
        if known and newest > known[-1]:
            known = (*known, *range(known[-1] + 1, newest + 1))
        self._known = known
        return known


def _create(root: Path) -> None:
    with disk(root):
        for name in ("runs", "files", "staging"):
            (root / name).mkdir(parents=True, exist_ok=True)
        staged = root / "staging" / "FORMAT"
        staged.write_text(f"{FORMAT}\n", encoding="utf-8")
        staged.replace(root / "FORMAT")


def _readable(marker: Path) -> None:
    """Refuse a layout that this Holdfast does not know."""
    try:
        text = marker.read_text(encoding="utf-8").strip()
        number = int(text)
    except (OSError, ValueError) as error:
        raise StoreError(
            "the store's FORMAT file cannot be read",
            where=str(marker),
            do=f"It holds one number ({FORMAT}). Restore it from a backup; everything else is intact.",
        ) from error
    if number > FORMAT:
        raise StoreError(
            f"the store has format {number}; this Holdfast knows formats up to {FORMAT}",
            where=str(marker.parent),
            do="It was written by a newer Holdfast. Upgrade Holdfast, then run this again.",
        )
