"""Who may do what with the Statement of Applicability; ``versions`` holds who may not approve their own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.predicates import Predicate

from holdfast.web.accounts.permissions import acts, allow, holds
from holdfast.web.accounts.roles import Role

if TYPE_CHECKING:
    from holdfast.web.accounts.models import User
    from holdfast.web.applicability.models import SoaEntry


def _owns(user: User, entry: SoaEntry | None) -> bool:
    return entry is not None and bool(entry.owner) and entry.owner == user.key


_keeps = holds(Role.SECURITY_LEAD, Role.PROGRAM_LEAD, Role.ADMINISTRATOR)

allow("soa.keep", _keeps)
allow("soa.edit", _keeps | (acts & Predicate(_owns, name="owns it")))
allow("soa.approve", holds(Role.SECURITY_LEAD, Role.EXECUTIVE))
allow("soa.accept", holds(Role.RISK_OWNER))
