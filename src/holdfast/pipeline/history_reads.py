"""What earlier runs saw of the records' history: each run has written down its head, elsewhere than the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.collectors.records.tables import ORG_HISTORY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast.facts.store import Store

#: So many heads are enough: each seals all entries before it.
_MOST = 500


def heads(store: Store) -> Iterator[tuple[int, str, int]]:
    """Yield (entries, digest, run) of each head that runs have seen, the newest first. Raises StoreError."""
    seen: set[tuple[str, ...]] = set()
    for sequence in reversed(store.sequences()):
        manifest = store.run(sequence)
        files = tuple(str(path) for path in manifest.files(ORG_HISTORY.name))
        if not files or files in seen:
            continue
        seen.add(files)
        with store.reading(manifest) as reading:
            for entries, digest in reading.engine.rows(f"SELECT entries, digest FROM {ORG_HISTORY.name}"):
                yield int(str(entries)), str(digest), sequence
        if len(seen) == _MOST:
            return
