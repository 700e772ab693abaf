"""The status of every requirement: from its aspects, through other requirements, from its children."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from holdfast.content.model import Aspect
from holdfast.content.model import Evidence as By
from holdfast.content.references import DEFAULT_ASPECT, parse_control
from holdfast.posture.judging import judge_aspect, judge_check, worst
from holdfast.posture.model import AspectStatus, Status
from holdfast.posture.sentences import counted, statuses_sentence
from holdfast.posture.statement import in_annex, in_force
from holdfast.posture.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from holdfast.content.model import Applicability, Company, Content, Requirement
    from holdfast.posture.evidence import Certificate, Evidence


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a requirement stands; ``checks`` are all whose results count for it."""

    status: Status
    sentence: str
    aspects: tuple[AspectStatus, ...] = ()
    checks: frozenset[str] = frozenset()


_NOWHERE = Standing(Status.NOT_EVIDENCED, "Nothing shows it yet.")


class Controls:
    """All requirements of a content, judged by counted results and other evidence on a day."""

    def __init__(self, content: Content, tallies: Mapping[str, Tally], evidence: Evidence, today: date) -> None:
        self._content = content
        self._evidence = evidence
        self._today = today
        self.checks = {
            check.id: judge_check(check, tallies.get(check.id), content.company.deadlines) for check in content.checks
        }
        self._requirements = {
            f"{framework.id}:{requirement.id}": (framework.id, requirement)
            for framework in content.frameworks
            for requirement in framework.requirements
        }
        self._known: dict[str, Standing] = {}
        self._asked: set[str] = set()

    @property
    def keys(self) -> tuple[str, ...]:
        """Every requirement, as ``iso27001:A.8.3``, in the frameworks' own order."""
        return tuple(self._requirements)

    def requirement(self, key: str) -> Requirement:
        """Return the named requirement; KeyError if there is none."""
        return self._requirements[key][1]

    def tally(self, checks: frozenset[str]) -> Tally:
        """Return the results of several checks, added up."""
        return sum((self.checks[check].tally for check in sorted(checks)), Tally())

    def standing(self, key: str) -> Standing:
        """Return where a requirement stands; what does not exist is not evidenced."""
        if key not in self._known:
            if key not in self._requirements or key in self._asked:
                return _NOWHERE  # mappings that lead in a circle show nothing
            self._asked.add(key)
            self._known[key] = self._judge(key)
            self._asked.discard(key)
        return self._known[key]

    def _judge(self, key: str) -> Standing:
        _, requirement = self._requirements[key]
        line = self._applicability.get(key)
        parts = self._parts(key, requirement)
        if in_annex(key) and not self._evidence.declared_read:
            return Standing(Status.UNKNOWN, "Whether it applies could not be read.", parts.aspects, parts.checks)
        if line and not line.applicable:
            return Standing(Status.NOT_APPLICABLE, f"Not applicable: {line.reason}", parts.aspects, parts.checks)
        if line and line.implementation != "implemented":
            said = "Planned, not implemented yet" if line.implementation == "planned" else "Not implemented"
            return Standing(Status.NOT_IMPLEMENTED, f"{said}: {line.reason}", parts.aspects, parts.checks)
        return parts

    def _parts(self, key: str, requirement: Requirement) -> Standing:
        """What a requirement's aspects, mappings and children make of it."""
        found = []
        if aspects := self._aspects(key, requirement):
            found.append(self._from_aspects(key, requirement, aspects))
        if requirement.through:
            found.append(self._through(requirement))
        if children := self._children.get(key):
            found.append(self._from_children(children))
        if not found:
            return _NOWHERE
        status = worst(standing.status for standing in found)
        decides = next(standing for standing in found if standing.status is status)
        return Standing(
            status,
            decides.sentence,
            tuple(aspect for standing in found for aspect in standing.aspects),
            frozenset().union(*(standing.checks for standing in found)),
        )

    def _aspects(self, key: str, requirement: Requirement) -> tuple[Aspect, ...]:
        """The declared aspects, and one for checks that show an undeclared one: no fail is lost."""
        declared = {aspect.id for aspect in requirement.aspects}
        mapped = {aspect for aspect, _ in self._mapped.get(key, ())}
        undeclared = sorted(mapped - declared)
        aspects = requirement.aspects
        if rests_on_provider(requirement, self._content.company):
            aspects = tuple(one for one in aspects if By.CERTIFICATE in one.by or one.id in mapped)
        return aspects + tuple(Aspect(id=name, shows="It operates as intended.") for name in undeclared)

    def _from_aspects(self, key: str, requirement: Requirement, aspects: Sequence[Aspect]) -> Standing:
        statuses = tuple(self._aspect(key, requirement, aspect) for aspect in aspects)
        status = worst(one.status for one in statuses)
        checks = frozenset(check for one in statuses for check in one.checks)
        if status is Status.EFFECTIVE:
            if requirement.responsibility == "shared" and not self._company_shows(aspects, statuses):
                said = "Only the provider's certificate shows it; the company's own part is not shown yet."
                return Standing(Status.NOT_EVIDENCED, said, statuses, checks)
            return Standing(status, self._holds(statuses, checks), statuses, checks)
        at_fault = [one for one in statuses if one.status is status]
        more = len(at_fault) - 1
        rest = f" {counted(more, 'more part')} {'is' if more == 1 else 'are'} {status}." if more else ""
        said = at_fault[0].reason
        if status is Status.NOT_EVIDENCED:
            said = f"Not shown: {at_fault[0].shows.rstrip('.')}. {said}"
        return Standing(status, f"{said}{rest}", statuses, checks)

    def _aspect(self, key: str, requirement: Requirement, aspect: Aspect) -> AspectStatus:
        evidence = self._evidence
        mapped = sorted(check for name, check in self._mapped.get(key, ()) if name == aspect.id)
        attested = [one for one in evidence.attestations if (one.control, one.aspect) == (key, aspect.id)]
        certificates: list[Certificate] = []
        if requirement.responsibility in {"shared", "provider"}:
            certificates = [one.about(key) for one in evidence.certificates if one.covers(key)]
        return judge_aspect(
            aspect,
            [self.checks[check] for check in mapped],
            attested if evidence.attestations_read else None,
            certificates if evidence.certificates_read else None,
            self._today,
        )

    def _company_shows(self, aspects: Sequence[Aspect], statuses: Sequence[AspectStatus]) -> bool:
        """Whether something beside the provider's certificate shows at least one aspect."""
        for aspect, one in zip(aspects, statuses, strict=True):
            attested = any(
                a.effective <= self._today <= a.ends(aspect.max_age)
                for a in self._evidence.attestations
                if a.id in one.attestations
            )
            checked = By.CHECK in aspect.by and any(self.checks[c].status is Status.EFFECTIVE for c in one.checks)
            if attested or checked:
                return True
        return False

    def _holds(self, statuses: Sequence[AspectStatus], checks: frozenset[str]) -> str:
        share = _all_shown(len(statuses)) if len(statuses) > 1 else statuses[0].reason.rstrip(".")
        found = self.tally(checks).failed
        if not found or len(statuses) == 1:
            return f"{share}."
        return f"{share}, with {counted(found, 'finding')} within {'its' if found == 1 else 'their'} deadline."

    def _through(self, requirement: Requirement) -> Standing:
        """The worst of the requirements from which this one follows."""
        references = [parse_control(name) for name in requirement.through]
        standings = [(reference, self.standing(reference.key)) for reference in references]
        status = worst(standing.status for _, standing in standings)
        checks = frozenset().union(*(standing.checks for _, standing in standings))
        if status is Status.EFFECTIVE:
            return Standing(status, f"{_following(len(standings))} effective.", checks=checks)
        reference, decides = next((r, s) for r, s in standings if s.status is status)
        return Standing(status, f"Follows {reference}: {decides.sentence}", checks=checks)

    def _from_children(self, children: Sequence[str]) -> Standing:
        standings = [self.standing(child) for child in children]
        statuses = Counter(standing.status for standing in standings)
        return Standing(
            worst(statuses),
            statuses_sentence(statuses, "requirement"),
            checks=frozenset().union(*(standing.checks for standing in standings)),
        )

    @cached_property
    def _applicability(self) -> Mapping[str, Applicability]:
        return in_force(self._content, self._evidence.declared)

    @cached_property
    def _mapped(self) -> Mapping[str, list[tuple[str, str]]]:
        """For each requirement, the checks that speak of it, with the aspect that they show."""
        mapped: dict[str, list[tuple[str, str]]] = {}
        for check in self._content.checks:
            for name in check.header.controls:
                reference = parse_control(name)
                mapped.setdefault(reference.key, []).append((reference.aspect or DEFAULT_ASPECT, check.id))
        return mapped

    @cached_property
    def _children(self) -> Mapping[str, list[str]]:
        children: dict[str, list[str]] = {}
        for key, (framework, requirement) in self._requirements.items():
            if requirement.parent:
                children.setdefault(f"{framework}:{requirement.parent}", []).append(key)
        return children


def rests_on_provider(requirement: Requirement, company: Company) -> bool:
    """Whether the provider carries a control alone: one of places, where the company says that it has none."""
    return requirement.responsibility == "provider" and not (
        requirement.offices_still_ours and company.offices is not False
    )


def _all_shown(number: int) -> str:
    return "Both parts are shown" if number == 2 else f"All {number} parts are shown"  # noqa: PLR2004  two are both


def _following(number: int) -> str:
    return (
        "The requirement from which it follows is"
        if number == 1
        else f"All {number} requirements from which it follows are"
    )
