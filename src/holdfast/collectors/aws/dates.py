"""AWS's moments as facts keep them: UTC, without a zone."""

from __future__ import annotations

from datetime import UTC, datetime


def utc(moment: datetime) -> datetime:
    """Return an aware moment in UTC, without its zone."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def from_epoch(seconds: float) -> datetime:
    """Return seconds since 1970 as a moment in UTC, without a zone."""
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
