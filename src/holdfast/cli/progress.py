"""A progress bar that says what is running; plain silence where nobody watches."""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from holdfast.collectors.interface import Quiet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import TaskID

    from holdfast.collectors.interface import Progress as Watcher

_SHOWN = 3


class _Bar:
    """Counts units of work, and names the oldest few that are running."""

    def __init__(self, bar: Progress, task: TaskID) -> None:
        self._bar = bar
        self._task = task
        self._lock = threading.Lock()
        self._total = 0
        self._running: dict[str, None] = {}

    def expect(self, units: int) -> None:
        """Announce more units of work."""
        with self._lock:
            self._total += units
            self._bar.update(self._task, total=self._total)

    def begin(self, label: str) -> None:
        """Say that a unit has begun."""
        with self._lock:
            self._running[label] = None
            self._show()

    def done(self, label: str) -> None:
        """Say that a unit has ended."""
        with self._lock:
            self._running.pop(label, None)
            self._bar.advance(self._task)
            self._show()

    def _show(self) -> None:
        self._bar.update(self._task, running=", ".join(list(self._running)[:_SHOWN]))


@contextmanager
def showing() -> Iterator[Watcher]:
    """Yield a Progress: a bar on a terminal, silence elsewhere."""
    if not sys.stderr.isatty():
        yield Quiet()
        return
    with Progress(
        TextColumn("Collecting"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("[dim]{task.fields[running]}"),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        yield _Bar(bar, bar.add_task("", total=None, running=""))
