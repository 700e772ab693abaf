"""Lists of findings: filtered in SQL, counted with facets once a run and filter, paged by key."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import astuple, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from holdfast.content.model import Severity
from holdfast.errors import UsageError
from holdfast.pipeline.cursors import decode, encode
from holdfast.pipeline.finding_filters import conditions, due, excepted, only_fails, relation
from holdfast.pipeline.views import Filter, Finding, Page
from holdfast.posture.model import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdfast.pipeline.sight import Sight

_REMEMBERED = 64
_MOST = 50_000
_SEVERITIES = tuple(severity.value for severity in Severity)

#: What facets count: the name in ``Filter``, and the column.
_FACETS = {
    "verdict": "status",
    "severity": "severity",
    "check": "check_id",
    "program": "program",
    "service": "service",
    "team": "team",
    "kind": "kind",
    "account": "account_id",
    "region": "region",
}


@dataclass(frozen=True, slots=True)
class _Sort:
    """A list's order: columns that together name one row, their types, and which of them descend."""

    columns: tuple[str, ...]
    kinds: tuple[type[int | str], ...]
    descending: tuple[bool, ...]

    @property
    def order(self) -> str:
        """The ORDER BY list."""
        pairs = zip(self.columns, self.descending, strict=True)
        return ", ".join(f"{column} DESC" if down else column for column, down in pairs)

    def after(self) -> str:
        """The condition of coming after a row, whose values are bound twice where the first descends not."""
        terms = []
        for number, column in enumerate(self.columns):
            same = "".join(f"{earlier} = ? AND " for earlier in self.columns[:number])
            terms.append(f"({same}{column} {'<' if self.descending[number] else '>'} ?)")
        first, down = self.columns[0], self.descending[0]
        return f"{first} {'<=' if down else '>='} ? AND ({' OR '.join(terms)})"

    def values(self, row: Mapping[str, Any]) -> tuple[int | str, ...]:
        """A row's values."""
        return tuple(row[name] for name in self.columns)

    def bound(self, values: tuple[int | str, ...]) -> list[int | str]:
        """The parameters of ``after`` for a row's values."""
        return [values[0], *(value for number in range(len(values)) for value in values[: number + 1])]


_TEXT_FIRST = (str, int, int)
_SORTS = {
    "severity": _Sort(
        ("status", "severity", "check_no", "subject_id"), (int, int, int, int), (False, False, False, False)
    ),
    "since": _Sort(("since", "check_no", "subject_id"), (int, int, int), (True, False, False)),
    "subject": _Sort(("subject", "check_no", "subject_id"), _TEXT_FIRST, (False, False, False)),
    "check": _Sort(("check_id", "status", "subject_id"), _TEXT_FIRST, (False, False, False)),
}


class Findings:
    """Answers lists; remembers the totals and facets of the last lists, which never change for a run."""

    def __init__(self) -> None:
        self._counted: OrderedDict[str, tuple[int, Mapping[str, Mapping[str, int]]]] = OrderedDict()
        self._lock = threading.Lock()

    def page(self, sight: Sight, wanted: Filter, cursor: str = "", limit: int = 50) -> Page:
        """Return a page of the findings in sight. Raises UsageError for a bad cursor, sort or value."""
        sort = _SORTS.get(wanted.sort)
        if sort is None:
            raise UsageError(f"a list is not sorted by {wanted.sort!r}", do=f"Known: {', '.join(_SORTS)}.")
        limit = min(max(limit, 1), _MOST)
        about = repr(astuple(wanted))
        made = conditions(sight, wanted)
        if cursor:
            made.add(sort.after(), *sort.bound(decode(cursor, about, sort.kinds)))
        # What fails has its columns beside it; of all results only keys are sorted, and a page looked up.
        whole = only_fails(wanted)
        columns = _shown(sight) if whole else ", ".join(dict.fromkeys(("check_no", "subject_id", *sort.columns)))
        rows = sight.engine.dicts(
            f"SELECT {columns} FROM {relation(sight, wanted)}{made.where} ORDER BY {sort.order} LIMIT {limit + 1}",
            made.values,
        )
        total, facets = self._facets(sight, wanted)
        after = encode(sort.values(rows[limit - 1]), about) if len(rows) > limit else ""
        shown = rows[:limit]
        if whole:
            return Page(tuple(finding_of(row, sight.judged_at) for row in shown), total, after, facets)
        return Page(load(sight, [(row["check_no"], row["subject_id"]) for row in shown]), total, after, facets)

    def _facets(self, sight: Sight, wanted: Filter) -> tuple[int, Mapping[str, Mapping[str, int]]]:
        key = f"{sight.key} {astuple(replace(wanted, sort=''))!r}"
        with self._lock:
            known = self._counted.get(key)
        if known is None:
            known = _count(sight, wanted)
        with self._lock:
            self._counted[key] = known
            self._counted.move_to_end(key)
            if len(self._counted) > _REMEMBERED:
                self._counted.popitem(last=False)
        return known


def _count(sight: Sight, wanted: Filter) -> tuple[int, Mapping[str, Mapping[str, int]]]:
    made = conditions(sight, wanted)
    names = list(_FACETS.values())
    marks = ", ".join(f"GROUPING({name})" for name in names)
    sets = ", ".join(["()", *(f"({name})" for name in names)])
    rows = sight.engine.rows(
        f"SELECT count(*), {', '.join(names)}, {marks} FROM {relation(sight, wanted)}{made.where} "
        f"GROUP BY GROUPING SETS ({sets})",
        made.values,
    )
    total, facets = 0, {facet: dict[str, int]() for facet in _FACETS}
    for count, *rest in rows:
        grouped = [position for position, mark in enumerate(rest[len(names) :]) if not mark]
        if not grouped:
            total = int(str(count))
        for position in grouped:
            facet = list(_FACETS)[position]
            facets[facet][_word(facet, rest[position])] = int(str(count))
    return total, facets


def _word(facet: str, value: object) -> str:
    if facet == "verdict":
        return Verdict(int(str(value))).word
    return _SEVERITIES[int(str(value))] if facet == "severity" else str(value)


def load(sight: Sight, keys: Iterable[tuple[object, ...]]) -> tuple[Finding, ...]:
    """Return the findings with these check and subject numbers, in their order."""
    wanted = [(int(str(check)), int(str(subject))) for check, subject in keys]
    if not wanted:
        return ()
    checks = ", ".join(map(str, sorted({check for check, _ in wanted})))
    subjects = ", ".join(map(str, sorted({subject for _, subject in wanted})))
    # The subjects' numbers are said twice, so that neither side of the join is read whole.
    these = f" WHERE r.check_no IN ({checks}) AND r.subject_id IN ({subjects}) AND s.subject_id IN ({subjects})"
    rows = sight.engine.dicts(f"SELECT {_shown(sight)} FROM {relation(sight, Filter(verdict=()), these)}")
    by_key = {(row["check_no"], row["subject_id"]): finding_of(row, sight.judged_at) for row in rows}
    return tuple(by_key[key] for key in wanted if key in by_key)


def _shown(sight: Sight) -> str:
    """Return the columns that ``finding_of`` and every sort need, as an SQL list."""
    return (
        "check_no, subject_id, check_id, title, r.severity, subject, name, kind, account_id, region, service, team, "
        f"status, reason, since, failing_since, in_scope, {due(sight)} AS due, {excepted(sight)} AS excepted"
    )


def finding_of(row: Mapping[str, Any], judged_at: int) -> Finding:
    """Return a row with the columns of a result, its subject and its check as a Finding."""
    fails = row["status"] == Verdict.FAIL
    return Finding(
        check=row["check_id"],
        title=row["title"],
        severity=_SEVERITIES[row["severity"]],
        subject=row["subject"],
        subject_name=row["name"],
        kind=row["kind"],
        account_id=row["account_id"],
        region=row["region"],
        service=row["service"],
        team=row["team"],
        verdict=Verdict(row["status"]),
        reason=row["reason"] or "",
        since=moment_of(row["since"]),
        failing_since=moment_of(row["failing_since"]) if row["failing_since"] is not None else None,
        due=moment_of(row["due"]) if fails else None,
        late=fails and row["due"] < judged_at and not row["excepted"],
        excepted=bool(row["excepted"]),
        in_scope=row["in_scope"],
    )


def moment_of(seconds: int) -> datetime:
    """Return epoch seconds as an aware moment, UTC."""
    return datetime.fromtimestamp(seconds, UTC)
