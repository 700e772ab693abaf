"""Verdicts of both tools, joined by check, account and resource.

A check of ours may name several of the peer's: then it asks all that they ask, and fails where one of them does.

Where the two name a resource differently, how is written here, and nowhere else: an ARN is compared
without regard to case, a snapshot or image with or without its account, a subscription as its topic, an HTTP API's
stage as the API, a launch configuration as the group of its name, and what is no ARN (one verdict a region or an
account) by its account and region, or by its account where ours is global.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PASS, FAIL, UNKNOWN = "pass", "fail", "unknown"
_WORSE = {PASS: 0, UNKNOWN: 1, FAIL: 2}
_GLOBAL = "global"
#: How ARNs that name one thing in two ways are brought to one.
_ONE_NAME = tuple(
    (re.compile(found), instead)
    for found, instead in (
        # AWS's ARN of a snapshot or an image has no account; some write it in.
        (r"^(arn:aws:ec2:[^:]*:)\d*(:(?:snapshot|image)/.*)$", r"\1\2"),
        (r":eip-allocation/", ":elastic-ip/"),
        (r"^arn:aws:route53domains:::domain/", "arn:aws:route53:::domain/"),
        (r"^(arn:aws:sns:(?:[^:]*:){2}[^:]+):[0-9a-f-]{36}$", r"\1"),
        (r"^(arn:aws:apigateway:[^:]*:):/?(apis/[^/]+).*$", r"\1:/\2"),
        (r"^(arn:aws:autoscaling:.*):(?:launchconfiguration|autoscalinggroup):.*name/(.*)$", r"\1:group/\2"),
        (r":\*$", ""),
    )
)
_NO_ARN = re.compile(r"^[a-z-]+:(\d{12})(?:/([a-z0-9-]+))?$")


@dataclass(frozen=True, slots=True)
class Verdict:
    """One tool's word on one resource by one check, named as we name it."""

    check: str
    resource: str
    account_id: str
    region: str
    status: str
    reason: str = ""


@dataclass(slots=True)
class Compared:
    """What the join came to."""

    agreed: int = 0
    disagreed: list[tuple[Verdict, Verdict]] = field(default_factory=list)
    unknown: list[tuple[Verdict, Verdict]] = field(default_factory=list)
    only_ours: Counter[str] = field(default_factory=Counter)
    only_theirs: Counter[str] = field(default_factory=Counter)
    ours: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    theirs: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @property
    def checks(self) -> set[str]:
        """The checks of which at least one verdict was compared."""
        return set(self.ours)

    @property
    def both_ways(self) -> set[str]:
        """Those by which each tool, for itself, has passed something and failed something."""
        both = {PASS, FAIL}
        return {check for check, words in self.ours.items() if words == both == self.theirs[check]}

    @property
    def compared(self) -> int:
        """Verdicts that both gave, as pass or fail."""
        return self.agreed + len(self.disagreed)

    @property
    def agreement(self) -> float:
        """The share of compared verdicts that are the same."""
        return self.agreed / self.compared if self.compared else 0.0


def resource_key(verdict: Verdict) -> str:
    """Return what a resource is compared by."""
    name = verdict.resource.strip().lower()
    if name.startswith("arn:"):
        for found, instead in _ONE_NAME:
            name = found.sub(instead, name)
        # Some ARNs name no account, and AWS's own policies are the same in all.
        return f"{verdict.account_id} {name}"
    placed = _NO_ARN.match(name)
    return f"{placed[1]}/{placed[2] or ''}" if placed else name


def compare(ours: Iterable[Verdict], theirs: Iterable[Verdict], left_out: Mapping[str, str]) -> Compared:
    """Join the verdicts; checks in ``left_out`` are not compared (with the reason why).

    Where a check gives one verdict an account or region, and the names differ, they are joined by that.
    """
    made = Compared()
    by_check_ours, by_check_theirs = _by_check(ours), _by_check(theirs)
    for check in sorted(by_check_ours.keys() & by_check_theirs.keys() - left_out.keys()):
        mine, other = by_check_ours[check], by_check_theirs[check]
        if not mine.keys() & other.keys():
            whole = all(verdict.region == _GLOBAL for verdict in mine.values())
            told, tells = _by_place(mine.values(), whole=whole), _by_place(other.values(), whole=whole)
            # The peer may tell of a place by one resource or several; where we tell of several, nobody knows which.
            mine = {place: found[0] for place, found in told.items() if len(found) == 1}
            other = {place: tells[place][0] for place in tells if place in mine or place not in told}
        for key in mine.keys() | other.keys():
            if key not in other:
                made.only_ours[check] += mine[key].status != UNKNOWN
            elif key not in mine:
                made.only_theirs[check] += 1
            elif UNKNOWN in {mine[key].status, other[key].status}:
                made.unknown.append((mine[key], other[key]))
            else:
                made.ours[check].add(mine[key].status)
                made.theirs[check].add(other[key].status)
                if mine[key].status == other[key].status:
                    made.agreed += 1
                else:
                    made.disagreed.append((mine[key], other[key]))
    return made


def _by_check(verdicts: Iterable[Verdict]) -> dict[str, dict[str, Verdict]]:
    found: dict[str, dict[str, Verdict]] = defaultdict(dict)
    for verdict in verdicts:
        key = resource_key(verdict)
        # One resource may be told of several times (a rule each): the worse word counts.
        before = found[verdict.check].get(key)
        if before is None or _WORSE[verdict.status] > _WORSE[before.status]:
            found[verdict.check][key] = verdict
    return found


def _by_place(verdicts: Iterable[Verdict], *, whole: bool) -> dict[str, list[Verdict]]:
    """Return the verdicts of each account and region (``whole``: of each account), the worst first."""
    places: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in sorted(verdicts, key=lambda verdict: -_WORSE[verdict.status]):
        places[f"{verdict.account_id}/{'' if whole else verdict.region}"].append(verdict)
    return places
