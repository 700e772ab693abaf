"""The AWS collector: one account and region at a time, one module a service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.collectors.aws.services import SERVICES
from holdfast.collectors.interface import Collector

if TYPE_CHECKING:
    from holdfast.collectors.interface import Request, Sink, Summary


def _collect(request: Request, sink: Sink) -> Summary:
    # The SDK is imported when AWS is read, not when its tables are listed.
    from holdfast.collectors.aws.collector import collect  # noqa: PLC0415

    return collect(request, sink, SERVICES)


COLLECTOR = Collector(
    source="aws",
    title="AWS",
    tables=tuple(table for service in SERVICES for table in service.tables),
    collect=_collect,
)
