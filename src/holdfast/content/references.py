"""How texts name a control: ``[FRAMEWORK:]ID[/ASPECT]``, written once and read everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfast.content.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdfast.content.model import Aspect, Evidence, Framework, Requirement

#: The framework of a bare id, and the aspect that a check shows where it names none.
DEFAULT_FRAMEWORK = "iso27001"
DEFAULT_ASPECT = "operates"


@dataclass(frozen=True, slots=True)
class ControlReference:
    """A named control; ``aspect`` is empty where the text names none."""

    framework: str
    requirement: str
    aspect: str = ""

    @property
    def key(self) -> str:
        """The control without its aspect, as rollups name it: ``iso27001:A.8.3``."""
        return f"{self.framework}:{self.requirement}"

    def __str__(self) -> str:
        prefix = "" if self.framework == DEFAULT_FRAMEWORK else f"{self.framework}:"
        return f"{prefix}{self.requirement}" + (f"/{self.aspect}" if self.aspect else "")


def parse_control(text: str) -> ControlReference:
    """Read ``A.8.24/at-rest``, ``cis-aws:2.1.4`` or ``iso27001:6.1.3``; whether it exists is not asked."""
    name, _, aspect = text.strip().partition("/")
    framework, colon, requirement = name.partition(":")
    if not colon:
        framework, requirement = DEFAULT_FRAMEWORK, name
    return ControlReference(framework, requirement, aspect)


class Controls:
    """All known requirements, to look references up in."""

    def __init__(self, frameworks: Iterable[Framework]) -> None:
        self._frameworks: dict[str, Mapping[str, Requirement]] = {
            framework.id: {requirement.id: requirement for requirement in framework.requirements}
            for framework in frameworks
        }

    def get(self, reference: ControlReference) -> Requirement | None:
        """Return the named requirement, None where there is none."""
        return self._frameworks.get(reference.framework, {}).get(reference.requirement)

    def aspect(self, reference: ControlReference) -> Aspect | None:
        """Return the named aspect (``operates`` where none is named), None where there is none."""
        requirement = self.get(reference)
        wanted = reference.aspect or DEFAULT_ASPECT
        aspects = requirement.aspects if requirement else ()
        return next((aspect for aspect in aspects if aspect.id == wanted), None)

    def trouble(self, reference: ControlReference, evidence: Evidence | None = None) -> tuple[str, str]:
        """Return what is wrong with a reference and how to mend it; two empty strings when nothing is.

        With ``evidence``, the reference must lead to an aspect that this kind can show. A
        requirement that is judged through others has no aspects, and then none may be named.
        """
        if reference.framework not in self._frameworks:
            do = did_you_mean(reference.framework, self._frameworks) or f"Known: {', '.join(sorted(self._frameworks))}."
            return f"there is no framework `{reference.framework}`", do
        known = self._frameworks[reference.framework]
        requirement = known.get(reference.requirement)
        if requirement is None:
            what = f"there is no control `{reference.requirement}` in {reference.framework}"
            return what, did_you_mean(reference.requirement, known)
        if not requirement.assessable:
            below = [r.id for r in known.values() if r.parent == requirement.id]
            return f"`{reference.requirement}` is a heading", f"Name one below it: {', '.join(below)}."
        if evidence is None:
            return "", ""
        return _trouble_with_aspect(reference, requirement, evidence)


def _trouble_with_aspect(reference: ControlReference, requirement: Requirement, evidence: Evidence) -> tuple[str, str]:
    aspects = {aspect.id: aspect for aspect in requirement.aspects}
    if not aspects and not reference.aspect:
        return "", ""
    wanted = reference.aspect or DEFAULT_ASPECT
    if wanted not in aspects:
        able = [name for name, aspect in aspects.items() if evidence in aspect.by]
        do = did_you_mean(wanted, able) or (f"It has: {', '.join(able)}." if able else "Leave the aspect out.")
        return f"control `{reference.requirement}` has no aspect `{wanted}`", do
    if evidence not in aspects[wanted].by:
        able_kinds = " or ".join(aspects[wanted].by)
        what = f"`{reference.requirement}/{wanted}` cannot be shown by {_article(evidence)}, only by {able_kinds}"
        return what, "Name an aspect that it can show, or change the aspect in the framework's text."
    return "", ""


def _article(evidence: Evidence) -> str:
    return f"an {evidence}" if evidence[0] in "aeiou" else f"a {evidence}"
