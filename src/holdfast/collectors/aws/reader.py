"""What a service module reads AWS through: calls that are counted, and failures that are coverage.

A service module never catches an AWS error itself. It says which tables a block of calls
fills (``reading``), or which tables of one subject (``part``); the reader turns a refusal into
coverage, so that a denied call can never look like an absent setting.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from botocore.exceptions import BotoCoreError, ClientError, EndpointConnectionError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnectionError
from botocore.parsers import ResponseParserError
from urllib3.exceptions import NameResolutionError

from holdfast.collectors.aws.clock import clock_trouble
from holdfast.facts.tables import WHOLE, Coverage, Scope, State, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

    from holdfast.collectors.aws.session import Account
    from holdfast.collectors.interface import Sink

#: Error codes by which AWS services refuse a caller; most others say "access denied" in some spelling.
_DENIED = frozenset({"authfailure", "forbidden", "403", "authorizationerror", "authorizationerrorexception"})
_DENIED_WORDS = ("accessdenied", "unauthorized", "notauthorized")
EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired"})
#: Error codes by which AWS says that it was asked too fast.
THROTTLED = frozenset(
    {
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "RequestThrottled",
        "RequestThrottledException",
        "RequestLimitExceeded",
        "TooManyRequestsException",
        "SlowDown",
        "PriorRequestNotComplete",
        "BandwidthLimitExceeded",
        "LimitExceededException",
        "TransactionInProgressException",
    }
)
_ERRORS = (ClientError, BotoCoreError, ResponseParserError)
#: Error codes by which AWS says that a region or partition has no such operation.
_NOT_OFFERED = frozenset({"InvalidAction", "UnknownOperationException"})
#: Where AWS itself answers, in all of its partitions.
_AWS_HOSTS = (".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu", ".api.aws", ".c2s.ic.gov", ".sc2s.sgov.gov")

_PARALLEL_PARTS = 8

_Item = TypeVar("_Item")


class UnreadError(Exception):
    """AWS did not give what was asked for; ``state`` says whether it refused or failed."""

    def __init__(self, state: State, error: str) -> None:
        self.state = state
        self.error = error
        super().__init__(error)


class NotSimulatedError(ResponseParserError):  # type: ignore[misc]  # botocore carries no types
    """A simulation of AWS answered with a page of its own: it has no such operation."""


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
        self._lock = threading.Lock()
        self._held: dict[str, list[Mapping[str, object]]] = {}
        self._parts = threading.local()
        self._said: set[str] = set()
        self._lost: dict[tuple[Table, str], list[UnreadError]] = {}

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
        place = region or self.region
        client = self._client(service, place)
        try:
            response: dict[str, Any] = getattr(client, operation)(**params)
        except _ERRORS as error:
            code = _code(error)
            self._account.answered(service, place, well=self._well(error, service, client), slow=throttled_out(error))
            if code in absent:
                return None
            if code in gone:
                raise GoneError from error
            raise self._unread(error, service, client, operation) from error
        self._account.answered(service, place, well=True)
        return response

    def ask(
        self, service: str, operation: str, *, gone: tuple[str, ...] = (), region: str | None = None, **params: object
    ) -> dict[str, Any]:
        """Call once, where there is always an answer. Raises UnreadError, and GoneError as ``call``."""
        response = self.call(service, operation, absent=(), gone=gone, region=region, **params)
        return response or {}

    def offered(self, service: str, operation: str, **params: object) -> dict[str, Any] | None:
        """Call once what not every region and endpoint offers; None where there is no such operation.

        AWS says so by an error's name. Raises UnreadError.
        """
        client = self._client(service, self.region)
        try:
            response: dict[str, Any] = getattr(client, operation)(**params)
        except _ERRORS as error:
            self._account.answered(
                service, self.region, well=self._well(error, service, client), slow=throttled_out(error)
            )
            if _code(error) in _NOT_OFFERED:
                return None
            raise self._unread(error, service, client, operation) from error
        self._account.answered(service, self.region, well=True)
        return response

    def pages(
        self, service: str, operation: str, key: str, *, gone: tuple[str, ...] = (), **params: object
    ) -> Iterator[Any]:
        """Yield the items under ``key`` of every page. Raises UnreadError, also half-way, and GoneError as ``call``."""
        client = self._client(service, self.region)
        try:
            if client.can_paginate(operation):
                for page in client.get_paginator(operation).paginate(**params):
                    yield from page.get(key) or ()
                    self._client(service, self.region)  # no further page once the run has been stopped
            else:
                yield from self._by_token(service, operation, key, params)
        except _ERRORS as error:
            self._account.answered(
                service, self.region, well=self._well(error, service, client), slow=throttled_out(error)
            )
            if _code(error) in gone:
                raise GoneError from error
            raise self._unread(error, service, client, operation) from error
        self._account.answered(service, self.region, well=True)

    def _by_token(self, service: str, operation: str, key: str, params: dict[str, object]) -> Iterator[Any]:
        """Yield the items of a list that botocore does not know to be in pages, though it may be."""
        while True:
            answer = getattr(self._client(service, self.region), operation)(**params)
            yield from answer.get(key) or ()
            if not answer.get("NextToken"):
                return
            params = {**params, "NextToken": answer["NextToken"]}

    def rows(self, table: Table, rows: Iterable[Mapping[str, object]]) -> None:
        """Add rows to a table named in the open ``reading``; account and region are filled in.

        Within a ``part`` of the table they are kept back until the part has ended well.
        """
        place = {"account_id": self.account_id, "region": self.region}
        made: list[Mapping[str, object]] = [
            {**place, **row} for row in rows
        ]  # before the lock: what yields rows may call AWS
        self._keep(table.name, made)

    def _keep(self, table: str, rows: list[Mapping[str, object]]) -> None:
        for part in reversed(self._open_parts()):
            if table in part:
                part[table] += rows
                return
        with self._lock:
            self._held[table] += rows

    def _open_parts(self) -> list[dict[str, list[Mapping[str, object]]]]:
        """The parts that are open in this thread, the innermost last."""
        if not hasattr(self._parts, "open"):
            self._parts.open = []
        parts: list[dict[str, list[Mapping[str, object]]]] = self._parts.open
        return parts

    def _well(self, error: Exception, service: str, client: Any) -> bool:  # noqa: ANN401  boto3 makes client classes at run time
        """Return whether somebody answered, be it with an error, or there is nobody who could.

        To ask for patience is no answer.
        """
        if throttled_out(error):
            return False
        return not isinstance(error, _NO_ANSWER) or self._is_elsewhere(error, service, client)

    def _is_elsewhere(self, error: Exception, service: str, client: Any) -> bool:  # noqa: ANN401  as above
        return _has_no_host(error) and not self._account.offers(service, client.meta.region_name)

    def _unread(self, error: Exception, service: str, client: Any, operation: str) -> UnreadError:  # noqa: ANN401  as above
        """Return what an error means; OFF where there is nothing that could be read.

        That is so in a region that has no such service: neither botocore's list of regions nor any
        host has it. And a simulation of AWS that lacks an operation fails over it with a page of its
        own: then nothing is known, and nothing went wrong either. From AWS such a page is a failure.
        """
        if isinstance(error, NotSimulatedError):
            return UnreadError(State.OFF, f"this simulation has no {service}:{operation}")
        if self._is_elsewhere(error, service, client):
            return UnreadError(State.OFF, f"AWS has no {service} in {client.meta.region_name}")
        return _unread(error, service, client, operation)

    def _client(self, service: str, region: str) -> Any:  # noqa: ANN401  boto3 makes client classes at run time
        trouble = self._account.trouble(service, region)
        if trouble:
            raise UnreadError(State.FAILED, trouble)
        return self._account.client(service, region)

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

        Set no default in the block's wake: a column that it would have filled stays NULL. Rows
        that the block adds to ``tables`` are kept only if it ends well. Not for use around ``each``.
        """
        parts = self._open_parts()
        added: dict[str, list[Mapping[str, object]]] = {table.name: [] for table in tables}
        parts.append(added)
        try:
            yield
        except UnreadError as unread:
            with self._lock:
                for table in tables:
                    self._lost.setdefault((table, subject), []).append(unread)
            added = {}
        finally:
            parts.pop()
        for table_name, rows in added.items():
            if rows:
                self._keep(table_name, rows)

    def each(self, work: Callable[[_Item], None], items: Iterable[_Item]) -> None:
        """Run ``work`` on every item, several at a time; the first UnreadError is raised.

        An item whose work raises GoneError was deleted meanwhile and is left out.
        """
        with ThreadPoolExecutor(_PARALLEL_PARTS) as pool:
            try:
                for future in [pool.submit(work, item) for item in items]:
                    with suppress(GoneError):
                        future.result()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)  # what has begun still ends, in the with
                raise

    def finish(self, tables: Iterable[Table], state: State, error: str) -> None:
        """Say which parts were lost, and of each of ``tables`` that nothing was said of yet, this.

        A subject that lost several parts of a table gets one line, with all that went wrong.
        """
        for (table, subject), lost in self._lost.items():
            worst = next((one.state for one in lost if one.state not in WHOLE), lost[0].state)
            self._cover(table, subject, worst, "; ".join(dict.fromkeys(one.error for one in lost)))
        self._lost.clear()
        for table in tables:
            if table.name not in self._said:
                self._cover(table, "", state, error)

    def _cover(self, table: Table, subject: str, state: State, error: str) -> None:
        if not subject:
            self._said.add(table.name)
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


#: Errors that mean that nobody answered, after all retries.
_NO_ANSWER = (HTTPClientError, NoConnectionError)


def _has_no_host(error: Exception) -> bool:
    return isinstance(error, EndpointConnectionError) and isinstance(error.kwargs.get("error"), NameResolutionError)


def throttled_out(error: Exception) -> bool:
    """Return whether AWS asked for patience until no attempt was left: by then a minute or so has gone."""
    if not isinstance(error, ClientError) or _code(error) not in THROTTLED:
        return False
    said = error.response.get("ResponseMetadata", {})
    return bool(said.get("MaxAttemptsReached") or said.get("RetryQuotaReached"))


def _code(error: Exception) -> str:
    if isinstance(error, ClientError):
        return str(error.response.get("Error", {}).get("Code") or "unknown error")
    return ""


def is_simulation(address: str) -> bool:
    """Return whether who answers at this address is a simulation of AWS, not AWS."""
    return not (urlsplit(address).hostname or "").endswith(_AWS_HOSTS)


def _unread(error: Exception, service: str, client: Any, operation: str) -> UnreadError:  # noqa: ANN401  as above
    call = f"{service}:{client.meta.method_to_api_mapping.get(operation, operation)}"
    code = _code(error)
    if off := clock_trouble(error):
        return UnreadError(State.FAILED, off)
    if code.lower() in _DENIED or any(word in code.lower().replace(".", "") for word in _DENIED_WORDS):
        return UnreadError(State.DENIED, f"{call} was denied ({code})")
    if code in EXPIRED:
        said = f"the AWS credentials expired before {call} could be called"
    elif throttled_out(error):
        said = f"{call} got no answer, for AWS asks to be asked more slowly ({code})"
    elif isinstance(error, _NO_ANSWER):
        said = f"{call} got no answer ({type(error).__name__})"
    else:
        said = f"{call} failed ({code or type(error).__name__})"
    return UnreadError(State.FAILED, said)
