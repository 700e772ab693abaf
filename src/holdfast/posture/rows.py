"""A rollup as the ledger keeps it, and back."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from holdfast.posture.model import AspectStatus, Counts, Kind, Rollup, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

_COUNTS = ("passed", "failed", "unknown", "excepted", "not_applicable", "out_of_scope", "late")


def to_row(rollup: Rollup) -> dict[str, object]:
    """Return a rollup as a row of the ledger."""
    return {
        "kind": rollup.kind.value,
        "id": rollup.id,
        "status": rollup.status.value,
        "since": rollup.since,
        **asdict(rollup.counts),
        "sentence": rollup.sentence,
        "detail": json.dumps([asdict(one) for one in rollup.aspects], separators=(",", ":"), ensure_ascii=False),
        "effective": rollup.effective,
        "assessable": rollup.assessable,
    }


def to_rollup(row: Mapping[str, Any]) -> Rollup:
    """Return a row of the ledger as a rollup."""
    return Rollup(
        kind=Kind(row["kind"]),
        id=row["id"],
        status=Status(row["status"]),
        since=row["since"],
        counts=Counts(**{name: row[name] for name in _COUNTS}),
        sentence=row["sentence"],
        aspects=tuple(_aspect(one) for one in json.loads(row["detail"] or "[]")),
        effective=row["effective"],
        assessable=row["assessable"],
    )


def _aspect(one: Mapping[str, Any]) -> AspectStatus:
    return AspectStatus(
        id=one["id"],
        shows=one["shows"],
        status=Status(one["status"]),
        reason=one["reason"],
        checks=tuple(one["checks"]),
        attestations=tuple(one["attestations"]),
    )
