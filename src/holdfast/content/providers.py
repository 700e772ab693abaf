"""What a provider's services and reports are to us: who does what, and how we know."""

from __future__ import annotations

from datetime import date  # noqa: TC003  pydantic reads annotations as it runs
from typing import Annotated, Literal

from pydantic import StringConstraints
from pydantic.dataclasses import dataclass

from holdfast.content.fields import CONFIG, Slug, Text


@dataclass(config=CONFIG, frozen=True)
class Qualification:
    """What an auditor did not find to be so, in our words; without ``controls`` it touches them all."""

    note: Text
    controls: tuple[str, ...] = ()


@dataclass(config=CONFIG, frozen=True)
class Bridge:
    """A provider's letter that nothing material has changed since its report's period, until a day."""

    issued: date
    until: date


@dataclass(config=CONFIG, frozen=True)
class UserControl:
    """What a provider's report expects of us (a complementary user entity control), and our check of it."""

    id: Slug
    asks: Text  # in our words: the report is confidential
    check: str = ""


@dataclass(config=CONFIG, frozen=True)
class ReportFile:
    """The file that was read, so that it can be told from others; it is confidential and not kept here."""

    name: Text
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


@dataclass(config=CONFIG, frozen=True)
class Assurance:
    """A provider's own certificate or report, for the provider's scope, as the company reviewed it.

    A certificate is valid from ``period_start`` to ``period_end``; a report tells of that time, which
    is mostly past, and ``bridge`` of the time since. What nobody reviewed shows nothing. The files are
    the provider's and confidential: only the name and the period are for other eyes.
    """

    id: Slug
    provider: Text
    title: Text
    period_start: date
    period_end: date
    kind: Literal["certificate", "report"] = "certificate"
    issuer: str = ""  # the certification body, or the auditor
    scope: str = ""
    opinion: Literal["", "unqualified", "qualified", "adverse", "disclaimer"] = ""  # a report's
    bridge: Bridge | None = None
    reviewed_by: str = ""  # a person's id; empty: nobody yet
    reviewed_on: date | None = None
    controls: tuple[str, ...] = ()  # empty: every control that the provider shares
    services: tuple[Slug, ...] = ()  # ids of cloud services that it names
    regions: tuple[Text, ...] = ()  # empty: all regions
    qualifications: tuple[Qualification, ...] = ()
    user_controls: tuple[UserControl, ...] = ()
    artifact: str = ""  # its name in AWS Artifact, by which a later one is noticed; empty: it is not there
    file: ReportFile | None = None

    @property
    def covers_until(self) -> date:
        """The last day of which it tells, its bridge letter included."""
        return max(self.period_end, self.bridge.until) if self.bridge else self.period_end


@dataclass(config=CONFIG, frozen=True)
class ServiceControl:
    """Who does what for one control in one cloud service; an empty part is the control's own."""

    control: Text
    provider_does: str = ""
    company_does: str = ""


@dataclass(config=CONFIG, frozen=True)
class CloudService:
    """A provider's service, and where it draws the line between the provider's part and ours.

    A row in one of ``tables`` says that it is in use. Its id is the second word of its checks' ids.
    """

    id: Slug
    title: Text
    provider: Text
    tables: tuple[Text, ...]
    provider_does: Text
    company_does: Text
    controls: tuple[ServiceControl, ...] = ()
