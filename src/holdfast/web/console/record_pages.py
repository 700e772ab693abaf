"""From a subject that is a record to the page on which people work on it."""

from __future__ import annotations

from holdfast.web.console.addresses import address
from holdfast.web.risk.estimates import Proposal
from holdfast.web.risk.register import Acceptance, Treatment

#: What belongs to a risk is shown on its page, in one of its tabs.
_OF_A_RISK: dict[str, tuple[type[Treatment | Acceptance | Proposal], str]] = {
    "treatment": (Treatment, "treatment"),
    "acceptance": (Acceptance, ""),
    "proposal": (Proposal, ""),
}


def page_of(subject: str, at: str) -> str:
    """Return the address of the record's own page: ``risk:12``, ``treatment:3``; '' where it has none."""
    kind, _, number = subject.partition(":")
    if subject == "risk-method:method":
        return address("appetite", at=at)
    if not number.isdigit():
        return ""
    if kind in {"risk", "exception"}:
        return address(kind, number, at=at)
    if kind in _OF_A_RISK:
        model, tab = _OF_A_RISK[kind]
        risk = model.objects.filter(pk=int(number)).values_list("risk_id", flat=True).first()
        return address("risk", str(risk), at=at, tab=tab) if risk else ""
    return ""
