"""Lets the example company's people record its Statement of Applicability, approve it, and set objectives."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from holdfast.demo import statement_stories as stories
from holdfast.posture.statement import annex

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.content.model import Content
    from holdfast.web.accounts.models import User

_WRITES, _APPROVES, _OWNS_RISKS = "p003", "p001", "p002"


def tell(content: Content, people: Mapping[str, User]) -> None:
    """Record it all; Django is set up, and the risks are told already, since they ask for controls."""
    from holdfast.web.applicability import entries, versions  # noqa: PLC0415  models exist once Django is set up

    writer = people[_WRITES]
    entries.begin(content, writer)
    _say(content, people)
    one = versions.submit(writer, "The first statement that is kept here: all of Annex A, and one control of our own.")
    versions.decide(one, people[_APPROVES], approve=True, why="It says what we do, and what we do not do yet.")
    why = "The three controls of the plan come in the order of what they lower; I can live with that until summer."
    versions.answer(one, people[_OWNS_RISKS], accept=True, why=why)
    _wish(people)


def _say(content: Content, people: Mapping[str, User]) -> None:
    from django.utils import timezone  # noqa: PLC0415  as above

    from holdfast.web.applicability import entries  # noqa: PLC0415  as above
    from holdfast.web.applicability.models import SoaEntry  # noqa: PLC0415  as above
    from holdfast.web.risk.controls_asked import controls_asked_for  # noqa: PLC0415  as above

    writer, today, asked = people[_WRITES], timezone.now().date(), controls_asked_for()
    kept = {entry.control: entry for entry in SoaEntry.objects.all()}
    for control in annex(content):
        entry = kept[control.id]
        entry.obligations = [name for name, ids in stories.OBLIGATIONS.items() if control.id in ids]
        entry.contracts = [name for name, ids in stories.CONTRACTS.items() if control.id in ids]
        entry.how = stories.HOW.get(control.id, "") if entry.applicable else ""
        if entry.applicable:
            entry.owner = people[stories.KEEPERS.get(control.program, _OWNS_RISKS)].key
        if not (entry.reason or entry.obligations or entry.contracts or asked.get(f"iso27001:{control.id}")):
            entry.reason = stories.REASONS[control.group]
        if control.id in stories.PLANS and entry.implementation != "implemented":
            days, entry.how = stories.PLANS[control.id]
            entry.due_on = today + timedelta(days=days)
        entries.save(entry, writer, "Gone through with the control's owner.")
    own = stories.OWN
    made = SoaEntry(control=own.control, own=True, title=own.title, reason=own.reason, how=own.how)
    made.checks, made.owner = list(own.checks), people[own.owner].key
    entries.save(made, writer, "Promised to families, so it stands beside Annex A.")


def _wish(people: Mapping[str, User]) -> None:
    from django.utils import timezone  # noqa: PLC0415  as above

    from holdfast.web.objectives import work  # noqa: PLC0415  as above
    from holdfast.web.objectives.models import Objective  # noqa: PLC0415  as above

    today = timezone.now().date()
    for wish in stories.WISHES:
        made = Objective(
            title=wish.title,
            why=wish.why,
            how=wish.how,
            owner=people[wish.owner].key,
            figure=wish.figure,
            checks=list(wish.checks),
            about=wish.about,
            target=wish.target,
            starts_on=today + timedelta(days=wish.starts),
            due_on=today + timedelta(days=wish.due),
        )
        work.save(made, people[_APPROVES], "Agreed at the management review.")
