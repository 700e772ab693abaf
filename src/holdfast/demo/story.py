"""The example company's life: its folder, its past five weeks, and what goes on today.

The past is really lived: each stage of the estate is built, collected and judged with the clock
set back, so that every number on a page comes from a run.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from holdfast.config import Settings
from holdfast.demo.estate import STAGES, build
from holdfast.demo.simulated_aws import start
from holdfast.errors import UsageError
from holdfast.pipeline.runs import Company, utc_now

if TYPE_CHECKING:
    from collections.abc import Callable

    from holdfast.pipeline.runs import RunReport

_TEMPLATE = Path(__file__).parent / "company"
#: The day on which the template's dates were written; a copy's dates move with today's.
_WRITTEN = date(2026, 11, 24)
_DATE = re.compile(r"\b20\d\d-\d\d-\d\d\b")


def settle(folder: Path, today: date | None = None) -> bool:
    """Write the company's folder if it is not there; return whether it was new.

    Raises UsageError if ``folder`` holds something else.
    """
    if (folder / "holdfast.yaml").exists():
        return False
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(
            "this folder holds something else", where=str(folder), do="Name an empty or a new folder: holdfast demo DIR"
        )
    shutil.copytree(_TEMPLATE, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".holdfast"))
    shift = (today or datetime.now(UTC).date()) - _WRITTEN
    for file in folder.rglob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        moved = _DATE.sub(lambda found: (date.fromisoformat(found[0]) + shift).isoformat(), text)
        file.write_text(moved, encoding="utf-8")
    return True


def live_through(folder: Path, say: Callable[[str], None]) -> None:
    """Build the estate stage by stage, and run Holdfast at each with the clock set back."""
    now = utc_now()
    with start() as aws:
        os.environ.update(aws.environment)
        for number, stage in enumerate(STAGES):
            build(aws, number)
            moment = now - timedelta(days=stage.days_ago)
            report = _company(folder, moment).run()
            say(f"  {moment:%d %B}: {stage.title} ({_summary(report)})")


def go_on(folder: Path, every: timedelta, say: Callable[[str], None], wait: Callable[[float], object]) -> None:
    """Build the estate as it stands today, then run again and again until ``wait`` returns true."""
    with start() as aws:
        os.environ.update(aws.environment)
        for number in range(len(STAGES)):
            build(aws, number)
        while True:
            say(f"{utc_now():%H:%M} {_summary(_with_records(_company(folder)).run())}")
            if wait(every.total_seconds()):
                return


def has_history(folder: Path) -> bool:
    """Return whether the company was judged before."""
    store = Settings(company=folder).store
    return store.exists() and _company(folder).store().head() is not None


@dataclass(frozen=True, slots=True)
class _SetBack:
    """A clock that was set to a moment and goes on from there."""

    moment: datetime
    began: float = field(default_factory=time.monotonic)

    def __call__(self) -> datetime:
        return self.moment + timedelta(seconds=time.monotonic() - self.began)


def _company(folder: Path, moment: datetime | None = None) -> Company:
    settings = Settings(company=folder)
    return Company(settings, clock=_SetBack(moment)) if moment else Company(settings)


def _with_records(company: Company) -> Company:
    """Read what people recorded too, once the console was served."""
    from holdfast.web.database import has_records  # noqa: PLC0415  only asked once the console was served

    if not has_records(replace(Settings.from_environment(), company=company.settings.company)):
        return company
    from holdfast.web.start import records  # noqa: PLC0415  Django is heavy

    return replace(company, records=records(company.settings.company))


def _summary(report: RunReport) -> str:
    done = report.outcome
    if done is None:
        return f"run {report.manifest.sequence}"
    return f"{done.passed} pass, {sum(done.failed.values())} fail, {done.unknown} unknown"
