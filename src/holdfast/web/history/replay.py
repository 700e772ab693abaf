"""Records as they were: built again from the history, for pages that show a past moment."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Max

from holdfast.web.history.models import Entry
from holdfast.web.history.records import Record, entries, kept_fields

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db.models import QuerySet
    from django.db.models.fields import Field

_R = TypeVar("_R", bound=Record)


def records_at(kind: type[_R], moment: datetime) -> list[_R]:
    """Return all records of a kind that were not archived at a moment, the newest first; they cannot be kept."""
    return _as_of(kind, Entry.objects.filter(kind=kind.kind(), at__lte=moment))


def records_upto(kind: type[_R], sequence: int) -> list[_R]:
    """Return the same as they were after an entry of the history."""
    return _as_of(kind, Entry.objects.filter(kind=kind.kind(), sequence__lte=sequence))


def _as_of(kind: type[_R], said: QuerySet[Entry]) -> list[_R]:
    newest = said.values("record").annotate(last=Max("sequence")).values("last")
    found = [_built(kind, entry) for entry in Entry.objects.filter(sequence__in=newest)]
    return sorted((one for one in found if one.archived_at is None), key=lambda one: -int(one.pk))


def record_at(kind: type[_R], pk: int, moment: datetime) -> _R | None:
    """Return one record as it was at a moment; None if it was not there yet."""
    entry = Entry.objects.filter(kind=kind.kind(), record=str(pk), at__lte=moment).order_by("-sequence").first()
    return _built(kind, entry) if entry else None


def record_at_version(kind: type[_R], pk: int, version: int) -> _R | None:
    """Return one record as one of its versions was; None if there is no such version."""
    entry = Entry.objects.filter(kind=kind.kind(), record=str(pk), version=version).order_by("-sequence").first()
    return _built(kind, entry) if entry else None


def _built(kind: type[_R], entry: Entry) -> _R:
    state = json.loads(entry.state)
    values = {
        field.attname: field.to_python(state[field.attname]) for field in kept_fields(kind) if field.attname in state
    }
    return kind(pk=kind._meta.pk.to_python(entry.record), **values)  # noqa: SLF001  Django's documented name


@dataclass(frozen=True, slots=True)
class Change:
    """One entry as people read it: what each field was and became; empty at the first."""

    entry: Entry
    fields: tuple[tuple[str, object, object], ...]


def changes(record: Record, until: datetime | None = None) -> Iterator[Change]:
    """Yield a record's entries, the newest first, with what each changed."""
    found = entries(record)
    listed = list(found.filter(at__lte=until) if until else found)
    shown = [field for field in kept_fields(record.__class__) if field.name != "version"]
    for entry, before in zip(listed, [*listed[1:], None], strict=True):
        yield Change(entry, tuple(_differing(shown, before, entry)) if before else ())


def _differing(shown: list[Field[Any, Any]], before: Entry, entry: Entry) -> Iterator[tuple[str, object, object]]:
    """Yield what a person would not read elsewhere in the line: who acted and why stand there already."""
    was, now = json.loads(before.state), json.loads(entry.state)
    for field in shown:
        old, new = was.get(field.attname), now.get(field.attname)
        if new in (old, entry.why):  # either may be a list
            continue
        if not field.is_relation:
            yield str(field.verbose_name), field.to_python(old), field.to_python(new)
        elif getattr(named := _related(field, new), "key", None) != entry.actor:
            yield str(field.verbose_name), str(_related(field, old) or ""), str(named or "")


def _related(field: Field[Any, Any], pk: object) -> object:
    """Return the record that a field names, as it is called today."""
    return field.related_model._base_manager.filter(pk=pk).first() if pk else None  # type: ignore[union-attr]  # noqa: SLF001  a relation has a model
