"""The pack and the company's folder, joined: parsed, overlaid by id, checked against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from holdfast.config import cache_folder
from holdfast.content.anchoring import Anchoring
from holdfast.content.compiled import Cache, cache_key, many_checks, whole_content
from holdfast.content.crosscheck import check_headers, crosscheck, sign_in_problems, user_controls
from holdfast.content.files import CheckFile, TextFile, read_files
from holdfast.content.model import (
    Applicability,
    Attestation,
    Check,
    Company,
    Content,
    Deadlines,
    Framework,
    IsmsScope,
    OwnershipRule,
    Person,
    Program,
    Requirement,
    Source,
    Team,
)
from holdfast.content.parse import CompanyFile, parse
from holdfast.content.problems import ContentError, Problem
from holdfast.content.providers import Assurance, CloudService
from holdfast.content.references import Controls
from holdfast.content.risk_method import RiskMethod
from holdfast.content.signing_in import SignIn

if TYPE_CHECKING:
    from pathlib import Path

    from holdfast.content.parse import Parsed

T = TypeVar("T")
Tables = TypeVar("Tables", bound=Iterable[object])  # facts.tables.Catalogue, which stands beside content
Compile = Callable[[Sequence[CheckFile], Tables], tuple[Sequence[Check], Sequence[Problem]]]

#: Days to mend a finding where the company has not said.
DEFAULT_DEADLINES = Deadlines(effective=date(2000, 1, 1), critical=7, high=30, medium=90, low=180)

NO_COMPANY = Company(name="No company", about="The default pack alone.", deadlines=(DEFAULT_DEADLINES,))


def load_content(
    company: Path | None,
    catalogue: Tables,
    compile_checks: Compile[Tables],
    *,
    cache: Path | None = None,
) -> Content:
    """Return the pack overlaid by the company's folder, checks compiled, from the cache where it fits.

    ``company`` None is the pack alone. ``cache`` is the folder of everything compiled; by default
    content goes into the company's ``.holdfast/cache``, and what belongs to no company (the pack's
    checks, the pack alone) into the user's cache folder.
    Raises ContentError with every problem in every file.
    """
    files, problems = read_files(company)
    compiled = Cache(_content_folder(company, cache) / "content.json", cache_key(files, catalogue), whole_content())
    if not problems and (found := compiled.read()):
        return found
    content, parsed, found_problems = _join(files)
    check_files, undecodable = _check_files(files)
    checks, uncompiled = _compile(files, check_files, catalogue, compile_checks, cache or cache_folder())
    problems += [*found_problems, *undecodable, *uncompiled]
    programs = frozenset(program.id for program in content.programs)
    if parsed.whole(Framework, Program):
        by_source = {file.label: file for file in check_files}
        problems += check_headers(checks, by_source, Controls(content.frameworks), programs)
        problems += user_controls(parsed, frozenset(check.id for check in checks))
    if problems:
        raise ContentError(problems)
    # The company's checks come last, so that they replace the pack's of the same id.
    content = replace(content, checks=tuple({check.id: check for check in checks}.values()))
    compiled.write(content)
    return content


def _compile(
    files: Iterable[TextFile],
    check_files: Sequence[CheckFile],
    catalogue: Tables,
    compile_checks: Compile[Tables],
    folder: Path,
) -> tuple[list[Check], list[Problem]]:
    """Return the pack's checks, then the company's; the pack's are compiled once for all companies.

    So an edit of the company's text costs no time for what did not change.
    """
    pack = [file for file in files if file.folder == "checks" and not file.from_company]
    compiled = Cache(folder / "pack-checks.json", cache_key(pack, catalogue), many_checks())
    problems: list[Problem] = []
    checks = compiled.read()
    if checks is None:
        made, wrong = compile_checks([file for file in check_files if not file.from_company], catalogue)
        checks = tuple(made)
        problems.extend(wrong)
        if not wrong:
            compiled.write(checks)
    mine = [file for file in check_files if file.from_company]
    made, wrong = compile_checks(mine, catalogue) if mine else ((), ())
    return [*checks, *made], [*problems, *wrong]


def load_intent(company: Path | None, *, cache: Path | None = None) -> Content:
    """Return the same without the checks: for what reads only the company's own words.

    Raises ContentError with every problem in every file but the checks.
    """
    files, problems = read_files(company)
    files = [file for file in files if file.folder != "checks"]
    compiled = Cache(_content_folder(company, cache) / "intent.json", cache_key(files, ()), whole_content())
    if not problems and (found := compiled.read()):
        return found
    content, _, found_problems = _join(files)
    if problems := problems + found_problems:
        raise ContentError(problems)
    compiled.write(content)
    return content


def load_sign_in(company: Path) -> SignIn:
    """Return how people sign in, from holdfast.yaml alone; where there is none, as by default.

    Raises ContentError with every problem in that file.
    """
    file = company / "holdfast.yaml"
    if not file.is_file():
        return SignIn()
    parsed, problems = parse([TextFile("holdfast.yaml", file.read_bytes(), from_company=True)])
    said = parsed.one(CompanyFile)
    if said is not None:
        problems += sign_in_problems(said)
    if problems or said is None:
        raise ContentError(problems)
    return said.value.sign_in


def load_anchoring(company: Path) -> Anchoring:
    """Return where the history is anchored, from holdfast.yaml alone. Raises ContentError."""
    file = company / "holdfast.yaml"
    if not file.is_file():
        return Anchoring()
    parsed, problems = parse([TextFile("holdfast.yaml", file.read_bytes(), from_company=True)])
    said = parsed.one(CompanyFile)
    if problems or said is None:
        raise ContentError(problems)
    return said.value.anchors


def _content_folder(company: Path | None, given: Path | None) -> Path:
    if given is not None:
        return given
    return company / ".holdfast" / "cache" if company is not None else cache_folder()


def _check_files(files: Iterable[TextFile]) -> tuple[list[CheckFile], list[Problem]]:
    found: list[CheckFile] = []
    problems: list[Problem] = []
    for file in files:
        if file.folder == "checks":
            text, wrong = file.text()
            problems.extend(wrong)
            if not wrong:
                found.append(CheckFile(file.label, text, file.from_company))
    return found, problems


def _join(files: Iterable[TextFile]) -> tuple[Content, Parsed, list[Problem]]:
    """Return content without checks, what it was parsed from, and everything that is wrong with it."""
    parsed, problems = parse(files)
    frameworks = _overlay_frameworks(placed.value for placed in parsed.of(Framework))
    programs = tuple({placed.value.id: placed.value for placed in parsed.of(Program)}.values())
    known = frozenset(program.id for program in programs)
    problems += crosscheck(parsed, Controls(frameworks), known)
    in_order = tuple(sorted(programs, key=lambda program: (program.order, program.id)))
    cloud = {placed.value.id: placed.value for placed in parsed.of(CloudService)}
    content = Content(
        frameworks=frameworks,
        programs=in_order,
        checks=(),
        company=_company(parsed),
        cloud_services=tuple(cloud[name] for name in sorted(cloud)),
    )
    return content, parsed, problems


def _overlay_frameworks(frameworks: Iterable[Framework]) -> tuple[Framework, ...]:
    """Join frameworks of the same id: a later one's requirements replace the earlier's of the same id."""
    joined: dict[str, Framework] = {}
    for framework in frameworks:
        below = joined.get(framework.id)
        requirements: dict[str, Requirement] = {r.id: r for r in below.requirements} if below else {}
        requirements |= {requirement.id: requirement for requirement in framework.requirements}
        joined[framework.id] = replace(framework, requirements=tuple(requirements.values()))
    return tuple(joined.values())


def _company(parsed: Parsed) -> Company:
    said = parsed.one(CompanyFile)
    if said is None:
        return NO_COMPANY
    scope, method = parsed.one(IsmsScope), parsed.one(RiskMethod)
    deadlines = sorted(_values(parsed, Deadlines), key=lambda line: line.effective)
    return Company(
        name=said.value.name,
        about=said.value.about,
        sources=tuple(Source(name=name, settings=found or {}) for name, found in said.value.sources.items()),
        scope=scope.value if scope else None,
        deadlines=tuple(deadlines) or (DEFAULT_DEADLINES,),
        teams=_values(parsed, Team),
        people=_values(parsed, Person),
        ownership=_values(parsed, OwnershipRule),
        applicability=_values(parsed, Applicability),
        attestations=_values(parsed, Attestation),
        assurances=_values(parsed, Assurance),
        offices=said.value.offices,
        risk_method=method.value if method else None,
    )


def _values(parsed: Parsed, kind: type[T]) -> tuple[T, ...]:
    return tuple(placed.value for placed in parsed.of(kind))
