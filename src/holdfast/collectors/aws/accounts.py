"""Which accounts are read, and how each is entered: named ones, or all of an organization.

An account that cannot be entered costs the others nothing: it is unread by its number, where that is known.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.policies import account_of
from holdfast.collectors.aws.reader import Reader, UnreadError
from holdfast.collectors.aws.session import Account, AccountSettings, assume, open_account
from holdfast.errors import HoldfastError, SourceError, UsageError
from holdfast.facts.tables import State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holdfast.collectors.interface import Request, Sink

_WHERE = "holdfast.yaml, sources: aws"
_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Closed:
    """An account that could not be entered (``account_id`` ``*`` where its number is not known), and why."""

    account_id: str
    state: State
    label: str
    error: str


@dataclass(frozen=True, slots=True)
class _Organization:
    """How the accounts of an organization are entered: a role of the same name in each."""

    role: str
    external_id_env: str = ""
    exclude: tuple[str, ...] = ()


def open_accounts(request: Request, sink: Sink) -> tuple[list[Account], list[Closed]]:
    """Return the accounts that can be read, and those that cannot.

    Raises SourceError when none could be entered, UsageError for settings that cannot be meant.
    """
    named = [_account_settings(entry) for entry in settings_list(request, "accounts")] or [AccountSettings()]
    organization = _organization(request.settings.get("organization"))
    opened: dict[str, Account] = {}
    closed: list[Closed] = []
    first: HoldfastError | None = None
    for settings, result in zip(named, _all_at_once(named), strict=True):
        if isinstance(result, Account):
            opened.setdefault(result.account_id, result)
        else:
            first = first or result
            number = account_of(settings.role) or "*"  # a profile does not say whose it is
            closed.append(Closed(number, State.FAILED, str(result.where), str(result.what)))
    if not opened:
        raise first or SourceError("no AWS account is configured", where=_WHERE)
    if organization:
        entered, shut = _members(next(iter(opened.values())), organization, set(opened), request, sink)
        opened |= {account.account_id: account for account in entered}
        closed += shut
    return list(opened.values()), closed


def settings_list(request: Request, name: str) -> list[object]:
    """Return a list of the source's settings. Raises UsageError if it is something else."""
    value = request.settings.get(name) or []
    if not isinstance(value, list):
        raise UsageError(f"{name} must be a list", where=_WHERE)
    return value


def _all_at_once(settings: Iterable[AccountSettings]) -> list[Account | HoldfastError]:
    def enter(one: AccountSettings) -> Account | HoldfastError:
        try:
            return open_account(one)
        except HoldfastError as error:
            return error

    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="aws-open") as pool:
        return list(pool.map(enter, settings))


def _members(
    governor: Account, organization: _Organization, known: set[str], request: Request, sink: Sink
) -> tuple[list[Account], list[Closed]]:
    """Enter the organization's other accounts. Raises SourceError where it cannot be asked which there are."""
    reader = Reader(governor, "global", sink, request.now)
    try:
        members: list[dict[str, Any]] = list(reader.pages("organizations", "list_accounts", "Accounts"))
    except UnreadError as unread:
        raise SourceError(
            f"the organization's accounts could not be listed ({unread.error})",
            where=governor.label,
            do="Run with credentials of the management account or of a delegated administrator, or name the "
            "accounts in holdfast.yaml, under sources: aws: accounts.",
        ) from unread
    closed: list[Closed] = []
    wanted: list[tuple[str, AccountSettings]] = []
    for member in sorted(members, key=lambda one: str(one["Id"])):
        number, name = str(member["Id"]), str(member.get("Name") or member["Id"])
        if number in known or number in organization.exclude:
            continue
        if member.get("Status") != "ACTIVE":
            said = f"the account {name} is {str(member.get('Status', 'not active')).lower().replace('_', ' ')}"
            closed.append(Closed(number, State.OFF, name, said))
            continue
        role = f"arn:{governor.partition}:iam::{number}:role/{organization.role}"
        wanted.append((number, AccountSettings(role=role, external_id_env=organization.external_id_env)))

    def enter(pair: tuple[str, AccountSettings]) -> Account | Closed:
        number, settings = pair
        try:
            return Account(assume(governor.session, settings), settings.label)
        except SourceError as error:
            return Closed(number, State.DENIED, settings.label, str(error.what))

    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="aws-open") as pool:
        results = list(pool.map(enter, wanted))
    opened = [one for one in results if isinstance(one, Account)]
    return opened, closed + [one for one in results if isinstance(one, Closed)]


def _account_settings(entry: object) -> AccountSettings:
    if not isinstance(entry, dict) or not set(entry) <= {"profile", "role", "external_id_env"}:
        raise UsageError(
            f"an AWS account is written as profile, role and external_id_env, not {entry!r}",
            where=f"{_WHERE}: accounts",
        )
    return AccountSettings(**{key: str(value) for key, value in entry.items()})


def _organization(entry: object) -> _Organization | None:
    if entry is None:
        return None
    where = f"{_WHERE}: organization"
    if not isinstance(entry, dict) or not entry.get("role") or not set(entry) <= {"role", "external_id_env", "exclude"}:
        raise UsageError(
            f"an organization is written as role, external_id_env and exclude, not {entry!r}",
            where=where,
            do="For example: organization: {role: HoldfastRead}",
        )
    role, exclude = str(entry["role"]), entry.get("exclude") or []
    if ":" in role:
        raise UsageError("the role is the same name in each account, not an ARN", where=where, do=f"Not {role}.")
    if not isinstance(exclude, list):
        raise UsageError("exclude must be a list of account numbers", where=where)
    made = _Organization(role, str(entry.get("external_id_env") or ""))
    return replace(made, exclude=tuple(str(number).zfill(12) for number in exclude))
