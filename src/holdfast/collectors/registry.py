"""The sources that Holdfast knows; a new collector is a folder and a line here."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from holdfast.facts.subjects import OWN_TABLES
from holdfast.facts.tables import Catalogue

if TYPE_CHECKING:
    from holdfast.collectors.interface import Collector


@cache
def collectors() -> tuple[Collector, ...]:
    """Return all collectors, in the order in which they are read."""
    # Imported here so that the command's help does not pay for the vendors' SDKs.
    from holdfast.collectors.asff import COLLECTOR as ASFF  # noqa: PLC0415
    from holdfast.collectors.aws import COLLECTOR as AWS  # noqa: PLC0415
    from holdfast.collectors.backstage import COLLECTOR as BACKSTAGE  # noqa: PLC0415
    from holdfast.collectors.company import COLLECTOR as COMPANY  # noqa: PLC0415
    from holdfast.collectors.ocsf import COLLECTOR as OCSF  # noqa: PLC0415
    from holdfast.collectors.records import COLLECTOR as RECORDS  # noqa: PLC0415
    from holdfast.collectors.sarif import COLLECTOR as SARIF  # noqa: PLC0415

    return (COMPANY, RECORDS, BACKSTAGE, AWS, OCSF, ASFF, SARIF)


@cache
def catalogue() -> Catalogue:
    """Return every table that a source declares, and those that Holdfast fills itself."""
    return Catalogue((*(table for collector in collectors() for table in collector.tables), *OWN_TABLES))
