"""Evidence as rows of facts."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from holdfast.collectors.records.evidence_tables import ORG_EVIDENCE, ORG_EVIDENCE_CONTROL, ORG_EVIDENCE_REVIEW
from holdfast.web.evidence.models import Evidence, Kind

if TYPE_CHECKING:
    from datetime import date

    from holdfast.facts.tables import Table


def rows() -> dict[Table, list[dict[str, object]]]:
    """Return the rows of all tables, from every piece that is not archived."""
    pieces: list[dict[str, object]] = []
    controls: list[dict[str, object]] = []
    reviews: list[dict[str, object]] = []
    for one in Evidence.objects.live().order_by("pk").iterator(chunk_size=2_000):
        place = {"subject": f"evidence:{one.pk}", "account_id": "", "region": "global"}
        pieces.append(place | _piece(one))
        controls += [place | {"control": control} for control in one.controls]
        if one.nature == Kind.ATTESTATION:
            reviews.append(place | _review(one))
    return {ORG_EVIDENCE: pieces, ORG_EVIDENCE_CONTROL: controls, ORG_EVIDENCE_REVIEW: reviews}


def _piece(one: Evidence) -> dict[str, object]:
    return {
        "id": str(one),
        "kind": one.nature,
        "effective_at": _midnight(one.effective_on),
        "added_at": one.created_at.astimezone(UTC).replace(tzinfo=None),
        "expires": one.expires_on is not None,
        "expires_at": _midnight(one.expires_on + timedelta(days=1)) if one.expires_on else None,
        "digest": one.sha256,
        "controls": len(one.controls),
    }


def _review(one: Evidence) -> dict[str, object]:
    return {
        "id": str(one),
        "effective_at": _midnight(one.effective_on),
        "reviewed": one.reviewer_id is not None,
        "reviewed_at": one.reviewed_at.astimezone(UTC).replace(tzinfo=None) if one.reviewed_at else None,
        "reviewed_by_attester": one.reviewer_id is not None and one.reviewer_id in {one.added_by_id, one.owner_id},
        "says_sample": bool(one.sample),
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())  # facts are UTC without zone
