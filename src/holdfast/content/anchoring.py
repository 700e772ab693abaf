"""Where the head of the records' history is written down, out of reach of who administers the database."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import Field, StringConstraints
from pydantic.dataclasses import dataclass

from holdfast.content.fields import CONFIG, Days, Text

#: What is given to another program begins with no option.
_Plain = Annotated[str, StringConstraints(pattern=r"^[^-\s]\S*$")]


@dataclass(config=CONFIG, frozen=True)
class GitPlace:
    """A branch of a repository to which Holdfast may push and which nobody may rewrite."""

    remote: _Plain
    branch: _Plain = "holdfast-anchors"


@dataclass(config=CONFIG, frozen=True)
class BucketPlace:
    """A bucket with object lock; each anchor is kept in compliance mode for so many days."""

    bucket: _Plain
    prefix: str = "holdfast-anchors/"
    days: Annotated[int, Field(ge=1)] = 3650


@dataclass(config=CONFIG, frozen=True)
class MailPlace:
    """Somebody's mailbox; ``password_env`` names the environment variable that holds the account's password."""

    to: Text
    sender: Text
    host: _Plain
    port: int = 587
    user: str = ""
    password_env: str = ""


@dataclass(config=CONFIG, frozen=True)
class Anchoring:
    """``anchors`` in holdfast.yaml. ``public_key`` is what `holdfast anchor --new-key` printed."""

    key_file: str = ""
    public_key: str = ""
    every: Days = timedelta(days=1)
    git: GitPlace | None = None
    bucket: BucketPlace | None = None
    mail: MailPlace | None = None

    @property
    def places(self) -> tuple[GitPlace | BucketPlace | MailPlace, ...]:
        """The places that are named."""
        return tuple(place for place in (self.git, self.bucket, self.mail) if place)
