"""The register on the command line: listed, shown, and said in money by the same seed."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

TELL = """
import sys
from pathlib import Path
from holdfast.demo.story import settle
from holdfast.web.start import prepare
folder = Path(sys.argv[1])
settle(folder)
prepare(folder)
from holdfast.content.load import load_intent
from holdfast.demo.records import tell
assert tell(load_intent(folder))
"""
MAIN = "from holdfast.cli import main; main()"


@pytest.fixture(scope="module")
def papermoon(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("papermoon")
    subprocess.run([sys.executable, "-c", TELL, str(folder)], check=True)  # noqa: S603  our own
    return folder


def risk(papermoon: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", MAIN, "risk", *words, "--company", str(papermoon)]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  our own


def test_risks_are_listed_the_gravest_first_and_by_standing(papermoon: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(risk(papermoon, "list", "--format", "csv").stdout)))
    assert len(rows) == 13
    assert (rows[0]["standing"], rows[0]["level"], rows[0]["likelihood"]) == ("unrated", "", "")
    assert rows[1]["level"] == "high"
    late = json.loads(risk(papermoon, "list", "--standing", "late", "--format", "json").stdout)
    assert [row["title"] for row in late] == ["Originals are deleted and cannot be brought back"]
    assert risk(papermoon, "list", "--standing", "odd").returncode == 2


def test_one_risk_is_shown_with_what_is_done(papermoon: Path) -> None:
    shown = json.loads(risk(papermoon, "show", "r-2", "--format", "json").stdout)[0]
    assert shown["owner"] == "Calla Winterbourne"
    assert "Copies in an account of their own" in shown["treatments"]
    assert risk(papermoon, "show", "R-99").returncode == 2
    assert risk(papermoon, "show", "R-2", "--as-of", "2020-01-01").returncode == 2


def test_money_is_the_same_by_the_same_seed(papermoon: Path) -> None:
    words = ("quantify", "--trials", "5000", "--seed", "3", "--format", "json")
    first, second = risk(papermoon, *words), risk(papermoon, *words)
    assert first.returncode == 0, first.stderr
    assert first.stdout == second.stdout
    assert "above the appetite" in first.stderr
    assert len(json.loads(first.stdout)) == 12
