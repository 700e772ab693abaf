"""Sources and runs: what was read, what was not, and how old it is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from holdfast.facts.subjects import SUBJECT_OWNER
from holdfast.facts.tables import State
from holdfast.pipeline.finding_lists import moment_of
from holdfast.pipeline.sight import VISIBLE
from holdfast.pipeline.views import Moment, RunLine, SourceHealth, SourcesView, Unread
from holdfast.posture.sentences import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from holdfast.pipeline.sight import Sight

_RUNS = 100
_UNREAD = 1_000
_NOT_WHOLE = f"state NOT IN ('{State.READ}', '{State.OFF}')"
_TITLES = {
    "aws": "AWS",
    "backstage": "The service catalogue",
    "company": "The company's folder",
    "records": "What people recorded",
}
_COLUMNS = 'source, account_id, region, "table", subject, state, error, observed_at'


def view(sight: Sight, now: datetime) -> SourcesView:
    """Return every source's health, all that could not be read (at most a thousand), and the last runs."""
    rows = sight.engine.dicts(
        f"SELECT {_COLUMNS} FROM coverage WHERE {_NOT_WHOLE}{_seen(sight)} "
        f'ORDER BY source, "table", account_id, region, subject LIMIT {_UNREAD}'
    )
    return SourcesView(health(sight, now), tuple(unread_of(row) for row in rows), _runs(sight))


def health(sight: Sight, now: datetime) -> tuple[SourceHealth, ...]:
    """Return each source's health; age is measured at ``now`` or, for a past moment, at that moment."""
    at = sight.moment.at if sight.moment.asked else now
    rows = sight.engine.dicts(
        f"""
SELECT source, max(observed_at) AS observed_at, count(DISTINCT (account_id, region, "table")) AS scopes,
  count(*) FILTER (WHERE {_NOT_WHOLE}) AS unread,
  count(*) FILTER (WHERE {_NOT_WHOLE} AND subject = '' AND account_id = '*') AS lost,
  mode(error) FILTER (WHERE {_NOT_WHOLE}) AS error, mode(state) FILTER (WHERE {_NOT_WHOLE}) AS state
FROM coverage WHERE source <> '{SUBJECT_OWNER.source}'{_seen(sight)} GROUP BY source ORDER BY source"""
    )
    old = _stale(sight, at)
    found = [_health(row, stale=str(row["source"]) in old) for row in rows]
    known = {one.source for one in found}
    for source in sight.content.company.sources:
        if source.name not in known and sight.everything:
            title = _TITLES.get(source.name, source.name)
            found.append(SourceHealth(source.name, None, 0, 0, stale=True, trouble=f"{title} has never been read."))
    return tuple(found)


def _health(row: dict[str, Any], *, stale: bool) -> SourceHealth:
    source, unread, scopes = str(row["source"]), int(row["unread"]), int(row["scopes"])
    title = _TITLES.get(source, source)
    observed = moment_of(int(row["observed_at"]))
    said = ""
    why = f": {row['error']}" if row["error"] else ""
    if row["lost"]:
        said = f"{title} could not be read{why}"
    elif unread:
        denied = "was denied" if unread == 1 else "were denied"
        how = denied if row["state"] == State.DENIED else "could not be read"
        said = f"{title}: {counted(unread, 'part')} of what was asked {how}{why}"
    elif stale:
        said = f"{title} was last read on {observed:%Y-%m-%d %H:%M} UTC, which is too long ago"
    return SourceHealth(source, observed, scopes, unread, stale, f"{said.rstrip('.')}." if said else "")


def _stale(sight: Sight, at: datetime) -> frozenset[str]:
    """The sources of which a table was observed longer ago than it may be believed."""
    rows = sight.engine.rows('SELECT source, "table", max(observed_at) FROM coverage GROUP BY ALL')
    return frozenset(
        str(source)
        for source, table, observed in rows
        if at - moment_of(int(str(observed))) > _max_age(sight, str(table))
    )


def _max_age(sight: Sight, table: str) -> timedelta:
    return sight.catalogue[table].max_age if table in sight.catalogue else timedelta.max


def _seen(sight: Sight) -> str:
    """For a limited look: only accounts in which something in sight lives, and what has no account."""
    if sight.everything:
        return ""
    return (
        " AND (account_id IN ('', '*') OR account_id IN "
        f"(SELECT account_id FROM subjects SEMI JOIN {VISIBLE} USING (subject_id)))"
        f" AND (subject = '' OR subject IN (SELECT subject FROM subjects SEMI JOIN {VISIBLE} USING (subject_id)))"
    )


def unread_of(row: dict[str, Any]) -> Unread:
    """Return a row of coverage that is not whole."""
    return Unread(
        source=row["source"],
        account_id=row["account_id"],
        region=row["region"],
        table=row["table"],
        subject=row["subject"],
        state=row["state"],
        error=row["error"],
        observed_at=moment_of(row["observed_at"]),
    )


def unread_about(sight: Sight, tables: Iterable[str], account: str, region: str, subject: str) -> tuple[Unread, ...]:
    """Return what was not read of these tables, where a subject of that account and region depends on it."""
    names = list(tables)
    if not names:
        return ()
    rows = sight.engine.dicts(
        f'SELECT {_COLUMNS} FROM coverage WHERE {_NOT_WHOLE} AND list_contains(?, "table") '
        "AND (account_id IN (?, '*', '') OR ? = '') AND (region IN (?, '*', 'global') OR ? IN ('global', '')) "
        "AND subject IN ('', ?) ORDER BY \"table\", account_id, region, subject LIMIT 200",
        [names, account, account, region, region, subject],
    )
    return tuple(unread_of(row) for row in rows)


def _runs(sight: Sight) -> tuple[RunLine, ...]:
    """The last runs up to the one in sight; their totals only for those who see everything."""
    lines: Sequence[Any] = [line for line in sight.store.manifests() if line.sequence <= sight.moment.run][:_RUNS]
    whole = sight.everything
    return tuple(
        RunLine(
            moment=Moment(line.sequence, line.finished),
            kind=line.kind,
            seconds=(line.finished - line.started).total_seconds(),
            results=line.results if whole else 0,
            changed=line.changed if whole else 0,
            unread=line.unread if whole else 0,
        )
        for line in lines
    )
