"""The words of posture: statuses of results and of what they add up to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from holdfast.checks.verdict import Verdict

__all__ = ["AspectStatus", "Counts", "Kind", "Rollup", "Status", "Verdict"]


class Status(StrEnum):
    """The status of a requirement; rule 5 of the design, in order of precedence."""

    NOT_APPLICABLE = "not applicable"
    NOT_IMPLEMENTED = "not implemented"
    FAILING = "failing"
    UNKNOWN = "unknown"
    NOT_EVIDENCED = "not evidenced"
    EFFECTIVE = "effective"


class Kind(StrEnum):
    """What a rollup is about; its ``id`` is in brackets."""

    COMPANY = "company"  # ''
    FRAMEWORK = "framework"  # iso27001
    REQUIREMENT = "requirement"  # iso27001:A.8.3
    PROGRAM = "program"  # cloud-infrastructure
    SERVICE = "service"  # checkout
    TEAM = "team"  # payments; '' is: nobody
    CHECK = "check"  # aws.s3.bucket_blocks_public_access


@dataclass(frozen=True, slots=True)
class Counts:
    """How many results stand where. ``failed`` leaves out ``excepted``; ``late`` is part of ``failed``."""

    passed: int = 0
    failed: int = 0
    unknown: int = 0
    excepted: int = 0
    not_applicable: int = 0
    out_of_scope: int = 0
    late: int = 0

    @property
    def judged(self) -> int:
        """How many results there are inside the scope, whatever they say."""
        return self.passed + self.failed + self.unknown + self.excepted


@dataclass(frozen=True, slots=True)
class AspectStatus:
    """One aspect of a control: what it must show, whether it does, and in a sentence why."""

    id: str
    shows: str
    status: Status
    reason: str
    checks: tuple[str, ...] = ()
    attestations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rollup:
    """One row of posture. ``since`` is UTC epoch seconds; ``sentence`` says why in words.

    ``effective`` of ``assessable`` requirements hold, where the rollup is about requirements.
    """

    kind: Kind
    id: str
    status: Status
    since: int
    counts: Counts
    sentence: str
    aspects: tuple[AspectStatus, ...] = ()
    effective: int = 0
    assessable: int = 0
