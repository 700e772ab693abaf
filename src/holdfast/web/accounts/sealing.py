"""Secrets that must be read again, sealed with a key that is not in the database.

The key comes from the one that signs sessions, which is a file of its own; a copy of the database alone
gives nothing away, and a sealed text that is put into another account's row does not open.
"""

from __future__ import annotations

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from holdfast.errors import StoreError

_NONCE = 12


def seal(secret: bytes, owner: str) -> str:
    """Return the secret sealed for its owner, an account's key."""
    nonce = os.urandom(_NONCE)
    return base64.b64encode(nonce + _cipher().encrypt(nonce, secret, owner.encode())).decode()


def unseal(sealed: str, owner: str) -> bytes:
    """Return the secret. Raises StoreError if it was sealed by another key, or for somebody else."""
    raw = base64.b64decode(sealed)
    try:
        return _cipher().decrypt(raw[:_NONCE], raw[_NONCE:], owner.encode())
    except InvalidTag as error:
        raise StoreError(
            "a second factor's secret does not open",
            where="the records database",
            do="Restore secret_key beside it from the same backup; or end the factor and let the person add one anew.",
        ) from error


def _cipher() -> AESGCM:
    key = HKDF(SHA256(), 32, None, b"holdfast second factors").derive(settings.SECRET_KEY.encode())
    return AESGCM(key)
