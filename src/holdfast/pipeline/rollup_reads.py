"""Stored posture, as it was written in its run; for a limited look, the same rules over what is in sight."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING

from holdfast.pipeline.finding_lists import moment_of
from holdfast.pipeline.sight import VISIBLE
from holdfast.pipeline.views import Held, Point
from holdfast.posture.compute import judge
from holdfast.posture.evidence import evidence
from holdfast.posture.exceptions import excepted_sql
from holdfast.posture.model import Counts, Kind, Rollup, Status
from holdfast.posture.rows import to_rollup
from holdfast.posture.tally import tallies

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfast.pipeline.sight import Sight

Rollups = "Mapping[tuple[Kind, str], Rollup]"

_REMEMBERED = 16
_POINTS = 60
_PERIOD = 365 * 86_400  # seconds: auditors judge a year


class Posture:
    """The rollups of a run; remembers those of the last few, which never change."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Mapping[tuple[Kind, str], Rollup]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, sight: Sight) -> Mapping[tuple[Kind, str], Rollup]:
        """Return all rollups of the run in sight, by kind and id."""
        with self._lock:
            known = self._known.get(sight.key)
        if known is None:
            known = _stored(sight) if sight.everything else _in_sight(sight)
        with self._lock:
            self._known[sight.key] = known
            self._known.move_to_end(sight.key)
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return known

    def one(self, sight: Sight, kind: Kind, id_: str) -> Rollup:
        """Return one rollup; not evidenced where nothing was added up about it."""
        found = self.of(sight).get((kind, id_))
        return found or Rollup(
            kind, id_, Status.NOT_EVIDENCED, sight.judged_at, Counts(), "Nothing is known of it yet."
        )


def _stored(sight: Sight) -> Mapping[tuple[Kind, str], Rollup]:
    rows = (to_rollup(row) for row in sight.engine.dicts("SELECT * FROM rollups"))
    return {(rollup.kind, rollup.id): rollup for rollup in rows}


def _in_sight(sight: Sight) -> Mapping[tuple[Kind, str], Rollup]:
    """Judge what is in sight by itself: no number of anybody else's is in it.

    ``since`` is the stored one where the status is the same; else the run's moment.
    """
    engine, content = sight.engine, sight.content
    counted = tallies(
        engine,
        content.company.deadlines,
        sight.judged_at,
        (check.id for check in content.checks),
        only=f" SEMI JOIN {VISIBLE} USING (subject_id)",
        excepted=excepted_sql(sight.catalogue, content.checks, sight.judged_at, check_id="check_id", subject="subject"),
    )
    stored = {
        (str(kind), str(id_)): (str(status), int(str(since)))
        for kind, id_, status, since in engine.rows("SELECT kind, id, status, since FROM rollups")
    }
    made = {}
    today = sight.manifest.started.date()
    for rollup in judge(content, counted, evidence(engine, sight.catalogue), sight.services, today):
        if rollup.kind is Kind.TEAM and not sight.sees_team(rollup.id):
            continue
        if rollup.kind is Kind.SERVICE and not sight.sees_service(rollup.id):
            continue
        status, since = stored.get((rollup.kind.value, rollup.id), ("", 0))
        made[rollup.kind, rollup.id] = replace(rollup, since=since if status == rollup.status else sight.judged_at)
    return made


def held(sight: Sight, key: str, status: Status) -> Held:
    """Return in which share of the audit period a requirement was effective.

    A limited look sees only how it stands now, which is all of what it may know.
    """
    rows = (
        sight.engine.rows(
            'SELECT "at", status FROM rollups_changes WHERE kind = ? AND id = ? AND NOT gone ORDER BY "at", run',
            [Kind.REQUIREMENT.value, key],
        )
        if sight.everything
        else []
    )
    changes = [(int(str(at)), str(was)) for at, was in rows] or [(sight.judged_at, status.value)]
    begin, share = share_held(changes, sight.judged_at)
    return Held(moment_of(begin), share)


def share_held(changes: Sequence[tuple[int, str]], now: int) -> tuple[int, float]:
    """Return the begin of the audit period and the share of it that was effective.

    ``changes`` are (epoch seconds, status), oldest first, at least one. The period is the year
    before ``now``, or what has been seen of it.
    """
    begin = max(changes[0][0], now - _PERIOD)
    ends = [*(at for at, _ in changes[1:]), now]
    spans = [(max(end, begin) - max(at, begin), was) for (at, was), end in zip(changes, ends, strict=True)]
    whole = sum(length for length, _ in spans)
    good = sum(length for length, was in spans if was == Status.EFFECTIVE)
    return begin, good / whole if whole else float(changes[-1][1] == Status.EFFECTIVE)


def trend(sight: Sight, kind: Kind, id_: str) -> tuple[Point, ...]:
    """Return how a rollup stood over time, at most some sixty points, the present one last."""
    return trends(sight, kind, id_).get(id_, ())


def trends(sight: Sight, kind: Kind, id_: str | None = None) -> Mapping[str, tuple[Point, ...]]:
    """Return the trends of all rollups of a kind, or of one. A limited look has only its own teams' and services'."""
    if not sight.everything and kind not in {Kind.TEAM, Kind.SERVICE}:
        return {}
    one = "" if id_ is None else " AND id = ?"
    columns = "id, {at}, status, passed, failed, unknown, effective, assessable"
    changes = columns.format(at='"at"')
    rows = sight.engine.rows(
        f"""
WITH change AS (SELECT {changes} FROM rollups_changes WHERE kind = ?{one} AND NOT gone),
span AS (SELECT min("at") AS first, greatest((max("at") - min("at")) // {_POINTS - 2}, 1) AS width FROM change)
SELECT {changes} FROM change CROSS JOIN span
QUALIFY row_number() OVER (PARTITION BY id, ("at" - first) // width ORDER BY "at" DESC) = 1
UNION ALL SELECT {columns.format(at=sight.judged_at)} FROM rollups WHERE kind = ?{one}
ORDER BY 1, 2""",
        [kind.value, *([] if id_ is None else [id_]), kind.value, *([] if id_ is None else [id_])],
    )
    found: dict[str, dict[int, Point]] = {}
    for name, at, status, *numbers in rows:
        in_sight = sight.sees_team if kind is Kind.TEAM else sight.sees_service
        if sight.everything or in_sight(str(name)):
            second = int(str(at))
            counts = [int(str(number)) for number in numbers]
            found.setdefault(str(name), {})[second] = Point(moment_of(second), str(status), *counts)
    return {name: tuple(points.values()) for name, points in found.items()}
