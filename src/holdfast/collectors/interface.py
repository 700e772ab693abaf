"""What a collector is: its tables, and one function that yields rows and coverage.

A collector never decides what a fact means, never writes a file, and never hides what it
could not read: every table of its own appears in the coverage of every scope that it tried.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from holdfast.collectors.findings import Finding
    from holdfast.facts.tables import Coverage, Table


class Sink(Protocol):
    """Where a collector puts what it saw. Safe to call from several threads."""

    def rows(self, table: Table, rows: Iterable[Mapping[str, object]]) -> None:
        """Add rows to a table."""

    def coverage(self, coverage: Coverage) -> None:
        """Say how a table was read in a scope, or for one subject."""


class Progress(Protocol):
    """What a person watching sees. Safe to call from several threads."""

    def expect(self, units: int) -> None:
        """Announce ``units`` more units of work."""

    def begin(self, label: str) -> None:
        """Say that a unit of work (``123456789012 eu-west-1 ec2``) has begun."""

    def done(self, label: str) -> None:
        """Say that it has ended, well or not."""


class Quiet:
    """A Progress that says nothing."""

    def expect(self, units: int) -> None:
        """Ignore."""

    def begin(self, label: str) -> None:
        """Ignore."""

    def done(self, label: str) -> None:
        """Ignore."""


class Spool(Protocol):
    """Parts of a collection (an account) that outlive a collection that is killed. Not for several threads."""

    def kept(self, part: str) -> datetime | None:
        """Take what an earlier collection read of ``part``; returns when that one began, None where it must be read."""

    def begin(self, part: str) -> Sink:
        """Return where to put what is seen of ``part``."""

    def end(self, part: str) -> None:
        """Say that nothing more comes of ``part``; before, nothing of it counts."""


@dataclass(frozen=True, slots=True)
class Request:
    """One collection: the company's folder, the source's own settings, the moment, and where parts are kept."""

    company: Path
    settings: Mapping[str, object]
    now: datetime
    progress: Progress
    spool: Spool | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """What one collection did, for the one line that the command prints."""

    scopes: int
    calls: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Collector:
    """A registered source: its name, its tables, and how to read it.

    ``collect`` raises SourceError when nothing of the source could be read (no credentials,
    no endpoint); anything narrower is coverage. ``tables`` is declared data, cheap to import;
    ``collect`` may import its vendor's SDK when called. ``findings`` reads a file of another scanner
    for ``holdfast collect SOURCE --file F``; None where the source takes no files.
    """

    source: str
    title: str
    tables: tuple[Table, ...]
    collect: Callable[[Request, Sink], Summary]
    findings: Callable[[Path], Iterator[Finding]] | None = None
