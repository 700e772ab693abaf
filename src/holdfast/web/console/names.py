"""What people call what the store knows by an id: teams, programs and checks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.content.model import Content


@dataclass(frozen=True, slots=True)
class Names:
    """Titles by kind (``team``, ``program``, ``check``) and id."""

    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, kind: str, id_: str) -> str:
        """Return the title; the id itself where nothing has that id."""
        return self.titles.get(kind, {}).get(id_, id_)


def names_of(content: Content) -> Names:
    """Return what a content calls its things."""
    return Names(
        {
            "team": {team.id: team.title for team in content.company.teams},
            "program": {program.id: program.title for program in content.programs},
            "check": {check.id: check.header.title for check in content.checks},
        }
    )
