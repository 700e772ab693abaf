"""Who may do what with risks and exceptions; the modules beside this one hold the rest of the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.predicates import Predicate

from holdfast.web.accounts.permissions import acts, allow, holds
from holdfast.web.accounts.roles import Role
from holdfast.web.risk.register import Risk, Treatment

if TYPE_CHECKING:
    from holdfast.web.accounts.models import User


def _owns_risk(user: User, about: object) -> bool:
    risk = about.risk if isinstance(about, Treatment) else about
    return isinstance(risk, Risk) and risk.owner_id == user.pk


def _carries_out(user: User, about: object) -> bool:
    return isinstance(about, Treatment) and about.owner_id == user.pk


def _raised_it(user: User, about: object) -> bool:
    """Whoever raised a risk may mend its words until somebody owns it."""
    return isinstance(about, Risk) and about.raised_by_id == user.pk and about.owner_id is None


def _unowned(_user: User, about: object) -> bool:
    return isinstance(about, Risk) and about.owner_id is None


_leads = holds(Role.SECURITY_LEAD, Role.PROGRAM_LEAD, Role.ADMINISTRATOR)
_owner = acts & Predicate(_owns_risk, name="owns the risk")

allow("exceptions.request", acts)
allow("exceptions.decide", acts)
allow("exceptions.stop", holds(Role.SECURITY_LEAD, Role.ADMINISTRATOR))
allow("authority.give", holds(Role.SECURITY_LEAD, Role.ADMINISTRATOR))

allow("risks.raise", acts)
allow("risks.word", _leads | _owner | (acts & Predicate(_raised_it, name="raised it")))
allow("risks.rate", _leads | _owner)
allow("risks.assign", _leads)
allow("risks.treat", _leads | _owner)
allow("risks.carry_out", _leads | _owner | (acts & Predicate(_carries_out, name="carries it out")))
allow("risks.agree", _owner)
allow("risks.accept", _owner)
allow("risks.answer", _owner | (_leads & Predicate(_unowned, name="nobody owns it")))
allow("risks.close", _leads | _owner)
