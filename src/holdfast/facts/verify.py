"""Reads the whole store and says what is not as it was written; mends nothing by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfast.errors import StoreError
from holdfast.facts.files import digest, path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast.facts.store import Store


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is wrong: which runs it touches, oldest and newest, and what to do."""

    what: str
    where: str
    first: int
    last: int


def verify(store: Store) -> Iterator[Damage]:
    """Yield every damaged manifest, and every file that is missing or not what its name says.

    Reads each file once, however many runs name it.
    """
    named: dict[str, tuple[int, int]] = {}
    sequences = store.sequences()
    for sequence in sequences:
        try:
            manifest = store.run(sequence)
        except StoreError as error:
            yield Damage(error.what, error.where, sequence, sequence)
            continue
        for ref in manifest.named(current=sequence == sequences[-1]):
            first, _ = named.get(ref.name, (sequence, sequence))
            named[ref.name] = (first, sequence)
    for name, (first, last) in sorted(named.items()):
        path = path_of(store.root, name)
        try:
            whole = digest(path) == name.partition(".")[0]
        except OSError as error:
            yield Damage(f"a file cannot be read ({error.strerror})", str(path), first, last)
        else:
            if not whole:
                yield Damage("a file does not hold what was written", str(path), first, last)
