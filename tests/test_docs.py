"""The documentation is held to the code: every verb, setting, table and link."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from holdfast.cli import app, register
from holdfast.collectors.reference import render
from holdfast.collectors.registry import catalogue, collectors

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.fixture(scope="module")
def verbs() -> set[str]:
    register()
    command = typer.main.get_command(app)
    return set(command.commands)  # type: ignore[attr-defined]  # a group has commands


def test_readme_names_every_verb_and_no_other(verbs: set[str]) -> None:
    told = set(re.findall(r"^\| `holdfast (\w+)` \|", (ROOT / "README.md").read_text(), re.MULTILINE))
    assert told == verbs


def test_reference_page_is_what_the_declarations_say() -> None:
    assert (ROOT / "docs/tables.md").read_text() == render(catalogue()), (
        "run: python -m holdfast.collectors.reference > docs/tables.md"
    )


def test_every_setting_of_the_environment_is_in_the_documentation() -> None:
    used = set(re.findall(r"HOLDFAST_[A-Z_]+", (ROOT / "src/holdfast/config.py").read_text()))
    told = set(re.findall(r"HOLDFAST_[A-Z_]+", "".join(page.read_text() for page in PAGES)))
    assert used <= told


def test_readme_shows_every_collector_in_the_map() -> None:
    text = (ROOT / "README.md").read_text()
    assert [c.source for c in collectors() if f"{c.source}/" not in text] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text()):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_paths_in_code_marks_exist(page: Path) -> None:
    for path in re.findall(r"`((?:src|docs|tests|bench)/[\w./-]+)`", page.read_text()):
        assert (ROOT / path).exists(), f"{page.name} names {path}"
