"""Reads every configured account: its enabled regions, its services, several at a time."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfast.collectors.aws import heap
from holdfast.collectors.aws.accounts import open_accounts, settings_list
from holdfast.collectors.aws.reader import Reader, Service, UnreadError
from holdfast.collectors.interface import Summary
from holdfast.errors import UsageError
from holdfast.facts.tables import Coverage, Scope, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from holdfast.collectors.aws.session import Account
    from holdfast.collectors.interface import Request, Sink

_WORKERS = 16
_MESSAGE = 300
#: So many accounts are named in a note.
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class _Unit:
    """One service in one account and region: what one worker reads."""

    account: Account
    region: str
    service: Service
    sink: Sink

    @property
    def label(self) -> str:
        return f"{self.account.account_id} {self.region} {self.service.name}"


def collect(request: Request, sink: Sink, services: tuple[Service, ...]) -> Summary:
    """Read all accounts. Raises SourceError when none could be entered, UsageError for unusable settings.

    An account that cannot be entered while others can is unread in every table: coverage with region ``*``,
    and account ``*`` where its number is not known.
    """
    heap.hold_together()
    accounts, closed = open_accounts(request, sink)
    for one in closed:
        _unread_everywhere(sink, services, one.account_id, one.state, one.error, request)
    wanted = [str(region) for region in settings_list(request, "regions")]
    kept = {account.account_id: moment for account in accounts if (moment := _kept(account, request))}
    units: list[_Unit] = []
    for account in accounts:
        if account.account_id not in kept:
            into = request.spool.begin(account.place) if request.spool else sink
            planned = list(_plan(account, wanted, services, into, request))
            units += planned
            if not planned:
                _end(account, request)
    try:
        _run(units, request)
    finally:
        for account in accounts:  # after an interruption, what is still running makes no further call
            account.stop()
    heap.give_back()
    notes = (*_gone_on(kept), *_throttled(accounts), *_off(wanted, units, kept))
    return Summary(
        scopes=len({(unit.account.account_id, unit.region) for unit in units}) + len(kept),
        calls=sum(account.calls for account in accounts),
        note="; ".join((*notes, *(f"{one.label}: {one.error}" for one in closed))),
    )


def _kept(account: Account, request: Request) -> datetime | None:
    return request.spool.kept(account.place) if request.spool else None


def _gone_on(kept: Mapping[str, datetime]) -> Iterable[str]:
    """Yield what to say of accounts that a collection had read before it was broken off."""
    for moment in sorted(set(kept.values())):
        numbers = sorted(number for number, one in kept.items() if one == moment)
        shown = ", ".join(numbers[:_SHOWN]) + (f" and {len(numbers) - _SHOWN} more" if len(numbers) > _SHOWN else "")
        yield f"not read again, for the collection of {moment:%H:%M} UTC that was broken off had read it: {shown}"


def _throttled(accounts: Iterable[Account]) -> Iterable[str]:
    """Yield in words how often AWS asked for patience; nothing where it never did."""
    counted = sum((account.throttled for account in accounts), Counter())
    if counted:
        services = ", ".join(f"{service} {times:,}" for service, times in counted.most_common())
        yield f"AWS asked to be asked more slowly {counted.total():,} times ({services})"


def _off(wanted: list[str], units: list[_Unit], kept: Mapping[str, datetime]) -> Iterable[str]:
    """Yield what to say of regions that were asked for and are off everywhere: nothing was looked at there."""
    if kept:  # of whose regions nothing is known here
        return
    for region in sorted(set(wanted) - {unit.region for unit in units}):
        yield f"the region {region} is not enabled in any of these accounts, so nothing can be there"


def _plan(
    account: Account, wanted: list[str], services: tuple[Service, ...], sink: Sink, request: Request
) -> Iterable[_Unit]:
    """Yield the account's units; regions that cannot be listed are coverage for all of them.

    Raises UsageError when a wanted region does not exist, because reading nothing would look well.
    """
    yield from (_Unit(account, "global", s, sink) for s in services if s.scope is not Scope.REGION)
    regional = tuple(s for s in services if s.scope is Scope.REGION)
    try:
        regions = list(
            Reader(account, "global", sink, request.now).pages("ec2", "describe_regions", "Regions", AllRegions=True)
        )
    except UnreadError as unread:
        if not wanted:
            _unread_everywhere(sink, regional, account.account_id, unread.state, unread.error, request)
        yield from (_Unit(account, region, service, sink) for region in sorted(set(wanted)) for service in regional)
        return
    enabled = {one["RegionName"] for one in regions if one.get("OptInStatus") != "not-opted-in"}
    missing = sorted(set(wanted) - {one["RegionName"] for one in regions})
    if missing:
        raise UsageError(
            f"there is no AWS region {', '.join(missing)}",
            where="holdfast.yaml, sources: aws: regions",
            do="Write regions as AWS does, like eu-west-1; leave the list out to read all that are enabled.",
        )
    for region in sorted(set(wanted) or enabled):
        if region in enabled:
            yield from (_Unit(account, region, service, sink) for service in regional)
        else:
            error = f"the region {region} is not enabled in this account"
            _unread_everywhere(sink, regional, account.account_id, State.OFF, error, request, region=region)


def _unread_everywhere(  # noqa: PLR0913  one coverage row has this many parts
    sink: Sink,
    services: Iterable[Service],
    account_id: str,
    state: State,
    error: str,
    request: Request,
    *,
    region: str = "*",
) -> None:
    for service in services:
        for table in service.tables:
            sink.coverage(
                Coverage(table.source, account_id, region, table.name, "", state, error, int(request.now.timestamp()))
            )


def _run(units: list[_Unit], request: Request) -> None:
    """Read units with bounded parallelism; on Ctrl-C, start no more and let the caller go.

    An account ends with its last unit: its clients are forgotten, and what was read of it is kept.
    """
    workers = int(str(request.settings.get("workers") or _WORKERS))
    request.progress.expect(len(units))
    pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="aws")
    try:
        left = Counter(unit.account.place for unit in units)
        pending = {pool.submit(_read, unit, request): unit.account for unit in units}
        while pending:
            done, _ = wait(pending, return_when=FIRST_COMPLETED)
            for future in done:
                future.result()
                account = pending.pop(future)
                left[account.place] -= 1
                if not left[account.place]:
                    _end(account, request)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _end(account: Account, request: Request) -> None:
    account.forget_clients()
    if request.spool:
        request.spool.end(account.place)


def _read(unit: _Unit, request: Request) -> None:
    request.progress.begin(unit.label)
    reader = Reader(unit.account, unit.region, unit.sink, request.now)
    try:
        unit.service.collect(reader)
    except UnreadError as unread:
        reader.finish(unit.service.tables, unread.state, unread.error)
    except Exception as error:  # noqa: BLE001  the one run boundary of a service: its tables are unread, the others go on
        message = f"holdfast could not understand the answer ({type(error).__name__}: {error})"[:_MESSAGE]
        reader.finish(unit.service.tables, State.FAILED, message)
    else:
        reader.finish(unit.service.tables, State.FAILED, "holdfast did not read it")
    finally:
        request.progress.done(unit.label)
