"""Versions of the statement: put forward, approved by somebody who wrote none of it, answered by risk owners.

ISO/IEC 27001 6.1.3 d asks for the statement, 6.1.3 f for the risk owners' approval of the treatment plan and
of the risk that remains, 7.5.2 and 7.5.3 for approval and control of what is documented.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from holdfast.errors import UsageError
from holdfast.web.accounts.permissions import may
from holdfast.web.applicability import entries
from holdfast.web.applicability.models import Decision, PlanAnswer, SoaEntry, SoaVersion
from holdfast.web.history.models import Entry
from holdfast.web.history.records import head_sequence, keep
from holdfast.web.history.replay import records_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from holdfast.posture import statement
    from holdfast.web.accounts.models import User


@dataclass(frozen=True, slots=True)
class Difference:
    """One control that is said otherwise; ``before`` or ``after`` is None where it is not in that one."""

    control: str
    before: statement.Entry | None
    after: statement.Entry | None
    fields: tuple[tuple[str, object, object], ...]

    def told(self, name: Callable[[str], str]) -> Difference:
        """Return the same with owners called by ``name``."""
        called = tuple(
            (label, name(str(was)), name(str(now))) if label == FIELDS["owner"] else (label, was, now)
            for label, was, now in self.fields
        )
        return replace(self, fields=called)


#: What a comparison shows, as people call it.
FIELDS = {
    "title": "Title",
    "applicable": "Applies",
    "implementation": "Implementation",
    "reason": "Why",
    "risks": "Risks",
    "obligations": "Obligations",
    "contracts": "Contracts",
    "how": "How",
    "owner": "Owner",
    "due": "In place by",
    "checks": "Checks",
}


def in_force(moment: datetime | None = None) -> SoaVersion | None:
    """Return the approved version of the highest number, now or as of a moment; None where none is."""
    if moment is None:
        found: SoaVersion | None = (
            SoaVersion.objects.live()
            .filter(decision=Decision.APPROVED)
            .select_related("decided_by", "submitted_by")
            .order_by("-number")
            .first()
        )
        return found
    then = (one for one in records_at(SoaVersion, moment) if one.decision == Decision.APPROVED)
    return max(then, key=lambda one: one.number, default=None)


def known(moment: datetime | None = None) -> list[SoaVersion]:
    """Return all versions, now or as of a moment, the newest first."""
    if moment is not None:
        return sorted(records_at(SoaVersion, moment), key=lambda one: -one.number)
    return list(SoaVersion.objects.live().select_related("decided_by", "submitted_by").order_by("-number"))


def before(version: SoaVersion) -> SoaVersion | None:
    """Return the version that was in force when this one was put forward; None where none was."""
    found: SoaVersion | None = (
        SoaVersion.objects.filter(decision=Decision.APPROVED, number__lt=version.number).order_by("-number").first()
    )
    return found


def waiting() -> SoaVersion | None:
    """Return the version that waits for a decision; None where none does."""
    found: SoaVersion | None = SoaVersion.objects.live().filter(decision=Decision.OPEN).first()
    return found


def differences(older: Iterable[statement.Entry], newer: Iterable[statement.Entry]) -> tuple[Difference, ...]:
    """Return the controls of which two states of the statement say different things, in order."""
    was, now = {one.control: one for one in older}, {one.control: one for one in newer}
    found = []
    for control in sorted({*was, *now}, key=order):
        old, new = was.get(control), now.get(control)
        fields = tuple(
            (label, getattr(old, name), getattr(new, name))
            for name, label in FIELDS.items()
            if old is not None and new is not None and getattr(old, name) != getattr(new, name)
        )
        if fields or old is None or new is None:
            found.append(Difference(control, old, new, fields))
    return tuple(found)


def order(control: str) -> tuple[object, ...]:
    """Return the key by which controls sort as people read them: A.5.9 before A.5.10."""
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in control.split("."))


def changed_since(version: SoaVersion | None, now: Iterable[statement.Entry] | None = None) -> tuple[Difference, ...]:
    """Return what is said otherwise now than in a version; everything where there is none.

    The register of risks goes its own way: a risk that asks for what is decided already changes no decision.
    """
    said = entries.now() if now is None else now
    return differences(_decided(entries.upto(version.upto) if version else ()), _decided(said))


def _decided(said: Iterable[statement.Entry]) -> Iterator[statement.Entry]:
    return (replace(one, risks=()) for one in said)


def submit(by: User, note: str) -> SoaVersion:
    """Put the statement forward as it stands now. Raises UsageError and ValidationError."""
    if not may(by, "soa.keep"):
        raise UsageError("your roles do not allow this", do="Ask the security lead or a program lead.")
    with transaction.atomic():
        if open_one := waiting():
            raise UsageError(f"{open_one} waits for a decision already", do="Decide on it, or withdraw it, first.")
        if not changed_since(in_force()):
            raise UsageError("nothing has changed since the version in force", do="There is nothing to approve.")
        last = SoaVersion.objects.order_by("-number").first()
        made = SoaVersion(
            number=last.number + 1 if last else 1, upto=head_sequence(), note=note.strip(), submitted_by=by
        )
        keep(made, by.key, note.strip())
    return made


def writers(version: SoaVersion) -> frozenset[str]:
    """Return the accounts, by key, that wrote any of what a version changed, or put it forward.

    What changed is counted from the version that was in force before it.
    """
    earlier = before(version)
    since = earlier.upto if earlier else 0
    actors = Entry.objects.filter(kind=SoaEntry.kind(), sequence__gt=since, sequence__lte=version.upto)
    return frozenset(actors.values_list("actor", flat=True)) | {version.submitted_by.key}


def why_not_decide(version: SoaVersion, by: User) -> str:
    """Return why somebody may not approve or send back a version; '' where they may."""
    if version.decision != Decision.OPEN:
        return f"It is {version.get_decision_display().lower()} already."
    if not may(by, "soa.approve"):
        return "It takes the role security lead or executive."
    if by.key in writers(version):
        return "Nobody approves what they wrote themselves: ask somebody who changed none of it."
    return ""


def decide(version: SoaVersion, by: User, *, approve: bool, why: str) -> None:
    """Approve a version or send it back. Raises UsageError, and ConflictError if somebody was quicker."""
    if reason := why_not_decide(version, by):
        raise UsageError(f"{version} cannot be decided by you", do=reason)
    _need(why)
    version.decision = Decision.APPROVED if approve else Decision.REFUSED
    version.decided_by, version.decided_at, version.decided_why = by, timezone.now(), why.strip()
    keep(version, by.key, why.strip())


def withdraw(version: SoaVersion, by: User) -> None:
    """Take back a version that waits. Raises UsageError."""
    if version.decision != Decision.OPEN or (version.submitted_by_id != by.pk and not may(by, "soa.keep")):
        raise UsageError(
            f"{version} cannot be withdrawn by you", do="Only who keeps the statement can, while it waits."
        )
    version.decision = Decision.WITHDRAWN
    keep(version, by.key, "Withdrawn.")


def why_not_answer(version: SoaVersion, by: User) -> str:
    """Return why somebody may not answer for the risks; '' where they may."""
    if version.decision not in {Decision.OPEN, Decision.APPROVED}:
        return f"It is {version.get_decision_display().lower()}."
    return "" if may(by, "soa.accept") else "It takes the role risk owner."


def answer(version: SoaVersion, by: User, *, accept: bool, why: str) -> PlanAnswer:
    """Record a risk owner's answer to the treatment plan and the risk that remains. Raises UsageError."""
    if reason := why_not_answer(version, by):
        raise UsageError(f"you cannot answer to {version}", do=reason)
    _need(why)
    made = PlanAnswer.objects.live().filter(version_of=version, owner=by).first()
    made = made or PlanAnswer(version_of=version, owner=by)
    made.accepted, made.why = accept, why.strip()
    keep(made, by.key, why.strip())
    return made


def plan(said: Iterable[statement.Entry]) -> tuple[statement.Entry, ...]:
    """Return the treatment plan: what applies and is not in place yet, the earliest day first."""
    due = [one for one in said if one.applicable and one.implementation != "implemented"]
    return tuple(sorted(due, key=lambda one: (one.due is None, one.due, order(one.control))))


def _need(why: str) -> None:
    if not why.strip():
        raise UsageError("a decision needs its reason", do="Say in a sentence why.")
