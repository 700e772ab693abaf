"""What a service module reads AWS through: calls that are counted, and failures that are coverage.

A service module never catches an AWS error itself. It says which tables a block of calls
fills (``reading``), or which tables of one subject (``part``); the reader turns a refusal into
coverage, so that a denied call can never look like an absent setting.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from holdfast.facts.tables import Coverage, Scope, State, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

    from holdfast.collectors.aws.session import Account
    from holdfast.collectors.interface import Sink

#: Error codes by which AWS services refuse a caller (they never agreed on one).
_DENIED = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "AuthorizationError",
        "AuthorizationErrorException",
        "AuthFailure",
        "Forbidden",
        "403",
        "KMS.AccessDeniedException",
        "NotAuthorized",
        "UnauthorizedOperation",
        "UnauthorizedAccess",
        "UnauthorizedException",
    }
)

_PARALLEL_PARTS = 8

_Item = TypeVar("_Item")


class UnreadError(Exception):
    """AWS did not give what was asked for; ``state`` says whether it refused or failed."""

    def __init__(self, state: State, error: str) -> None:
        self.state = state
        self.error = error
        super().__init__(error)


class GoneError(Exception):
    """What was listed a moment ago is no more, so it has no row; ``each`` leaves it out."""


@dataclass(frozen=True, slots=True)
class Service:
    """One service's tables and how to read them; GLOBAL services are read once an account.

    All ``tables`` share ``scope``. ``collect`` must enclose its calls in ``reader.reading(...)`` or
    ``reader.part(...)`` and mention each of its tables in a ``reading`` exactly once.
    """

    name: str
    scope: Scope
    tables: tuple[Table, ...]
    collect: Callable[[Reader], None]


class Reader:
    """One account, one region (``global`` for global services), one service."""

    def __init__(self, account: Account, region: str, sink: Sink, now: datetime) -> None:
        self.account_id = account.account_id
        self.partition = account.partition
        self.region = region
        self.now = now
        self._account = account
        self._sink = sink
        self._held: dict[str, list[Mapping[str, object]]] = {}

    def arn(self, service: str, resource: str, *, region: str | None = None) -> str:
        """Return ``arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`` in this account and region."""
        place = self.region if region is None else region
        return f"arn:{self.partition}:{service}:{place}:{self.account_id}:{resource}"

    def call(
        self,
        service: str,
        operation: str,
        *,
        absent: tuple[str, ...] = (),
        gone: tuple[str, ...] = (),
        region: str | None = None,
        **params: object,
    ) -> dict[str, Any] | None:
        """Call once. Returns the response, or None when AWS answers with an ``absent`` error code.

        ``region`` is for what lives elsewhere (a bucket's own region). Raises UnreadError; and
        GoneError for a ``gone`` error code: what the call is about was deleted meanwhile.
        """
        client = self._account.client(service, region or self.region)
        try:
            response: dict[str, Any] = getattr(client, operation)(**params)
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code")
            if code in absent:
                return None
            if code in gone:
                raise GoneError from error
            raise _unread(error, service, operation) from error
        except BotoCoreError as error:
            raise _unread(error, service, operation) from error
        return response

    def ask(self, service: str, operation: str, *, region: str | None = None, **params: object) -> dict[str, Any]:
        """Call once, where there is always an answer. Raises UnreadError."""
        response = self.call(service, operation, region=region, **params)
        return response or {}

    def pages(
        self, service: str, operation: str, key: str, *, gone: tuple[str, ...] = (), **params: object
    ) -> Iterator[Any]:
        """Yield the items under ``key`` of every page. Raises UnreadError, also half-way, and GoneError as ``call``."""
        client = self._account.client(service, self.region)
        try:
            if client.can_paginate(operation):
                for page in client.get_paginator(operation).paginate(**params):
                    yield from page.get(key) or ()
            else:
                yield from getattr(client, operation)(**params).get(key) or ()
        except (ClientError, BotoCoreError) as error:
            if isinstance(error, ClientError) and error.response.get("Error", {}).get("Code") in gone:
                raise GoneError from error
            raise _unread(error, service, operation) from error

    def rows(self, table: Table, rows: Iterable[Mapping[str, object]]) -> None:
        """Add rows to a table named in the open ``reading``; account and region are filled in."""
        place = {"account_id": self.account_id, "region": self.region}
        self._held[table.name].extend({**place, **row} for row in rows)

    @contextmanager
    def reading(self, *tables: Table) -> Iterator[None]:
        """Read ``tables`` whole in this scope, or not at all.

        Rows are kept back until the block ends; if it raises UnreadError, they are dropped and
        each table's coverage says why, because half a list is worse than none.
        """
        for table in tables:
            self._held[table.name] = []
        try:
            yield
        except UnreadError as unread:
            for table in tables:
                del self._held[table.name]
                self._cover(table, "", unread.state, unread.error)
        else:
            for table in tables:
                self._sink.rows(table, self._held.pop(table.name))
                self._cover(table, "", State.READ, "")

    @contextmanager
    def part(self, *tables: Table, subject: str) -> Iterator[None]:
        """Read one subject's part of ``tables``; a refusal is coverage for that subject alone.

        Set no default in the block's wake: a column that it would have filled stays NULL, and
        child rows of ``subject`` must only be added (``rows``) after its last call.
        """
        try:
            yield
        except UnreadError as unread:
            for table in tables:
                self._cover(table, subject, unread.state, unread.error)

    def each(self, work: Callable[[_Item], None], items: Iterable[_Item]) -> None:
        """Run ``work`` on every item, several at a time; the first UnreadError is raised.

        An item whose work raises GoneError was deleted meanwhile and is left out.
        """
        with ThreadPoolExecutor(_PARALLEL_PARTS) as pool:
            for future in [pool.submit(work, item) for item in items]:
                with suppress(GoneError):
                    future.result()

    def _cover(self, table: Table, subject: str, state: State, error: str) -> None:
        self._sink.coverage(
            Coverage(
                source=table.source,
                account_id=self.account_id,
                region=self.region,
                table=table.name,
                subject=subject,
                state=state,
                error=error,
                observed_at=int(self.now.timestamp()),
            )
        )


def _unread(error: ClientError | BotoCoreError, service: str, operation: str) -> UnreadError:
    call = f"{service}:{''.join(word.title() for word in operation.split('_'))}"
    if isinstance(error, ClientError):
        detail = error.response.get("Error", {})
        code = detail.get("Code", "unknown error")
        if code in _DENIED:
            return UnreadError(State.DENIED, f"{call} was denied ({code})")
        return UnreadError(State.FAILED, f"{call} failed ({code})")
    return UnreadError(State.FAILED, f"{call} got no answer ({type(error).__name__})")
