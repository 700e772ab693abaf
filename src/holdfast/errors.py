"""Every error that a person may meet: what happened, where, and what to do next.

An error carries the exit code of the command (the table in docs/architecture.md), so that
no caller has to know which failure is graver: ``gravest`` decides.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Exit(IntEnum):
    """The command's exit codes."""

    GOOD = 0
    FINDINGS = 1
    WRONG_USE = 2
    SOURCE_UNREAD = 3
    STORE_UNUSABLE = 4


#: Gravest first, by the design: a broken store outranks wrong input, an unread source, findings.
_GRAVITY = (Exit.STORE_UNUSABLE, Exit.WRONG_USE, Exit.SOURCE_UNREAD, Exit.FINDINGS, Exit.GOOD)


def gravest(codes: Iterable[Exit]) -> Exit:
    """Return the gravest of ``codes``; GOOD when there are none."""
    present = set(codes)
    return next((code for code in _GRAVITY if code in present), Exit.GOOD)


class HoldfastError(Exception):
    """What happened (``what``), where (``where``) and what to do next (``do``)."""

    exit = Exit.WRONG_USE

    def __init__(self, what: str, *, where: str = "", do: str = "") -> None:
        self.what = what
        self.where = where
        self.do = do
        super().__init__(str(self))

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        step = f"\n  {self.do}" if self.do else ""
        return f"{place}{self.what}{step}"


class UsageError(HoldfastError):
    """The command, or a file that it was given, cannot be used as it is."""


class SourceError(HoldfastError):
    """A source could not be read at all (no credentials, no such endpoint)."""

    exit = Exit.SOURCE_UNREAD


class StoreError(HoldfastError):
    """The fact store or the database cannot be used (corrupt, newer, full, locked)."""

    exit = Exit.STORE_UNUSABLE
