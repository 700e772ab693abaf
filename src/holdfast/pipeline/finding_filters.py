"""A list's filter as SQL over results, subjects and checks: identifiers are ours, values are bound."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from holdfast.content.model import Severity
from holdfast.errors import UsageError
from holdfast.facts.failing import FAILING, JOINED
from holdfast.posture.controls import Controls
from holdfast.posture.deadlines import due_sql
from holdfast.posture.evidence import Evidence
from holdfast.posture.exceptions import excepted_sql
from holdfast.posture.model import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.content.model import Content
    from holdfast.pipeline.sight import Sight
    from holdfast.pipeline.views import Filter

VERDICTS = {verdict.word: verdict for verdict in Verdict if verdict is not Verdict.GONE}
_SEEN = "coalesce(r.failing_since, r.since)"
_IN_SCOPE = {"yes": "in_scope", "no": "NOT in_scope", "any": ""}


@dataclass
class Conditions:
    """Terms that must all hold, with their parameters."""

    terms: list[str] = field(default_factory=list)
    values: list[object] = field(default_factory=list)

    def add(self, term: str, *values: object) -> None:
        """Add a term with its parameters."""
        self.terms.append(term)
        self.values += values

    @property
    def where(self) -> str:
        """The terms as a WHERE clause, empty where there are none."""
        return f" WHERE {' AND '.join(self.terms)}" if self.terms else ""


def relation(sight: Sight, wanted: Filter, where: str = "") -> str:
    """Return the relation r of a filter's results with their subjects and checks, held to what is in sight.

    Its columns are ``FAILING``; ``where`` narrows what is joined, by r, s and c. What fails stands in
    a file of its own, so that its lists do not look at the rest.
    """
    joined = "failing" if only_fails(wanted) else f"(SELECT {', '.join(FAILING)} FROM {JOINED}{where})"
    return f"{joined} AS r{sight.only_visible}"


def only_fails(wanted: Filter) -> bool:
    """Whether a filter asks for nothing but what fails."""
    return wanted.verdict == (Verdict.FAIL.word,)


def due(sight: Sight) -> str:
    """Return the epoch second at which a failing result r is due."""
    return due_sql(sight.content.company.deadlines, "r.severity", _SEEN)


def excepted(sight: Sight, status: str = "status") -> str:
    """Return whether a result r fails and is excepted at the run's moment; NULL where that could not be read."""
    exceptions = excepted_sql(
        sight.catalogue, sight.content.checks, sight.judged_at, check_id="check_id", subject="subject"
    )
    return f"({status} = {Verdict.FAIL} AND {exceptions})"


def late(sight: Sight) -> str:
    """Return whether a result r fails, is past its deadline, and is not excepted."""
    return f"(status = {Verdict.FAIL} AND {due(sight)} < {sight.judged_at} AND {excepted(sight)} IS DISTINCT FROM TRUE)"


def conditions(sight: Sight, wanted: Filter) -> Conditions:
    """Return a filter's conditions. Raises UsageError for a value that no list knows."""
    made = Conditions()
    if verdicts := [VERDICTS[_known(word, VERDICTS, "status")] for word in wanted.verdict]:
        made.add(f"status IN ({', '.join(str(int(verdict)) for verdict in verdicts)})")
    severities = {severity.value: severity.rank for severity in Severity}
    if ranks := [severities[_known(word, severities, "severity")] for word in wanted.severity]:
        made.add(f"severity IN ({', '.join(map(str, ranks))})")
    inside = _IN_SCOPE[_known(wanted.in_scope or "yes", _IN_SCOPE, "in_scope")]
    if inside:
        made.add(inside)
    _of_checks(sight.content, wanted, made)
    for column, value in (
        ("service", wanted.service),
        ("team", wanted.team),
        ("kind", wanted.kind),
        ("account_id", wanted.account),
        ("region", wanted.region),
        ("subject", wanted.subject),
    ):
        if value:
            made.add(f"{column} = ?", value)
    if wanted.owned == "no":
        made.add("team = ''")
    if wanted.late == "yes":
        made.add(late(sight))
    if wanted.excepted:
        known = {"yes": "IS TRUE", "no": "IS DISTINCT FROM TRUE"}
        made.add(f"{excepted(sight)} {known[_known(wanted.excepted, known, 'excepted')]}")
    for word in wanted.words.lower().split():
        columns = ("name", "subject", "title", "check_id")
        made.add(f"({' OR '.join(f'contains(lower({column}), ?)' for column in columns)})", *[word] * len(columns))
    return made


def _of_checks(content: Content, wanted: Filter, made: Conditions) -> None:
    """Conditions on the check alone; few checks, so that they are named by number's row."""
    if wanted.check:
        made.add("check_id = ?", wanted.check)
    if wanted.program:
        made.add("program = ?", wanted.program)
    if wanted.requirement:
        made.add("list_contains(?, check_id)", sorted(checks_of(content).get(wanted.requirement, ())))


def _known(word: str, known: Mapping[str, object], what: str) -> str:
    if word not in known:
        raise UsageError(f"{word!r} is no {what}", do=f"Known: {', '.join(known)}.")
    return word


def checks_of(content: Content) -> Mapping[str, frozenset[str]]:
    """Return, for each requirement, the checks whose results count for it, mappings followed."""
    return _checks_of(_Same(content))


@dataclass(frozen=True, eq=False)
class _Same:
    """A content as a key: the very object, which is remembered for as long as its run is looked at."""

    content: Content

    def __hash__(self) -> int:
        return id(self.content)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.content is self.content


@lru_cache(maxsize=4)
def _checks_of(same: _Same) -> Mapping[str, frozenset[str]]:
    # Any day will do: only the mapping is asked.
    controls = Controls(same.content, {}, Evidence(), date.max)
    return {key: controls.standing(key).checks for key in controls.keys}
