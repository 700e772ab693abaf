"""What could not be read, and which results rest on it: rule 1 of the design.

A check is never asked what it would do without a table; where a part of what it reads is
missing, its results there are unknown, whatever its SQL says.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from holdfast.facts.tables import WHOLE, Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from holdfast.content.model import Check
    from holdfast.facts.tables import Catalogue, Coverage, Table

ANY = "*"


@dataclass(frozen=True, slots=True)
class Gap:
    """Results of ``subject`` (empty: all) in an account and region (``*``: all) are unknown, and why."""

    account_id: str
    region: str
    subject: str
    reason: str


@dataclass(slots=True)
class _Seen:
    """What is known of how one table was read."""

    scopes: set[tuple[str, str]]  # in which it was tried
    accounts: set[str]
    unread: list[Gap]  # whole scopes
    stale: list[Gap]  # the part of ``unread`` that was read, too long ago: rows are there
    parts: list[Gap]  # subjects whose own part was not read


class CoverageIndex:
    """How every table was read, as of a moment."""

    def __init__(self, rows: Iterable[Coverage], catalogue: Catalogue, moment: datetime) -> None:
        self._catalogue = catalogue
        self._tables: dict[str, _Seen] = defaultdict(lambda: _Seen(set(), set(), [], [], []))
        now = int(moment.timestamp())
        for row in rows:
            if row.table in catalogue:
                self._add(row, catalogue[row.table], now)

    def _add(self, row: Coverage, table: Table, now: int) -> None:
        seen = self._tables[row.table]
        account, region = _place(table, row.account_id, row.region)
        if row.subject:
            if row.state not in WHOLE:
                seen.parts.append(Gap(account, region, row.subject, row.error or f"{table.name} was not read"))
            return
        seen.scopes.add((account, region))
        seen.accounts.add(account)
        if row.state not in WHOLE:
            seen.unread.append(Gap(account, region, "", f"{table.name} was not read: {row.error or row.state.value}"))
        elif now - row.observed_at > table.max_age.total_seconds():
            day = datetime.fromtimestamp(row.observed_at, UTC).date()
            gap = Gap(account, region, "", f"{table.name} was last read on {day.isoformat()}")
            seen.unread.append(gap)
            seen.stale.append(gap)

    def scopes_unread(self, table: str) -> list[Gap]:
        """Return the scopes of a subject table in which subjects may be that nobody saw."""
        if table not in self._tables or not self._tables[table].scopes:
            return [Gap(ANY, ANY, "", f"{table} was never read")]
        return _once(self._tables[table].unread)

    def gaps(self, check: Check) -> list[Gap]:
        """Return where the check's results are unknown because of what it reads beside its subjects' rows.

        Of its own table only what was read too long ago is here; what is absent there has no rows.
        """
        own = self._catalogue[check.header.subject]
        found = list(self._tables[own.name].stale)
        for name in check.tables:
            if name != own.name:
                found += self._gaps_of(check, own, self._catalogue[name])
        return _once(found)

    def hints(self, check: Check) -> list[Gap]:
        """Return what is known of why single subjects' cells are NULL; for reasons only."""
        return _once(gap for name in check.tables for gap in self._tables[name].parts)

    def _gaps_of(self, check: Check, own: Table, other: Table) -> Iterator[Gap]:
        child = other.parent == own.name
        join = "subject" if child else check.header.reads.get(other.name, "")
        seen = self._tables[other.name]
        if not seen.scopes:
            yield Gap(ANY, ANY, "", f"{other.name} was never read")
        if not join:
            missing_rows = [] if other.is_subject_table else seen.parts
            yield from (Gap(ANY, ANY, "", gap.reason) for gap in (*seen.unread, *missing_rows))
            return
        by_account = join == "account" or Scope.REGION not in {own.scope} & {other.scope}
        for gap in seen.unread:
            yield Gap(gap.account_id, ANY if by_account else gap.region, "", gap.reason)
        if join == "subject":
            yield from (Gap(ANY, ANY, gap.subject, gap.reason) for gap in seen.parts)
        elif not other.is_subject_table:  # rows of somebody there are missing, so any answer there may be wrong
            for gap in seen.parts:
                yield Gap(gap.account_id, ANY if by_account else gap.region, "", gap.reason)
        yield from self._untried(own, other, by_account=by_account)

    def _untried(self, own: Table, other: Table, *, by_account: bool) -> Iterator[Gap]:
        """Yield scopes in which subjects were read and the other table was not even tried."""
        seen = self._tables[other.name]
        reason = f"{other.name} was never read there"
        for account, region in self._tables[own.name].scopes:
            tried = {(account, region), (account, ANY), (ANY, region), (ANY, ANY)}
            if account != ANY and not {account, ANY} & seen.accounts:
                yield Gap(account, ANY, "", reason)
            elif not by_account and ANY not in {account, region} and not tried & seen.scopes:
                yield Gap(account, region, "", reason)


def _place(table: Table, account: str, region: str) -> tuple[str, str]:
    """Return the account and region by which a coverage row meets fact rows of its table.

    Rows of a table that is read once an account may carry a real region (buckets do), and what
    is read once an organization speaks for all its accounts.
    """
    if table.scope is Scope.ORGANIZATION:
        return ANY, ANY
    return account, ANY if table.scope is Scope.GLOBAL else region


def _once(gaps: Iterable[Gap]) -> list[Gap]:
    """Return one gap for each place, the first reason by name, so that two runs say the same."""
    first: dict[tuple[str, str, str], Gap] = {}
    for gap in gaps:
        key = (gap.account_id, gap.region, gap.subject)
        if key not in first or gap.reason < first[key].reason:
            first[key] = gap
    return list(first.values())
