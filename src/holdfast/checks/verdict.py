"""What a check can say of a subject."""

from __future__ import annotations

from enum import IntEnum


class Verdict(IntEnum):
    """A result's status as stored; ordered so that the worst sorts first."""

    FAIL = 0
    UNKNOWN = 1
    PASS = 2
    NOT_APPLICABLE = 3
    GONE = 4  # the subject or the check is no more; only in stored changes

    @property
    def word(self) -> str:
        """The status as the command prints it: ``fail``, ``not applicable`` ..."""
        return self.name.lower().replace("_", " ")
