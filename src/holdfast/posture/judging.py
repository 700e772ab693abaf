"""When something is effective: design rule 5, for one check, one aspect, one owner.

Pure: numbers and dates in, a status and its sentence out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from holdfast.content.model import Aspect, Check, Severity
from holdfast.content.model import Evidence as By
from holdfast.posture.model import AspectStatus, Status
from holdfast.posture.sentences import check_sentence, counted, owner_sentence
from holdfast.posture.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from holdfast.content.model import Deadlines
    from holdfast.posture.evidence import Attested, Certificate

#: The share of results that must pass, where the check's header says nothing.
THRESHOLDS = {Severity.CRITICAL: 1.0, Severity.HIGH: 0.98, Severity.MEDIUM: 0.95, Severity.LOW: 0.90}

#: How long our review of a provider's report counts; see the check org.assurance.period_current_and_reviewed.
REVIEWED_WITHIN = timedelta(days=367)

#: Worst first, for what is made of parts; a part that is not applicable does not count.
WORST_FIRST = (
    Status.FAILING,
    Status.UNKNOWN,
    Status.NOT_IMPLEMENTED,
    Status.NOT_EVIDENCED,
    Status.EFFECTIVE,
)


@dataclass(frozen=True, slots=True)
class CheckStanding:
    """Where one check stands."""

    check: Check
    tally: Tally
    status: Status
    sentence: str


def worst(statuses: Iterable[Status]) -> Status:
    """Return the worst; not applicable only where all are, not evidenced where there are none."""
    present = set(statuses)
    if present == {Status.NOT_APPLICABLE}:
        return Status.NOT_APPLICABLE
    return next((status for status in WORST_FIRST if status in present), Status.NOT_EVIDENCED)


def judge_check(check: Check, tally: Tally | None, deadlines: Sequence[Deadlines]) -> CheckStanding:
    """Return where a check stands; ``tally`` None is: it was never judged."""
    if tally is None:
        return CheckStanding(check, Tally(), Status.UNKNOWN, "It has not been judged yet.")
    given = check.header.threshold
    threshold = THRESHOLDS[check.header.severity] if given is None else given
    if tally.late or tally.exposed or tally.grave or tally.rate < threshold:
        status = Status.FAILING
    elif tally.unknown or tally.unsure or (tally.doubted and tally.least < threshold):
        status = Status.UNKNOWN
    elif not tally.judged:
        status = Status.NOT_EVIDENCED
    else:
        status = Status.EFFECTIVE
    return CheckStanding(check, tally, status, check_sentence(check, tally, status, deadlines, threshold))


def judge_owner(tally: Tally, nothing: str) -> tuple[Status, str]:
    """Return where a service or a team stands by its results; ``nothing`` is said where it has none."""
    if tally.late or tally.exposed or tally.grave:
        status = Status.FAILING
    elif tally.unknown or tally.unsure:
        status = Status.UNKNOWN
    else:
        status = Status.EFFECTIVE if tally.judged else Status.NOT_EVIDENCED
    return status, owner_sentence(tally, status, nothing)


@dataclass(frozen=True, slots=True)
class Shown:
    """What one kind of evidence says of an aspect."""

    status: Status
    reason: str


def judge_aspect(
    aspect: Aspect,
    checks: Sequence[CheckStanding],
    attested: Sequence[Attested] | None,
    certificates: Sequence[Certificate] | None,
    today: date,
) -> AspectStatus:
    """Return whether an aspect is shown. ``None`` for a kind of evidence is: it was not read.

    A fail or an unknown of a check counts whatever else shows the aspect; otherwise one kind of
    evidence that stands is enough.
    """
    by_check = _by_checks(checks, able=By.CHECK in aspect.by)
    shown = [by_check] if by_check else []
    if By.ATTESTATION in aspect.by:
        shown.append(_by_attestation(aspect, attested, today))
    if By.CERTIFICATE in aspect.by:
        shown.append(_by_certificate(certificates, today))
    if by_check and by_check.status in {Status.FAILING, Status.UNKNOWN}:
        found = by_check
    else:
        order = (Status.EFFECTIVE, Status.UNKNOWN, Status.NOT_EVIDENCED)
        found = min(shown, key=lambda s: order.index(s.status), default=Shown(Status.NOT_EVIDENCED, ""))
        if found.status is Status.NOT_EVIDENCED:
            found = Shown(found.status, " ".join(dict.fromkeys(s.reason for s in shown)) or "Nothing shows it yet.")
    return AspectStatus(
        id=aspect.id,
        shows=aspect.shows,
        status=found.status,
        reason=found.reason,
        checks=tuple(standing.check.id for standing in checks),
        attestations=tuple(a.id for a in attested or () if a.effective <= today) if By.ATTESTATION in aspect.by else (),
    )


def _by_checks(checks: Sequence[CheckStanding], *, able: bool) -> Shown | None:
    """What checks say; those that cannot show the aspect can still contradict it."""
    judged = [standing for standing in checks if standing.status is not Status.NOT_EVIDENCED]
    status = worst(standing.status for standing in judged)
    at_fault = [standing for standing in judged if standing.status is status]
    if at_fault and status in {Status.FAILING, Status.UNKNOWN}:
        heaviest = min(
            at_fault, key=lambda s: (s.check.header.severity.rank, -s.tally.failed, -s.tally.unknown, s.check.id)
        )
        more = len(at_fault) - 1
        word = "fails" if status is Status.FAILING else "is unknown"
        words = "fail" if status is Status.FAILING else "are unknown"
        rest = f" {counted(more, 'more check')} {word if more == 1 else words}." if more else ""
        return Shown(status, f"{heaviest.check.header.title}: {_lowered(heaviest.sentence)}{rest}")
    if not able:
        return None
    if not checks:
        return Shown(Status.NOT_EVIDENCED, "No check shows it yet.")
    if not at_fault:
        if len(checks) == 1:
            return Shown(Status.NOT_EVIDENCED, f"{checks[0].check.header.title}: {_lowered(checks[0].sentence)}")
        return Shown(Status.NOT_EVIDENCED, f"None of {counted(len(checks), 'check')} has anything to judge.")
    found = sum(standing.tally.failed for standing in at_fault)
    within = f", with {counted(found, 'finding')} within {'its' if found == 1 else 'their'} deadline" if found else ""
    holds = f"{counted(len(at_fault), 'check')} {'holds' if len(at_fault) == 1 else 'hold'}"
    return Shown(Status.EFFECTIVE, f"{holds}{within}.")


def _by_attestation(aspect: Aspect, attested: Sequence[Attested] | None, today: date) -> Shown:
    if attested is None:
        return Shown(Status.UNKNOWN, "The attestations could not be read.")
    begun = [one for one in attested if one.effective <= today]
    if not begun:
        return Shown(Status.NOT_EVIDENCED, "Nobody has attested it yet.")
    last = max(begun, key=lambda one: one.effective)
    ends = last.ends(aspect.max_age)
    if ends < today:
        return Shown(Status.UNKNOWN, f"The attestation of {last.effective} expired on {ends}.")
    return Shown(Status.EFFECTIVE, f"Attested on {last.effective}; stands until {ends}.")


def _by_certificate(certificates: Sequence[Certificate] | None, today: date) -> Shown:
    if certificates is None:
        return Shown(Status.UNKNOWN, "The provider's certificates could not be read.")
    begun = [one for one in certificates if one.start <= today]
    if not begun:
        return Shown(Status.NOT_EVIDENCED, "No certificate of the provider covers it.")
    said = [_certified(one, today) for one in sorted(begun, key=lambda one: one.end, reverse=True)]
    doubts = [shown for one, shown in said if one.doubted and one.end >= today]
    standing = [shown for _, shown in said if shown.status is Status.EFFECTIVE]
    return next(iter([*doubts, *standing]), said[0][1])


def _certified(one: Certificate, today: date) -> tuple[Certificate, Shown]:
    """What one certificate or report says of one control: only what is current, and was read by us, counts."""
    if one.end < today:
        return one, Shown(Status.UNKNOWN, f"The provider's {one.title} expired on {one.end}.")
    if one.reviewed is None or one.reviewed > today:
        return one, Shown(Status.UNKNOWN, f"Nobody of ours has reviewed the provider's {one.title} yet.")
    if today - one.reviewed > REVIEWED_WITHIN:
        return one, Shown(Status.UNKNOWN, f"The provider's {one.title} was last reviewed by us on {one.reviewed}.")
    if one.doubted:
        return one, Shown(Status.UNKNOWN, f"In the provider's {one.title}, the auditor qualified what bears on it.")
    return one, Shown(Status.EFFECTIVE, f"The provider's {one.title} stands until {one.end}.")


def _lowered(sentence: str) -> str:
    """A sentence after a colon; what begins with a name or a number stays as it is."""
    return sentence[:1].lower() + sentence[1:]
