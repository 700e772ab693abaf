"""Who may do what with exceptions; ``holdfast.web.risk.exceptions`` holds the rest of the rules."""

from __future__ import annotations

from holdfast.web.accounts.permissions import acts, allow, holds
from holdfast.web.accounts.roles import Role

allow("exceptions.request", acts)
allow("exceptions.decide", acts)
allow("exceptions.stop", holds(Role.SECURITY_LEAD, Role.ADMINISTRATOR))
allow("authority.give", holds(Role.SECURITY_LEAD, Role.ADMINISTRATOR))
