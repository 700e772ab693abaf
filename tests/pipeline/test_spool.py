"""A collection that was killed: what it had read whole is not read again, and never stands for more than it was."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from simulated_account import ACCOUNT_ID, NOW, SimulatedAws, simulated_aws
from test_accounts import ROLE, inside
from test_organizations import seed as seed_organization

from holdfast.collectors.aws import sqs
from holdfast.collectors.aws.collector import collect
from holdfast.collectors.interface import Quiet, Request
from holdfast.config import Settings
from holdfast.facts.tables import State
from holdfast.pipeline.gathering import Gathered
from holdfast.pipeline.runs import Company
from holdfast.pipeline.spool import Spool

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from holdfast.collectors.interface import Progress, Summary

SETTINGS: dict[str, object] = {"organization": ROLE, "regions": ["eu-west-1"], "workers": 1}
LATER = NOW + timedelta(minutes=20)


@pytest.fixture(scope="module")
def two(moto_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatedAws]:
    """An organization of two accounts with a queue in each, entered one after the other."""
    with pytest.MonkeyPatch.context() as patch:
        aws = simulated_aws(moto_url, patch, tmp_path_factory.mktemp("aws"))
        organizations = seed_organization(aws)
        member = next(one["Id"] for one in organizations.list_accounts()["Accounts"] if one["Id"] != ACCOUNT_ID)
        aws.seed.client("sqs", region_name="eu-west-1").create_queue(QueueName="governor")
        inside(aws, member).client("sqs", region_name="eu-west-1").create_queue(QueueName="theirs")
        yield aws


class Watched(Spool):
    """A spool that says when a part has ended."""

    def end(self, part: str) -> None:
        super().end(part)
        ENDED.set()


ENDED = threading.Event()


class KilledAtTheSecond(Quiet):
    """A process that is killed when the first account was read and the second has begun."""

    def begin(self, label: str) -> None:
        if not label.startswith(ACCOUNT_ID):
            assert ENDED.wait(30)
            raise KeyboardInterrupt


def gather(
    aws: SimulatedAws,
    folder: Path,
    now: datetime = NOW,
    progress: Progress | None = None,
    **more: object,
) -> tuple[Gathered, Summary]:
    """Collect the queues of both accounts; ``aws.calls`` then lists what was asked."""
    gathered, settings = Gathered(), SETTINGS | more
    spool = Watched(folder, settings, sqs.SERVICE.tables, now, gathered)
    ENDED.clear()
    aws.calls.clear()
    aws.collecting = True
    try:
        request = Request(aws.company, settings, now, progress or Quiet(), spool)
        return gathered, collect(request, gathered, (sqs.SERVICE,))
    finally:
        aws.collecting = False


def killed(aws: SimulatedAws, folder: Path) -> None:
    """Collect until the second account has begun."""
    with pytest.raises(KeyboardInterrupt):
        gather(aws, folder, progress=KilledAtTheSecond())
    assert len(list(folder.iterdir())) == 1


def asked(aws: SimulatedAws) -> int:
    return aws.calls.count("sqs:ListQueues")


def test_what_was_read_whole_is_not_read_again(two: SimulatedAws, tmp_path: Path) -> None:
    fresh, _ = gather(two, tmp_path / "other")
    assert asked(two) == 2
    killed(two, tmp_path / "spool")
    got, summary = gather(two, tmp_path / "spool", LATER)
    assert asked(two) == 1
    assert f"12:00 UTC that was broken off had read it: {ACCOUNT_ID}" in summary.note
    assert summary.scopes == 2
    for table in sqs.SERVICE.tables:
        assert got.table(table).to_pylist() == fresh.table(table).to_pylist()
    assert sorted(got.table(sqs.QUEUE).column("name").to_pylist()) == ["governor", "theirs"]


def test_what_was_observed_before_says_so(two: SimulatedAws, tmp_path: Path) -> None:
    killed(two, tmp_path / "spool")
    got, _ = gather(two, tmp_path / "spool", LATER)
    times = {one.account_id == ACCOUNT_ID: one.observed_at for one in got.all_coverage}
    assert times == {True: int(NOW.timestamp()), False: int(LATER.timestamp())}


@pytest.mark.parametrize("now", [NOW + timedelta(hours=1), NOW - timedelta(seconds=1)])
def test_what_is_an_hour_old_or_of_the_future_is_read_again(two: SimulatedAws, tmp_path: Path, now: datetime) -> None:
    killed(two, tmp_path / "spool")
    _, summary = gather(two, tmp_path / "spool", now)
    assert asked(two) == 2
    assert "broken off" not in summary.note


def test_other_settings_read_all_again(two: SimulatedAws, tmp_path: Path) -> None:
    killed(two, tmp_path / "spool")
    gather(two, tmp_path / "spool", LATER, regions=["eu-west-1", "eu-west-2"])
    assert asked(two) == 4


@pytest.mark.parametrize("spoilt", [b"", b"not arrow", None])
def test_a_damaged_part_is_read_again(two: SimulatedAws, tmp_path: Path, spoilt: bytes | None) -> None:
    killed(two, tmp_path / "spool")
    (file,) = (tmp_path / "spool").iterdir()
    file.write_bytes(file.read_bytes()[:-400] if spoilt is None else spoilt)
    got, _ = gather(two, tmp_path / "spool", LATER)
    assert asked(two) == 2
    assert got.table(sqs.QUEUE).num_rows == 2


@pytest.mark.parametrize(("code", "kept"), [("AccessDenied", False), ("Throttling", False), ("", True)])
def test_an_account_that_was_not_read_whole_is_not_kept(
    two: SimulatedAws, tmp_path: Path, code: str, *, kept: bool
) -> None:
    if code:
        two.deny("sqs:ListQueues", code=code)
    try:
        got, _ = gather(two, tmp_path / "spool")
    finally:
        two.allow()
    assert (tmp_path / "spool").exists() is kept
    assert ({one.state for one in got.all_coverage} == {State.READ}) is kept


def test_nothing_is_kept_once_the_run_is_committed(two: SimulatedAws, tmp_path: Path) -> None:
    del two
    (tmp_path / "holdfast.yaml").write_text("name: Kept\nsources: {aws: {regions: [eu-west-1]}}\n")
    left = tmp_path / ".holdfast/spool/company/left.arrow"
    left.parent.mkdir(parents=True)
    left.touch()
    Company(Settings(company=tmp_path), lambda: datetime(2026, 11, 24, tzinfo=UTC)).collect(["company"])
    assert not left.parent.exists()
