"""What every record is: versioned, archived instead of deleted, and written through ``keep`` alone.

``keep`` writes the record and its entry in one transaction. A record that was changed by somebody
else meanwhile is not overwritten: ``ConflictError`` carries it as it is now, so that the second person
sees both. Django's shortcuts that would go past the history (``save``, ``update``, ``delete``, bulk
writes) are refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, Self, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from holdfast.web.history.canonical import BEGINNING, digest, to_text, veiled
from holdfast.web.history.models import Act, Entry, Head

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models.fields import Field

# A record may come as Django's lazy request.user, so its kind is asked by __class__ and not by type().

#: Who acts where no person does.
SYSTEM = "holdfast"

_R = TypeVar("_R", bound="Record")


class ConflictError(Exception):
    """Somebody else has changed the record since it was read; ``stored`` is how it stands now."""

    def __init__(self, stored: Record) -> None:
        self.stored = stored
        super().__init__(f"{stored.kind()} {stored.pk} was changed meanwhile")


class PastHistoryError(TypeError):
    """A write that would leave no trace; a defect of the caller."""


class RecordQuerySet(models.QuerySet[_R]):
    """Reads records; ``live`` leaves out what is archived."""

    def live(self) -> Self:
        """Return those that are not archived."""
        return self.filter(archived_at=None)

    def update(self, **_: Any) -> NoReturn:  # noqa: ANN401  Django's signature
        """Refuse."""
        raise PastHistoryError("records are changed one by one, by keep()")

    def delete(self) -> NoReturn:
        """Refuse."""
        raise PastHistoryError("records are archived, never deleted")

    def bulk_create(self, *_: Any, **__: Any) -> NoReturn:  # noqa: ANN401  as above
        """Refuse."""
        raise PastHistoryError("records are made one by one, by keep()")

    def bulk_update(self, *_: Any, **__: Any) -> NoReturn:  # noqa: ANN401  as above
        """Refuse."""
        raise PastHistoryError("records are changed one by one, by keep()")


class Record(models.Model):
    """A business record. A subclass may name ``UNKEPT`` fields (not part of the state) and ``PERSONAL`` ones."""

    UNKEPT: ClassVar[frozenset[str]] = frozenset()
    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[models.Manager[Any]] = RecordQuerySet.as_manager()

    class Meta:
        """Has no table of its own."""

        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's signature
        """Refuse, unless only fields are written that are no part of the state."""
        fields = kwargs.get("update_fields")
        if fields is None or not set(fields) <= self.UNKEPT:
            raise PastHistoryError(f"{self.kind()} is saved by keep()")
        super().save(*args, **kwargs)

    def delete(self, *_: Any, **__: Any) -> NoReturn:  # noqa: ANN401  Django's signature
        """Refuse."""
        raise PastHistoryError("records are archived, never deleted")

    @classmethod
    def kind(cls) -> str:
        """Return the kind's name in the log: ``risk.exception``."""
        return str(cls._meta.label_lower)

    def secret(self) -> str:
        """Return what veils this record's personal values in the log; kinds with PERSONAL fields have one."""
        raise NotImplementedError

    def state(self) -> str:
        """Return all that is kept of the record, as canonical text."""
        state: dict[str, object] = {}
        for field in kept_fields(self.__class__):
            value = getattr(self, field.attname)
            state[field.attname] = veiled(self.secret(), field.name, value) if field.name in self.PERSONAL else value
        return to_text(state)


def kept_fields(kind: type[Record]) -> Iterable[Field[Any, Any]]:
    """Yield the fields that make a record's state, in the model's order."""
    for field in kind._meta.concrete_fields:  # noqa: SLF001  Django's own name for what it documents
        if field.name not in kind.UNKEPT and not field.primary_key:
            yield field


def keep(record: Record, by: str, why: str = "", *, act: Act | None = None) -> Entry | None:
    """Write the record and its entry; None where nothing differs from what is stored.

    ``by`` is the acting person's key, or ``SYSTEM``. Raises ConflictError if it was changed since it
    was read, and Django's ValidationError if its fields do not hold.
    """
    with transaction.atomic():
        head = _lock_head()
        if record._state.adding:  # noqa: SLF001  as above
            record.created_at = timezone.now()
            act = act or Act.CREATED
        else:
            stored = record.__class__._base_manager.select_for_update().get(pk=record.pk)  # noqa: SLF001  as above
            if stored.version != record.version:
                raise ConflictError(stored)
            if act is None and stored.state() == record.state():
                return None
            act = act or Act.CHANGED
        record.full_clean(exclude=["created_at"] if act is Act.CREATED else None)
        _refuse_null_signs(record)
        read = record.version
        record.version = read + 1
        try:
            models.Model.save(record)
            return _append(head, record, by, act, why)
        except BaseException:
            record.version = read
            raise


def _refuse_null_signs(record: Record) -> None:
    """Refuse what SQLite would take and PostgreSQL could not, so that records move from either to the other."""
    for field in kept_fields(record.__class__):
        if _has_null_sign(getattr(record, field.attname)):
            raise ValidationError({field.name: "It holds the sign NUL, which no text has. Take it out."})


def _has_null_sign(value: object) -> bool:
    if isinstance(value, dict):
        return any(map(_has_null_sign, (*value.keys(), *value.values())))
    if isinstance(value, list | tuple):
        return any(map(_has_null_sign, value))
    return isinstance(value, str) and "\0" in value


def archive(record: Record, by: str, why: str) -> None:
    """Take the record out of use; it stays readable and can be restored. Raises ConflictError."""
    if record.archived_at is None:
        record.archived_at = timezone.now()
        keep(record, by, why, act=Act.ARCHIVED)


def restore(record: Record, by: str, why: str) -> None:
    """Bring an archived record back into use. Raises ConflictError."""
    if record.archived_at is not None:
        record.archived_at = None
        keep(record, by, why, act=Act.RESTORED)


def note(record: Record, by: str, what: str) -> None:
    """Log something that was done to a record and is no part of its state. Raises ConflictError."""
    keep(record, by, what, act=Act.NOTED)


def entries(record: Record) -> models.QuerySet[Entry]:
    """Return the record's entries, the newest first."""
    return Entry.objects.filter(kind=record.kind(), record=str(record.pk)).order_by("-sequence")


def head_sequence() -> int:
    """Return the newest entry's number; 0 where nothing was ever recorded."""
    return Head.objects.values_list("sequence", flat=True).first() or 0


def _lock_head() -> Head:
    """Return the head, locked until the transaction ends: entries have one order on every database."""
    head = Head.objects.select_for_update().first()
    if head is None:  # of two who begin the log at once, the second finds the first one's
        Head.objects.bulk_create([Head(pk=1, sequence=0, digest=BEGINNING)], ignore_conflicts=True)
        head = Head.objects.select_for_update().get()
    return head


def _append(head: Head, record: Record, by: str, act: Act, why: str) -> Entry:
    entry = Entry(
        sequence=head.sequence + 1,
        at=timezone.now(),
        actor=by,
        kind=record.kind(),
        record=str(record.pk),
        act=act,
        version=record.version,
        state=record.state(),
        why=why,
        previous=head.digest,
    )
    entry.digest = digest(entry)
    entry.save(force_insert=True)
    head.sequence, head.digest = entry.sequence, entry.digest
    head.save()
    return entry


def begin(kinds: Iterable[type[Record]]) -> None:
    """Open the log over the records that are older than it; does nothing once the log has an entry.

    Only an empty log may take records over: later, a record without an entry is a sign of tampering.
    """
    with transaction.atomic():
        head = _lock_head()
        if head.sequence == 0:
            for kind in kinds:
                for record in kind._base_manager.order_by("pk"):  # noqa: SLF001  Django's documented name
                    _append(head, record, SYSTEM, Act.CREATED, "Taken over when the history began.")
