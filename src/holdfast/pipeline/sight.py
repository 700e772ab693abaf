"""One look at one run: what is read, as of when, and by whom.

Whoever looks may see what their teams and services own *today*, at past moments too. So the
subjects in sight come from the newest run, and every query about an earlier one is held to them.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfast.content.compiled import content_from_json
from holdfast.errors import StoreError, UsageError
from holdfast.pipeline.views import Moment
from holdfast.posture.ownership import SERVICES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    import pyarrow as pa

    from holdfast.content.model import Content
    from holdfast.facts.duckdb import Engine
    from holdfast.facts.manifest import Manifest
    from holdfast.facts.reading import Reading
    from holdfast.facts.store import Store
    from holdfast.facts.tables import Catalogue
    from holdfast.pipeline.views import Scope

CONTENT_BLOB = "content"
_REMEMBERED = 4

#: The temporary table of the subjects in sight; there only where not everything is.
VISIBLE = "visible_subject"


@dataclass(frozen=True, slots=True)
class Sight:
    """An open run, the content that it was judged by, and whose it may show.

    ``teams`` and ``services`` are those in sight; ``owners`` is the run whose ownership decides that.
    """

    store: Store
    catalogue: Catalogue
    reading: Reading
    content: Content
    moment: Moment
    scope: Scope
    teams: frozenset[str]
    services: frozenset[str]
    owners: int

    @property
    def manifest(self) -> Manifest:
        """The run's manifest."""
        return self.reading.manifest

    @property
    def engine(self) -> Engine:
        """The run's views, and ``VISIBLE``."""
        return self.reading.engine

    @property
    def everything(self) -> bool:
        """Whether all may be seen."""
        return self.scope.everything

    @property
    def only_visible(self) -> str:
        """A join that leaves only subjects in sight; for a relation with ``subject_id``."""
        return "" if self.everything else f" SEMI JOIN {VISIBLE} USING (subject_id)"

    @property
    def key(self) -> str:
        """What a remembered answer depends on: the run, the scope and, where that is limited, today's owners."""
        if self.everything:
            return f"{self.moment.run}"
        return f"{self.moment.run} {self.owners} {sorted(self.scope.teams)} {sorted(self.scope.services)}"

    @property
    def judged_at(self) -> int:
        """The epoch second by which deadlines of this run are measured."""
        return int(self.manifest.started.timestamp())

    def sees_team(self, team: str) -> bool:
        """Whether a team is in sight; what nobody owns is only for those who see everything."""
        return self.everything or team in self.teams

    def sees_service(self, service: str) -> bool:
        """Whether a service is in sight: named, or owned today by a team in sight."""
        return self.everything or service in self.services


class Sights:
    """Opens runs for looking; remembers the contents of the last few."""

    def __init__(self, store: Store, catalogue: Catalogue) -> None:
        self.store = store
        self.catalogue = catalogue
        self._contents: OrderedDict[str, Content] = OrderedDict()
        self._lock = threading.Lock()

    def manifest(self, as_of: datetime | None) -> Manifest | None:
        """Return the newest judged run at ``as_of``; None if nothing had been judged then."""
        manifest = self.store.at(as_of)
        return manifest if manifest and CONTENT_BLOB in manifest.blobs else None

    @contextmanager
    def at(self, scope: Scope, as_of: datetime | None) -> Iterator[Sight]:
        """Open the run of ``as_of``. Raises UsageError where nothing had been judged then."""
        manifest = self.manifest(as_of)
        if manifest is None:
            if self.manifest(None) is None:
                raise UsageError("nothing has been judged yet", do="Collect facts and judge them: holdfast run")
            raise UsageError(f"nothing had been judged on {as_of:%Y-%m-%d %H:%M}", do="Choose a later moment.")
        with self.store.reading(manifest) as reading:
            yield self._sight(reading, scope, as_of)

    def content(self, manifest: Manifest) -> Content:
        """Return the content by which a run was judged. Raises StoreError if it is damaged."""
        key = manifest.blobs[CONTENT_BLOB].name
        with self._lock:
            known = self._contents.get(key)
        if known is None:
            try:
                known = content_from_json(manifest.blob(CONTENT_BLOB) or b"")
            except ValueError as error:
                raise StoreError(
                    "the content of this run cannot be read by this Holdfast",
                    where=f"run {manifest.sequence}",
                    do="Choose another moment, or use the Holdfast that wrote it.",
                ) from error
        with self._lock:
            self._contents[key] = known
            self._contents.move_to_end(key)
            if len(self._contents) > _REMEMBERED:
                self._contents.popitem(last=False)
        return known

    def _sight(self, reading: Reading, scope: Scope, as_of: datetime | None) -> Sight:
        manifest = reading.manifest
        teams = services = frozenset[str]()
        owners = manifest.sequence
        if not scope.everything:
            teams = scope.teams
            services, owners = self._look(reading, scope)
        moment = Moment(manifest.sequence, manifest.finished, as_of)
        content = self.content(manifest)
        return Sight(self.store, self.catalogue, reading, content, moment, scope, teams, services, owners)

    def _look(self, reading: Reading, scope: Scope) -> tuple[frozenset[str], int]:
        """Make ``VISIBLE`` by today's ownership; return the services in sight, and the run that says so."""
        head = self.store.head()
        if head is None or head.sequence == reading.manifest.sequence:
            head = reading.manifest
            visible, services = _today(reading.engine, scope)
        else:
            with self.store.reading(head) as today:
                visible, services = _today(today.engine, scope)
        reading.engine.register(VISIBLE, visible)
        return services, head.sequence


def _today(engine: Engine, scope: Scope) -> tuple[pa.Table, frozenset[str]]:
    owned = [sorted(scope.teams - {""}), sorted(scope.services - {""})]
    visible = engine.arrow(
        "SELECT subject_id FROM subjects WHERE list_contains(?, team) OR list_contains(?, service)", owned
    )
    rows = engine.rows(f"SELECT service FROM subjects WHERE kind = '{SERVICES}' AND list_contains(?, team)", owned[:1])
    return visible, scope.services | {str(row[0]) for row in rows}
