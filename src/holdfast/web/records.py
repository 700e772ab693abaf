"""What people recorded, given to the pipeline as the source ``records``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import DatabaseError

from holdfast.collectors.interface import Summary
from holdfast.collectors.records.tables import ORG_HISTORY, SOURCE, TABLES
from holdfast.content.load import load_intent
from holdfast.errors import SourceError
from holdfast.facts.tables import Coverage, State
from holdfast.web.accounts import facts as accounts
from holdfast.web.applicability import facts as applicability
from holdfast.web.evidence import facts as evidence
from holdfast.web.history.models import Head
from holdfast.web.history.moment import one_moment
from holdfast.web.objectives import facts as objectives
from holdfast.web.risk import facts as risk
from holdfast.web.risk import register_facts

if TYPE_CHECKING:
    from holdfast.collectors.interface import Request, Sink
    from holdfast.facts.tables import Table


def collect(request: Request, sink: Sink) -> Summary:
    """Read all records as of one moment. Raises SourceError (then every table is unread) if that fails."""
    request.progress.expect(1)
    request.progress.begin(SOURCE)
    try:
        with one_moment():  # the history's head and the records that it seals
            found: dict[Table, list[dict[str, object]]] = {
                **_history(),
                **accounts.rows(request.now),
                **risk.rows(),
                **applicability.rows(),
                **objectives.rows(),
                **evidence.rows(),
                **register_facts.rows(load_intent(request.company).company.rates_risks_by, request.now),
            }
    except DatabaseError as error:
        raise SourceError(
            f"the records could not be read: {error}", where="records", do="Look with: holdfast doctor"
        ) from error
    for table in TABLES:
        sink.rows(table, found[table])
        at = int(request.now.timestamp())
        sink.coverage(Coverage(SOURCE, "", "global", table.name, "", State.READ, "", at))
    request.progress.done(SOURCE)
    return Summary(scopes=1, calls=0)


def _history() -> dict[Table, list[dict[str, object]]]:
    heads: list[dict[str, object]] = [
        {
            "subject": "history:log",
            "account_id": "",
            "region": "global",
            "id": "log",
            "entries": head.sequence,
            "digest": head.digest,
        }
        for head in Head.objects.all()
    ]
    return {ORG_HISTORY: heads}
