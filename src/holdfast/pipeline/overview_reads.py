"""The first page: is our program doing what it promises?"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from holdfast.pipeline import change_reads, source_reads
from holdfast.pipeline.matters import matters
from holdfast.pipeline.views import Overview
from holdfast.posture.compute import MAIN_FRAMEWORK
from holdfast.posture.model import Kind, Status
from holdfast.posture.ownership import CATALOGUE_UNREAD, TAGS_UNREAD

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from holdfast.pipeline.program_reads import ProgramReads
    from holdfast.pipeline.rollup_reads import Posture
    from holdfast.pipeline.sight import Sight
    from holdfast.pipeline.views import SourceHealth

_WEEK = timedelta(days=7)
_ANNEX = "A."
_MOSTLY, _PARTLY = 0.75, 0.4
_SAID = (Status.FAILING, Status.UNKNOWN, Status.NOT_IMPLEMENTED, Status.NOT_EVIDENCED)


def overview(sight: Sight, posture: Posture, programs: ProgramReads, now: datetime) -> Overview:
    """Return the first page's answer and what stands behind it."""
    annex, clauses = _statuses(sight, posture)
    sources = source_reads.health(sight, now)
    unowned, outside = _counts(sight)
    return Overview(
        moment=sight.moment,
        answer=answer(annex or clauses, sources),
        annex=annex,
        clauses=clauses,
        changes=change_reads.since_days(sight, _WEEK),
        programs=programs.programs(sight),
        matters=matters(sight),
        unowned=unowned,
        sources=sources,
        out_of_scope=outside,
    )


def answer(statuses: Mapping[str, int], sources: Sequence[SourceHealth]) -> str:
    """Return in a sentence whether controls do what they promise, naming the source in trouble."""
    total = sum(statuses.values()) - statuses.get(Status.NOT_APPLICABLE.value, 0)
    if not total:
        return "Nothing is promised yet: no control applies."
    effective = statuses.get(Status.EFFECTIVE.value, 0)
    rest = [f"{statuses[s.value]:,} {s.value}" for s in _SAID if statuses.get(s.value)]
    share = effective / total
    lead = "Mostly" if share >= _MOSTLY else "In part" if share >= _PARTLY else "Not yet"
    if effective == total:
        return f"Yes: all {total:,} controls are effective."
    if statuses.get(Status.UNKNOWN.value):
        rest = [f"{part}{_because(sources)}" if part.endswith(Status.UNKNOWN.value) else part for part in rest]
    return f"{lead}: {effective:,} of {total:,} controls are effective, {', '.join(rest)}."


def _because(sources: Sequence[SourceHealth]) -> str:
    """Name the source in the gravest trouble: one that is stale or lost first."""
    troubled = sorted((one for one in sources if one.trouble), key=lambda one: (not one.stale, -one.unread))
    if not troubled:
        return ""
    first = troubled[0]
    name = {"aws": "AWS", "backstage": "the service catalogue", "company": "the company's folder"}.get(
        first.source, first.source
    )
    if first.observed_at is None:
        return f" because {name} has never been read"
    if first.stale:
        return f" because {name} has not answered since {first.observed_at:%d %B}".replace(" 0", " ")
    return f" because {name} could not be read whole"


def _statuses(sight: Sight, posture: Posture) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Count the main framework's requirements by status: Annex A controls, and clauses."""
    annex: Counter[str] = Counter()
    clauses: Counter[str] = Counter()
    for framework in sight.content.frameworks:
        if framework.id != MAIN_FRAMEWORK:
            continue
        for one in framework.requirements:
            if one.assessable:
                status = posture.one(sight, Kind.REQUIREMENT, f"{framework.id}:{one.id}").status.value
                (annex if one.id.startswith(_ANNEX) else clauses)[status] += 1
    return dict(annex), dict(clauses)


def _counts(sight: Sight) -> tuple[int, int]:
    """Subjects inside that nobody owns (those whose owner could not be read left out), and those outside."""
    row = sight.engine.rows(
        "SELECT count(*) FILTER (WHERE in_scope AND team = '' AND owned_by NOT IN (?, ?)), "
        f"count(*) FILTER (WHERE NOT in_scope) FROM subjects{sight.only_visible}",
        [TAGS_UNREAD, CATALOGUE_UNREAD],
    )[0]
    return int(str(row[0])), int(str(row[1]))
