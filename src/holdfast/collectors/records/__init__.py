"""What people record, as a source: declared here, read by ``holdfast.web``, which stands above.

A company that has never served its console has no records: then the tables are ``off``, which is as
good as read. ``use`` puts the reader of a database in the place of that.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from holdfast.collectors.interface import Collector, Summary
from holdfast.collectors.records.tables import SOURCE, TABLES
from holdfast.facts.tables import Coverage, State

if TYPE_CHECKING:
    from collections.abc import Callable

    from holdfast.collectors.interface import Request, Sink


def _nothing(request: Request, sink: Sink) -> Summary:
    """Say that there is no database, so that nothing can be recorded."""
    for table in TABLES:
        at = int(request.now.timestamp())
        sink.coverage(Coverage(SOURCE, "", "global", table.name, "", State.OFF, "nothing was ever recorded", at))
    return Summary(scopes=0, calls=0)


COLLECTOR = Collector(source=SOURCE, title="What people recorded", tables=TABLES, collect=_nothing)


def reading_with(collect: Callable[[Request, Sink], Summary]) -> Collector:
    """Return the same source, read by ``collect``."""
    return replace(COLLECTOR, collect=collect)
