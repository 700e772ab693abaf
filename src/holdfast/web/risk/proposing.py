"""When a control that holds a risk down starts failing, a higher current rating is proposed, and never set.

The rule, which ``risk.yaml`` gives its numbers under ``when_a_control_fails``: if a control that a risk names is
failing, and began to after the risk was last rated, propose so many steps more of likelihood and of impact than
it has now, up to the top of the scales. However many controls fail, each proposes once for each time that it
starts failing. The risk's owner confirms or declines. While the control's status is unknown nothing changes;
when it is effective again before anybody answered, the proposal lapses.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from holdfast.errors import UsageError
from holdfast.pipeline.views import EVERYTHING
from holdfast.posture.model import Status
from holdfast.web.accounts.permissions import may
from holdfast.web.history.records import SYSTEM, ConflictError, keep
from holdfast.web.history.replay import records_at
from holdfast.web.risk.estimates import Answer, Proposal
from holdfast.web.risk.register import Risk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.content.risk_method import RiskMethod
    from holdfast.pipeline.reads import Reads
    from holdfast.posture.model import Rollup
    from holdfast.web.accounts.models import User


def follow(reads: Reads) -> int:
    """Propose and lapse by the newest run; return how many proposals are new. Raises StoreError."""
    named = {key for keys in Risk.objects.live().values_list("controls", flat=True) for key in keys}
    named |= set(Proposal.objects.live().filter(answer=Answer.OPEN).values_list("control", flat=True))
    if not named:
        return 0
    method = reads.intent(EVERYTHING, None).content.company.rates_risks_by
    lines = reads.requirements(EVERYTHING, sorted(named), None)
    return propose(method, {key: line.rollup for key, line in lines.items()})


def propose(method: RiskMethod, rollups: Mapping[str, Rollup]) -> int:
    """Propose and lapse by where controls stand, by key; return how many proposals are new."""
    for proposal in Proposal.objects.live().filter(answer=Answer.OPEN):
        rollup = rollups.get(proposal.control)
        if rollup and rollup.status is Status.EFFECTIVE:
            proposal.answer, proposal.answered_at = Answer.LAPSED, timezone.now()
            with suppress(ConflictError):  # somebody has just answered it
                keep(proposal, SYSTEM, f"{proposal.control} is effective again.")
    made = 0
    for risk in Risk.objects.live().exclude(rated_at=None):
        for key in risk.controls:
            rollup = rollups.get(key)
            if rollup and rollup.status is Status.FAILING:
                made += _propose(risk, key, datetime.fromtimestamp(rollup.since, UTC), method)
    return made


def confirm(proposal: Proposal, by: User, why: str) -> None:
    """Raise the risk's current rating as proposed. Raises UsageError, and ConflictError."""
    _need(proposal, by)
    with transaction.atomic():
        _raise(proposal, by, why)
        _answer(proposal, by, Answer.CONFIRMED, why)


def decline(proposal: Proposal, by: User, why: str) -> None:
    """Leave the rating as it is, and say why. Raises UsageError, and ConflictError."""
    _need(proposal, by)
    if not why.strip():
        raise UsageError("declining needs its reason", do="Say in a sentence what holds the risk down meanwhile.")
    _answer(proposal, by, Answer.DECLINED, why)


def waiting_for(risk: Risk, moment: datetime | None) -> list[Proposal]:
    """Return the proposals about a risk that wait for an answer; ``moment`` None is now."""
    if moment:
        return [one for one in records_at(Proposal, moment) if one.risk_id == risk.pk and one.answer == Answer.OPEN]
    return list(Proposal.objects.live().filter(risk=risk, answer=Answer.OPEN).order_by("pk").select_related("risk"))


def _propose(risk: Risk, key: str, since: datetime, method: RiskMethod) -> int:
    """Record a proposal where the rule gives one; return how many that are."""
    likelihood, impact = risk.current
    if likelihood is None or impact is None or risk.rated_at is None or since <= risk.rated_at:
        return 0
    rise = method.when_a_control_fails
    proposed = (
        min(likelihood + rise.likelihood, len(method.likelihood)),
        min(impact + rise.impact, len(method.impact)),
    )
    known = Proposal.objects.filter(risk=risk, control=key, failing_since=since).exists()
    if known or proposed == (likelihood, impact):
        return 0
    made = Proposal(risk=risk, control=key, failing_since=since, likelihood=proposed[0], impact=proposed[1])
    keep(made, SYSTEM, f"{key} has been failing since {since:%Y-%m-%d}.")
    return 1


def _raise(proposal: Proposal, by: User, why: str) -> None:
    risk = Risk.objects.get(pk=proposal.risk_id)
    risk.current_likelihood = max(proposal.likelihood, risk.current_likelihood or 0)
    risk.current_impact = max(proposal.impact, risk.current_impact or 0)
    risk.rated_at, risk.reviewed_on = timezone.now(), timezone.now().date()
    keep(risk, by.key, why.strip() or f"Confirmed: {proposal.control} is failing.")


def _answer(proposal: Proposal, by: User, answer: Answer, why: str) -> None:
    proposal.answer, proposal.answered_by, proposal.answered_at = answer, by, timezone.now()
    keep(proposal, by.key, why.strip())


def _need(proposal: Proposal, by: User) -> None:
    if proposal.answer != Answer.OPEN:
        raise UsageError(f"{proposal} is answered already", do="Look at the risk as it stands now.")
    if not may(by, "risks.answer", proposal.risk):
        raise UsageError(f"{proposal} cannot be answered by you", do="The risk's owner can.")
