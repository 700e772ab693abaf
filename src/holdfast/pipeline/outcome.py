"""What a run came to, in the few numbers that the command prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfast.content.model import Severity
from holdfast.posture.exceptions import NOTHING
from holdfast.posture.model import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.facts.duckdb import Engine
    from holdfast.facts.manifest import Manifest
    from holdfast.facts.store import Store

#: What a change of status is called, and the condition on its old and new status.
_KINDS = {
    "newly failing": f"was IS NOT NULL AND status = {Verdict.FAIL:d}",
    "newly fixed": f"was = {Verdict.FAIL:d} AND status IN ({Verdict.PASS:d}, {Verdict.NOT_APPLICABLE:d})",
    "newly unknown": f"was IS NOT NULL AND status = {Verdict.UNKNOWN:d}",
    "new": "was IS NULL",
    "gone": f"was IS NOT NULL AND status = {Verdict.GONE:d}",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Counts of one run's results; ``failed`` by severity, without those that are ``excepted``.

    ``changes`` are against the run ``since`` (0: none before).
    """

    results: int
    passed: int
    failed: Mapping[str, int]
    excepted: int
    unknown: int
    since: int
    changes: Mapping[str, int]


def outcome(store: Store, manifest: Manifest, earlier: Manifest | None, excepted: str = NOTHING) -> Outcome:
    """Count a run's results, and what changed since ``earlier``. Raises StoreError.

    ``excepted`` says in SQL over ``check_id`` and ``subject`` whether a fail is excepted.
    """
    with store.reading(manifest) as reading:
        rows = reading.engine.rows("SELECT status, severity, count(*) FROM results GROUP BY ALL")
        counted = [(int(str(status)), int(str(severity)), int(str(count))) for status, severity, count in rows]
        spared = {} if excepted == NOTHING else _excepted(reading.engine, excepted)
        changes: dict[str, int] = {}
        if earlier:
            cases = ", ".join(f"count(*) FILTER (WHERE {condition})" for condition in _KINDS.values())
            (row,) = reading.engine.rows(f"SELECT {cases} FROM {reading.since(earlier)}")
            changes = {kind: int(str(count)) for kind, count in zip(_KINDS, row, strict=True)}
    by_verdict = {verdict: sum(n for status, _, n in counted if status == verdict) for verdict in Verdict}
    return Outcome(
        results=sum(by_verdict.values()),
        passed=by_verdict[Verdict.PASS],
        failed={
            severity.value: sum(n for status, rank, n in counted if status == Verdict.FAIL and rank == severity.rank)
            - spared.get(severity.rank, 0)
            for severity in Severity
        },
        excepted=sum(spared.values()),
        unknown=by_verdict[Verdict.UNKNOWN],
        since=earlier.sequence if earlier else 0,
        changes=changes,
    )


def _excepted(engine: Engine, excepted: str) -> dict[int, int]:
    """Return how many fails of each severity are excepted."""
    rows = engine.rows(
        f"""SELECT r.severity, count(*) FROM results AS r JOIN checks AS c USING (check_no)
JOIN subjects AS s USING (subject_id) WHERE r.status = {Verdict.FAIL:d} AND {excepted} GROUP BY ALL"""
    )
    return {int(str(rank)): int(str(count)) for rank, count in rows}
