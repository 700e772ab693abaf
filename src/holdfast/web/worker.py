"""Keeps posture up with the records: whatever is saved is judged within seconds.

There is no queue that could lose an order: the history's head says what was recorded, and the newest
run says up to which entry it has read. While the first is ahead of the second, there is work to do;
a worker that was killed, or was not there, finds the same difference when it comes back. After each run
it also looks which risks' controls have started failing, and proposes another rating to their owners.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.db import DatabaseError, connection

from holdfast.collectors.records.tables import ORG_HISTORY, SOURCE
from holdfast.errors import HoldfastError
from holdfast.web import anchoring
from holdfast.web.history.records import head_sequence
from holdfast.web.risk import proposing

if TYPE_CHECKING:
    from collections.abc import Callable

    from holdfast.pipeline.runs import Company

#: How often the head is looked at, and how long to wait after a run that could not be made, in seconds.
_BEAT, _AFTER_TROUBLE = 0.5, 5.0
#: How often it is looked whether an anchor is due, in seconds.
_ANCHOR = 60.0


class Worker:
    """Looks and runs; ``say`` is told of each run and each new trouble."""

    def __init__(self, company: Company, say: Callable[[str], None]) -> None:
        self._company = company
        self._anchored_at = 0.0
        self._say = say
        self._judged = -1
        self._followed = -1
        self._trouble = ""

    def work(self, wait: Callable[[float], object]) -> None:
        """Look again and again until ``wait`` (given seconds) returns true."""
        pause = _BEAT
        while not wait(pause):
            pause = _BEAT if self.look() else _AFTER_TROUBLE

    def look(self) -> bool:
        """Judge what was recorded since the newest run; False where that could not be done now."""
        try:
            recorded = head_sequence()
            if recorded > self._judged:
                self._judged = self._judged_up_to()
            if recorded > self._judged >= 0:
                report = self._company.run([SOURCE])
                self._judged = self._judged_up_to()
                self._say(f"Run {report.manifest.sequence}: records up to entry {self._judged} are judged")
            self._anchor()
            self._follow()
        except (HoldfastError, DatabaseError) as error:
            self._told(str(error))
            return False
        finally:
            connection.close()
        self._trouble = ""
        return True

    def _anchor(self) -> None:
        """Anchor the history where that is due; look for it once a minute."""
        if time.monotonic() - self._anchored_at < _ANCHOR and self._anchored_at:
            return
        self._anchored_at = time.monotonic()
        folder, now = self._company.settings.company, self._company.clock()
        if anchoring.is_due(folder, now):
            sent = anchoring.anchor(folder, self._company.content().company.name, now)
            for where in sent.taken:
                self._say(f"Entry {sent.sequence} is anchored: {where}")
            for error in sent.failed:
                self._say(f"holdfast: not anchored: {error}")

    def _judged_up_to(self) -> int:
        """Return the newest entry that the newest run has read; -1 where nothing was judged yet."""
        if not self._company.settings.store.exists():
            return -1
        store = self._company.store()
        head = store.head()
        if head is None or not head.line.results:
            return -1
        with store.reading(head) as reading:
            found = reading.engine.rows(f"SELECT max(entries) FROM {ORG_HISTORY.name}")
        return int(str(found[0][0] or 0))

    def _follow(self) -> None:
        """Propose ratings by the newest run, once for each; what is proposed is a record, and judged next."""
        if self._judged < 0:
            return
        head = self._company.store().head()
        if head is not None and head.sequence != self._followed:
            proposed = proposing.follow(self._company.reads())
            self._followed = head.sequence
            if proposed:
                self._say(f"Run {head.sequence}: {proposed} ratings of risks are proposed to their owners")

    def _told(self, trouble: str) -> None:
        if trouble != self._trouble:
            self._say(f"holdfast: records are not judged for now: {trouble}")
            self._trouble = trouble
