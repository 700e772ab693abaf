"""When two people change the same record: what each changed, side by side, and the two joined.

The second to save is shown what the first saved meanwhile. What only one of them touched is joined by
itself; where both wrote, the second's words stand in the form and the first's beside them, so nothing is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in words: as both had it, as it stands now, as the second wants it."""

    label: str
    was: str
    now: str
    mine: str
    both: bool  # both changed it, each otherwise


def joined(
    was: Mapping[str, Any], now: Mapping[str, Any], mine: Mapping[str, Any], said: Callable[[str, Any], tuple[str, str]]
) -> tuple[dict[str, Any], list[Difference]]:
    """Return the fields joined, the second's where both changed one, and what differs in words.

    ``said`` gives of a field and its value the label and the words.
    """
    merged: dict[str, Any] = {}
    differing: list[Difference] = []
    for name, wanted in mine.items():
        theirs, ours = now[name] != was[name], wanted != was[name]
        merged[name] = wanted if ours else now[name]
        if theirs or ours:
            label, before = said(name, was[name])
            differing.append(
                Difference(
                    label=label,
                    was=before,
                    now=said(name, now[name])[1],
                    mine=said(name, wanted)[1],
                    both=theirs and ours and wanted != now[name],
                )
            )
    return merged, differing
