"""Findings in the Open Cybersecurity Schema Framework, as Prowler and Security Hub write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.collectors.findings import collector

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from holdfast.collectors.findings import Finding


def _findings(path: Path) -> Iterator[Finding]:
    from holdfast.collectors.ocsf.read import findings  # noqa: PLC0415  only when a file is imported

    return findings(path)


COLLECTOR = collector("ocsf", "OCSF", "Findings in OCSF", _findings)
