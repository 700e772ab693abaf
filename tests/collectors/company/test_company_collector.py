from __future__ import annotations

from datetime import UTC, datetime
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest

from holdfast.collectors.company import COLLECTOR
from holdfast.collectors.interface import Quiet, Request
from holdfast.content.problems import ContentError
from holdfast.facts.rows import to_arrow
from holdfast.facts.tables import State
from holdfast.pipeline.gathering import Gathered

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def write(root: Path, **files: str) -> Path:
    files.setdefault("holdfast", "name: Acme")
    for name, text in files.items():
        path = root / (name.replace("__", "/") + ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text))
    return root


def collect(root: Path) -> tuple[dict[str, list[dict[str, Any]]], Gathered]:
    gathered = Gathered()
    COLLECTOR.collect(Request(root, {}, NOW, Quiet()), gathered)
    return {table.name: gathered.table(table).to_pylist() for table in COLLECTOR.tables}, gathered


def test_a_company_that_says_nothing_has_rows_that_say_so(tmp_path: Path) -> None:
    rows, gathered = collect(write(tmp_path))

    assert rows["org_team"] == []
    assert rows["org_scope"][0]["written"] is False
    assert rows["org_scope"][0]["approved_on"] is None
    assert rows["org_scope"][0]["parties_unheard"] == []
    assert [(row["id"], row["days"], row["stated"]) for row in rows["org_deadline"]] == [
        ("critical", 7, False),
        ("high", 30, False),
        ("medium", 90, False),
        ("low", 180, False),
    ]
    assert len(rows["org_control"]) == 93
    assert all(row["applicable"] and not row["stated"] and row["reason"] == "" for row in rows["org_control"])
    assert len(rows["org_program"]) == 7
    assert {row.table: row.state for row in gathered.all_coverage} == dict.fromkeys(
        (table.name for table in COLLECTOR.tables), State.READ
    )


PEOPLE = """
    - {id: p001, name: Maya Chen, email: maya@acme.example, team: web, roles: [Champion, Head of privacy]}
    - {id: p002, name: Ali Noor, email: ali@acme.example, team: web}
"""


def test_people_are_rows_without_name_or_address(tmp_path: Path) -> None:
    rows, gathered = collect(
        write(tmp_path, people=PEOPLE, teams="[{id: web, title: Web}, {id: privacy, title: Privacy}]")
    )

    assert [(row["subject"], row["team"], row["roles"]) for row in rows["org_person"]] == [
        ("person:p001", "web", ["Champion", "Head of privacy"]),
        ("person:p002", "web", []),
    ]
    assert [(row["id"], row["people"], row["champions"]) for row in rows["org_team"]] == [
        ("web", 2, 1),
        ("privacy", 0, 0),
    ]
    program = next(row for row in rows["org_program"] if row["id"] == "privacy")
    assert (program["team"], program["leads"]) == ("privacy", 1)
    other = next(row for row in rows["org_program"] if row["id"] == "people-culture")
    assert (other["named_team"], other["team"], other["leads"]) == ("security-culture", "", 0)
    everything = str([gathered.table(table).to_pylist() for table in COLLECTOR.tables])
    assert "Maya" not in everything
    assert "@" not in everything


def test_a_program_is_led_by_its_title_or_by_a_program_lead_in_its_team(tmp_path: Path) -> None:
    people = """
        - {id: p001, name: A B, email: a@acme.example, team: web, roles: [program lead]}
        - {id: p002, name: C D, email: c@acme.example, team: legal, roles: [Program Lead, Head of privacy]}
    """
    programs = "[{id: privacy, team: legal}, {id: product-security, team: web}, {id: people-culture, team: idle}]"

    rows, _ = collect(
        write(
            tmp_path,
            people=people,
            programs__ours=programs,
            teams="[{id: web, title: Web}, {id: legal, title: Legal}, {id: idle, title: Idle}]",
        )
    )

    leads = {row["id"]: row["leads"] for row in rows["org_program"]}
    assert (leads["privacy"], leads["product-security"], leads["people-culture"]) == (1, 1, 0)
    assert leads["cloud-infrastructure"] == 0


def test_attestations_end_by_their_aspects_age_and_give_way_to_later_ones(tmp_path: Path) -> None:
    attestations = """
        - {id: old, control: A.8.13/restorable, statement: Restored., by: p001, effective: 2026-01-01}
        - {id: new, control: iso27001:A.8.13/restorable, statement: Restored., by: p001, effective: 2026-07-01}
        - {id: future, control: A.8.13/restorable, statement: Will be., by: p001, effective: 2027-07-01}
        - {id: other, control: A.8.13/designed, statement: It is., by: p002, effective: 2026-01-01}
    """

    rows, _ = collect(write(tmp_path, people=PEOPLE, teams="[{id: web, title: Web}]", attestations__a=attestations))

    found = {row["id"]: row for row in rows["org_attestation"]}
    assert found["new"]["requirement"] == "iso27001:A.8.13"
    assert found["new"]["aspect"] == "restorable"
    assert found["new"]["team"] == "web"
    assert found["new"]["expires"] == datetime(2026, 12, 28)  # noqa: DTZ001  facts are UTC without zone
    assert found["other"]["expires"] == datetime(2027, 1, 1)  # noqa: DTZ001  as above
    assert {name: row["superseded"] for name, row in found.items()} == {
        "old": True,
        "new": False,
        "future": False,
        "other": False,
    }


def test_a_providers_report_gives_way_to_that_of_a_later_period(tmp_path: Path) -> None:
    report = "provider: AWS, title: SOC 2 Type II, reviewed_by: p001, reviewed_on: 2026-06-01"
    assurances = f"""
        - {{id: a, {report}, period_start: 2025-04-01, period_end: 2025-09-30}}
        - {{id: b, {report}, period_start: 2025-10-01, period_end: 2026-03-31, controls: [A.7.1]}}
    """

    rows, _ = collect(write(tmp_path, people=PEOPLE, teams="[{id: web, title: Web}]", assurances__aws=assurances))

    assert [(row["id"], row["superseded"], row["controls"]) for row in rows["org_assurance"]] == [
        ("a", True, []),
        ("b", False, ["A.7.1"]),
    ]


def test_a_report_tells_of_the_time_that_its_letter_bridges_and_of_what_was_not_so(tmp_path: Path) -> None:
    said = "provider: AWS, period_start: 2025-10-01, period_end: 2026-09-30"
    assurances = f"""
        - id: soc
          provider: AWS
          kind: report
          title: SOC 2
          period_start: 2025-10-01
          period_end: 2026-09-30
          bridge: {{issued: 2026-10-10, until: 2026-12-31}}
          opinion: qualified
          qualifications: [{{note: Leavers kept access., controls: [A.5.18]}}]
          services: [s3, kms]
          regions: [eu-west-1]
          user_controls: [{{id: keys, asks: Guard keys.}}]
          reviewed_by: p001
          reviewed_on: 2026-10-20
        - {{id: all, kind: report, title: SOC 1, opinion: adverse, {said}}}
        - {{id: iso, title: ISO 27001, services: [s3], {said}}}
    """

    rows, _ = collect(write(tmp_path, people=PEOPLE, teams="[{id: web, title: Web}]", assurances__aws=assurances))

    soc, everything, iso = rows["org_assurance"]
    assert soc["covers_until"] == datetime(2026, 12, 31)  # noqa: DTZ001  facts are UTC without zone
    assert (soc["qualified_controls"], soc["user_controls_unshown"]) == (["A.5.18"], ["keys"])
    assert everything["qualified_controls"] == ["*"]
    assert (iso["reviewed"], iso["reviewed_on"], iso["reviewed_by"], iso["qualified_controls"]) == (False, None, "", [])
    named = [(row["subject"], row["service"], row["covered_region"]) for row in rows["org_assurance_service"]]
    assert named == [
        ("assurance:soc", "s3", "eu-west-1"),
        ("assurance:soc", "kms", "eu-west-1"),
        ("assurance:iso", "s3", "*"),
    ]


def test_what_an_auditor_found_stays_in_the_companys_folder(tmp_path: Path) -> None:
    assurances = """
        id: soc
        provider: AWS
        kind: report
        title: SOC 2
        period_start: 2025-10-01
        period_end: 2026-09-30
        qualifications: [{note: Leavers kept their access.}]
        user_controls: [{id: keys, asks: Guard the keys to the vault.}]
    """

    rows, _ = collect(write(tmp_path, people=PEOPLE, teams="[{id: web, title: Web}]", assurances__aws=assurances))

    assert "Leavers kept" not in str(rows)
    assert "the vault" not in str(rows)


def test_the_deadlines_in_force_are_those_of_the_run(tmp_path: Path) -> None:
    deadlines = """
        - {effective: 2025-01-01, critical: 5, high: 20, medium: 60, low: 90}
        - {effective: 2027-01-01, critical: 1, high: 2, medium: 3, low: 4}
    """

    rows, _ = collect(write(tmp_path, deadlines=deadlines))

    assert [(row["days"], row["stated"]) for row in rows["org_deadline"]] == [
        (5, True),
        (20, True),
        (60, True),
        (90, True),
    ]


def test_the_statement_of_applicability_has_a_row_for_each_control(tmp_path: Path) -> None:
    applicability = """
        - {control: A.8.30, applicable: false, reason: We write all code ourselves.}
        - {control: A.8.11, applicable: false}
        - {control: A.8.23, implementation: planned, reason: By June.}
    """

    rows, _ = collect(write(tmp_path, applicability=applicability))

    found = {row["id"]: row for row in rows["org_control"]}
    assert len(found) == 93
    assert (found["A.8.30"]["applicable"], found["A.8.30"]["reason"]) == (False, "We write all code ourselves.")
    assert (found["A.8.11"]["applicable"], found["A.8.11"]["reason"]) == (False, "")
    assert (found["A.8.23"]["implementation"], found["A.8.23"]["stated"]) == ("planned", True)


def test_ownership_rules_are_told_in_words(tmp_path: Path) -> None:
    rules = "[{service: shop, account: '111111111111', name: 'shop-*'}, {team: web, tag: team=web}]"

    rows, _ = collect(write(tmp_path, teams="[{id: web, title: Web}]", ownership=rules))

    assert [(row["subject"], row["title"]) for row in rows["org_ownership_rule"]] == [
        ("ownership-rule:1", "account 111111111111 and name shop-*"),
        ("ownership-rule:2", "tag team=web"),
    ]


def test_text_with_problems_is_no_facts_at_all(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"teams.yaml:1"):
        collect(write(tmp_path, teams="[{id: web}]"))


def test_every_row_fits_its_table_strictly(tmp_path: Path) -> None:
    rows, _ = collect(write(tmp_path, people=PEOPLE, teams="[{id: web, title: Web}]"))

    for table in COLLECTOR.tables:
        assert to_arrow(table, rows[table.name]).num_rows == len(rows[table.name])
