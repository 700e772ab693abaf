"""Runs the tests that stand beside checks, wherever they live: ``holdfast checks test``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.checks import cases
from holdfast.checks.null_test import null_test
from holdfast.content.files import PACK
from holdfast.errors import HoldfastError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from holdfast.content.model import Check
    from holdfast.facts.tables import Catalogue


def failures(checks: Iterable[Check], catalogue: Catalogue, company: Path | None) -> Iterator[str]:
    """Yield a sentence, with file and line, for everything that the checks' own tests find wrong."""
    for check in checks:
        try:
            yield from _failures(check, catalogue, company)
        except HoldfastError as error:
            yield f"{check.source}: {error}"


def _failures(check: Check, catalogue: Catalogue, company: Path | None) -> Iterator[str]:
    label = f"{check.source.removesuffix('.sql')}.test.yaml"
    root = company if check.from_company and company else PACK.parent
    beside = root / label
    if not beside.is_file():
        yield f"{check.source}: it has no tests; write {beside.name} beside it"
        return
    loaded = cases.load(label, beside.read_text(encoding="utf-8"), catalogue)
    for case in loaded:
        for sentence in cases.compare(case, cases.run(check, case, catalogue)):
            yield f"{label}:{case.line}: {case.name}: {sentence}"
    for sentence in null_test(check, loaded, catalogue):
        yield f"{check.source}: {sentence}"
