"""Codes of authenticator apps: RFC 6238 with what every app can do (SHA-1, six digits, thirty seconds)."""

from __future__ import annotations

import base64
import hmac
import secrets
from urllib.parse import quote, urlencode

STEP, DIGITS = 30, 6
#: How many steps a phone's clock may be off, either way.
_OFF = 1


def new_secret() -> bytes:
    """Return 160 random bits, as RFC 4226 recommends."""
    return secrets.token_bytes(20)


def code(secret: bytes, step: int) -> str:
    """Return the code of a time step (RFC 4226, section 5.3)."""
    mac = hmac.digest(secret, step.to_bytes(8), "sha1")
    at = mac[-1] & 0x0F
    number = int.from_bytes(mac[at : at + 4]) & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_of(secret: bytes, given: str, now: float, after: int) -> int | None:
    """Return the step whose code was given, if it is about now and later than ``after``; else None."""
    current = int(now) // STEP
    for step in range(current - _OFF, current + _OFF + 1):
        if step > after and hmac.compare_digest(code(secret, step).encode(), given.encode()):
            return step
    return None


def written(secret: bytes) -> str:
    """Return the secret as people type it into an app."""
    return base64.b32encode(secret).decode()


def address(secret: bytes, account: str) -> str:
    """Return what an app reads from the picture."""
    label = quote(f"Holdfast:{account}")
    return f"otpauth://totp/{label}?{urlencode({'secret': written(secret), 'issuer': 'Holdfast'})}"
