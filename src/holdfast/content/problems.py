"""What is wrong in a text, where, and how to mend it; all of it at once.

A person mends a folder of text in one sitting when every problem is listed; being told the
first one only, again and again, is what makes people give up.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from holdfast.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong in a file. ``line`` counts from 1; 0 means the whole file."""

    file: str
    line: int
    what: str
    do: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        step = f"\n    {self.do}" if self.do else ""
        return f"{place}: {self.what}{step}"


class ContentError(UsageError):
    """The pack's or the company's text cannot be used; ``problems`` lists everything, sorted."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        count = len(self.problems)
        heading = "One problem" if count == 1 else f"{count} problems"
        listing = "\n".join(f"  {problem}" for problem in self.problems)
        super().__init__(f"{heading} in the text:\n{listing}")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``Did you mean x?`` for the nearest of ``known``, or an empty string."""
    choices = {choice.lower(): choice for choice in known}
    near = get_close_matches(word.lower(), list(choices), n=1, cutoff=0.6)
    return f"Did you mean `{choices[near[0]]}`?" if near else ""
