"""Whether the log is whole, and whether the records are what it says: for ``holdfast doctor``.

Three things are held against each other: each entry against its digest and the entry before it,
each record against its newest entry, and the log against its anchors, which are kept where an
administrator of the database cannot reach them. Whoever changes a row is found by the second;
whoever changes the log by the first; whoever writes the whole chain anew by the third.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Max

from holdfast.web.history.canonical import BEGINNING, digest
from holdfast.web.history.models import Entry, Head
from holdfast.web.history.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Anchor:
    """What was written down elsewhere: at entry ``sequence`` the digest was ``digest``."""

    sequence: int
    digest: str
    where: str


def problems(anchors: Iterable[Anchor] = ()) -> Iterator[str]:
    """Yield, in sentences, everything that does not hold; reads the log once."""
    known: dict[int, list[Anchor]] = {}
    for anchor in anchors:
        known.setdefault(anchor.sequence, []).append(anchor)
    previous, expected = BEGINNING, 1
    for entry in Entry.objects.order_by("sequence").iterator(chunk_size=_CHUNK):
        if entry.sequence != expected:
            yield f"entries {expected} to {entry.sequence - 1} of the history are missing"
        if entry.previous != previous:
            yield f"entry {entry.sequence} of the history does not follow the one before it"
        if digest(entry) != entry.digest:
            yield f"entry {entry.sequence} of the history was altered ({entry.kind} {entry.record})"
        for anchor in known.pop(entry.sequence, ()):
            if anchor.digest != entry.digest:
                yield f"the history was written anew: entry {entry.sequence} is not what {anchor.where} says it was"
        previous, expected = entry.digest, entry.sequence + 1
    for anchor in (one for same in known.values() for one in same):
        yield f"the history ends before entry {anchor.sequence}, which {anchor.where} has seen"
    head = Head.objects.first()
    if (head.sequence, head.digest) != (expected - 1, previous) if head else expected > 1:
        yield "the history's end was cut off or added to: its head says otherwise"
    yield from _records()


def _records() -> Iterator[str]:
    """Hold every record against its newest entry."""
    for model in kinds():
        newest = Entry.objects.filter(kind=model.kind()).values("record").annotate(last=Max("sequence")).values("last")
        said = Entry.objects.filter(sequence__in=newest).values_list("record", "sequence", "state")
        last = {record: (sequence, _short(state)) for record, sequence, state in said.iterator(chunk_size=_CHUNK)}
        for record in model._base_manager.iterator(chunk_size=_CHUNK):  # noqa: SLF001  archived ones too
            sequence, state = last.pop(str(record.pk), (0, b""))
            if not sequence:
                yield f"{model.kind()} {record.pk} is in no entry of the history: it was put in past it"
            elif _short(record.state()) != state:
                yield f"{model.kind()} {record.pk} was altered past the history: entry {sequence} says otherwise"
        for record_id in last:
            yield f"{model.kind()} {record_id} was deleted past the history"


def _short(state: str) -> bytes:
    """A state's digest, so that a hundred thousand of them fit in memory."""
    return hashlib.sha256(state.encode()).digest()


def kinds() -> list[type[Record]]:
    """Return every kind of record."""
    return [model for model in apps.get_models() if issubclass(model, Record)]
