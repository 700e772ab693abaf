"""Findings in SARIF 2.1.0, as Semgrep, CodeQL, Trivy, Checkov and Bandit write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.collectors.findings import collector

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from holdfast.collectors.findings import Finding


def _findings(path: Path) -> Iterator[Finding]:
    from holdfast.collectors.sarif.read import findings  # noqa: PLC0415  only when a file is imported

    return findings(path)


COLLECTOR = collector("sarif", "SARIF 2.1.0", "Findings in SARIF", _findings)
