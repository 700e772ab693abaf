"""Sessions in the database, each under its key's hash, with whose it is and where it began.

Whoever reads the database, or an old copy of it, cannot sit down in somebody's session; and people see
their own sessions and end them.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.contrib.sessions.backends.db import SessionStore as Stored

from holdfast.web.accounts.middleware import SEEN, STARTED
from holdfast.web.accounts.models import Session

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase

    from holdfast.web.accounts.models import User

FROM = "signed_in_from"


def kept_as(key: str) -> str:
    """Return under what a session of that key is kept: 160 bits of SHA-256; the key itself is random."""
    return hashlib.sha256(key.encode()).hexdigest()[:40]


class SessionStore(Stored):
    """Django's sessions in the database, under hashes of their keys."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return the model."""
        return Session

    def _get_session_from_db(self) -> Session | None:
        found = _running(self.session_key)
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        """Return whether there is a session of that key."""
        return Session.objects.filter(session_key=kept_as(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Return the row of the session as it is."""
        made = super().create_model_instance(data)
        assert isinstance(made, Session)  # noqa: S101  it is of get_model_class; this is for mypy
        made.session_key = kept_as(made.session_key)
        account = data.get("_auth_user_id")
        made.account_id = int(account) if account else None
        made.started_at, made.seen_at = _moment(data.get(STARTED)), _moment(data.get(SEEN))
        made.address, made.agent = data.get(FROM) or ("", "")
        return made

    def delete(self, session_key: str | None = None) -> None:
        """End the session of that key, or this one."""
        key = session_key or self.session_key
        if key:
            Session.objects.filter(session_key=kept_as(key)).delete()


def _running(key: str | None) -> Session | None:
    now = datetime.now(UTC)
    return Session.objects.filter(session_key=kept_as(key), expire_date__gt=now).first() if key else None


def end(user: User, kept: str) -> bool:
    """End one of the person's sessions; False where it is no session of theirs."""
    return bool(Session.objects.filter(account=user, session_key=kept).delete()[0])


def end_all(user: User, *, but: SessionBase | None = None) -> None:
    """End all sessions of the person, or all but one."""
    found = Session.objects.filter(account=user)
    if but is not None and but.session_key:
        found = found.exclude(session_key=kept_as(but.session_key))
    found.delete()


def _moment(seconds: float | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
