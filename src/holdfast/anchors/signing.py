"""One anchor: a statement of the history's head and an Ed25519 signature over its very text."""

from __future__ import annotations

import base64
import binascii
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from holdfast.errors import UsageError

_LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class Head:
    """At moment ``at`` the newest entry was ``sequence``, and ``digest`` sealed all entries before it."""

    company: str
    sequence: int
    digest: str
    at: str


class ForgedError(Exception):
    """A text that is no anchor signed by the company's key."""


def new_key(path: Path) -> str:
    """Write a new private key, its owner's alone; return the public one. Raises UsageError if there is a file."""
    key = Ed25519PrivateKey.generate()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise UsageError(
            f"no key can be written ({error.strerror})", where=str(path), do="Name another file."
        ) from error
    with os.fdopen(handle, "wb") as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return _public(key)


def signed(head: Head, key_file: str) -> bytes:
    """Return the anchor's text. Raises UsageError if the key cannot be used."""
    try:
        key = load_pem_private_key(Path(key_file).read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise UsageError(
            "the key that signs anchors cannot be read",
            where=key_file or "anchors: key_file",
            do="Make one with: holdfast anchor --new-key FILE; and name it in holdfast.yaml.",
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError("the key that signs anchors is no Ed25519 key", where=key_file, do="Make one with --new-key.")
    statement = json.dumps(asdict(head), sort_keys=True)
    signature = base64.b64encode(key.sign(statement.encode())).decode()
    return (json.dumps({"statement": statement, "signature": signature}, indent=1) + "\n").encode()


def opened(text: bytes, public_key: str) -> Head:
    """Return what an anchor says. Raises ForgedError unless the key's owner signed it."""
    try:
        said = json.loads(text[:_LONGEST])
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True))
        key.verify(base64.b64decode(said["signature"], validate=True), said["statement"].encode())
        told = json.loads(said["statement"])
        return Head(str(told["company"]), int(told["sequence"]), str(told["digest"]), str(told["at"]))
    except (InvalidSignature, binascii.Error, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ForgedError from error


def name_of(head: Head) -> str:
    """Return the file's name: in the order of entries, and never that of another anchor."""
    return f"{head.sequence:012}-{head.digest[:16]}.json"


def _public(key: Ed25519PrivateKey) -> str:
    raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return base64.b64encode(raw).decode()
