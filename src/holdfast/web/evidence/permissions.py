"""Who may do what with evidence; ``pieces`` holds who may not review their own words."""

from __future__ import annotations

from holdfast.web.accounts.permissions import acts, allow, holds
from holdfast.web.accounts.roles import Role

allow("evidence.add", acts)
#: Auditors only look elsewhere; to review what was attested is their work.
allow("evidence.review", acts | holds(Role.INTERNAL_AUDITOR))
