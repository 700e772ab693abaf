from __future__ import annotations

import os
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from written_companies import compile_lines, load, write_company

from holdfast.config import cache_folder
from holdfast.content.compiled import content_from_json, content_to_json
from holdfast.content.files import CheckFile
from holdfast.content.load import DEFAULT_DEADLINES, load_content, load_intent
from holdfast.content.model import Check

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from holdfast.content.model import Content, Requirement
    from holdfast.content.problems import Problem


WHOLE = {
    "holdfast": "name: Acme\nabout: Invoices.\nsources:\n  aws: {regions: [eu-west-1]}\n  other:\n",
    "teams": "- {id: web, title: Web}",
    "people": "- {id: p001, name: Maya Chen, email: maya@acme.example, team: web, roles: [champion]}",
    "deadlines": """
        - {effective: 2026-06-01, critical: 3, high: 14, medium: 60, low: 120}
        - {effective: 2025-01-01, critical: 7, high: 30, medium: 90, low: 180}
    """,
    "scope": """
        statement: Everything that serves customers.
        approved_by: p001
        approved_on: 2026-01-15
        climate_considered: Heat may stop a data centre.
        issues: [{id: growth, kind: internal, title: Growth, about: We double each year.}]
        parties: [{id: customers, title: Customers, requirements: [Keep data private.]}]
        rules: [{kind: account, match: "9*", inside: false, reason: Sandbox without data.}]
    """,
    "ownership": "- {service: shop, account: '111111111111'}",
    "applicability": "- {control: A.8.30, applicable: false, reason: We write all code ourselves.}",
    "attestations__a": "[{id: a, control: A.5.1/designed, statement: Yes., by: p001, effective: 2026-02-01}]",
    "assurances__a": """
        id: aws-iso
        provider: AWS
        title: ISO 27001
        period_start: 2025-12-01
        period_end: 2028-11-30
        reviewed_by: p001
        reviewed_on: 2026-01-10
    """,
}


def requirement(content: Content, framework: str, name: str) -> Requirement:
    found = next(one for one in content.frameworks if one.id == framework)
    return next(one for one in found.requirements if one.id == name)


def test_a_whole_company_is_read(tmp_path: Path) -> None:
    content = load(write_company(tmp_path, **WHOLE))

    acme = content.company
    assert acme.name == "Acme"
    assert [(source.name, source.settings) for source in acme.sources] == [
        ("aws", {"regions": ["eu-west-1"]}),
        ("other", {}),
    ]
    assert acme.scope
    assert acme.scope.rules[0].reason == "Sandbox without data."
    assert [line.critical for line in acme.deadlines] == [7, 3]
    assert acme.people[0].roles == ("champion",)
    assert acme.attestations[0].control == "A.5.1/designed"
    assert acme.assurances[0].provider == "AWS"
    assert acme.applicability[0].applicable is False


def test_a_name_alone_is_enough(tmp_path: Path) -> None:
    content = load(write_company(tmp_path))

    assert content.company.deadlines == (DEFAULT_DEADLINES,)
    assert content.company.scope is None
    assert len(content.frameworks) >= 4


def test_without_a_company_the_pack_stands_alone(tmp_path: Path) -> None:
    content = load(None, tmp_path)

    assert not content.company.people
    assert [program.order for program in content.programs] == sorted(program.order for program in content.programs)


@pytest.mark.parametrize("name", ["teams", "people", "ownership", "applicability", "deadlines"])
def test_an_empty_list_says_none_yet(tmp_path: Path, name: str) -> None:
    assert load(write_company(tmp_path, **{name: "# nobody yet\n"})).company.name == "Acme"


def test_a_program_of_the_company_replaces_the_packs(tmp_path: Path) -> None:
    text = "{id: privacy, title: Data care, area: Data, charter: Ours., team: web, lead: Data lead, practices: []}"

    content = load(write_company(tmp_path, teams="- {id: web, title: Web}", programs__mine=text))

    titles = {program.id: program.title for program in content.programs}
    assert titles["privacy"] == "Data care"
    assert len(titles) == 7


def test_a_program_of_the_company_may_say_only_what_differs(tmp_path: Path) -> None:
    text = "- {id: privacy, team: legal, lead: Data protection officer}\n- {id: people-culture, team: legal}\n"

    content = load(write_company(tmp_path, teams="- {id: legal, title: Legal}", programs__ours=text))

    programs = {program.id: program for program in content.programs}
    assert (programs["privacy"].team, programs["privacy"].lead) == ("legal", "Data protection officer")
    assert programs["privacy"].title == "Privacy"
    assert len(programs["privacy"].practices) >= 5
    assert programs["people-culture"].lead == "Head of security culture"
    assert [program.order for program in content.programs] == [1, 2, 3, 4, 5, 6, 7]


def test_a_framework_of_the_company_changes_only_what_it_names(tmp_path: Path) -> None:
    text = """
        id: iso27001
        requirements:
          - id: A.5.1
            title: Policies
            intent: Ours.
            aspects: [{id: designed, shows: It is., by: [attestation], max_age: 90}]
          - {id: A.X.1, title: Ours as well}
    """

    content = load(write_company(tmp_path, frameworks__mine=text))

    changed = requirement(content, "iso27001", "A.5.1")
    assert changed.intent == "Ours."
    assert changed.aspects[0].max_age == timedelta(days=90)
    assert requirement(content, "iso27001", "A.5.2").title == "Information security roles and responsibilities"
    assert requirement(content, "iso27001", "A.X.1").title == "Ours as well"
    assert next(one for one in content.frameworks if one.id == "iso27001").issuer == "ISO and IEC"


def test_a_framework_of_its_own_is_added(tmp_path: Path) -> None:
    text = """
        id: acme-rules
        title: Our rules
        version: "1"
        issuer: Acme
        licence: ours
        requirements: [{id: "1", title: One, through: ["A.5.1", "soc2:CC1.1"]}]
    """

    content = load(write_company(tmp_path, frameworks__mine=text))

    assert requirement(content, "acme-rules", "1").through == ("A.5.1", "soc2:CC1.1")


def test_a_check_of_the_company_replaces_the_packs_of_the_same_id(tmp_path: Path) -> None:
    folder = write_company(tmp_path, checks__org__mine="id: org.team.has_people\ntitle: Ours\n")

    def both(files: Sequence[CheckFile], tables: object) -> tuple[list[Check], list[Problem]]:
        mine, problems = compile_lines(files, tables)
        if files[0].from_company:
            return mine, problems
        header = compile_lines([CheckFile("x", "id: org.team.has_people", from_company=True)], tables)[0][0].header
        return [Check(header, "S", "S", (), "pack/x.sql")], problems

    checks = load_content(folder, (), both, cache=tmp_path / "cache").checks

    assert [(check.id, check.from_company) for check in checks] == [("org.team.has_people", True)]


def test_the_intent_is_the_same_without_checks(tmp_path: Path) -> None:
    folder = write_company(tmp_path, **WHOLE, checks__broken="nothing")

    intent = load_intent(folder)

    assert intent.company.name == "Acme"
    assert intent.checks == ()


class TestCache:
    def test_a_second_load_is_the_same_and_compiles_nothing(self, tmp_path: Path) -> None:
        folder = write_company(tmp_path, **WHOLE, checks__a="id: acme.one\n")
        first = load(folder)

        def never(*_: object) -> tuple[list[Check], list[Problem]]:
            raise AssertionError("compiled again")

        assert load_content(folder, (), never, cache=folder / ".holdfast" / "cache") == first

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("teams.yaml", "- {id: web, title: Other}"),
            ("checks/a.sql", "id: acme.one\ntitle: Other\n"),
            ("checks/b.sql", "id: acme.two\n"),
            ("attestations/b.yaml", "[]"),
        ],
    )
    def test_a_changed_or_new_file_is_seen_even_of_the_same_time(self, tmp_path: Path, name: str, text: str) -> None:
        folder = write_company(tmp_path, **WHOLE, checks__a="id: acme.one\n")
        before = load(folder)
        old = folder / name
        stat = old.stat() if old.exists() else None
        old.write_text(text)
        if stat:
            os.utime(old, ns=(stat.st_atime_ns, stat.st_mtime_ns))

        after = load(folder)

        assert (after != before) is (text != "[]")

    def test_a_removed_file_is_seen(self, tmp_path: Path) -> None:
        folder = write_company(tmp_path, **WHOLE, checks__a="id: acme.one\n")
        assert load(folder).checks
        (folder / "checks" / "a.sql").unlink()

        assert not load(folder).checks

    def test_other_tables_compile_anew(self, tmp_path: Path) -> None:
        folder = write_company(tmp_path, checks__a="id: acme.one\n")
        seen: list[object] = []

        def counting(files: Sequence[CheckFile], tables: object) -> tuple[list[Check], list[Problem]]:
            seen.append(tables)
            return compile_lines(files, tables)

        for tables in (("a",), ("a",), ("b",)):
            load_content(folder, tables, counting, cache=tmp_path / "cache")

        assert seen == [("a",), ("a",), ("b",), ("b",)]  # the pack's checks, and the company's

    @pytest.mark.parametrize("junk", [b"", b"\n", b"not a cache", b"\xff" * 100])
    def test_a_broken_cache_is_ignored_and_written_again(self, tmp_path: Path, junk: bytes) -> None:
        folder = write_company(tmp_path, **WHOLE)
        first = load(folder)
        cache = folder / ".holdfast" / "cache" / "content.json"
        good = cache.read_bytes()
        for broken in (junk, good[:-200], good[:64] + b"\n{}"):
            cache.write_bytes(broken)
            assert load(folder) == first
            assert cache.read_bytes() != broken

    def test_an_edit_of_the_company_does_not_compile_the_packs_checks_again(self, tmp_path: Path) -> None:
        folder = write_company(tmp_path, checks__a="id: acme.one\n")
        seen: list[bool] = []

        def counting(files: Sequence[CheckFile], tables: object) -> tuple[list[Check], list[Problem]]:
            seen.append(files[0].from_company)
            return compile_lines(files, tables)

        for title in ("One", "Two"):
            (folder / "checks" / "a.sql").write_text(f"id: acme.one\ntitle: {title}\n")
            load_content(folder, (), counting, cache=tmp_path / "cache")

        assert seen == [False, True, True]

    def test_a_cache_that_cannot_be_written_does_no_harm(self, tmp_path: Path) -> None:
        folder = write_company(tmp_path, **WHOLE)
        (folder / ".holdfast").write_text("a file where the folder would be")

        assert load(folder).company.name == "Acme"

    def test_it_is_for_its_owner_alone_and_leaves_nothing_beside_it(self, tmp_path: Path) -> None:
        folder = write_company(tmp_path, **WHOLE)
        load(folder)

        files = list((folder / ".holdfast" / "cache").iterdir())
        assert sorted(file.name for file in files) == ["content.json", "pack-checks.json"]
        assert all(file.stat().st_mode & 0o077 == 0 for file in files)

    def test_many_at_once_disturb_nobody(self, tmp_path: Path) -> None:
        folder = write_company(tmp_path, **WHOLE)
        found: list[Content] = []
        threads = [threading.Thread(target=lambda: found.append(load(folder))) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(found) == 6
        assert all(one == found[0] for one in found)

    def test_without_a_company_it_lies_where_the_user_keeps_caches(self, tmp_path: Path) -> None:
        assert cache_folder({"XDG_CACHE_HOME": str(tmp_path)}) == tmp_path / "holdfast"
        assert cache_folder({"XDG_CACHE_HOME": "relative"}).parts[-2:] == (".cache", "holdfast")


class TestJson:
    def test_it_comes_back_the_same_but_for_peoples_names(self, tmp_path: Path) -> None:
        content = load(write_company(tmp_path, **WHOLE, checks__a="id: acme.one\n"))

        text = content_to_json(content)
        again = content_from_json(text)

        assert b"Maya" not in text
        assert b"maya@" not in text
        assert again.company.people[0].name == "p001"
        assert again.company.people[0].email == ""
        assert again.frameworks == content.frameworks
        assert again.checks == content.checks
        assert again.company.scope == content.company.scope
        assert content_to_json(again) == text

    def test_what_is_no_content_is_refused(self) -> None:
        with pytest.raises(ValueError, match="Content"):
            content_from_json(b"{}")
