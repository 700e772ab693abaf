"""Posture in words: one plain sentence for each status, made from its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.posture.deadlines import same_days
from holdfast.posture.model import Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfast.content.model import Check, Deadlines
    from holdfast.posture.tally import Tally

_IRREGULAR = {"person": "people"}
_CALLED = {"org_assurance": "report"}
_DROPPED = {"aws": 2, "org": 1}  # aws_s3_bucket is a bucket, org_team a team
_LISTED = (Status.FAILING, Status.UNKNOWN, Status.NOT_IMPLEMENTED, Status.NOT_EVIDENCED, Status.NOT_APPLICABLE)


def noun(kind: str, number: int = 2) -> str:
    """Return what people call rows of a subject table: ``bucket``, ``security groups``."""
    words = kind.split("_")
    if kind in _CALLED:
        words = ["org", _CALLED[kind]]
    dropped = min(_DROPPED.get(words[0], 0), len(words) - 1)
    name = " ".join("API" if word == "api" else word for word in words[dropped:])
    return name if number == 1 else plural(name)


def plural(name: str) -> str:
    """Return an English plural that is right for the names of our tables."""
    head, _, last = name.rpartition(" ")
    many = _IRREGULAR.get(last)
    if many is None and last.endswith("y") and last[-2:-1] not in "aeiou":
        many = last[:-1] + "ies"
    elif many is None:
        many = last + ("es" if last.endswith(("s", "x", "ch", "sh")) else "s")
    return f"{head} {many}".strip()


def counted(number: int, name: str) -> str:
    """Return ``1 check``, ``3 checks``."""
    return f"{number:,} {name if number == 1 else plural(name)}"


def check_sentence(check: Check, tally: Tally, status: Status, deadlines: Sequence[Deadlines], threshold: float) -> str:
    """Return where a check stands, as ``3 of 41 buckets fail; 1 is past its deadline of 7 days``."""
    kind = check.header.subject
    if status is Status.NOT_EVIDENCED:
        return _nothing_to_judge(kind, tally)
    parts = []
    if tally.failed:
        parts.append(_fails(tally, kind))
        parts += _weights(tally, same_days(deadlines, check.header.severity))
        if len(parts) == 1 and tally.rate < threshold:
            parts.append(f"{_percent(tally.rate)} pass, and {_percent(threshold)} must")
        elif len(parts) == 1:
            parts[0] += f", within {'its' if tally.failed == 1 else 'their'} deadline"
    elif tally.passed and not tally.unknown:
        every = f"All {_things(tally.applicable, kind)} pass"
        parts.append(f"The one {noun(kind, 1)} passes" if tally.applicable == 1 else every)
    if known := tally.unknown - tally.unseen:
        parts.append(f"{known:,} of {_things(tally.applicable, kind)} could not be judged")
    if tally.unseen:
        parts.append(f"{noun(kind)} could not be read{_places(tally.unseen)}")
    if tally.unsure:
        parts.append(f"whether {_those(tally.unsure)} a tier-1 service or customers' data is not known")
    if tally.excepted:
        parts.append(f"{tally.excepted:,} {'is' if tally.excepted == 1 else 'are'} excepted")
    return _joined(parts)


def owner_sentence(tally: Tally, status: Status, nothing: str) -> str:
    """Return where a service's or a team's results stand; ``nothing`` where there are none."""
    if status is Status.NOT_EVIDENCED:
        return nothing
    parts = []
    if tally.failed:
        parts.append(f"{counted(tally.failed, 'finding')} of {counted(tally.applicable, 'result')}")
        parts += _weights(tally, None)
        if len(parts) == 1:
            parts[0] += f", within {'its' if tally.failed == 1 else 'their'} deadline"
    elif not tally.unknown:
        parts.append(
            f"All {counted(tally.applicable, 'result')} pass" if tally.applicable > 1 else "The one result passes"
        )
    if known := tally.unknown - tally.unseen:
        parts.append(f"{counted(known, 'result')} of {tally.applicable:,} could not be judged")
    if tally.unseen:
        parts.append(f"{counted(tally.unseen, 'question')} could not be asked: what they are about was not read")
    if tally.unsure:
        parts.append(f"whether {_those(tally.unsure)} a tier-1 service or customers' data is not known")
    return _joined(parts)


def statuses_sentence(statuses: Mapping[Status, int], name: str) -> str:
    """Return ``71 of 93 controls are effective, 9 failing``; those not applicable are left out of the share."""
    total = sum(statuses.values()) - statuses.get(Status.NOT_APPLICABLE, 0)
    if not total:
        return f"No {name} applies."
    effective = statuses.get(Status.EFFECTIVE, 0)
    rest = ", ".join(f"{statuses[s]:,} {s}" for s in _LISTED if statuses.get(s))
    if effective == total:
        share = f"All {counted(total, name)} are effective" if total > 1 else f"The one {name} is effective"
    else:
        share = f"{effective:,} of {counted(total, name)} {'is' if effective == 1 else 'are'} effective"
    return f"{share}, {rest}." if rest else f"{share}."


def _fails(tally: Tally, kind: str) -> str:
    if tally.failed < tally.applicable:
        return f"{tally.failed:,} of {_things(tally.applicable, kind)} {_verb(tally.failed, 'fail')}"
    if tally.failed == 1:
        return f"The one {noun(kind, 1)} fails"
    return f"{'Both' if tally.failed == 2 else 'All'} {_things(tally.failed, kind).removeprefix('2 ')} fail"  # noqa: PLR2004  two are both


def _things(number: int, kind: str) -> str:
    return f"{number:,} {noun(kind, number)}"


def _verb(number: int, verb: str) -> str:
    return f"{verb}s" if number == 1 else verb


def _places(number: int) -> str:
    """Where subjects could not even be listed: accounts and regions."""
    return "" if number == 1 else f" in {number:,} accounts and regions"


def _those(number: int) -> str:
    return "one of them touches" if number == 1 else f"{number:,} of them touch"


def _weights(tally: Tally, allowed: int | None) -> list[str]:
    """Why the fails weigh: late, exposed, grave; what holds for all of them is said in one breath."""
    of = f" of {allowed} {'day' if allowed == 1 else 'days'}" if allowed is not None else ""
    said = [
        (tally.late, f"is past its deadline{of}", f"are past their deadline{of}"),
        (tally.exposed, "can be reached from the internet", "can be reached from the internet"),
        (tally.grave, "touches a tier-1 service or customers' data", "touch a tier-1 service or customers' data"),
    ]
    verbs = [(number, one if number == 1 else many) for number, one, many in said if number]
    whole = [verb for number, verb in verbs if number == tally.failed]
    parts = [f"{number:,} {verb}" for number, verb in verbs if number != tally.failed]
    if whole:
        them = {1: "it", 2: "both"}.get(tally.failed, f"all {tally.failed:,}")
        parts.insert(0, f"{them} {_and(whole)}")
    return parts


def _and(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _nothing_to_judge(kind: str, tally: Tally) -> str:
    if tally.excepted:
        return f"It rests on exceptions alone: {_things(tally.excepted, kind)}."
    if tally.not_applicable:
        return f"It concerns none of {_things(tally.not_applicable, kind)}."
    if tally.out_of_scope:
        return f"All {_things(tally.out_of_scope, kind)} are outside the scope."
    return f"There is no {noun(kind, 1)} to judge."


def _percent(share: float) -> str:
    """A share as people read it, never rounded up to what it is not."""
    return f"{int(share * 1000 + 1e-9) / 10:g}%"


def _joined(parts: Sequence[str]) -> str:
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}."
