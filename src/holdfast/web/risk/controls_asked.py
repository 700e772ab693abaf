"""Which controls the treatments of open risks ask for, and which risks: what the Statement of Applicability rests on.

A control is included because a risk needs it (ISO/IEC 27001, 6.1.3 b to d); this is where that link is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfast.content.references import parse_control
from holdfast.web.history.replay import records_at
from holdfast.web.risk.register import OPEN, Risk, Stage, Treatment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """A risk that needs a control, and why: it holds the risk down today, or a treatment takes it."""

    risk: int
    title: str
    holds_down: bool
    treatments: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """What people call the risk: ``R-12``."""
        return f"R-{self.risk}"


def controls_asked_for(moment: datetime | None = None) -> Mapping[str, tuple[Asked, ...]]:
    """Return by control (``iso27001:A.8.3``) the risks that need it, by number; ``moment`` None is now.

    Closed risks and dropped treatments ask for nothing. A treatment that is done still does: its controls must stay.
    """
    risks = records_at(Risk, moment) if moment else list(Risk.objects.live().only("title", "controls"))
    treatments = records_at(Treatment, moment) if moment else Treatment.objects.live().filter(stage__in=_COUNT)
    by_risk: dict[int, list[Treatment]] = {}
    for one in treatments:
        if one.stage in _COUNT:
            by_risk.setdefault(one.risk_id, []).append(one)
    found: dict[str, list[Asked]] = {}
    for risk in sorted(risks, key=lambda one: one.pk):
        plans = by_risk.get(risk.pk, [])
        held = {parse_control(name).key for name in risk.controls}
        for key in sorted(held | _keys(plans)):
            numbers = tuple(sorted(one.pk for one in plans if key in _keys([one])))
            found.setdefault(key, []).append(Asked(risk.pk, risk.title, key in held, numbers))
    return {key: tuple(asked) for key, asked in sorted(found.items())}


_COUNT = (*OPEN, Stage.DONE)


def _keys(treatments: Iterable[Treatment]) -> set[str]:
    return {parse_control(name).key for one in treatments for name in one.controls}
