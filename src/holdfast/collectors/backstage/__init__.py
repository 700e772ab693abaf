"""The service catalogue: Backstage's ``catalog-info.yaml`` files in the company's folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.collectors.backstage.tables import ORG_SERVICE, SOURCE
from holdfast.collectors.interface import Collector

if TYPE_CHECKING:
    from holdfast.collectors.interface import Request, Sink, Summary


def _collect(request: Request, sink: Sink) -> Summary:
    from holdfast.collectors.backstage.catalog import collect  # noqa: PLC0415  not needed to list tables

    return collect(request, sink)


COLLECTOR = Collector(source=SOURCE, title="Service catalogue (Backstage)", tables=(ORG_SERVICE,), collect=_collect)
