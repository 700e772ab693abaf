"""The archive: a tar of plain files, and last of all a manifest with the hash of each.

The manifest comes last, so that an archive that was cut off anywhere has none and is refused. Names are
taken from three folders only; what is no plain file, or leads elsewhere, is refused before it is written.

    records/<app>.<model>.jsonl    a row a line, the same from every database
    store/...                      the fact store
    state/...                      what else is in .holdfast: imports, evidence
    manifest.json
"""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import re
import tarfile
import uuid
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import IO, TYPE_CHECKING

from holdfast.errors import StoreError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FORMAT = 1
MANIFEST = "manifest.json"
_NAME = re.compile(r"^(records|store|state)(/[A-Za-z0-9_][A-Za-z0-9_.=-]*)+$")
_CHUNK = 1 << 20
_LONGEST_MANIFEST = 256 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself: when and by whom it was made, what the records were, every file's hash."""

    made_at: str
    version: str
    migrations: list[list[str]]
    entries: int
    digest: str
    format: int = FORMAT
    files: dict[str, str] = field(default_factory=dict)


def pack(folder: Path, target: Path, about: Manifest) -> Manifest:
    """Write everything below ``folder`` to ``target``, which appears whole or not at all; return its manifest.

    Raises UsageError if ``target`` is there, and StoreError if it cannot be written.
    """
    draft = target.parent / f".{target.name}.{uuid.uuid4().hex[:8]}.partial"
    try:
        with _written(target):
            try:
                with draft.open("xb") as file:
                    _fill(file, folder, about)
                    file.flush()
                    os.fsync(file.fileno())
                os.link(draft, target)  # unlike a rename it never takes the place of another
                _sync(target.parent)
            finally:
                draft.unlink(missing_ok=True)
    except FileExistsError as error:
        raise UsageError("there is a file already", where=str(target), do="Name another, or remove it.") from error
    return about


def _fill(file: IO[bytes], folder: Path, about: Manifest) -> None:
    with tarfile.open(fileobj=file, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            name = path.relative_to(folder).as_posix()
            with path.open("rb") as source:
                read = _Hashed(source)
                tar.addfile(_described(name, path.stat().st_size), read)
            about.files[name] = read.digest
        said = json.dumps(asdict(about), sort_keys=True, indent=1).encode()
        tar.addfile(_described(MANIFEST, len(said)), io.BytesIO(said))


def unpack(archive: Path, folder: Path) -> Manifest:
    """Write the archive's files below ``folder`` and return its manifest, once every hash was found right.

    Raises UsageError for what is no whole archive of ours, and StoreError if ``folder`` cannot be written.
    """
    found: dict[str, str] = {}
    said = b""
    try:
        with archive.open("rb") as file, tarfile.open(fileobj=file, mode="r|") as tar:
            for member in tar:
                if said or not member.isreg() or member.name in found:
                    raise _strange(archive, f"{member.name!r} has no place in it")
                source = tar.extractfile(member)
                assert source is not None  # noqa: S101  a regular file has content; this is for mypy
                if member.name == MANIFEST:
                    said = source.read(_LONGEST_MANIFEST)
                elif _NAME.fullmatch(member.name):
                    found[member.name] = _extract(source, folder / member.name)
                else:
                    raise _strange(archive, f"{member.name!r} has no place in it")
    except (tarfile.TarError, EOFError) as error:
        raise _strange(archive, f"it cannot be read ({error})") from error
    except OSError as error:
        raise UsageError(
            f"the archive cannot be read: {error.strerror}", where=str(archive), do="Look at its path and permissions."
        ) from error
    manifest = _manifest(archive, said)
    wrong = sorted(name for name in found.keys() | manifest.files.keys() if found.get(name) != manifest.files.get(name))
    if wrong:
        raise _strange(archive, f"{len(wrong)} of its files are not what was written, the first is {wrong[0]}")
    return manifest


def _manifest(archive: Path, said: bytes) -> Manifest:
    if not said:
        raise _strange(archive, "it was cut off: it has no manifest")
    try:
        told = json.loads(said)
        if int(told["format"]) > FORMAT:
            raise UsageError(
                "the archive was made by a newer version of Holdfast",
                where=str(archive),
                do="Install that version or a later one, then restore.",
            )
        return Manifest(**told)
    except (ValueError, TypeError, KeyError) as error:
        raise _strange(archive, "its manifest cannot be read") from error


def _extract(source: IO[bytes], path: Path) -> str:
    """Write the member's bytes and return their hash. Raises StoreError."""
    read = _Hashed(source)
    with _written(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            while chunk := read.read(_CHUNK):
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
    return read.digest


def _described(name: str, size: int) -> tarfile.TarInfo:
    described = tarfile.TarInfo(name)
    described.size, described.mode = size, 0o600
    return described


class _Hashed:
    """A file that is hashed as it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(size)
        self._hash.update(chunk)
        return chunk

    @property
    def digest(self) -> str:
        """The SHA-256 of all that was read, hex."""
        return self._hash.hexdigest()


@contextmanager
def _written(path: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError:
        raise
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        raise StoreError(
            "the disk is full" if full else f"it cannot be written ({error.strerror})",
            where=str(path),
            do="Nothing was changed. Free some space, or look at the folder's owner and permissions; then do it again.",
        ) from error


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _strange(archive: Path, how: str) -> UsageError:
    return UsageError(
        f"this is no whole archive of Holdfast: {how}", where=str(archive), do="Nothing was changed. Take another one."
    )
