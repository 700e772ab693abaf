"""The default content itself: whole, linked, and in our own words."""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from written_companies import compile_lines

from holdfast.collectors.registry import catalogue
from holdfast.content.files import PACK
from holdfast.content.load import load_content
from holdfast.content.model import Evidence
from holdfast.content.references import Controls, parse_control

if TYPE_CHECKING:
    from holdfast.content.model import Content, Framework, Requirement

PROGRAMS = {
    "governance-risk",
    "cloud-infrastructure",
    "product-security",
    "detection-response",
    "identity-workplace",
    "people-culture",
    "privacy",
}

#: How the owners of copyrighted texts write, and we do not.
THEIR_WORDS = re.compile(
    r"\bshall\b|\bshould be (?:established|defined|implemented|identified|documented|protected)\b|\bEnsure \b"
    r"|\bThe entity\b|\bPoint of focus\b|\bshould be planned\b|\btopic-specific\b|\brelevant interested parties\b",
    re.IGNORECASE,
)

#: Aspects beyond `designed`, `operates` and `provider` that checks may count on.
ASPECTS = (
    "A.5.17/rotated",
    "A.8.5/mfa",
    "A.8.8/deadlines",
    "A.8.9/monitored",
    "A.8.13/taken",
    "A.8.13/restorable",
    "A.8.15/recorded",
    "A.8.15/protected",
    "A.8.20/perimeter",
    "A.8.22/segregated",
    "A.8.24/at-rest",
    "A.8.24/in-transit",
    "A.8.24/keys",
)


@cache
def pack() -> Content:
    with TemporaryDirectory() as cache_folder:
        return load_content(None, (), compile_lines, cache=Path(cache_folder))


def framework(name: str) -> Framework:
    return next(one for one in pack().frameworks if one.id == name)


def annex() -> list[Requirement]:
    return [control for control in framework("iso27001").requirements if control.id.startswith("A.")]


def leaves() -> list[Requirement]:
    return [one for one in framework("iso27001").requirements if one.assessable]


def test_annex_a_has_93_controls_in_its_four_themes() -> None:
    assert Counter(control.group for control in annex()) == {
        "organizational": 37,
        "people": 8,
        "physical": 14,
        "technological": 34,
    }


def test_clauses_4_to_10_have_30_leaves_below_their_headings() -> None:
    clauses = [one for one in framework("iso27001").requirements if not one.id.startswith("A.")]

    assert len(clauses) == 41
    assert sum(one.assessable for one in clauses) == 30
    for one in clauses:
        assert one.group == "clause"
        assert one.assessable is not any(other.parent == one.id for other in clauses)
        assert one.parent == one.id.rpartition(".")[0]


@pytest.mark.parametrize("control", leaves(), ids=lambda control: control.id)
def test_each_requirement_says_what_it_means_and_what_shows_it(control: Requirement) -> None:
    assert control.program in PROGRAMS
    assert 30 < len(control.intent) < 320
    assert control.intent.endswith((".", "?"))
    aspects = {aspect.id: aspect for aspect in control.aspects}
    assert len(aspects) >= 2
    assert aspects["designed"].by == (Evidence.ATTESTATION,)
    assert Evidence.CHECK in aspects["operates"].by  # a check that names no aspect shows this one
    assert all(20 < len(aspect.shows) < 240 for aspect in aspects.values())


@pytest.mark.parametrize("control", annex(), ids=lambda control: control.id)
def test_each_control_says_what_is_the_providers_and_what_is_ours(control: Requirement) -> None:
    assert control.responsibility
    assert control.provider_does
    assert control.company_does
    by_certificate = [aspect.id for aspect in control.aspects if Evidence.CERTIFICATE in aspect.by]
    assert by_certificate == ([] if control.responsibility == "customer" else ["provider"])
    for aspect in control.aspects:  # a certificate never shows our own part
        assert Evidence.CERTIFICATE not in aspect.by or len(aspect.by) == 1


@pytest.mark.parametrize("name", ASPECTS)
def test_aspects_that_checks_count_on_are_there(name: str) -> None:
    assert Controls(pack().frameworks).trouble(parse_control(name), Evidence.CHECK) == ("", "")


def test_the_csf_is_whole_and_each_outcome_leads_to_iso_27001() -> None:
    requirements = framework("nist-csf").requirements

    assert Counter(one.id.count(".") + one.id.count("-") for one in requirements) == {0: 6, 1: 22, 2: 106}
    assert all(bool(one.through) is one.assessable for one in requirements)


def test_soc2_has_its_61_criteria_each_leading_to_iso_27001() -> None:
    requirements = framework("soc2").requirements

    assert len(requirements) == 61
    assert all(one.through and not one.aspects for one in requirements)


def test_cis_has_its_70_recommendations_each_shown_by_checks_alone() -> None:
    requirements = [one for one in framework("cis-aws").requirements if one.assessable]

    assert len(requirements) == 70
    for one in requirements:
        assert re.fullmatch(r"Level [12], (automated|manual)", one.group)
        assert [(aspect.id, aspect.by) for aspect in one.aspects] == [("operates", (Evidence.CHECK,))]


@pytest.mark.parametrize("name", ["nist-csf", "soc2"])
def test_what_a_requirement_follows_from_exists_and_can_be_judged(name: str) -> None:
    controls = Controls(pack().frameworks)
    for one in framework(name).requirements:
        for target in one.through:
            found = controls.get(parse_control(target))
            assert found, f"{one.id} follows from {target}"
            assert found.aspects


def test_there_are_seven_programs_with_a_charter_and_practices() -> None:
    programs = pack().programs

    assert [program.order for program in programs] == [1, 2, 3, 4, 5, 6, 7]
    assert {program.id for program in programs} == PROGRAMS
    for program in programs:
        assert 2 <= len(program.charter.strip().split("\n\n")) <= 4
        assert 5 <= len(program.practices) <= 8
        assert len({practice.id for practice in program.practices}) == len(program.practices)
    assert {control.program for control in leaves()} == PROGRAMS


def test_practices_and_intents_are_said_once() -> None:
    said = Counter(practice.why for program in pack().programs for practice in program.practices)
    said.update(control.intent for control in leaves())

    assert [text for text, times in said.items() if times > 1] == []


@pytest.mark.parametrize(
    "path",
    # The outcomes of the CSF are NIST's own text, in the public domain.
    [path for path in sorted(PACK.glob("*/*.yaml")) if path.name != "nist-csf.yaml"],
    ids=lambda path: path.name,
)
def test_nothing_is_written_in_the_words_of_a_copyrighted_text(path: Path) -> None:
    assert THEIR_WORDS.findall(path.read_text()) == []


def test_the_pack_loads_within_half_a_second_from_its_cache(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    load_content(None, (), compile_lines, cache=tmp_path)
    started = time.perf_counter()
    load_content(None, (), compile_lines, cache=tmp_path)
    seconds = time.perf_counter() - started
    with capsys.disabled():
        sys.stdout.write(f"\nthe pack loads in {seconds * 1000:.0f} ms from its cache\n")

    assert seconds < 0.5


def test_every_cloud_service_is_seen_in_tables_that_a_source_fills() -> None:
    tables = catalogue()
    assert {table for service in pack().cloud_services for table in service.tables if table not in tables} == set()


def test_what_is_said_of_cloud_services_never_claims_a_providers_certificate_for_us() -> None:
    services = pack().cloud_services
    said = [text for one in services for text in (one.provider_does, one.company_does)]
    said += [text for one in services for line in one.controls for text in (line.provider_does, line.company_does)]
    said += [text for control in annex() for text in (control.provider_does, control.company_does)]
    assert [text for text in said if "inherit" in text.lower() or "we are certified" in text.lower()] == []


def test_every_recommendation_of_cis_that_can_be_automated_has_a_check() -> None:
    (cis,) = (framework for framework in pack().frameworks if framework.id == "cis-aws")
    automated = {one.id for one in cis.requirements if one.group.endswith("automated")}
    assert len(automated) == 34
    checks = (PACK / "checks").rglob("*.sql")
    named = {number for path in checks for number in re.findall(r"cis-aws:([\d.]+)", path.read_text())}
    assert automated - named == set()
