"""The register as rows of facts: levels by the method of the day, never a title or a person's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeVar

from holdfast.collectors.records.risk_tables import (
    ORG_RISK,
    ORG_RISK_ACCEPTANCE,
    ORG_RISK_CONTROL,
    ORG_RISK_PROPOSAL,
    ORG_TREATMENT,
)
from holdfast.web.accounts.models import Grant
from holdfast.web.risk.accepting import holds
from holdfast.web.risk.controls_asked import controls_asked_for
from holdfast.web.risk.estimates import Estimate, Proposal
from holdfast.web.risk.register import OPEN, Acceptance, Risk, Treatment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from holdfast.content.risk_method import RiskMethod
    from holdfast.facts.tables import Table

Row = dict[str, object]
_T = TypeVar("_T", Treatment, Acceptance)


@dataclass(frozen=True, slots=True)
class _Known:
    """What belongs to the risks, read once."""

    method: RiskMethod
    today: date
    plans: Mapping[int, list[Treatment]]
    held: Mapping[int, list[Acceptance]]
    estimated: frozenset[int]
    grants: Mapping[int, list[Grant]]


def rows(method: RiskMethod, now: datetime) -> dict[Table, list[Row]]:
    """Return the rows of all tables, from what is not archived and belongs to a risk that is not."""
    risks = list(Risk.objects.live().select_related("owner").order_by("pk"))
    treatments = list(Treatment.objects.live().select_related("owner").order_by("pk"))
    acceptances = list(Acceptance.objects.live().order_by("pk"))
    known = _Known(
        method=method,
        today=now.date(),
        plans=_by_risk(treatments),
        held=_by_risk(acceptances),
        estimated=frozenset(Estimate.objects.live().values_list("risk_id", flat=True)),
        grants=_grants(acceptances),
    )
    by_number = {risk.pk: risk for risk in risks}
    return {
        ORG_RISK: [_risk(risk, known) for risk in risks],
        ORG_RISK_CONTROL: list(_controls()),
        ORG_TREATMENT: [_treatment(one, by_number[one.risk_id]) for one in treatments if one.risk_id in by_number],
        ORG_RISK_ACCEPTANCE: [
            _acceptance(one, by_number[one.risk_id], known) for one in acceptances if one.risk_id in by_number
        ],
        ORG_RISK_PROPOSAL: [
            _proposal(one, by_number[one.risk_id])
            for one in Proposal.objects.live().order_by("pk")
            if one.risk_id in by_number
        ],
    }


def _risk(risk: Risk, known: _Known) -> Row:
    method = known.method
    level = method.level(*risk.current)
    held = [one for one in known.held.get(risk.pk, []) if holds(one, known.today) and _covers(one, risk, method)]
    due = _end_of(risk.reviewed_on + level.review) if risk.reviewed_on and level else None
    return _row(f"risk:{risk.pk}", str(risk)) | {
        "category": risk.category,
        "team": risk.team,
        "has_owner": risk.owner is not None and risk.owner.is_active,
        "response": risk.response,
        "raised_at": _utc(risk.created_at),
        "rated": level is not None,
        "likelihood": risk.current_likelihood if level else None,
        "impact": risk.current_impact if level else None,
        "level": level.id if level else "",
        "within_appetite": method.within_appetite(risk.category, level),
        "review_due_at": due,
        "open_treatments": sum(one.open for one in known.plans.get(risk.pk, [])),
        "accepted": bool(held),
        "accepted_until": max((_end_of(one.ends_on) for one in held), default=None),
        "estimated": risk.pk in known.estimated,
        "controls": len(risk.controls),
    }


def _controls() -> Iterator[Row]:
    for control, asked in controls_asked_for().items():
        for one in asked:
            yield {
                "subject": f"risk:{one.risk}",
                "account_id": "",
                "region": "global",
                "control": control,
                "holds_down": one.holds_down,
                "in_treatment": bool(one.treatments),
            }


def _treatment(one: Treatment, risk: Risk) -> Row:
    return _row(f"treatment:{one.pk}", str(one)) | {
        "risk": f"risk:{risk.pk}",
        "team": risk.team,
        "stage": one.stage,
        "open": one.stage in OPEN,
        "has_owner": one.owner is not None and one.owner.is_active,
        "agreed": one.agreed_at is not None,
        "due_at": _end_of(one.due_on),
        "done_at": datetime.combine(one.done_on, time()) if one.done_on else None,
    }


def _acceptance(one: Acceptance, risk: Risk, known: _Known) -> Row:
    method = known.method
    newest = max(known.held[risk.pk], key=lambda held: held.pk)
    above = method.within_appetite(risk.category, method.level(*risk.current)) is False
    level = method.named(one.level)
    rated = method.level(*risk.current) is not None
    end = _end_of(one.ends_on)
    return _row(f"acceptance:{one.pk}", str(one)) | {
        "risk": f"risk:{risk.pk}",
        "team": risk.team,
        "level": one.level,
        "accepted_at": _utc(one.created_at),
        "ends_at": min(end, datetime.combine(one.stopped_on, time())) if one.stopped_on else end,
        "superseded": one.pk != newest.pk or one.stopped_on is not None,
        "needed": above and not any(plan.open for plan in known.plans.get(risk.pk, [])),
        "with_authority": level is not None and _had_role(one, level.accepted_by, known.grants),
        "covers": _covers(one, risk, method) if rated else None,
    }


def _proposal(one: Proposal, risk: Risk) -> Row:
    return _row(f"proposal:{one.pk}", str(one)) | {
        "risk": f"risk:{risk.pk}",
        "team": risk.team,
        "control": one.control,
        "failing_since": _utc(one.failing_since),
        "answer": one.answer,
        "proposed_at": _utc(one.created_at),
    }


def _covers(one: Acceptance, risk: Risk, method: RiskMethod) -> bool:
    accepted = method.level(one.likelihood, one.impact)
    return accepted is not None and method.rank(method.level(*risk.current)) <= method.rank(accepted)


def _had_role(one: Acceptance, roles: Iterable[str], grants: Mapping[int, list[Grant]]) -> bool:
    """Whether who accepted held one of the roles on that day, and it was not taken away before."""
    day = one.created_at.astimezone(UTC).date()
    return any(
        grant.role in set(roles)
        and (grant.starts_on is None or grant.starts_on <= day)
        and (grant.ends_on is None or grant.ends_on >= day)
        and (grant.archived_at is None or grant.archived_at > one.created_at)
        and grant.created_at <= one.created_at
        for grant in grants.get(one.by_id, [])
    )


def _grants(acceptances: Iterable[Acceptance]) -> dict[int, list[Grant]]:
    found: dict[int, list[Grant]] = {}
    for grant in Grant.objects.filter(user_id__in={one.by_id for one in acceptances}):
        found.setdefault(grant.user_id, []).append(grant)
    return found


def _by_risk(records: Iterable[_T]) -> dict[int, list[_T]]:
    found: dict[int, list[_T]] = {}
    for record in records:
        found.setdefault(record.risk_id, []).append(record)
    return found


def _row(subject: str, id_: str) -> Row:
    return {"subject": subject, "account_id": "", "region": "global", "id": id_}


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time())  # facts are UTC without zone


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
