"""Results counted where they stand: one pass over all results, then small sums."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from holdfast.posture.deadlines import due_sql
from holdfast.posture.exceptions import NOTHING
from holdfast.posture.model import Counts, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from holdfast.content.model import Deadlines
    from holdfast.facts.duckdb import Engine


@dataclass(frozen=True, slots=True)
class Tally:
    """Results counted. All but ``out_of_scope`` are of subjects inside the ISMS.

    ``failed`` leaves out ``excepted``. Parts of ``failed``: ``late`` (past the deadline), ``exposed``
    (critical, and reachable from the internet), ``grave`` (touches a tier-1 service or customers'
    data), ``unsure`` (none of these, but whether it is grave or excepted could not be read); and
    ``doubted``, the part of ``unsure`` of which nobody can say whether it is excepted. ``unseen`` is
    the part of ``unknown`` that stands for whole scopes that were not read.
    """

    passed: int = 0
    failed: int = 0
    unknown: int = 0
    excepted: int = 0
    not_applicable: int = 0
    out_of_scope: int = 0
    late: int = 0
    exposed: int = 0
    grave: int = 0
    unsure: int = 0
    doubted: int = 0
    unseen: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, name) + getattr(other, name) for name in _NAMES))

    @property
    def judged(self) -> int:
        """Results that passed or failed, exceptions left out."""
        return self.passed + self.failed

    @property
    def applicable(self) -> int:
        """Results about subjects that the check concerns, as far as they are known."""
        return self.judged + self.unknown - self.unseen + self.excepted

    @property
    def rate(self) -> float:
        """The share that passed of what was judged and certainly counts; 1 where nothing was."""
        certain = self.judged - self.doubted
        return self.passed / certain if certain else 1.0

    @property
    def least(self) -> float:
        """The same share, should every doubted fail count."""
        return self.passed / self.judged if self.judged else 1.0

    @property
    def counts(self) -> Counts:
        """The part of it that is stored and shown."""
        return Counts(
            self.passed, self.failed, self.unknown, self.excepted, self.not_applicable, self.out_of_scope, self.late
        )


_NAMES = tuple(field.name for field in fields(Tally))


@dataclass(frozen=True, slots=True)
class Tallies:
    """The same results, added up by check, by service and by team (``''`` is: nobody)."""

    checks: dict[str, Tally]
    services: dict[str, Tally]
    teams: dict[str, Tally]
    total: Tally


def tallies(
    engine: Engine,
    deadlines: Sequence[Deadlines],
    moment: int,
    checks: Iterable[str],
    *,
    only: str = "",
    excepted: str = NOTHING,
) -> Tallies:
    """Count the results of the named checks in ``results``, ``subjects`` and ``checks`` at ``moment``.

    ``only`` is a join on ``subject_id`` that leaves the subjects to be counted; ``excepted`` says whether
    a fail is excepted, in SQL over ``check_id`` and ``subject``. A check that was
    never judged is absent from ``checks``; one that was judged about nothing is there.
    """
    engine.execute("CREATE OR REPLACE TEMP TABLE posture_check AS SELECT unnest(?) AS check_id", [list(checks)])
    engine.execute(f"CREATE OR REPLACE TEMP TABLE posture_tally AS {_tally_sql(deadlines, moment, only, excepted)}")
    sums = ", ".join(f"CAST(sum({name}) AS BIGINT)" for name in _NAMES)
    by = {
        key: {
            str(row[0]): Tally(*(int(str(number)) for number in row[1:]))
            for row in engine.rows(f"SELECT {key}, {sums} FROM posture_tally GROUP BY 1")
        }
        for key in ("check_id", "service", "team")
    }
    judged = engine.rows("SELECT check_id FROM checks SEMI JOIN posture_check USING (check_id) WHERE live")
    nothing = {str(check): Tally() for (check,) in judged}
    total = sum(by["check_id"].values(), Tally())
    return Tallies(nothing | by["check_id"], by["service"], by["team"], total)


def _tally_sql(deadlines: Sequence[Deadlines], moment: int, only: str, excepted: str) -> str:
    # A subject without a row of its own counts as inside and as nobody's, so that no result is lost.
    seen = "coalesce(failing_since, since)"
    counted = {
        "passed": f"status = {Verdict.PASS}",
        "failed": "fails",
        "unknown": f"status = {Verdict.UNKNOWN}",
        "excepted": f"status = {Verdict.FAIL} AND excepted",
        "not_applicable": f"status = {Verdict.NOT_APPLICABLE}",
        "late": "counts AND late",
        "exposed": "counts AND exposed",
        "grave": "counts AND grave",
        "unseen": f"status = {Verdict.UNKNOWN} AND unseen",
        "unsure": "fails AND CASE WHEN counts IS NULL THEN late OR exposed OR grave IS DISTINCT FROM FALSE "
        "ELSE NOT late AND NOT exposed AND grave IS NULL END",
        "doubted": "fails AND counts IS NULL",
    }
    sums = ", ".join(
        f"count(*) FILTER (WHERE in_scope AND {condition}) AS {name}" for name, condition in counted.items()
    )
    return f"""
WITH standing AS MATERIALIZED (
  SELECT subject_id FROM subjects WHERE ends_with(subject, '/' || kind)
), counted AS (
SELECT check_no, service, team, {sums}, count(*) FILTER (WHERE NOT in_scope) AS out_of_scope
FROM (SELECT *, fails AND NOT excepted AS counts FROM (
  SELECT check_no, coalesce(service, '') AS service, coalesce(team, '') AS team,
    coalesce(in_scope, TRUE) AS in_scope, status, excepted,
    status = {Verdict.FAIL} AND excepted IS DISTINCT FROM TRUE AS fails,
    status = {Verdict.FAIL} AND {due_sql(deadlines, "severity", seen)} < {int(moment)} AS late,
    status = {Verdict.FAIL} AND severity = 0 AND exposure = 'internet' AS exposed,
    status = {Verdict.FAIL} AND (tier = 1 OR customer_data) AS grave,
    status = {Verdict.UNKNOWN} AND subject_id IN (SELECT subject_id FROM standing) AS unseen
  FROM (SELECT check_no, service, team, in_scope, status, checks.severity AS severity, exposure, tier, customer_data,
      since, failing_since, subject_id, CASE WHEN status = {Verdict.FAIL} THEN {excepted} END AS excepted
    FROM results JOIN checks USING (check_no) SEMI JOIN posture_check USING (check_id){only}
      LEFT JOIN subjects USING (subject_id)
    WHERE checks.live AND status <> {Verdict.GONE})
))
GROUP BY ALL)
SELECT check_id, counted.* EXCLUDE (check_no) FROM counted JOIN checks USING (check_no)
"""
