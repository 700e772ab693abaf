"""One writer at a time: a lock of the operating system, so that it ends with its process."""

from __future__ import annotations

import json
import os
import socket
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from holdfast.errors import StoreError
from holdfast.facts.files import disk, refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def held(root: Path, *, wait: float = 0.0) -> Iterator[None]:
    """Hold the store's lock; wait for it up to ``wait`` seconds.

    Raises StoreError, naming who holds it and since when. A process that dies gives it back.
    """
    lock = FileLock(root / "lock", timeout=wait, thread_local=False)
    note = root / "lock.holder"
    try:
        lock.acquire()
    except Timeout:  # an OSError, so it must come first
        raise _busy(root, note) from None
    except OSError as error:
        raise refused(root, error) from error
    try:
        with disk(root):
            note.write_text(json.dumps(_me()), encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            note.unlink()
        lock.release()


def _me() -> dict[str, object]:
    return {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _busy(root: Path, note: Path) -> StoreError:
    who = "another process"
    with suppress(OSError, ValueError, KeyError, TypeError):
        holder = json.loads(note.read_text(encoding="utf-8"))
        who = f"process {holder['pid']} on {holder['host']}, since {holder['since']}"
    return StoreError(
        f"another run is at work here ({who})",
        where=str(root),
        do="Wait until it has ended; if its process is gone, so is its lock, and this can be run again.",
    )
