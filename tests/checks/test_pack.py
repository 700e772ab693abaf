"""Every check of the pack: its cases, and the metamorphic NULL test. One check: -k its id."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from holdfast.checks import cases, null_test
from holdfast.checks.compile import compile_all, compile_check
from holdfast.collectors.registry import catalogue
from holdfast.content.files import PACK, CheckFile

if TYPE_CHECKING:
    from pathlib import Path

    from holdfast.content.model import Check

pytestmark = pytest.mark.minutes

FILES = sorted((PACK / "checks").rglob("*.sql"))
NAMES = [path.stem for path in FILES]


def written(path: Path) -> CheckFile:
    return CheckFile(str(path.relative_to(PACK)), path.read_text(), from_company=False)


@cache
def compiled(path: Path) -> Check:
    file = written(path)
    return compile_check(file.label, file.text, catalogue())


@cache
def loaded(path: Path) -> list[cases.Case]:
    beside = path.with_name(f"{path.stem}.test.yaml")
    assert beside.exists(), f"{path.name} has no tests; write {beside.name} beside it"
    return cases.load(str(beside.relative_to(PACK)), beside.read_text(), catalogue())


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_check_says_what_its_cases_expect(path: Path) -> None:
    check = compiled(path)
    wrong = [
        f"{path.stem}.test.yaml:{case.line}: {case.name}: {sentence}"
        for case in loaded(path)
        for sentence in cases.compare(case, cases.run(check, case, catalogue()))
    ]
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_cases_hold_a_pass_a_fail_and_an_unknown(path: Path) -> None:
    statuses = {one.status for case in loaded(path) for one in case.expect}
    missing = {"pass", "fail", "unknown"} - statuses
    assert not missing, f"no case of {path.stem} expects {', '.join(sorted(missing))}"


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_null_never_decides(path: Path) -> None:
    wrong = null_test.null_test(compiled(path), loaded(path), catalogue())
    assert not wrong, "\n" + "\n".join(wrong)


def test_pack_compiles_without_a_problem() -> None:
    checks, problems = compile_all([written(path) for path in FILES], catalogue())
    assert not problems, "\n" + "\n".join(map(str, problems))
    assert len({check.id for check in checks}) == len(FILES)
