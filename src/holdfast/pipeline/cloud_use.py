"""Which cloud services are in use, and in which regions: where something of them was seen.

Nothing seen is "not in use" only where everything was read; else nobody knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.facts.duckdb import quoted
from holdfast.facts.subjects import CLOUD_SERVICE
from holdfast.facts.tables import WHOLE, Coverage, State

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from holdfast.content.model import Content
    from holdfast.content.providers import CloudService
    from holdfast.facts.draft import Draft
    from holdfast.facts.duckdb import Engine
    from holdfast.facts.tables import Catalogue

_GLOBAL = "global"
#: The program whose team looks after the cloud.
_PROGRAM = "cloud-infrastructure"

Row = dict[str, object]


def write_cloud_services(draft: Draft, content: Content, catalogue: Catalogue, moment: datetime) -> None:
    """Write the draft's ``org_cloud_service`` from its facts. Raises StoreError."""
    if CLOUD_SERVICE.name not in catalogue:
        return
    with draft.reading() as reading:
        rows = list(_rows(reading.engine, content, catalogue))
    table, at = CLOUD_SERVICE, int(moment.timestamp())
    draft.write_table(table, rows, [Coverage(table.source, "*", "*", table.name, "", State.READ, "", at)])


def _rows(engine: Engine, content: Content, catalogue: Catalogue) -> Iterator[Row]:
    seen = _seen(engine, content.cloud_services, catalogue)
    gaps = _gaps(engine, catalogue)
    teams = {team.id for team in content.company.teams}
    team = next((one.team for one in content.programs if one.id == _PROGRAM and one.team in teams), "")
    for service in content.cloud_services:
        things = seen.get(service.id, {})
        for region, count in sorted(things.items()):
            yield _row(service, team, region, count, used=True)
        # A table that no source fills, or that was never read, is one of which nobody knows anything.
        unread = {region for table in service.tables for region in gaps.get(table, {_GLOBAL})} - things.keys()
        for region in sorted(unread):
            yield _row(service, team, region, None, used=None)
        if not things and not unread:
            yield _row(service, team, _GLOBAL, 0, used=False)


def _seen(engine: Engine, services: Sequence[CloudService], catalogue: Catalogue) -> dict[str, dict[str, int]]:
    """Return how many things of each service were seen in each region."""
    parts = [
        f'SELECT {quoted(service.id)} AS service, region, count(*) AS things FROM "{table}" GROUP BY region'
        for service in services
        for table in service.tables
        if table in catalogue
    ]
    if not parts:
        return {}
    found: dict[str, dict[str, int]] = {}
    sql = f"SELECT service, region, sum(things) FROM ({' UNION ALL '.join(parts)}) GROUP BY service, region"
    for service, region, things in engine.rows(sql):
        found.setdefault(str(service), {})[str(region)] = int(str(things))
    return found


def _gaps(engine: Engine, catalogue: Catalogue) -> dict[str, set[str]]:
    """Return, for each table that was tried, the regions that were not read whole."""
    states = ", ".join(quoted(state.value) for state in sorted(WHOLE))
    rows = engine.rows(
        f"""SELECT "table", region, bool_or(state NOT IN ({states})) FROM coverage WHERE subject = '' GROUP BY ALL"""
    )
    found: dict[str, set[str]] = {}
    for table, region, unread in rows:
        if str(table) in catalogue:
            found.setdefault(str(table), set()).update({str(region)} if unread else set())
    return found


def _row(service: CloudService, team: str, region: str, things: int | None, *, used: bool | None) -> Row:
    return {
        "subject": f"cloud-service:{service.id}/{region}",
        "account_id": "",
        "region": region,
        "id": service.id,
        "title": service.title,
        "provider": service.provider,
        "team": team,
        "things": things,
        "in_use": used,
    }
