"""The company's own text as facts: teams, people by id, scope, deadlines, attestations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.collectors.company.tables import SOURCE, TABLES
from holdfast.collectors.interface import Collector, Summary

if TYPE_CHECKING:
    from holdfast.collectors.interface import Request, Sink


def _collect(request: Request, sink: Sink) -> Summary:
    """Read the company's folder. Raises ContentError (then every table is unread) if it has problems."""
    from holdfast.collectors.company.rows import rows  # noqa: PLC0415  the content model is not needed to list tables
    from holdfast.content.load import load_intent  # noqa: PLC0415
    from holdfast.facts.tables import Coverage, State  # noqa: PLC0415

    request.progress.expect(1)
    request.progress.begin("company")
    for table, made in rows(load_intent(request.company), request.now).items():
        sink.rows(table, made)
        observed = int(request.now.timestamp())
        sink.coverage(Coverage(SOURCE, "", "global", table.name, "", State.READ, "", observed))
    request.progress.done("company")
    return Summary(scopes=1, calls=0)


COLLECTOR = Collector(source=SOURCE, title="The company's own text", tables=TABLES, collect=_collect)
