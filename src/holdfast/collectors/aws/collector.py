"""Reads every configured account: its enabled regions, its services, several at a time."""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfast.collectors.aws.reader import Reader, Service, UnreadError
from holdfast.collectors.aws.session import Account, AccountSettings, open_account
from holdfast.collectors.interface import Summary
from holdfast.errors import HoldfastError, UsageError
from holdfast.facts.tables import Coverage, Scope, State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holdfast.collectors.interface import Request, Sink

_WORKERS = 16
_MESSAGE = 300


@dataclass(frozen=True, slots=True)
class _Unit:
    """One service in one account and region: what one worker reads."""

    account: Account
    region: str
    service: Service

    @property
    def label(self) -> str:
        return f"{self.account.account_id} {self.region} {self.service.name}"


def collect(request: Request, sink: Sink, services: tuple[Service, ...]) -> Summary:
    """Read all accounts. Raises SourceError when no account could be opened at all.

    An account that cannot be opened while others can is unread for every table: coverage with
    region ``*``, and account ``*`` because its number is not known.
    """
    accounts, refused = _open_all(request)
    if not accounts:
        raise refused[0]
    for error in refused:
        _unread_everywhere(sink, services, "*", State.FAILED, str(error.what), request)
    wanted = [str(region) for region in _settings_list(request, "regions")]
    units: list[_Unit] = []
    for account in accounts:
        units += _plan(account, wanted, services, sink, request)
    try:
        _run(units, sink, request)
    finally:
        for account in accounts:  # after an interruption, what is still running makes no further call
            account.stop()
    return Summary(
        scopes=len({(unit.account.account_id, unit.region) for unit in units}),
        calls=sum(account.calls for account in accounts),
        note="; ".join(f"{error.where}: {error.what}" for error in refused),
    )


def _open_all(request: Request) -> tuple[list[Account], list[HoldfastError]]:
    settings = [_account_settings(entry) for entry in _settings_list(request, "accounts")] or [AccountSettings()]
    opened: dict[str, Account] = {}
    refused: list[HoldfastError] = []
    for one in settings:
        try:
            account = open_account(one)
        except HoldfastError as error:
            refused.append(error)
        else:
            opened.setdefault(account.account_id, account)
    return list(opened.values()), refused


def _account_settings(entry: object) -> AccountSettings:
    if not isinstance(entry, dict) or not set(entry) <= {"profile", "role", "external_id_env"}:
        raise UsageError(
            f"an AWS account is written as profile, role and external_id_env, not {entry!r}",
            where="holdfast.yaml, sources: aws: accounts",
        )
    return AccountSettings(**{key: str(value) for key, value in entry.items()})


def _settings_list(request: Request, name: str) -> list[object]:
    value = request.settings.get(name) or []
    if not isinstance(value, list):
        raise UsageError(f"{name} must be a list", where="holdfast.yaml, sources: aws")
    return value


def _plan(
    account: Account, wanted: list[str], services: tuple[Service, ...], sink: Sink, request: Request
) -> Iterable[_Unit]:
    """Yield the account's units; regions that cannot be listed are coverage for all of them.

    Raises UsageError when a wanted region does not exist, because reading nothing would look well.
    """
    yield from (_Unit(account, "global", s) for s in services if s.scope is not Scope.REGION)
    regional = tuple(s for s in services if s.scope is Scope.REGION)
    try:
        regions = list(
            Reader(account, "global", sink, request.now).pages("ec2", "describe_regions", "Regions", AllRegions=True)
        )
    except UnreadError as unread:
        if not wanted:
            _unread_everywhere(sink, regional, account.account_id, unread.state, unread.error, request)
        yield from (_Unit(account, region, service) for region in sorted(set(wanted)) for service in regional)
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
            yield from (_Unit(account, region, service) for service in regional)
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


def _run(units: list[_Unit], sink: Sink, request: Request) -> None:
    """Read units with bounded parallelism; on Ctrl-C, start no more and let the caller go."""
    workers = int(str(request.settings.get("workers") or _WORKERS))
    request.progress.expect(len(units))
    pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="aws")
    try:
        pending = {pool.submit(_read, unit, sink, request) for unit in units}
        while pending:
            done, pending = wait(pending, return_when=FIRST_COMPLETED)
            for future in done:
                future.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _read(unit: _Unit, sink: Sink, request: Request) -> None:
    request.progress.begin(unit.label)
    reader = Reader(unit.account, unit.region, sink, request.now)
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
