"""Content as JSON: the compiled cache that makes starting quick, and the copy that the store keeps.

The cache's key is made of every byte that went in, so a changed file is always seen. A cache
that is missing, broken or unwritable costs time and nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

import holdfast
from holdfast.content.model import Check, Content

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holdfast.content.files import TextFile

T = TypeVar("T")

#: The packages whose code decides what a compiled content is.
_CODE = ("content", "checks")


def content_to_json(content: Content) -> bytes:
    """Return content for the store: whole but for people's names and addresses."""
    people = tuple(replace(person, name=person.id, email="") for person in content.company.people)
    return whole_content().dump_json(replace(content, company=replace(content.company, people=people)))


def content_from_json(text: bytes) -> Content:
    """Return what ``content_to_json`` was given, people named by their ids. ValueError if it is not that."""
    return whole_content().validate_json(text)


@cache
def whole_content() -> TypeAdapter[Content]:
    """Return what reads and writes a whole content."""
    return TypeAdapter(Content)


@cache
def many_checks() -> TypeAdapter[tuple[Check, ...]]:
    """Return what reads and writes checks alone."""
    return TypeAdapter(tuple[Check, ...])


def cache_key(files: Iterable[TextFile], tables: Iterable[object]) -> str:
    """Return a hash of all that a compiled content depends on: texts, tables, and the compiling code."""
    digest = hashlib.sha256(holdfast.__version__.encode())
    for file in files:
        digest.update(f"\0{file.label}\0{file.from_company}\0{len(file.content)}\0".encode())
        digest.update(file.content)
    for table in tables:  # their declarations: checks are compiled against them
        digest.update(repr(table).encode())
    package = Path(holdfast.__file__).parent
    for folder in _CODE:
        for path in sorted((package / folder).glob("*.py")):
            stat = path.stat()
            digest.update(f"\0{path.name} {stat.st_size} {stat.st_mtime_ns}".encode())
    return digest.hexdigest()


class Cache(Generic[T]):
    """One compiled thing in one file: its key on the first line, then the JSON."""

    def __init__(self, file: Path, key: str, adapter: TypeAdapter[T]) -> None:
        self._file = file
        self._key = key.encode()
        self._adapter = adapter

    def read(self) -> T | None:
        """Return what is cached if it was compiled from just this; None otherwise."""
        try:
            key, _, text = self._file.read_bytes().partition(b"\n")
            return self._adapter.validate_json(text) if key == self._key else None
        except (OSError, ValidationError):
            return None

    def write(self, compiled: T) -> None:
        """Keep it for the next start; readable by its owner only, for content names people."""
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._file.parent, prefix=self._file.name)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(self._key + b"\n" + self._adapter.dump_json(compiled))
                Path(name).replace(self._file)
            finally:
                Path(name).unlink(missing_ok=True)
