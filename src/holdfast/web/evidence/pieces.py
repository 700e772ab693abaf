"""What may be done with evidence, and by whom: added by whoever acts, reviewed by somebody else."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from holdfast.errors import UsageError
from holdfast.web.accounts.permissions import may
from holdfast.web.evidence import files
from holdfast.web.evidence.models import Evidence, Kind, Serves
from holdfast.web.history.records import keep

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from django.db.models import QuerySet

    from holdfast.pipeline.views import RequirementView
    from holdfast.web.accounts.models import User

PAGE = 50


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of a piece."""

    title: str
    controls: tuple[str, ...]
    effective_on: date
    expires_on: date | None = None
    about: str = ""
    method: str = ""
    population: str = ""
    sample: str = ""
    owner: User | None = None


def folder_of(state: Path) -> Path:
    """Return where files of evidence are kept: in the company's state, which no address serves."""
    return state / "evidence"


def add_file(by: User, said: Said, state: Path, chunks: Iterator[bytes], name: str) -> Evidence:
    """Keep a file. Raises UsageError, StoreError, and ValidationError for the fields."""
    _need(by, "evidence.add")
    return _keep(by, said, Kind.FILE, files.take(folder_of(state), chunks, name))


def attest(by: User, said: Said) -> Evidence:
    """Record what somebody attests. Raises UsageError, and ValidationError for the fields."""
    _need(by, "evidence.add")
    return _keep(by, said, Kind.ATTESTATION, None)


def freeze(by: User, view: RequirementView, state: Path, run: int, moment: date) -> Evidence:
    """Keep what a run's results say of a control, as a file that does not change. Raises UsageError, StoreError."""
    _need(by, "evidence.add")
    control = f"{view.framework.id}:{view.requirement.id}"
    shown = {
        "control": control,
        "title": view.requirement.title,
        "run": run,
        "status": view.rollup.status,
        "sentence": view.rollup.sentence,
        "aspects": [{"shows": one.shows, "status": one.status, "reason": one.reason} for one in view.rollup.aspects],
        "checks": [
            {
                "check": line.check.id,
                "passed": line.rollup.counts.passed,
                "failed": line.rollup.counts.failed,
                "unknown": line.rollup.counts.unknown,
            }
            for line in view.checks
        ],
    }
    text = json.dumps(shown, indent=1, ensure_ascii=False, default=str).encode()
    taken = files.take(folder_of(state), iter([text]), f"{view.requirement.id}-run-{run}.json")
    said = Said(
        title=f"Results for {view.requirement.id} in run {run}",
        controls=(control,),
        effective_on=moment,
        about=view.rollup.sentence,
    )
    return _keep(by, said, Kind.RESULTS, taken)


def review(by: User, piece: Evidence, why: str) -> None:
    """Record that somebody else has looked at it and agrees. Raises UsageError and ConflictError."""
    if reason := why_not_review(piece, by):
        raise UsageError(f"{piece} cannot be reviewed by you", do=reason)
    if not why.strip():
        raise UsageError("a review needs a sentence", do="Say what you looked at.")
    piece.reviewer, piece.reviewed_at = by, timezone.now()
    keep(piece, by.key, why.strip())


def why_not_review(piece: Evidence, by: User) -> str:
    """Return why somebody may not review a piece; '' where they may."""
    if not may(by, "evidence.review"):
        return "Your roles only look, or your account is not active."
    if by.pk in {piece.added_by_id, piece.owner_id}:
        return "Nobody reviews their own words: ask somebody else."
    return f"{piece.reviewer} has reviewed it already." if piece.reviewer_id else ""


def in_sight(user: User) -> QuerySet[Evidence]:
    """Return the pieces that the person may see: everything, or what they own or have added."""
    found: QuerySet[Evidence] = Evidence.objects.live().select_related("owner", "reviewer")
    return found if user.sees_everything else found.filter(Q(owner=user) | Q(added_by=user))


def filtered(found: QuerySet[Evidence], wanted: dict[str, str], today: date) -> QuerySet[Evidence]:
    """Return those of a kind, state and control."""
    if wanted.get("kind"):
        found = found.filter(nature=wanted["kind"])
    if wanted.get("state") == "expired":
        found = found.filter(expires_on__lt=today)
    elif wanted.get("state") == "current":
        found = found.filter(Q(expires_on=None) | Q(expires_on__gte=today))
    if wanted.get("control"):
        found = found.filter(pk__in=Serves.objects.filter(control=wanted["control"]).values("evidence"))
    return found


def serving(control: str, user: User, most: int = 20) -> list[Evidence]:
    """Return the newest pieces in sight that serve a control."""
    return list(filtered(in_sight(user), {"control": control}, timezone.now().date()).order_by("-pk")[:most])


def _keep(by: User, said: Said, kind: Kind, taken: files.Taken | None) -> Evidence:
    piece = Evidence(
        nature=kind,
        title=said.title.strip(),
        about=said.about.strip(),
        controls=sorted(set(said.controls)),
        owner=said.owner or by,
        added_by=by,
        effective_on=said.effective_on,
        expires_on=said.expires_on,
        method=said.method.strip(),
        population=said.population.strip(),
        sample=said.sample.strip(),
    )
    if taken:
        piece.sha256, piece.size = taken.sha256, taken.size
        piece.media_type, piece.file_name = taken.media_type, taken.name
    with transaction.atomic():
        keep(piece, by.key)
        _index(piece, piece.controls)
    return piece


def _index(piece: Evidence, controls: Iterable[str]) -> None:
    Serves.objects.bulk_create(Serves(evidence=piece, control=control) for control in controls)


def _need(user: User, permission: str) -> None:
    if not may(user, permission):
        raise UsageError("your roles do not allow this", do="Ask an administrator which role it takes.")
