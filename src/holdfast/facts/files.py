"""Files of the store: named by their content, staged, synced, renamed; never rewritten.

What fails on the way (a full disk above all) is a StoreError, and what was written so far is
garbage that nothing names: ``retain`` removes it when it is older than a day.
"""

from __future__ import annotations

import errno
import hashlib
import os
import uuid
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from holdfast.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


def path_of(root: Path, name: str) -> Path:
    """Return where the store at ``root`` keeps the file ``name``."""
    return root / "files" / name[:2] / name


def read_whole(root: Path, name: str) -> bytes:
    """Return a file's bytes. Raises StoreError if it is missing, or not what its name says."""
    path = path_of(root, name)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise damaged_file(path, error.strerror or "cannot be read") from error
    if hashlib.sha256(data).hexdigest() != name.partition(".")[0]:
        raise damaged_file(path, "does not hold what was written")
    return data


def damaged_file(path: Path, how: str) -> StoreError:
    """Return the error for a file that a run names and that is not as it was written."""
    return StoreError(
        f"a file of the store is damaged ({how})",
        where=str(path),
        do="Runs that do not name this file are intact. Restore it from a backup, or run: holdfast doctor",
    )


@contextmanager
def disk(path: Path) -> Iterator[None]:
    """Turn what the operating system refuses while writing below ``path`` into a StoreError."""
    try:
        yield
    except OSError as error:
        raise refused(path, error) from error


def refused(path: Path, error: OSError) -> StoreError:
    """Return the error for a write that the operating system refused."""
    kept = "Nothing of this run became visible; earlier runs are intact."
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return StoreError("the disk is full", where=str(path), do=f"{kept} Free some space and run it again.")
    return StoreError(
        f"the store cannot be written ({error.strerror or error})",
        where=str(path),
        do=f"{kept} Look at the folder's owner, permissions and file system, then run it again.",
    )


class Files:
    """Writes files into one store, for one draft; ``flush`` before a manifest may name them."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folders: set[Path] = set()
        self._mine = f"{os.getpid()}-{uuid.uuid4().hex[:12]}"
        self._count = 0

    def staging(self, suffix: str) -> Path:
        """Return a new path, in the store's own file system, under which to write a file."""
        self._count += 1
        return self._root / "staging" / f"{self._mine}-{self._count}{suffix}"

    def put(self, data: bytes, suffix: str) -> str:
        """Store bytes and return their name. Raises StoreError."""
        name = hashlib.sha256(data).hexdigest() + suffix
        with disk(self._root):
            if self._reused(name, len(data), lambda path: path.read_bytes() == data):
                return name
            staged = self.staging(suffix)
            with staged.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            self._place(staged, name)
        return name

    def adopt(self, staged: Path) -> tuple[str, int]:
        """Store a file that was written under a staging path; return its name and bytes. Raises StoreError."""
        with disk(self._root):
            name = digest(staged) + staged.suffix
            size = staged.stat().st_size
            if self._reused(name, size, lambda path: digest(path) + path.suffix == name):
                staged.unlink()
                return name, size
            _sync(staged)
            self._place(staged, name)
        return name, size

    def flush(self) -> None:
        """Make every name that was given durable. Raises StoreError."""
        with disk(self._root):
            for folder in sorted(self._folders):
                _sync(folder)
            self._folders.clear()

    def clear(self) -> None:
        """Remove what is left under staging paths that this object gave."""
        for path in (self._root / "staging").glob(f"{self._mine}-*"):
            with suppress(OSError):
                path.unlink()

    def _reused(self, name: str, size: int, same: Callable[[Path], bool]) -> bool:
        """Whether the file is there, whole; a leftover of a killed run may be neither.

        Its time is renewed, so that ``retain`` in another process leaves it to us.
        """
        path = path_of(self._root, name)
        try:
            if path.stat().st_size != size or not same(path):
                return False
            os.utime(path)
            _sync(path)
        except FileNotFoundError:
            return False
        self._folders.add(path.parent)
        return True

    def _place(self, staged: Path, name: str) -> None:
        path = path_of(self._root, name)
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(path.parent.parent)
        staged.replace(path)
        self._folders.add(path.parent)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file's content, hex. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def commit(root: Path, staged: Path, target: Path, data: bytes) -> bool:
    """Write ``data`` to ``staged``, then create ``target`` exclusively from it.

    Returns False if ``target`` exists: somebody else was first. Raises StoreError.
    """
    with disk(root):
        with staged.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(staged, target)
        except FileExistsError:
            return False
        finally:
            staged.unlink()
        _sync(target.parent)
    return True
