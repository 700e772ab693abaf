"""Where a backup gathers and a restore builds: folders beside what is in use, exchanged in one step.

A restore builds a whole new ``.holdfast`` beside the old one and exchanges the two by one call of the system,
so that whoever looks sees the one or the other. With PostgreSQL the records are a second thing that is
committed: ``committing`` in the new folder says so beforehand, and the database is left a mark in the same
transaction. A restore that was killed between the two is finished by ``settle``; any other leaves nothing.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import shutil
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING

from holdfast.errors import StoreError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_PREFIX = ".holdfast.restoring-"
COMMITTING = "committing"
#: What is made anew where it is missing, belongs to this machine, or has a place of its own in an archive.
LEFT_OUT = frozenset({"cache", "static", "secret_key", "store", "console.lock"})
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


@contextmanager
def gathering(state: Path) -> Iterator[Path]:
    """Yield an empty folder in ``state``, in whose file system files can be linked; it is gone afterwards."""
    folder = state / f"cache/backup-{uuid.uuid4().hex[:12]}"
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def building(company: Path) -> Iterator[Path]:
    """Yield an empty folder beside the company's state; what is left in it afterwards goes."""
    folder = company / f"{_PREFIX}{uuid.uuid4().hex[:12]}"
    folder.mkdir(mode=0o700)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)  # whoever tidies sees that somebody is at work in it
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def exchange(built: Path, state: Path) -> None:
    """Put ``built`` in the place of ``state``; afterwards ``built`` is what was there, if anything was."""
    if not state.exists():
        built.rename(state)
        return
    libc = ctypes.CDLL(None, use_errno=True)
    done = libc.renameat2(_AT_FDCWD, os.fsencode(built), _AT_FDCWD, os.fsencode(state), _RENAME_EXCHANGE)
    if done == 0:
        return
    failed = ctypes.get_errno()
    if failed not in {errno.EINVAL, errno.ENOSYS}:
        raise OSError(failed, os.strerror(failed), str(state))
    aside = built.with_name(f"{built.name}.old")  # a file system that cannot exchange: two steps, the first undone
    state.rename(aside)
    try:
        built.rename(state)
    except OSError:
        aside.rename(state)
        raise
    aside.rename(built)


def settle(company: Path, restored: Callable[[], str]) -> None:
    """Finish or tidy what a killed restore left. Raises UsageError while another one is at work."""
    for folder in company.glob(f"{_PREFIX}*"):
        handle = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if (folder / COMMITTING).is_file() and restored() == folder.name and (folder / "new").is_dir():
                exchange(folder / "new", company / ".holdfast")
            shutil.rmtree(folder, ignore_errors=True)
        except BlockingIOError as error:
            raise UsageError(
                "a restore is at work here", where=str(company), do="Wait until it has ended, then try again."
            ) from error
        finally:
            os.close(handle)


def is_unsettled(company: Path) -> bool:
    """Return whether a restore was killed while it committed, or is doing so now."""
    return any(company.glob(f"{_PREFIX}*/{COMMITTING}"))


def serving(state: Path) -> int:
    """Say, for as long as this process and its children live, that the console is served from here."""
    handle = os.open(state / "console.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(handle, fcntl.LOCK_SH)
    os.set_inheritable(handle, True)  # noqa: FBT003  Python's signature
    return handle


@contextmanager
def nobody_serving(state: Path) -> Iterator[None]:
    """Hold that no console is served from here. Raises UsageError if one is."""
    if not state.is_dir():
        yield
        return
    handle = os.open(state / "console.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise UsageError(
            "the console is served from here", where=str(state), do="Stop it first; then restore; then start it again."
        ) from error
    finally:
        os.close(handle)


def link_all(source: Path, target: Path, *, leave: frozenset[str] = frozenset()) -> None:
    """Link every file below ``source`` into ``target``; ``leave`` are names at the top that stay behind."""
    for path in sorted(source.rglob("*")):
        inner = path.relative_to(source)
        if inner.parts[0] in leave or not path.is_file() or path.is_symlink():
            continue
        there = target / inner
        there.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(path, there)
        except FileNotFoundError:
            continue  # what is being written has a name of its own until it is whole
        except OSError as error:
            raise StoreError(f"it cannot be read ({error.strerror})", where=str(path)) from error
