from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from written_companies import load, problems_of, write_company

from holdfast.content.problems import ContentError
from holdfast.errors import Exit

if TYPE_CHECKING:
    from pathlib import Path


def test_a_folder_without_holdfast_yaml_is_told_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as caught:
        load(tmp_path)

    text = str(caught.value)
    assert "holdfast.yaml" in text
    assert "holdfast demo" in text
    assert "name: Acme" in text
    assert caught.value.exit is Exit.WRONG_USE


def test_all_problems_of_all_files_are_told_at_once_in_order(tmp_path: Path) -> None:
    folder = write_company(
        tmp_path,
        holdfast="nam: Acme",
        teams="- {id: Web Team, title: Web}\n- {id: data}\n",
        people="- {id: p001, name: Jo, email: jo@acme.example, team: nobody}\n",
        ownership="a: b: c\n",
        applicability="- {control: A.5.99}\n",
        attestations__one="control: A.5.1/desined\n",
    )

    told = problems_of(folder)

    assert told == sorted(told)
    assert {line.split(":")[0] for line in told} == {
        "applicability.yaml",
        "attestations/one.yaml",
        "holdfast.yaml",
        "ownership.yaml",
        "teams.yaml",
    }
    assert any("holdfast.yaml:1: `nam` is not a field here\n    Did you mean `name`?" in line for line in told)
    assert any("teams.yaml:2: `title` is missing" in line for line in told)


def test_what_refers_to_a_broken_file_is_not_blamed(tmp_path: Path) -> None:
    folder = write_company(
        tmp_path,
        teams="- id: web\n  title: [Web\n",
        people="- {id: p001, name: Jo, email: jo@acme.example, team: web}\n",
    )

    assert [line.split(":")[0] for line in problems_of(folder)] == ["teams.yaml"]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("teams", "web: Web\n", "teams.yaml:1: the file must hold a list"),
        ("teams", "- web\n", "teams.yaml:1: this entry must be fields with values, not 'web'"),
        ("teams", "- {id: web, title: 4.10}\n", 'Put it in quotes: "4.10".'),
        ("teams", "- {id: web, title: ''}\n", "`title` must not be empty"),
        ("scope", "", "scope.yaml: the file is empty"),
        ("holdfast", "", "holdfast.yaml: the file is empty"),
        ("holdfast", "- name: Acme\n", "must be fields with values"),
        ("holdfast", "name: Acme\nsources: aws\n", "holdfast.yaml:2: `sources` must be fields with values"),
        (
            "holdfast",
            "name: Acme\nsources:\n  aws:\n    secret_access_key: abc\n",
            "holdfast.yaml:4: `secret_access_key` would keep a secret in this file",
        ),
        ("deadlines", "- {effective: soon, critical: 7, high: 30, medium: 90, low: 180}\n", "must be a date"),
        (
            "deadlines",
            "- {effective: 2026-01-01, critical: 70, high: 30, medium: 90, low: 180}\n",
            "a graver finding has the longer deadline",
        ),
        (
            "deadlines",
            "- {effective: 2026-01-01, critical: 0, high: 30, medium: 90, low: 180}\n",
            "a deadline is at least one day",
        ),
        ("ownership", "- {service: shop}\n", "this rule has no condition"),
        ("ownership", "- {tag: owner=x}\n", "this rule names no owner"),
        ("ownership", "- {team: web, name: web-*}\n", "there is no team `web`"),
        ("applicability", "- {control: A.5.1/designed}\n", "applicability is said of a whole control"),
        ("applicability", "- {control: soc3:CC1.1}\n", "there is no framework `soc3`\n    Did you mean `soc2`?"),
        ("applicability", '- {control: "6.1"}\n', "`6.1` is a heading\n    Name one below it: 6.1.1, 6.1.2, 6.1.3."),
        ("applicability", "- {control: A.5.1}\n- {control: iso27001:A.5.1}\n", "defined a second time"),
        (
            "applicability",
            "- {control: A.5.1, implementation: done}\n",
            "`implementation` must be one of 'implemented', 'planned' or 'not implemented', not 'done'",
        ),
        (
            "assurances__a",
            (
                "{id: a, provider: AWS, title: SOC 2, period_start: 2026-01-01, period_end: 2025-01-01, "
                "reviewed_by: p9, reviewed_on: 2026-01-01}\n"
            ),
            "the period ends before it starts",
        ),
        (
            "assurances__a",
            "{id: a, provider: AWS, title: SOC 2, period_start: 2026-01-01, period_end: 2026-02-01, reviewed_by: p1}\n",
            "a review has a person and a day",
        ),
        (
            "assurances__a",
            "{id: a, provider: AWS, title: ISO, period_start: 2026-01-01, period_end: 2026-02-01, opinion: adverse}\n",
            "a certificate has neither an opinion nor a bridge letter",
        ),
        (
            "assurances__a",
            "{id: a, provider: AWS, title: A, period_start: 2026-01-01, period_end: 2026-02-01, services: [dynamo]}\n",
            "there is no cloud service `dynamo`\n    Did you mean `dynamodb`?",
        ),
        (
            "assurances__a",
            (
                "{id: a, provider: AWS, title: ISO, period_start: 2026-01-01, period_end: 2026-02-01, "
                "qualifications: [{note: Oh., controls: [A.9.99]}]}\n"
            ),
            "there is no control `A.9.99`",
        ),
        (
            "assurances__a",
            (
                "{id: a, provider: AWS, title: ISO, period_start: 2026-01-01, period_end: 2026-02-01, "
                "user_controls: [{id: mfa, asks: Use it., check: acme.nothing}]}\n"
            ),
            "there is no check `acme.nothing`",
        ),
        (
            "responsibility__a",
            (
                "{id: fax, title: Fax, provider: AWS, tables: [aws_fax], provider_does: Sends., company_does: Reads., "
                "controls: [{control: A.9.99}]}\n"
            ),
            "there is no control `A.9.99`",
        ),
        (
            "attestations__a",
            "{id: a, control: A.5.1, statement: Yes., by: p9, effective: 2026-01-01}\n",
            "Write, for example, A.5.1/designed.",
        ),
        (
            "attestations__a",
            "{id: a, control: A.8.24/at-rest, statement: Yes., by: p9, effective: 2026-01-01}\n",
            "`A.8.24/at-rest` cannot be shown by an attestation, only by check",
        ),
        (
            "attestations__a",
            "{id: a, control: A.5.1/designed, statement: Yes., by: p9, effective: 2026-01-01}\n",
            "there is no person `p9`",
        ),
        ("programs__a", "{id: a, title: A, area: a, charter: c, team: x, lead: l, practices: []}\n", "no team `x`"),
        ("checks__a", "id: acme.one\ncontrols: A.8.333\n", "checks/a.sql:2: there is no control `A.8.333` in iso27001"),
        ("checks__a", "id: acme.one\ncontrols: A.5.1/desined\n", "control `A.5.1` has no aspect `desined`"),
        ("checks__a", "id: acme.one\ncontrols: A.5.1/designed\n", "cannot be shown by a check, only by attestation"),
        ("checks__a", "id: acme.one\ncontrols: soc2:CC6.1/operates\n", "has no aspect `operates`\n    Leave the"),
        (
            "checks__a",
            "id: acme.one\nprogram: privcy\n",
            "checks/a.sql:2: there is no program `privcy`\n    Did you mean",
        ),
        ("frameworks__a", "{id: acme, title: A}\n", "`version` is missing"),
        (
            "frameworks__a",
            "id: soc2\nrequirements:\n  - {id: X1, title: X, through: [iso27001:A.9.1]}\n",
            "frameworks/a.yaml:3: there is no control `A.9.1` in iso27001",
        ),
        (
            "frameworks__a",
            "id: soc2\nrequirements:\n  - {id: X1, title: X, program: nope}\n",
            "there is no program `nope`",
        ),
        ("frameworks__a", "id: soc2\nrequirements:\n  - {id: X1, title: X, parent: X}\n", "there is no `X` here"),
        ("frameworks__a", "id: soc2\nrequirements:\n  - {id: X, title: X}\n  - {id: X, title: Y}\n", "more than once"),
    ],
)
def test_a_wrong_entry_is_told_with_its_place(tmp_path: Path, name: str, text: str, expected: str) -> None:
    told = "\n".join(problems_of(write_company(tmp_path, **{name: text})))

    assert expected in told


def test_text_that_is_not_utf8_is_told_with_its_line(tmp_path: Path) -> None:
    told = problems_of(write_company(tmp_path, teams=b"- id: web\n  title: Caf\xe9\n"))

    assert told[0].startswith("teams.yaml:2: the file is not UTF-8 text")


def test_a_check_that_is_not_utf8_is_told_too(tmp_path: Path) -> None:
    assert (
        "checks/a.sql:1: the file is not UTF-8 text" in problems_of(write_company(tmp_path, checks__a=b"\xff\xfe"))[0]
    )


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    folder = write_company(tmp_path, teams=b"\xef\xbb\xbf- {id: web, title: Web}\n")

    assert load(folder).company.teams[0].id == "web"


def test_a_folder_named_like_a_file_is_told(tmp_path: Path) -> None:
    folder = write_company(tmp_path)
    (folder / "teams.yaml").mkdir()
    (folder / "attestations" / "x.yaml").mkdir(parents=True)

    told = problems_of(folder)

    assert [line.split(":")[0] for line in told] == ["attestations/x.yaml", "teams.yaml"]
    assert all("this is a folder" in line for line in told)


def test_a_file_in_place_of_a_folder_is_told(tmp_path: Path) -> None:
    assert "programs: this is a file" in problems_of(_with(write_company(tmp_path), "programs", "x"))[0]


def test_names_that_are_nearly_right_are_told(tmp_path: Path) -> None:
    folder = _with(_with(write_company(tmp_path), "team.yaml", ""), "attestations/a.yml", "")

    told = problems_of(folder)

    assert "team.yaml: this file is not read\n    Rename it to `teams.yaml`, or move it away." in told
    assert any(line.startswith("attestations/a.yml: files that end in .yml are not read") for line in told)


def test_a_link_to_nowhere_is_told(tmp_path: Path) -> None:
    folder = write_company(tmp_path)
    (folder / "teams.yaml").symlink_to(folder / "gone.yaml")

    assert "teams.yaml: the file cannot be read" in problems_of(folder)[0]


def test_two_of_one_id_are_told_with_both_places(tmp_path: Path) -> None:
    folder = write_company(
        tmp_path,
        teams="- {id: web, title: Web}\n- {id: web, title: Other}\n",
        attestations__a="{id: one, control: A.5.1/designed, statement: Yes., by: p1, effective: 2026-01-01}",
        attestations__b="{id: one, control: A.5.2/designed, statement: Yes., by: p1, effective: 2026-01-01}",
        people="- {id: p1, name: Jo, email: jo@acme.example, team: web}",
        checks__a="id: acme.one\n",
        checks__sub__b="title: Two\nid: acme.one\n",
    )

    told = "\n".join(problems_of(folder))

    assert "teams.yaml:2: team `web` is defined a second time; the first is at teams.yaml:1" in told
    assert "attestations/b.yaml:1: attestation `one` is defined a second time; the first is at attestations/a" in told
    assert "checks/sub/b.sql:2: check `acme.one` is defined a second time; the first is checks/a.sql" in told


def test_problems_of_compiling_checks_stand_beside_the_others(tmp_path: Path) -> None:
    told = problems_of(write_company(tmp_path, checks__a="nothing\n", teams="- {id: web}\n"))

    assert [line.split(":")[0] for line in told] == ["checks/a.sql", "teams.yaml"]


def _with(folder: Path, name: str, text: str) -> Path:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)
    return folder
