"""Other scanners' findings: taken whole or not at all, judged and owned like everything else."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from holdfast.checks.compile import compile_all
from holdfast.collectors.interface import Quiet
from holdfast.collectors.registry import catalogue, collectors
from holdfast.config import Settings
from holdfast.content.load import load_content
from holdfast.errors import Exit, UsageError
from holdfast.pipeline.collect import choose, collect_into
from holdfast.pipeline.evaluate import evaluate
from holdfast.pipeline.imports import Import
from holdfast.pipeline.runs import Company

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holdfast.collectors.findings import Finding
    from holdfast.content.files import CheckFile
    from holdfast.content.model import Check
    from holdfast.content.problems import Problem
    from holdfast.facts.tables import Catalogue
    from holdfast.pipeline.collect import SourceReport
    from holdfast.pipeline.evaluate import Evaluation

SAMPLES = Path(__file__).parent / "samples"
WEEK = timedelta(days=7)
SOURCES = ("ocsf", "asff", "sarif")
CATALOG = """
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: labels
  annotations: {github.com/project-slug: acme/labels}
spec: {type: service, owner: group:parcels, lifecycle: production}
"""


def found(source: str, file: Path) -> list[Finding]:
    (read,) = [one.findings for one in collectors() if one.source == source]
    assert read
    return list(read(file))


def only_ours(files: Iterable[CheckFile], tables: Catalogue) -> tuple[list[Check], list[Problem]]:
    return compile_all([file for file in files if "findings." in file.label], tables)


@dataclass
class Place:
    """A company that imports and judges, and whose clock we set."""

    folder: Path
    now: datetime = field(default=datetime(2026, 11, 24, 12, tzinfo=UTC))

    @property
    def company(self) -> Company:
        return Company(Settings(self.folder), clock=lambda: self.now)

    def take(self, source: str, file: Path, *, name: str = "one", repository: str = "") -> int:
        return self.company.take(source, Import(file, name, WEEK, repository))

    def run(self) -> tuple[dict[str, SourceReport], Evaluation]:
        """Collect all but AWS, and judge by the three checks of findings alone."""
        store = self.company.store(create=True)
        content = replace(
            load_content(self.folder, catalogue(), only_ours, cache=self.folder), frameworks=(), programs=()
        )
        chosen = choose(collectors(), content.company, [*SOURCES, "company", "backstage"])
        with store.lock(), store.begin("run", self.now) as draft:
            reports = collect_into(draft, chosen, content.company, folder=self.folder, now=self.now, progress=Quiet())
            evaluation = evaluate(store, draft, content, catalogue(), self.now)
            draft.commit(self.now)
        return {report.source: report for report in reports}, evaluation

    def results(self) -> dict[str, str]:
        store = self.company.store()
        manifest = store.head()
        assert manifest
        words = {0: "fail", 1: "unknown", 2: "pass", 3: "not applicable"}
        with store.reading(manifest) as reading:
            rows = reading.engine.rows(
                "SELECT s.name, r.status FROM results r JOIN subjects s USING (subject_id)"
                " JOIN checks c USING (check_no) WHERE c.check_id LIKE 'findings.%'"
            )
        return {str(name): words[int(str(status))] for name, status in rows}

    def owners(self) -> dict[str, tuple[str, str]]:
        store = self.company.store()
        manifest = store.head()
        assert manifest
        with store.reading(manifest) as reading:
            rows = reading.engine.rows("SELECT name, service, team FROM subjects WHERE kind LIKE '%_finding'")
        return {str(name): (str(service), str(team)) for name, service, team in rows}

    def hashes(self) -> list[str]:
        manifest = self.company.store().head()
        assert manifest
        return [manifest.tables[f"{source}_finding"].hash for source in SOURCES]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    service = tmp_path / "acme/services/labels"
    service.mkdir(parents=True)
    (tmp_path / "acme/holdfast.yaml").write_text("name: Acme")
    (tmp_path / "acme/teams.yaml").write_text("- {id: parcels, title: Parcels}\n")
    (service / "catalog-info.yaml").write_text(CATALOG)
    return Place(tmp_path / "acme")


def test_bandit_and_semgrep_are_read_from_sarif() -> None:
    bandit, semgrep = found("sarif", SAMPLES / "bandit.sarif"), found("sarif", SAMPLES / "semgrep.sarif")
    assert [(one.scanner, one.rule, one.severity, one.status, one.location) for one in (*bandit, *semgrep)] == [
        ("Bandit", "B404", "low", "open", "app/settings.py:1"),
        ("Bandit", "B105", "low", "open", "app/settings.py:3"),
        ("Bandit", "B602", "high", "open", "app/settings.py:7"),
        ("Semgrep OSS", "no-shell", "high", "open", "app/settings.py:7"),
    ]


@pytest.mark.parametrize("source", ["ocsf", "asff"])
def test_prowler_is_read_in_both_of_its_formats_without_what_passed(source: str) -> None:
    findings = found(source, SAMPLES / f"prowler.{source}.json")
    assert [(one.severity, one.status, one.resource, one.account_id) for one in findings] == [
        ("high", "open", "arn:aws:s3:::acme-parcels", "123456789012"),
        ("medium", "open", "arn:aws:s3:::acme-parcels", "123456789012"),
    ]


def test_ocsf_may_be_a_record_a_line_and_asff_security_hubs_answer(tmp_path: Path) -> None:
    lines, answer = tmp_path / "lines.json", tmp_path / "answer.json"
    lines.write_text("\n".join(json.dumps(one) for one in json.loads((SAMPLES / "prowler.ocsf.json").read_text())))
    answer.write_text(f'{{"Findings": {(SAMPLES / "prowler.asff.json").read_text()}, "NextToken": "x"}}')
    assert found("ocsf", lines) == found("ocsf", SAMPLES / "prowler.ocsf.json")
    assert found("asff", answer) == found("asff", SAMPLES / "prowler.asff.json")


def sarif(*results: dict[str, object], rules: object = (), version: str = "2.1.0") -> str:
    tool = {"driver": {"name": "Looker", "rules": rules or []}}
    return json.dumps({"version": version, "runs": [{"results": list(results), "tool": tool}]})


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ({"level": "error"}, ("high", "open")),
        ({}, ("medium", "open")),
        ({"level": "none"}, ("info", "open")),
        ({"properties": {"security-severity": "9.1"}}, ("critical", "open")),
        ({"suppressions": [{"kind": "inSource"}]}, ("medium", "suppressed")),
        ({"suppressions": [{"kind": "external", "status": "rejected"}]}, ("medium", "open")),
        ({"baselineState": "absent"}, ("medium", "resolved")),
        ({"kind": "review"}, ("medium", None)),
    ],
)
def test_sarif_says_how_grave_and_whether_open(
    tmp_path: Path, result: dict[str, object], expected: tuple[str, str | None]
) -> None:
    file = tmp_path / "a.sarif"
    file.write_text(sarif({"ruleId": "r", "message": {"text": "x"}, **result}, {"kind": "pass", "ruleId": "r"}))
    assert [(one.severity, one.status) for one in found("sarif", file)] == [expected]


def test_findings_are_judged_by_the_companys_deadline_and_owned_by_their_repository(place: Place) -> None:
    place.now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    place.take("sarif", SAMPLES / "semgrep.sarif", repository="https://github.com/acme/labels.git")
    place.run()
    assert place.results() == {"no-shell in app/settings.py:7": "pass"}
    assert place.owners() == {"no-shell in app/settings.py:7": ("labels", "parcels")}
    place.now += timedelta(days=200)
    place.take("sarif", SAMPLES / "semgrep.sarif", repository="https://github.com/acme/labels.git")
    place.run()
    assert place.results() == {"no-shell in app/settings.py:7": "fail"}


def test_importing_a_file_again_changes_nothing(place: Place) -> None:
    for source, name in (("sarif", "semgrep.sarif"), ("ocsf", "prowler.ocsf.json"), ("asff", "prowler.asff.json")):
        place.take(source, SAMPLES / name)
    place.run()
    before = place.hashes()
    place.now += timedelta(days=1)
    for source, name in (("sarif", "semgrep.sarif"), ("ocsf", "prowler.ocsf.json"), ("asff", "prowler.asff.json")):
        place.take(source, SAMPLES / name)
    _, evaluation = place.run()
    assert place.hashes() == before
    assert evaluation.changed == 0


def test_file_that_was_not_made_anew_in_time_makes_what_it_said_unknown(place: Place) -> None:
    place.take("ocsf", SAMPLES / "prowler.ocsf.json")
    place.run()
    assert set(place.results().values()) == {"pass"}
    place.now += timedelta(days=8)
    place.take("ocsf", SAMPLES / "prowler.ocsf.json")  # the same old scan again makes it no younger
    reports, _ = place.run()
    assert reports["ocsf"].exit is Exit.SOURCE_UNREAD
    assert set(place.results().values()) == {"unknown"}
    assert len(place.results()) == 3, "the two findings, and the scope that stands for what nobody saw"


def test_without_an_import_nothing_is_claimed_and_nothing_is_unread(place: Place) -> None:
    reports, _ = place.run()
    assert place.results() == {}
    assert all(reports[source].exit is Exit.GOOD for source in SOURCES)


BROKEN = {
    "truncated": ("sarif", (SAMPLES / "bandit.sarif").read_text()[:-900], "no whole JSON"),
    "not JSON": ("ocsf", "rule,severity\n1,high\n", "no JSON"),
    "empty": ("sarif", "", "no whole JSON"),
    "another format": ("ocsf", (SAMPLES / "semgrep.sarif").read_text(), "record 1: this is no OCSF finding"),
    "no findings' list": ("asff", '{"version": "2.1.0"}', "this is no ASFF"),
    "old SARIF": ("sarif", sarif(version="2.0.0"), "no SARIF 2.1.0"),
    "unknown level": (
        "sarif",
        sarif({"ruleId": "a", "message": {"text": "x"}}, {"ruleId": "b", "level": "dire"}),
        r"runs\[0\].results\[1\]: the level 'dire'",
    ),
    "unknown severity": (
        "ocsf",
        '[{"category_uid": 2, "severity_id": 42, "finding_info": {"uid": "x"}}]',
        "record 1: the severity_id 42",
    ),
    "unnamed": ("ocsf", '[{"category_uid": 2, "severity_id": 4}]', "record 1: the finding has no finding_info.uid"),
}


@pytest.mark.parametrize(("source", "written", "told"), BROKEN.values(), ids=BROKEN)
def test_file_that_is_not_right_changes_nothing_and_says_where(
    place: Place, tmp_path: Path, source: str, written: str, told: str
) -> None:
    good = {"sarif": "bandit.sarif", "ocsf": "prowler.ocsf.json", "asff": "prowler.asff.json"}[source]
    place.take(source, SAMPLES / good)
    kept = {path: path.read_bytes() for path in (place.folder / ".holdfast/imports").rglob("*") if path.is_file()}
    bad = tmp_path / "bad.json"
    bad.write_text(written)
    with pytest.raises(UsageError, match=told) as refused:
        place.take(source, bad)
    assert refused.value.exit is Exit.WRONG_USE
    now = {path: path.read_bytes() for path in (place.folder / ".holdfast/imports").rglob("*") if path.is_file()}
    assert now == kept


def test_file_is_read_as_a_stream_and_never_held_whole(tmp_path: Path) -> None:
    file = tmp_path / "endless.json"
    one = {"category_uid": 2, "severity_id": 4, "finding_info": {"uid": "x", "title": "t" * 10_000}}
    file.write_text("[" + ",".join(json.dumps(one) for _ in range(50)) + ", and then it breaks")
    (read,) = [collector.findings for collector in collectors() if collector.source == "ocsf"]
    assert read
    findings = read(file)
    assert next(findings).key == "x"
    with pytest.raises(UsageError, match="no whole JSON"):
        list(findings)


def test_damaged_import_is_unread_and_not_empty(place: Place) -> None:
    place.take("sarif", SAMPLES / "bandit.sarif")
    (kept,) = (place.folder / ".holdfast/imports/sarif").iterdir()
    kept.write_text(kept.read_text()[:-40])
    reports, _ = place.run()
    assert [one.error for one in reports["sarif"].unread] == ["the import one is damaged; import its file again"]


def test_newer_file_closes_what_it_does_not_name(place: Place, tmp_path: Path) -> None:
    place.take("sarif", SAMPLES / "bandit.sarif")
    place.run()
    newer = tmp_path / "newer.sarif"
    text = json.loads((SAMPLES / "bandit.sarif").read_text())
    text["runs"][0]["results"] = text["runs"][0]["results"][:1]
    newer.write_text(json.dumps(text))
    place.take("sarif", newer)
    place.run()
    assert place.results() == {"B404 in app/settings.py:1": "pass"}
    shutil.rmtree(place.folder / ".holdfast/imports")
    place.run()
    assert place.results() == {}
