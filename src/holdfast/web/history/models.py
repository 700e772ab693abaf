"""The log of all changes, and its head.

One log for all kinds of records, because only a single order can be chained and anchored; so it is
ours, and not a shadow table beside each model. Each entry holds the record's whole state after the
change; the state before is that of the record's entry before.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Act(models.TextChoices):
    """What was done to a record."""

    CREATED = "created"
    CHANGED = "changed"
    ARCHIVED = "archived"
    RESTORED = "restored"
    NOTED = "noted"  # something was done that is not kept in the state: a new password
    ERASED = "erased"  # personal data was removed on schedule or on request


class Entry(models.Model):
    """One change. ``state`` is canonical JSON; ``actor`` is a person's pseudonymous key, or a part of Holdfast."""

    sequence = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=40)
    kind = models.CharField(max_length=60)
    record = models.CharField(max_length=40)
    act = models.CharField(max_length=10, choices=Act.choices)
    version = models.PositiveIntegerField()
    state = models.TextField()
    why = models.TextField(blank=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        """A record's entries are read in order, its newest first."""

        indexes: ClassVar = [models.Index(fields=["kind", "record", "-sequence"], name="entries_of_a_record")]

    def __str__(self) -> str:
        return f"{self.sequence}: {self.kind} {self.record} {self.act}"


class Head(models.Model):
    """The newest entry's number and digest: one row, locked by whoever appends."""

    sequence = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.sequence} {self.digest}"
