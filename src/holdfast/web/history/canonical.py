"""A record's state as text that is the same on every database, and the digest that chains it."""

from __future__ import annotations

import hashlib
import hmac
import json
import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from holdfast.web.history.models import Entry

#: What the first entry follows.
BEGINNING = "0" * 64


#: How a type is written, the narrower before the wider: a datetime is a date.
_WRITTEN: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (datetime, lambda moment: moment.astimezone(UTC).isoformat(timespec="microseconds")),
    (date, date.isoformat),
    (Decimal, lambda number: format(number.normalize(), "f")),
    (float, repr),
    (uuid.UUID, str),
)


def canonical(value: object) -> object:
    """Return a field's value as JSON has it. Raises TypeError for a type that no record may have."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, list | tuple):
        return [canonical(one) for one in value]
    if isinstance(value, dict):
        return {str(key): canonical(one) for key, one in value.items()}
    for kind, written in _WRITTEN:
        if isinstance(value, kind):
            return written(value)
    message = f"{type(value).__name__} has no canonical form"
    raise TypeError(message)


def to_text(state: Mapping[str, object]) -> str:
    """Return the state as JSON with sorted keys and no space."""
    return json.dumps(
        {name: canonical(value) for name, value in state.items()},
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )


def veiled(secret: str, field: str, value: object) -> str:
    """Return what stands in the log for a personal value: equal values of one person look equal, and no more.

    Without the person's secret, which erasure deletes, nobody can find out the value by trying.
    """
    if not secret:
        return "erased"
    return hmac.new(secret.encode(), f"{field}\n{canonical(value)}".encode(), hashlib.sha256).hexdigest()


def digest(entry: Entry) -> str:
    """Return the SHA-256 that an entry must carry: over all that it says and the digest before it."""
    said = [
        entry.sequence,
        canonical(entry.at),
        entry.actor,
        entry.kind,
        entry.record,
        str(entry.act),
        entry.version,
        entry.state,
        entry.why,
        entry.previous,
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
