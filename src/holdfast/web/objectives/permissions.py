"""Who may do what with objectives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.predicates import Predicate

from holdfast.web.accounts.permissions import acts, allow, holds
from holdfast.web.accounts.roles import Role

if TYPE_CHECKING:
    from holdfast.web.accounts.models import User
    from holdfast.web.objectives.models import Objective


def _owns(user: User, objective: Objective | None) -> bool:
    return objective is not None and bool(objective.owner) and objective.owner == user.key


_sets = holds(Role.SECURITY_LEAD, Role.PROGRAM_LEAD, Role.EXECUTIVE, Role.ADMINISTRATOR)

allow("objectives.set", _sets)
allow("objectives.edit", _sets | (acts & Predicate(_owns, name="owns it")))
