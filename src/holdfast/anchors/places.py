"""Sending an anchor to a place, and reading back all that was ever sent there.

What was changed or removed afterwards still counts: git is read through all commits, a bucket in all versions.
A mailbox cannot be read; who keeps the mails gives them to ``holdfast doctor --anchor FILE``.
"""

from __future__ import annotations

import os
import smtplib
import ssl
import subprocess
import tempfile
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

from holdfast.content.anchoring import BucketPlace, GitPlace, MailPlace
from holdfast.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast.content.anchoring import Anchoring

_PATIENCE = 60.0
_GIT = (
    "git", "-c", "core.hooksPath=/dev/null", "-c", "protocol.ext.allow=never", "-c", "commit.gpgSign=false",
    "-c", "user.name=Holdfast", "-c", "user.email=holdfast@localhost",
)  # fmt: skip


def send(place: GitPlace | BucketPlace | MailPlace, name: str, text: bytes, now: datetime) -> None:
    """Send an anchor. Raises SourceError if the place does not take it."""
    if isinstance(place, GitPlace):
        _push(place, name, text)
    elif isinstance(place, BucketPlace):
        _put(place, name, text, now)
    else:
        _mail(place, name, text)


def read(anchoring: Anchoring) -> Iterator[tuple[str, bytes]]:
    """Yield (where, text) of every anchor that the readable places have seen. Raises SourceError."""
    if anchoring.git:
        yield from _commits(anchoring.git)
    if anchoring.bucket:
        yield from _versions(anchoring.bucket)


def shown(place: GitPlace | BucketPlace | MailPlace) -> str:
    """Return the place in words."""
    if isinstance(place, GitPlace):
        return f"the branch {place.branch} of {place.remote}"
    return f"the bucket {place.bucket}" if isinstance(place, BucketPlace) else f"the mailbox {place.to}"


# -- git -----------------------------------------------------------------------------------------
def _git(folder: Path, place: GitPlace, *words: str, given: bytes = b"") -> bytes:
    environment = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_NOSYSTEM": "1"}
    try:
        done = subprocess.run(  # noqa: S603  our own words; what the company names cannot begin with a dash
            [*_GIT, *words],
            cwd=folder,
            env=environment,
            input=given,
            capture_output=True,
            timeout=_PATIENCE,
            check=True,
        )
    except FileNotFoundError as error:
        raise SourceError(
            "git is not installed", where=shown(place), do="Install it with your system's tools."
        ) from error
    except subprocess.TimeoutExpired as error:
        raise SourceError(
            "git does not answer", where=shown(place), do="Look at the network and the remote."
        ) from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().splitlines()
        raise SourceError(
            f"git refused: {said[-1] if said else error.returncode}",
            where=shown(place),
            do="Look at the remote's address, its branch and its permissions.",
        ) from error
    return done.stdout


def _cloned(folder: Path, place: GitPlace) -> bool:
    """Fetch the branch into ``folder``; return whether the remote has it yet."""
    _git(folder, place, "init", "--quiet", "--initial-branch", place.branch)
    there = _git(folder, place, "ls-remote", "--heads", "--", place.remote, f"refs/heads/{place.branch}")
    if there:
        _git(folder, place, "fetch", "--quiet", "--", place.remote, f"refs/heads/{place.branch}")
        _git(folder, place, "reset", "--quiet", "--hard", "FETCH_HEAD")
    return bool(there)


def _push(place: GitPlace, name: str, text: bytes) -> None:
    with tempfile.TemporaryDirectory(prefix="holdfast-anchor-") as made:
        folder = Path(made)
        _cloned(folder, place)
        (folder / name).write_bytes(text)
        _git(folder, place, "add", "--", name)
        if _git(folder, place, "status", "--porcelain"):
            _git(folder, place, "commit", "--quiet", "--message", f"Anchor {name}")
            _git(folder, place, "push", "--quiet", "--", place.remote, f"HEAD:refs/heads/{place.branch}")


def _commits(place: GitPlace) -> Iterator[tuple[str, bytes]]:
    with tempfile.TemporaryDirectory(prefix="holdfast-anchor-") as made:
        folder = Path(made)
        if not _cloned(folder, place):
            return
        listed = _git(folder, place, "rev-list", "--objects", "HEAD").decode(errors="replace").splitlines()
        for line in listed:
            blob, _, path = line.partition(" ")
            if path.endswith(".json"):
                yield f"{path} on {shown(place)}", _git(folder, place, "cat-file", "blob", blob)


# -- a bucket ------------------------------------------------------------------------------------
def _put(place: BucketPlace, name: str, text: bytes, now: datetime) -> None:
    import boto3  # noqa: PLC0415  the SDK is heavy
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415  as above

    try:
        boto3.client("s3").put_object(
            Bucket=place.bucket,
            Key=place.prefix + name,
            Body=text,
            ContentType="application/json",
            ChecksumAlgorithm="SHA256",
            ObjectLockMode="COMPLIANCE",
            ObjectLockRetainUntilDate=now.astimezone(UTC) + timedelta(days=place.days),
        )
    except (BotoCoreError, ClientError) as error:
        raise SourceError(
            f"it does not take an anchor: {error}",
            where=shown(place),
            do="Give the bucket object lock, and us s3:PutObject and s3:PutObjectRetention.",
        ) from error


def _versions(place: BucketPlace) -> Iterator[tuple[str, bytes]]:
    import boto3  # noqa: PLC0415  the SDK is heavy
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415  as above

    try:
        client = boto3.client("s3")
        for page in client.get_paginator("list_object_versions").paginate(Bucket=place.bucket, Prefix=place.prefix):
            for one in page.get("Versions", []):
                got = client.get_object(Bucket=place.bucket, Key=one["Key"], VersionId=one["VersionId"])
                yield f"{one['Key']} in {shown(place)}", got["Body"].read()
    except (BotoCoreError, ClientError) as error:
        raise SourceError(
            f"it cannot be read: {error}",
            where=shown(place),
            do="Give us s3:ListBucketVersions and s3:GetObjectVersion.",
        ) from error


# -- mail ----------------------------------------------------------------------------------------
def _mail(place: MailPlace, name: str, text: bytes) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = place.sender, place.to, f"Holdfast: anchor {name}"
    message["Date"] = datetime.now(UTC)
    message.set_content(
        "The head of Holdfast's history, signed. Keep this mail; to hold the history against it, save the attachment\n"
        "and run: holdfast doctor --anchor FILE\n"
    )
    message.add_attachment(text, maintype="application", subtype="json", filename=name)
    try:
        with smtplib.SMTP(place.host, place.port, timeout=_PATIENCE) as server:
            if place.host not in {"localhost", "127.0.0.1", "::1"}:
                server.starttls(context=ssl.create_default_context())
            if place.user:
                server.login(place.user, os.environ.get(place.password_env, ""))
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise SourceError(
            f"the mail was not taken: {error}", where=shown(place), do="Look at host, port, user and password_env."
        ) from error
