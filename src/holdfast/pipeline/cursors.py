"""Where a list goes on: opaque to whoever holds it, refused when it was made for another list.

A cursor holds the last row's sort values, which are only ever bound as parameters. Its digest
tells a damaged cursor, and one of another filter, from a good one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json

from holdfast.errors import UsageError

_DIGEST = 12


def encode(values: tuple[int | str, ...], about: str) -> str:
    """Return the cursor after a row with these sort values, in the list that ``about`` describes."""
    body = json.dumps(values, separators=(",", ":"), ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(_digest(body, about) + body).decode().rstrip("=")


def decode(cursor: str, about: str, kinds: tuple[type[int | str], ...]) -> tuple[int | str, ...]:
    """Return the sort values of a cursor. Raises UsageError if it is not one of this list."""
    try:
        raw = base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        body = raw[_DIGEST:]
        if raw[:_DIGEST] != _digest(body, about):
            raise _refused()
        values = json.loads(body)
    except (ValueError, UnicodeError, binascii.Error, RecursionError) as error:
        raise _refused() from error
    if not isinstance(values, list) or [type(value) for value in values] != list(kinds):
        raise _refused()
    return tuple(values)


def _digest(body: bytes, about: str) -> bytes:
    return hashlib.sha256(about.encode() + b"\0" + body).digest()[:_DIGEST]


def _refused() -> UsageError:
    return UsageError("this page of the list cannot be found", do="Open the list from its start.")
