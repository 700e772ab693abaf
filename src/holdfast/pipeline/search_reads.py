"""The search box: controls, checks, programs, services, teams and subjects by any part of their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.pipeline.sight import VISIBLE
from holdfast.pipeline.views import Hit
from holdfast.posture.ownership import SERVICES
from holdfast.posture.sentences import noun

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast.pipeline.sight import Sight

MOST = 20
_SUBJECTS_AT_LEAST = 8
_SHORTEST = 2


def search(sight: Sight, words: str) -> tuple[Hit, ...]:
    """Return at most twenty hits, the best first; every word must occur in a hit's id or title."""
    wanted = words.lower().split()
    if not wanted:
        return ()
    written = [hit for hit in _written(sight) if _matches(hit, wanted)]
    written.sort(key=lambda hit: _rank(hit, wanted))
    subjects = _subjects(sight, wanted) if max(map(len, wanted)) >= _SHORTEST else []
    subjects.sort(key=lambda hit: _rank(hit, wanted))
    kept = written[: max(MOST - min(len(subjects), _SUBJECTS_AT_LEAST), 0)]
    exact = [hit for hit in subjects if _rank(hit, wanted)[0] == 0]
    rest = [hit for hit in subjects if hit not in exact]
    return tuple([*exact, *kept, *rest][:MOST])


def _matches(hit: Hit, wanted: list[str]) -> bool:
    text = f"{hit.id}\n{hit.title}".lower()
    return all(word in text for word in wanted)


def _rank(hit: Hit, wanted: list[str]) -> tuple[int, int, str]:
    """How good a hit is: the id itself, its beginning, a title's beginning, anywhere."""
    whole, id_, title = " ".join(wanted), hit.id.lower(), hit.title.lower()
    bare = id_.rpartition(":")[2]
    if whole in {id_, bare, title}:
        return 0, len(id_), id_
    if id_.startswith(whole) or bare.startswith(whole):
        return 1, len(id_), id_
    return (2 if title.startswith(whole) else 3), len(id_), id_


def _written(sight: Sight) -> Iterator[Hit]:
    """What the content names, and the services."""
    content = sight.content
    for framework in content.frameworks:
        for requirement in framework.requirements:
            name = f"{requirement.id} {requirement.title}"
            yield Hit("requirement", f"{framework.id}:{requirement.id}", name, framework.title)
    for check in content.checks:
        yield Hit("check", check.id, check.header.title, f"{check.header.severity.value.capitalize()} severity")
    for program in content.programs:
        yield Hit("program", program.id, program.title, program.area)
    for team in content.company.teams:
        if sight.sees_team(team.id):
            yield Hit("team", team.id, team.title, team.about)
    if SERVICES in sight.catalogue:
        for id_, title, about in sight.engine.rows(f"SELECT id, title, about FROM {SERVICES} ORDER BY id"):
            if sight.sees_service(str(id_)):
                yield Hit("service", str(id_), str(title or id_), str(about or ""))


def _subjects(sight: Sight, wanted: list[str]) -> list[Hit]:
    terms = " AND ".join("(contains(lower(subject), ?) OR contains(lower(name), ?))" for _ in wanted)
    visible = "" if sight.everything else f" SEMI JOIN {VISIBLE} USING (subject_id)"
    rows = sight.engine.rows(
        f"SELECT subject, name, kind, account_id, region FROM subjects{visible} WHERE {terms} LIMIT {MOST}",
        [value for word in wanted for value in (word, word)],
    )
    return [_subject(*map(str, row)) for row in rows]


def _subject(subject: str, name: str, kind: str, account: str, region: str) -> Hit:
    where = ", ".join(part for part in (account, region) if part and part != "global")
    what = noun(kind, 1)
    return Hit("subject", subject, name, f"{what[:1].upper()}{what[1:]}{f' in {where}' if where else ''}")
