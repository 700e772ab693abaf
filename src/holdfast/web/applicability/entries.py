"""The statement's entries: begun from the company's text, changed one by one, read as of any moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from holdfast.content.references import parse_control
from holdfast.errors import UsageError
from holdfast.posture import statement
from holdfast.web.accounts.permissions import may
from holdfast.web.applicability.models import SoaEntry
from holdfast.web.history.models import Entry
from holdfast.web.history.records import archive, keep
from holdfast.web.history.replay import records_at, records_upto
from holdfast.web.risk.controls_asked import controls_asked_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from holdfast.content.model import Content
    from holdfast.web.accounts.models import User
    from holdfast.web.risk.controls_asked import Asked

Entries = tuple[statement.Entry, ...]


def now() -> Entries:
    """Return what is said now; nothing where the statement is not kept as records."""
    return _said(SoaEntry.objects.live(), controls_asked_for())


def at(moment: datetime) -> Entries:
    """Return what was said at a moment."""
    return _said(records_at(SoaEntry, moment), controls_asked_for(moment))


def upto(sequence: int) -> Entries:
    """Return what was said after an entry of the history."""
    last = Entry.objects.filter(sequence=sequence).first()
    return _said(records_upto(SoaEntry, sequence), controls_asked_for(last.at) if last else {})


def _said(entries: Iterable[SoaEntry], asked: Mapping[str, tuple[Asked, ...]]) -> Entries:
    """Return records as posture reads them, by control, with the risks that ask for each in the register."""
    found = (
        statement.Entry(
            control=one.control,
            applicable=one.applicable,
            implementation=one.implementation,
            reason=one.reason,
            title=one.title,
            own=one.own,
            risks=tuple(f"{risk.name} {risk.title}" for risk in asked.get(parse_control(one.control).key, ())),
            obligations=tuple(one.obligations),
            contracts=tuple(one.contracts),
            how=one.how,
            owner=one.owner,
            due=one.due_on,
            checks=tuple(one.checks),
        )
        for one in entries
    )
    return tuple(sorted(found, key=lambda one: one.control))


def begin(content: Content, by: User) -> int:
    """Take the company's text over, one record for each control of Annex A; return how many were made.

    From then on the records alone say what applies. Raises UsageError.
    """
    if not may(by, "soa.keep"):
        raise UsageError("your roles do not allow this", do="Ask the security lead or a program lead.")
    with transaction.atomic():
        known = set(SoaEntry.objects.values_list("control", flat=True))
        made = 0
        for one in statement.written(content):
            if one.control not in known:
                why = (
                    "Taken over from applicability.yaml." if one.decided else "Begun: applies unless decided otherwise."
                )
                entry = SoaEntry(
                    control=one.control,
                    applicable=one.applicable,
                    implementation=one.implementation,
                    reason=one.reason,
                )
                keep(entry, by.key, why)
                made += 1
    return made


def save(entry: SoaEntry, by: User, why: str = "") -> bool:
    """Write a changed or new entry; return whether anything differs.

    Raises UsageError, ValidationError, and ConflictError where somebody else was quicker.
    """
    stored = SoaEntry.objects.filter(pk=entry.pk).first() if entry.pk else None
    if not may(by, "soa.edit" if stored else "soa.keep", stored):
        raise UsageError(
            "your roles do not allow this", do="Ask the control's owner, the security lead or a program lead."
        )
    return keep(entry, by.key, why) is not None


def retire(entry: SoaEntry, by: User, why: str) -> None:
    """Take a control of the company's own out of the statement. Raises UsageError for one of Annex A."""
    if not entry.own:
        raise UsageError(f"{entry} is of Annex A and stays", do="Say that it does not apply, and why.")
    if not may(by, "soa.keep"):
        raise UsageError("your roles do not allow this", do="Ask the security lead or a program lead.")
    if not why.strip():
        raise UsageError("it needs its reason", do="Say in a sentence why the control goes.")
    archive(entry, by.key, why.strip())
