"""Anchors the history's head at intervals, and gives ``doctor`` what was anchored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from holdfast.anchors import places, signing
from holdfast.content.load import load_anchoring
from holdfast.errors import SourceError, UsageError, gravest
from holdfast.web.history.models import Head

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from holdfast.content.anchoring import Anchoring
    from holdfast.errors import Exit, HoldfastError


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of anchoring: the entry, the places that took it, and those that did not."""

    sequence: int
    taken: tuple[str, ...]
    failed: tuple[HoldfastError, ...]

    @property
    def exit(self) -> Exit:
        """The gravest of what failed."""
        return gravest(error.exit for error in self.failed)


def anchor(company: Path, name: str, now: datetime) -> Sent:
    """Sign the head and send it everywhere; remember it here once one place has taken it. Raises UsageError."""
    said = load_anchoring(company)
    if not said.places:
        raise UsageError(
            "nobody has said where anchors go",
            where="holdfast.yaml",
            do="Name a place: docs/guides/anchors.md says how.",
        )
    head = Head.objects.first()
    if head is None or head.sequence == 0:
        raise UsageError("nothing was recorded yet, so there is nothing to anchor")
    told = signing.Head(name, head.sequence, head.digest, now.astimezone(UTC).isoformat(timespec="seconds"))
    text = signing.signed(told, said.key_file)
    _signed_by_ours(text, said)
    taken, failed = [], []
    for place in said.places:
        try:
            places.send(place, signing.name_of(told), text, now)
            taken.append(places.shown(place))
        except SourceError as error:
            failed.append(error)
    if taken:
        kept = _kept_here(company)
        kept.mkdir(parents=True, exist_ok=True)
        (kept / signing.name_of(told)).write_bytes(text)
    return Sent(head.sequence, tuple(taken), tuple(failed))


def is_due(company: Path, now: datetime) -> bool:
    """Whether something was recorded since the last anchor, and that is longer ago than the company wants."""
    said = load_anchoring(company)
    head = Head.objects.first()
    if not said.places or head is None or head.sequence == 0:
        return False
    newest = max(_kept_here(company).glob("*.json"), default=None)
    if newest is None:
        return True
    try:
        last = signing.opened(newest.read_bytes(), said.public_key)
    except (OSError, signing.ForgedError):
        return True
    return head.sequence != last.sequence and now - datetime.fromisoformat(last.at) >= said.every


def seen(company: Path, given: Iterable[Path]) -> tuple[list[tuple[int, str, str]], list[str], list[HoldfastError]]:
    """Return (entry, digest, where) of all anchors, what is wrong with them, and which place could not be read."""
    said = load_anchoring(company)
    found: list[tuple[int, str, str]] = []
    wrong: list[str] = []
    unread: list[HoldfastError] = []
    texts: list[tuple[str, bytes]] = []
    try:
        texts += places.read(said)
    except SourceError as error:
        unread.append(error)
    there = {text for _, text in texts}
    here = [(str(path), path.read_bytes()) for path in sorted(_kept_here(company).glob("*.json"))]
    if (said.git or said.bucket) and not unread:
        wrong += [f"{where} was sent, and no place has it any more" for where, text in here if text not in there]
    for where, text in [*texts, *here, *_given(given)]:
        try:
            head = signing.opened(text, said.public_key)
        except signing.ForgedError:
            wrong.append(f"{where} is no anchor that the company's key has signed")
        else:
            found.append((head.sequence, head.digest, where))
    return found, wrong, unread


def _given(files: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    for file in files:
        try:
            yield str(file), file.read_bytes()
        except OSError as error:
            raise UsageError(f"it cannot be read: {error.strerror}", where=str(file)) from error


def _signed_by_ours(text: bytes, said: Anchoring) -> None:
    try:
        signing.opened(text, said.public_key)
    except signing.ForgedError as error:
        raise UsageError(
            "public_key is not that of key_file, so nobody could check the anchor",
            where="holdfast.yaml",
            do="Write what `holdfast anchor --new-key` printed.",
        ) from error


def _kept_here(company: Path) -> Path:
    return company / ".holdfast" / "anchors"
