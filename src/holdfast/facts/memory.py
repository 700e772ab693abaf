"""A bound on the whole process's memory while strangers' SQL runs.

DuckDB counts what its tables, joins and sorts hold against ``memory_limit``, but not every list that a
function makes: ``range(3000000000)`` is one value. Under this bound the system refuses the memory, and
DuckDB gives the query up with an error, where otherwise the system would end the process.
"""

from __future__ import annotations

import re
import resource
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_STATUS = Path("/proc/self/status")
_lock = threading.Lock()
_before: list[int] = []  # the soft limit to go back to, once for each that is inside


@contextmanager
def bounded(more_mb: int) -> Iterator[None]:
    """Let the process take at most ``more_mb`` more than it has, where the system can say so (Linux)."""
    used = _used_mb()
    if not used:
        yield
        return
    with _lock:
        _before.append(_before[0] if _before else resource.getrlimit(resource.RLIMIT_DATA)[0])
        _set((used + more_mb) * 1024 * 1024)
    try:
        yield
    finally:
        with _lock:
            soft = _before.pop()
            if not _before:  # the last one out
                _set(soft)


def _set(soft: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    bound = hard != resource.RLIM_INFINITY and (soft == resource.RLIM_INFINITY or soft > hard)
    resource.setrlimit(resource.RLIMIT_DATA, (hard if bound else soft, hard))


def _used_mb() -> int:
    """Return what the process holds and may write to; 0 where nobody says."""
    try:
        found = re.search(r"^VmData:\s+(\d+) kB$", _STATUS.read_text(encoding="ascii"), re.MULTILINE)
    except OSError:
        return 0
    return int(found[1]) // 1024 if found else 0
