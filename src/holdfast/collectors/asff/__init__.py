"""Findings in the AWS Security Finding Format, as Security Hub and Prowler write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.collectors.findings import collector

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from holdfast.collectors.findings import Finding


def _findings(path: Path) -> Iterator[Finding]:
    from holdfast.collectors.asff.read import findings  # noqa: PLC0415  only when a file is imported

    return findings(path)


COLLECTOR = collector("asff", "the AWS Security Finding Format", "Findings in ASFF", _findings)
