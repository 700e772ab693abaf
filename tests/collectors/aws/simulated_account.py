"""A simulated AWS on the loopback, and a collection into memory whose every row is held to its table."""

from __future__ import annotations

import json
import threading
import urllib.request
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import boto3
from botocore.client import BaseClient
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

from holdfast.collectors.aws.collector import collect
from holdfast.collectors.interface import Quiet, Request, Summary
from holdfast.facts.tables import WHOLE, Coverage, State, Table, Type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    import pytest

    from holdfast.collectors.aws.reader import Service

#: moto's account, and the moment at which tests collect.
ACCOUNT_ID = "123456789012"
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

_PYTHON_TYPES: dict[Type, type | tuple[type, ...]] = {
    Type.TEXT: str,
    Type.BOOL: bool,
    Type.INT: int,
    Type.REAL: (int, float),
    Type.TIME: datetime,
    Type.TEXTS: list,
    Type.TAGS: dict,
}


class MemorySink:
    """Rows and coverage in memory; refuses a row that its table does not allow."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.kept: dict[str, list[dict[str, object]]] = {}
        self.coverages: list[Coverage] = []

    def rows(self, table: Table, rows: Iterable[Mapping[str, object]]) -> None:
        checked = [_checked(table, row) for row in rows]
        with self._lock:
            self.kept.setdefault(table.name, []).extend(checked)
            keys = [tuple(row[column] for column in table.key) for row in self.kept[table.name]]
        assert len(keys) == len(set(keys)), f"{table.name}: a key occurs twice"

    def coverage(self, coverage: Coverage) -> None:
        with self._lock:
            self.coverages.append(coverage)


def _checked(table: Table, row: Mapping[str, object]) -> dict[str, object]:
    """Return the row with every declared column, NULL where it was left out."""
    unknown = set(row) - set(table.column_names)
    assert not unknown, f"{table.name} has no columns {unknown}"
    for column in table:
        value = row.get(column.name)
        if value is None:
            assert column.name not in table.never_null, f"{table.name}.{column.name} is NULL in {row}"
            continue
        assert isinstance(value, _PYTHON_TYPES[column.type]), f"{table.name}.{column.name}: {value!r}"
        assert isinstance(value, bool) == (column.type is Type.BOOL), f"{table.name}.{column.name}: {value!r}"
        if isinstance(value, datetime):
            assert value.tzinfo is None, f"{table.name}.{column.name} must be UTC without zone"
    return {column.name: row.get(column.name) for column in table}


@dataclass(frozen=True)
class Collected:
    """What one collection gave."""

    summary: Summary
    tables: Mapping[str, list[dict[str, object]]]
    coverage: Sequence[Coverage]

    def rows(self, table: Table) -> list[dict[str, object]]:
        """Return the table's rows, each with all declared columns, ordered by key."""
        return sorted(self.tables.get(table.name, []), key=lambda row: [str(row[column]) for column in table.key])

    def row(self, table: Table, **wanted: object) -> dict[str, object]:
        """Return the one row that has these values."""
        found = [row for row in self.rows(table) if wanted.items() <= row.items()]
        assert len(found) == 1, f"{len(found)} rows of {table.name} have {wanted}"
        return found[0]

    def state(self, table: Table, region: str = "global", subject: str = "") -> State | None:
        """Return how the table (or a subject's part) was read; None where nothing was said."""
        return next(
            (c.state for c in self.coverage if (c.table, c.region, c.subject) == (table.name, region, subject)), None
        )

    def unread(self) -> list[tuple[str, str, str, State]]:
        """Return (table, region, subject, state) of everything that was not read whole, sorted."""
        return sorted((c.table, c.region, c.subject, c.state) for c in self.coverage if c.state not in WHOLE)


@dataclass
class SimulatedAws:
    """An empty account; ``seed`` fills it, ``deny`` refuses calls, ``collect`` reads it.

    ``answers`` are given instead of moto's, by ``service:Operation``, where moto cannot be made to say them.
    While it is ``remembering``, moto is asked each thing once: for an account that stands still.
    """

    url: str
    seed: boto3.Session
    company: Path
    calls: list[str] = field(default_factory=list)
    refusals: list[tuple[str, Mapping[str, object], str]] = field(default_factory=list)
    answers: dict[str, Mapping[str, object]] = field(default_factory=dict)
    collecting: bool = False
    remembering: bool = False
    remembered: dict[str, Any] = field(default_factory=dict)

    def deny(self, operation: str, code: str = "AccessDenied", **params: object) -> None:
        """Refuse ``service:Operation`` to the collector from now on, if it has these parameters."""
        self.refusals.append((operation, params, code))

    def allow(self) -> None:
        """Refuse nothing any more, and answer as moto does."""
        self.refusals.clear()
        self.answers.clear()

    def collect(
        self, services: Sequence[Service], regions: Sequence[str] = ("eu-west-1",), **settings: object
    ) -> Collected:
        """Read ``services`` in ``regions`` (empty: all enabled ones); ``calls`` then lists what was asked."""
        sink = MemorySink()
        self.calls.clear()
        request = Request(self.company, {"regions": list(regions), **settings}, NOW, Quiet())
        self.collecting = True
        try:
            summary = collect(request, sink, tuple(services))
        finally:
            self.collecting = False
        return Collected(summary, sink.kept, sink.coverages)

    def answer(self, operation: str, params: Mapping[str, object]) -> Mapping[str, object] | None:
        """Note a call of the collector; raise the refusal, or return the answer, that was asked for."""
        if not self.collecting:
            return None
        self.calls.append(operation)
        for refused, wanted, code in self.refusals:
            if refused == operation and wanted.items() <= params.items():
                raise ClientError({"Error": {"Code": code, "Message": "no"}}, operation.split(":")[1])
        return self.answers.get(operation)

    def recall(self, place: str, ask: Callable[[], Any]) -> Any:
        """Return what ``ask`` gives or raises; from memory if it was asked before, while remembering."""
        if not (self.remembering and self.collecting):
            return ask()
        if place not in self.remembered:
            try:
                self.remembered[place] = ask()
            except (ClientError, ResponseParserError) as error:
                self.remembered[place] = error
        said = self.remembered[place]
        if isinstance(said, Exception):
            raise said
        return deepcopy(said)


def simulated_aws(moto_url: str, monkeypatch: pytest.MonkeyPatch, folder: Path) -> SimulatedAws:
    """Empty moto, point the environment at it, and stand at the door of the collector's calls."""
    forget = urllib.request.Request(f"{moto_url}/moto-api/reset", method="POST")  # noqa: S310  our own loopback
    urllib.request.urlopen(forget).close()  # noqa: S310  as above
    for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_ROLE_ARN"):
        monkeypatch.delenv(name, raising=False)
    empty = folder / "empty"
    empty.touch()
    for name, value in {
        "AWS_ENDPOINT_URL": moto_url,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_CONFIG_FILE": str(empty),
        "AWS_SHARED_CREDENTIALS_FILE": str(empty),
        "AWS_EC2_METADATA_DISABLED": "true",
        "MOTO_EC2_LOAD_DEFAULT_AMIS": "false",  # thousands, each with a snapshot
    }.items():
        monkeypatch.setenv(name, value)
    simulated = SimulatedAws(moto_url, boto3.Session(), folder)
    real = BaseClient._make_api_call  # noqa: SLF001  the one door through which every call leaves boto3

    def call(client: Any, operation: str, params: dict[str, Any]) -> Any:
        name = f"{client.meta.service_model.service_name}:{operation}"
        said = simulated.answer(name, params)
        if said is not None:
            return said
        place = f"{client.meta.region_name} {name} {json.dumps(params, sort_keys=True, default=str)}"
        return simulated.recall(place, lambda: real(client, operation, params))

    monkeypatch.setattr(BaseClient, "_make_api_call", call)
    return simulated
