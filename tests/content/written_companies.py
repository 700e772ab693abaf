"""Companies' folders written for a test, and loaded without the real compiler, which lies above."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from holdfast.content.load import load_content
from holdfast.content.model import Attack, Check, CheckHeader, Severity
from holdfast.content.problems import ContentError, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from holdfast.content.files import CheckFile
    from holdfast.content.model import Content


def compile_lines(files: Sequence[CheckFile], _tables: object) -> tuple[list[Check], list[Problem]]:
    """Stand in for the real compiler, which lies above: a header of four lines, and no SQL."""
    checks: list[Check] = []
    problems: list[Problem] = []
    for file in files:
        if not file.from_company:
            continue
        fields = dict(line.split(": ", 1) for line in file.text.strip().split("\n") if ": " in line)
        if "id" not in fields:
            problems.append(Problem(file.label, 1, "no header"))
            continue
        header = CheckHeader(
            id=fields["id"],
            title=fields.get("title", "A check"),
            severity=Severity.LOW,
            subject="org_team",
            program=fields.get("program", "privacy"),
            controls=tuple(fields.get("controls", "A.5.1").split(", ")),
            why="because",
            attack=Attack(text="somebody does", technique="T1078"),
            fix="mend it",
        )
        checks.append(Check(header, "SELECT 1", "SELECT 1", ("org_team",), file.label, from_company=True))
    return checks, problems


def write_company(where: Path, **files: str | bytes) -> Path:
    """Write a company's folder below ``where``; keys are paths with __ for / and no ending."""
    root = where / f"company{len(list(where.iterdir()))}"
    files.setdefault("holdfast", "name: Acme")
    for name, text in files.items():
        ending = ".sql" if name.startswith("checks__") else ".yaml"
        path = root / (name.replace("__", "/") + ending)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else dedent(text).encode())
    return root


def load(folder: Path | None, cache: Path | None = None) -> Content:
    """Load a company's folder, or the pack alone; the user's own cache is never touched."""
    if folder is not None:
        cache = cache or folder / ".holdfast" / "cache"
    return load_content(folder, (), compile_lines, cache=cache)


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(ContentError) as caught:
        load(folder)
    return [str(problem) for problem in caught.value.problems]
