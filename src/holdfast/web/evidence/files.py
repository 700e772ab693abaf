"""Files of evidence: kept by their hash outside of what is served, taken in bounds, told by their content.

A file's name and its sender's word for its type decide nothing. What could run in a browser or an office is
refused; all the rest goes out as an attachment only.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import uuid
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from holdfast.errors import StoreError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LARGEST = 25_000_000
#: The only address that takes a file, and what a form may take beside it.
ADDRESS, _BESIDE = "/evidence/new/", 100_000
_CHUNK = 1 << 16
_HEAD = 4_096
_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"PK\x03\x04", "application/zip"),
)
_DO = "Give a PDF, a PNG or JPEG picture, a text or CSV, or a ZIP or Office file without macros."
_UNSAFE = re.compile(r"[^\w.() -]+")
_HASH = re.compile(r"^[0-9a-f]{64}$")


class BoundedUpload(TemporaryFileUploadHandler):
    """Streams a file to disk, at one address only, and gives up where it grows beyond the bound."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's signature
        """Refuse what says beforehand that it is too large. Raises RequestDataTooBig."""
        if args[2] > LARGEST + _BESIDE:  # the length that the sender gives
            raise RequestDataTooBig("what was sent is too large")
        super().handle_raw_input(*args, **kwargs)

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's signature
        """Begin a file. Raises RequestDataTooBig at an address that takes none."""
        if self.request is None or self.request.path != ADDRESS:
            raise RequestDataTooBig("no file is taken here")
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Write a chunk. Raises RequestDataTooBig where the file grows too large."""
        if start + len(raw_data) > LARGEST:
            self.file.close()  # which removes it
            raise RequestDataTooBig("the file is too large")
        return super().receive_data_chunk(raw_data, start)


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that is kept: its hash, its bytes, its type as its content says, and a harmless name."""

    sha256: str
    size: int
    media_type: str
    name: str


def take(folder: Path, chunks: Iterator[bytes], name: str) -> Taken:
    """Keep a file under its hash below ``folder``. Raises UsageError for its content, StoreError for the disk."""
    draft = folder / f".{uuid.uuid4().hex}.draft"
    with _disk(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            digest, size = _written(draft, chunks)
            media_type = _sniffed(draft)
            target = path_of(folder, digest)
            target.parent.mkdir(mode=0o700, exist_ok=True)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
    return Taken(digest, size, media_type, harmless(name))


def _written(draft: Path, chunks: Iterator[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with draft.open("xb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > LARGEST:
                raise UsageError(
                    f"the file is larger than {LARGEST // 1_000_000} MB", do="Give the part that shows it."
                )
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if not size:
        raise UsageError("the file is empty", do=_DO)
    return digest.hexdigest(), size


def path_of(folder: Path, sha256: str) -> Path:
    """Return where a file is kept. Raises ValueError for what is no hash, so that no name leads elsewhere."""
    if not _HASH.fullmatch(sha256):
        message = f"{sha256!r} is no SHA-256"
        raise ValueError(message)
    return folder / sha256[:2] / sha256


def opened(folder: Path, sha256: str) -> IO[bytes]:
    """Open a kept file, once it was found to be what was kept. Raises StoreError."""
    path = path_of(folder, sha256)
    try:
        file = path.open("rb")
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            file.close()
            raise StoreError("a file of evidence is not what was kept", where=str(path), do="Restore it from a backup.")
        file.seek(0)
    except OSError as error:
        raise StoreError(
            f"a file of evidence cannot be read: {error.strerror}", where=str(path), do="Restore it from a backup."
        ) from error
    return file


def harmless(name: str) -> str:
    """Return a name without folders, control signs or anything else that a system could follow."""
    bare = _UNSAFE.sub("_", name.replace("\\", "/").rsplit("/", 1)[-1]).strip(" .")
    stem, dot, ending = bare.rpartition(".")
    return (f"{stem[:100]}{dot}{ending[:20]}" if dot else bare[:100]) or "evidence"


def _sniffed(path: Path) -> str:
    """Return the type that the content shows. Raises UsageError for what is unknown, or could run."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    for magic, media_type in _MAGIC:
        if head.startswith(magic):
            return _office(path) if media_type == "application/zip" else media_type
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError("the file is of no kind that is taken", do=_DO) from error
    if "\0" in text or text.lstrip("\ufeff \t\r\n").startswith(("<", "#!")):
        raise UsageError("the file could run: HTML, SVG, XML and scripts are not taken", do=_DO)
    return "text/plain"


def _office(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name.casefold() for name in archive.namelist()]
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise UsageError("the file is no whole ZIP", do=_DO) from error
    if any(name.endswith(("vbaproject.bin", ".exe", ".dll", ".js", ".html", ".htm", ".svg")) for name in names):
        raise UsageError("the file holds macros or programs", do=_DO)
    if "word/document.xml" in names:
        return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    if "xl/workbook.xml" in names:
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return "application/zip"


@contextmanager
def _disk(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        raise StoreError(
            "the disk is full" if full else f"it cannot be written ({error.strerror})",
            where=str(folder),
            do="Nothing was kept. Free some space, or look at the folder's permissions; then add it again.",
        ) from error
