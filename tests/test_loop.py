"""What Holdfast is measured against, checks written by hand as a loop over objects, says the same as the pack's."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

BENCH = Path(__file__).parents[1] / "bench"

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _beside(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The benchmarks import each other as what they are: scripts in one folder."""
    monkeypatch.syspath_prepend(str(BENCH))
    yield
    for name in ("loop", "plain", "generate"):
        sys.modules.pop(name, None)


def test_the_loop_and_holdfast_give_the_same_verdicts(tmp_path: Path) -> None:
    import loop  # noqa: PLC0415  found only now
    import plain  # noqa: PLC0415  as above

    files = loop.facts(tmp_path / "store", 1_000)
    said = {name: verdicts(judge()) for name, way in loop.WAYS.items() for judge, verdicts in [way(files)]}
    ours = said.pop("holdfast")
    assert {check for check, _ in ours} == set(plain.CHECKS)
    for check in plain.CHECKS:
        statuses = {status for (name, _), status in ours.items() if name == check}
        assert {plain.PASS, plain.FAIL} <= statuses, f"{check} is not asked enough here"
    assert [theirs == ours for theirs in said.values()] == [True, True]
