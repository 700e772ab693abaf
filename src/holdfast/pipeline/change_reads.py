"""What changed between two runs: newly failing, newly fixed, newly unknown, new, gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.pipeline.finding_filters import due, excepted
from holdfast.pipeline.finding_lists import finding_of
from holdfast.pipeline.views import Change, Changes, Moment
from holdfast.posture.model import Verdict

if TYPE_CHECKING:
    from datetime import timedelta

    from holdfast.facts.manifest import Manifest
    from holdfast.pipeline.sight import Sight

_SHOWN = 50
KINDS = ("newly failing", "newly unknown", "newly fixed", "new", "gone")

_KIND = f"""CASE WHEN r.status = {Verdict.GONE} THEN 'gone'
  WHEN r.status = {Verdict.FAIL} THEN 'newly failing'
  WHEN r.status = {Verdict.UNKNOWN} THEN 'newly unknown'
  WHEN r.was = {Verdict.FAIL} THEN 'newly fixed'
  WHEN r.was IS NULL THEN 'new' END"""


def since_previous(sight: Sight) -> Changes:
    """Return what the last run that changed anything changed, and whatever came after it up to the run in sight.

    A person's record or a sign-in makes a run of its own within seconds; it must not hide what the
    last reading of the sources found.
    """
    moved = False
    for line in sight.store.manifests():
        if line.sequence > sight.moment.run or line.kind == "collect" or not line.results:
            continue
        if moved:
            return between(sight, sight.store.run(line.sequence))
        moved = line.changed > 0
    return between(sight, None)


def since_days(sight: Sight, ago: timedelta) -> Changes:
    """Return what changed in so much time; since the first judged run where none is that old."""
    earlier = sight.store.at(sight.moment.at - ago)
    if earlier is None or not earlier.line.results:
        judged = [line for line in sight.store.manifests() if line.results and line.sequence < sight.moment.run]
        earlier = sight.store.run(judged[-1].sequence) if judged else None
    return between(sight, earlier)


def between(sight: Sight, earlier: Manifest | None) -> Changes:
    """Return what changed since an earlier run, inside the scope; nothing where there is none."""
    if earlier is None or earlier.sequence == sight.moment.run:
        return Changes(None, {}, ())
    # A subject that is gone keeps its last words among the changes of the ledger.
    visible = "" if sight.everything else " SEMI JOIN visible_subject AS v ON v.subject_id = r.subject_id"
    sight.engine.execute(
        f"""
CREATE OR REPLACE TEMP TABLE changed_result AS
SELECT r.*, {_KIND} AS change FROM {sight.reading.since(earlier)} AS r{visible} WHERE change IS NOT NULL"""
    )
    sight.engine.execute(
        """
CREATE OR REPLACE TEMP TABLE changed_subject AS
SELECT * FROM subjects SEMI JOIN changed_result USING (subject_id)
UNION ALL
SELECT * EXCLUDE (gone, run, "at") FROM subjects_changes
  SEMI JOIN changed_result USING (subject_id) ANTI JOIN subjects USING (subject_id)
WHERE NOT gone QUALIFY row_number() OVER (PARTITION BY subject_id ORDER BY run DESC) = 1"""
    )
    joined = (
        "changed_result AS r JOIN changed_subject AS s ON s.subject_id = r.subject_id "
        "JOIN checks AS c ON c.check_no = r.check_no WHERE s.in_scope"
    )
    counts = {
        str(kind): int(str(number))
        for kind, number in sight.engine.rows(f"SELECT r.change, count(*) FROM {joined} GROUP BY 1")
    }
    rows = sight.engine.dicts(
        f"""
SELECT r.*, c.check_id, c.title, s.subject, s.name, s.kind, s.account_id, s.region, s.service, s.team,
  s.in_scope, {due(sight)} AS due, {excepted(sight, "r.status")} AS excepted
FROM {joined}
QUALIFY row_number() OVER (PARTITION BY r.change ORDER BY r.severity, r.check_no, r.subject_id) <= {_SHOWN}
ORDER BY r.severity, r.check_no, r.subject_id"""
    )
    shown = [
        Change(
            finding_of(row, sight.judged_at), Verdict(int(str(row["was"]))) if row["was"] is not None else None, kind
        )
        for kind in KINDS
        for row in rows
        if row["change"] == kind
    ]
    return Changes(
        Moment(earlier.sequence, earlier.finished), {kind: counts.get(kind, 0) for kind in KINDS}, tuple(shown)
    )
