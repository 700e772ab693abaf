"""Whether the texts agree with each other: what one names, another defines."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, TypeVar

from holdfast.content.model import (
    Applicability,
    Attestation,
    Deadlines,
    Evidence,
    Framework,
    IsmsScope,
    OwnershipRule,
    Person,
    Program,
    Team,
)
from holdfast.content.parse import CompanyFile
from holdfast.content.problems import Problem, did_you_mean
from holdfast.content.providers import Assurance, CloudService
from holdfast.content.references import Controls, parse_control
from holdfast.content.risk_method import RiskMethod, troubles
from holdfast.content.signing_in import disagreements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from holdfast.content.files import CheckFile
    from holdfast.content.model import Check
    from holdfast.content.parse import Parsed
    from holdfast.content.shapes import Placed

T = TypeVar("T")

_SECRET = re.compile(r"(^|_)(password|passwd|secret|token|api_?key|access_key|private_key)$")


def crosscheck(parsed: Parsed, controls: Controls, programs: frozenset[str]) -> Iterator[Problem]:
    """Yield everything in which the texts disagree; references to a broken kind are left alone."""
    yield from _frameworks(parsed, controls, programs)
    yield from _programs(parsed)
    yield from _people_and_ownership(parsed)
    if parsed.whole(Framework):
        yield from _statements(parsed, controls)
    yield from _scope_and_sources(parsed)
    for placed in parsed.of(Deadlines):
        yield from _deadlines(placed)
    yield from _risk_method(parsed)


def duplicates(placed: Iterable[Placed[T]], name: Callable[[T], str], word: str) -> Iterator[Problem]:
    """Yield a problem at each second object of the same name within the pack, or within the company."""
    first: dict[tuple[bool, str], Placed[T]] = {}
    for item in placed:
        key = (item.file.startswith("pack/"), name(item.value))
        if key in first:
            where = f"{first[key].file}:{first[key].line()}"
            what = f"{word} `{key[1]}` is defined a second time; the first is at {where}"
            yield item.problem(what, "Give one of the two another id, or remove it.", at=("id",))
        first.setdefault(key, item)


def _frameworks(parsed: Parsed, controls: Controls, programs: frozenset[str]) -> Iterator[Problem]:
    yield from duplicates(parsed.of(Framework), lambda framework: framework.id, "framework")
    for placed in parsed.of(Framework):
        framework = placed.value
        counted = Counter(requirement.id for requirement in framework.requirements)
        for index, requirement in enumerate(framework.requirements):
            at = ("requirements", index)
            counted[requirement.id] -= 1
            if counted[requirement.id]:
                yield placed.problem(f"`{requirement.id}` is defined more than once", "Keep one.", at=(*at, "id"))
            repeated = [name for name, n in Counter(aspect.id for aspect in requirement.aspects).items() if n > 1]
            if repeated:
                yield placed.problem(f"aspect `{repeated[0]}` is defined more than once", at=(*at, "aspects"))
            if requirement.program and parsed.whole(Program):
                yield from _unknown(placed, "program", requirement.program, programs, (*at, "program"))
            if not parsed.whole(Framework):
                continue
            if requirement.parent and not controls.get(parse_control(f"{framework.id}:{requirement.parent}")):
                yield placed.problem(f"there is no `{requirement.parent}` here", at=(*at, "parent"))
            for position, target in enumerate(requirement.through):
                what, do = controls.trouble(parse_control(target))
                if what:
                    yield placed.problem(what, do, at=(*at, "through", position))


def _programs(parsed: Parsed) -> Iterator[Problem]:
    yield from duplicates(parsed.of(Program), lambda program: program.id, "program")
    teams = {placed.value.id for placed in parsed.of(Team)}
    for placed in parsed.of(Program):
        # The pack's programs name teams that a company need not have; `org.program.has_team` judges those.
        if not placed.file.startswith("pack/") and parsed.whole(Team):
            yield from _unknown(placed, "team", placed.value.team, teams, ("team",))


def _people_and_ownership(parsed: Parsed) -> Iterator[Problem]:
    yield from duplicates(parsed.of(Team), lambda team: team.id, "team")
    yield from duplicates(parsed.of(Person), lambda person: person.id, "person")
    teams = {placed.value.id for placed in parsed.of(Team)}
    for person in parsed.of(Person):
        if parsed.whole(Team):
            yield from _unknown(person, "team", person.value.team, teams, ("team",))
        if "@" not in person.value.email:
            yield person.problem("`email` must be an address", "Write it as name@company.example.", at=("email",))
    for placed in parsed.of(OwnershipRule):
        rule = placed.value
        if rule.team and parsed.whole(Team):
            yield from _unknown(placed, "team", rule.team, teams, ("team",))
        if not (rule.tag or rule.account or rule.name or rule.kind):
            do = "Add tag, account, name or kind; a rule without a condition would own everything."
            yield placed.problem("this rule has no condition", do)
        if not (rule.service or rule.team or ("=" not in rule.tag and rule.tag)):
            yield placed.problem("this rule names no owner", "Add service or team.")


def _statements(parsed: Parsed, controls: Controls) -> Iterator[Problem]:
    """Judge what is said about controls: applicability, attestations, providers' reports."""
    yield from duplicates(parsed.of(Attestation), lambda attestation: attestation.id, "attestation")
    yield from duplicates(parsed.of(Assurance), lambda assurance: assurance.id, "assurance")
    lines = parsed.of(Applicability)
    yield from duplicates(lines, lambda line: parse_control(line.control).key, "applicability of")
    for line in lines:
        what, do = controls.trouble(parse_control(line.value.control))
        if not what and "/" in line.value.control:
            what, do = "applicability is said of a whole control", "Leave the aspect out."
        if what:
            yield line.problem(what, do, at=("control",))
    people = {placed.value.id for placed in parsed.of(Person)}
    for attestation in parsed.of(Attestation):
        yield from _attestation(attestation, controls)
        if parsed.whole(Person):
            yield from _unknown(attestation, "person", attestation.value.by, people, ("by",))
    yield from _cloud_services(parsed, controls)
    for assurance in parsed.of(Assurance):
        yield from _assurance(assurance, controls)
        if parsed.whole(Person) and assurance.value.reviewed_by:
            yield from _unknown(assurance, "person", assurance.value.reviewed_by, people, ("reviewed_by",))


def _attestation(placed: Placed[Attestation], controls: Controls) -> Iterator[Problem]:
    reference = parse_control(placed.value.control)
    what, do = controls.trouble(reference, Evidence.ATTESTATION)
    if not what and not reference.aspect:
        what, do = "the aspect is missing", f"Write, for example, {placed.value.control}/designed."
    if what:
        yield placed.problem(what, do, at=("control",))


def _assurance(placed: Placed[Assurance], controls: Controls) -> Iterator[Problem]:
    if placed.value.period_end < placed.value.period_start:
        yield placed.problem("the period ends before it starts", at=("period_end",))
    if bool(placed.value.reviewed_by) != bool(placed.value.reviewed_on):
        do = "Say both who reviewed it and when, or neither."
        yield placed.problem("a review has a person and a day", do, at=("reviewed_by",))
    if placed.value.kind == "certificate" and (placed.value.bridge or placed.value.opinion):
        do = "Write `kind: report`, or leave `bridge` and `opinion` out."
        yield placed.problem("a certificate has neither an opinion nor a bridge letter", do, at=("kind",))
    for index, control in enumerate(placed.value.controls):
        what, do = controls.trouble(parse_control(control))
        if what:
            yield placed.problem(what, do, at=("controls", index))
    for number, qualification in enumerate(placed.value.qualifications):
        for index, control in enumerate(qualification.controls):
            what, do = controls.trouble(parse_control(control))
            if what:
                yield placed.problem(what, do, at=("qualifications", number, "controls", index))


def _cloud_services(parsed: Parsed, controls: Controls) -> Iterator[Problem]:
    services = parsed.of(CloudService)
    yield from duplicates(services, lambda service: service.id, "cloud service")
    for placed in services:
        for index, line in enumerate(placed.value.controls):
            what, do = controls.trouble(parse_control(line.control))
            if what:
                yield placed.problem(what, do, at=("controls", index, "control"))
    if not parsed.whole(CloudService):
        return
    known = sorted({placed.value.id for placed in services})
    for assurance in parsed.of(Assurance):
        for index, name in enumerate(assurance.value.services):
            if name not in known:
                do = did_you_mean(name, known) or "Describe it in responsibility/, or leave it out."
                yield assurance.problem(f"there is no cloud service `{name}`", do, at=("services", index))


def user_controls(parsed: Parsed, checks: frozenset[str]) -> Iterator[Problem]:
    """Yield what a provider expects of us and is said to be shown by a check that does not exist."""
    for placed in parsed.of(Assurance):
        for index, one in enumerate(placed.value.user_controls):
            if one.check and one.check not in checks:
                at = ("user_controls", index, "check")
                yield placed.problem(f"there is no check `{one.check}`", did_you_mean(one.check, checks), at=at)


def _scope_and_sources(parsed: Parsed) -> Iterator[Problem]:
    people = {placed.value.id for placed in parsed.of(Person)}
    scope = parsed.one(IsmsScope)
    if scope and parsed.whole(Person):
        yield from _unknown(scope, "person", scope.value.approved_by, people, ("approved_by",))
    company = parsed.one(CompanyFile)
    for source, settings in (company.value.sources if company else {}).items():
        for name in settings or {}:
            if company and _SECRET.search(str(name).lower()):
                do = f"Put the value in an environment variable and name that: `{name}_env: ACME_VARIABLE`."
                yield company.problem(f"`{name}` would keep a secret in this file", do, at=("sources", source, name))
    if company:
        yield from sign_in_problems(company)


def sign_in_problems(company: Placed[CompanyFile]) -> Iterator[Problem]:
    """Yield what does not hold in what ``holdfast.yaml`` says of signing in."""
    for at, what, do in disagreements(company.value.sign_in):
        yield company.problem(what, do, at=("sign_in", *at))


def _deadlines(placed: Placed[Deadlines]) -> Iterator[Problem]:
    line = placed.value
    days = (line.critical, line.high, line.medium, line.low)
    if min(days) < 1:
        yield placed.problem("a deadline is at least one day", "Write the days that a team has to mend it.")
    elif list(days) != sorted(days):
        yield placed.problem("a graver finding has the longer deadline", "Order: critical, high, medium, low.")


def _risk_method(parsed: Parsed) -> Iterator[Problem]:
    placed = parsed.one(RiskMethod)
    if placed is None:
        return
    for what, do, field in troubles(placed.value):
        yield placed.problem(what, do, at=(field,))
    people = {person.value.id for person in parsed.of(Person)}
    if placed.value.approved_by and parsed.whole(Person):
        yield from _unknown(placed, "person", placed.value.approved_by, people, ("approved_by",))


def check_headers(
    checks: Iterable[Check], files: Mapping[str, CheckFile], controls: Controls, programs: frozenset[str]
) -> Iterator[Problem]:
    """Yield what check headers name and nobody defines, at the line of the header that names it."""
    first: dict[tuple[bool, str], Check] = {}
    for check in checks:
        text = files[check.source].text if check.source in files else ""
        key = (check.from_company, check.id)
        if key in first:
            what = f"check `{check.id}` is defined a second time; the first is {first[key].source}"
            yield Problem(check.source, _line_of(text, "id:"), what, "Give one of the two another id.")
        first.setdefault(key, check)
        for control in check.header.controls:
            what, do = controls.trouble(parse_control(control), Evidence.CHECK)
            if what:
                yield Problem(check.source, _line_of(text, control), what, do)
        if check.header.program not in programs:
            what = f"there is no program `{check.header.program}`"
            do = did_you_mean(check.header.program, programs) or f"Known: {', '.join(sorted(programs))}."
            yield Problem(check.source, _line_of(text, "program:"), what, do)


def _line_of(text: str, word: str) -> int:
    """Return the first line of ``text`` that holds ``word`` as a whole; 1 where none does."""
    whole = re.compile(rf"(?<![\w.:/-]){re.escape(word)}(?![\w./-])")
    return next((number for number, line in enumerate(text.split("\n"), 1) if whole.search(line)), 1)


def _unknown(
    placed: Placed[T], word: str, name: str, known: Iterable[str], at: tuple[str | int, ...]
) -> Iterator[Problem]:
    """Yield a problem when ``name`` is not known."""
    names = sorted(known)
    if name not in names:
        file = {"team": "teams.yaml", "person": "people.yaml", "program": "programs/"}[word]
        do = did_you_mean(name, names) or f"Add it to {file}, or name one that is there."
        yield placed.problem(f"there is no {word} `{name}`", do, at=at)
