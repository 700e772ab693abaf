"""What matters most: checks by what fixing them would remove, not by how many rows they have."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from holdfast.pipeline.finding_filters import conditions, late, relation
from holdfast.pipeline.views import Filter, Matter
from holdfast.posture.sentences import counted

if TYPE_CHECKING:
    from holdfast.pipeline.sight import Sight

#: How much one fail weighs by its severity; late, or touching what matters most, it weighs more.
_WEIGHTS = (27, 9, 3, 1)
_LATE, _GRAVE, _EXPOSED = 1, 2, 2
_SERVICES = 5


def matters(sight: Sight, wanted: Filter | None = None, limit: int = 5) -> tuple[Matter, ...]:
    """Return the checks whose fix removes most of the fails in sight that count, the first first.

    A fail weighs by its severity, once more if it is late, twice more if it touches a tier-1
    service or customers' data or can be reached from the internet.
    """
    wanted = replace(wanted or Filter(), excepted="no")
    made = conditions(sight, wanted)
    weights = " ".join(f"WHEN {rank} THEN {weight}" for rank, weight in enumerate(_WEIGHTS))
    grave = "coalesce(tier = 1 OR customer_data, FALSE)"
    rows = sight.engine.rows(
        f"""
SELECT check_id, count(*), count(*) FILTER (WHERE late), count(*) FILTER (WHERE grave),
  list(DISTINCT service ORDER BY service) FILTER (WHERE service <> ''),
  sum(weight * (1 + {_LATE} * late::INT + {_GRAVE} * grave::INT + {_EXPOSED} * exposed::INT)) AS score
FROM (SELECT check_id, service, {late(sight)} AS late, {grave} AS grave,
    exposure = 'internet' AS exposed, CASE severity {weights} END AS weight
  FROM {relation(sight, wanted)}{made.where})
GROUP BY check_id ORDER BY score DESC, check_id LIMIT {limit}""",
        made.values,
    )
    checks = {check.id: check for check in sight.content.checks}
    found = []
    for check, failed, past, grave_ones, services, _ in rows:
        if str(check) not in checks:
            continue
        named = tuple(str(service) for service in services) if isinstance(services, list) else ()
        number, late_ones = int(str(failed)), int(str(past))
        said = _sentence(number, late_ones, int(str(grave_ones)), len(named))
        found.append(Matter(checks[str(check)], number, late_ones, named[:_SERVICES], said))
    return tuple(found)


def _sentence(failed: int, late_ones: int, grave: int, services: int) -> str:
    """Say what fixing it removes."""
    parts = []
    if late_ones:
        parts.append("past its deadline" if failed == 1 else f"{late_ones:,} past their deadline")
    if grave:
        parts.append(
            f"{grave:,} on a tier-1 service or customers' data"
            if failed > 1
            else "on a tier-1 service or customers' data"
        )
    where = f" in {counted(services, 'service')}" if services else ""
    closes = f"Fixing it closes {counted(failed, 'finding')}{where}"
    return f"{closes}, {', '.join(parts)}." if parts else f"{closes}."
