"""The reader and the collector: every failure becomes coverage, none a default, and nothing hangs."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import EndpointConnectionError
from simulated_account import NOW, MemorySink

from holdfast.collectors.aws.collector import collect
from holdfast.collectors.aws.reader import GoneError, Reader, Service, UnreadError
from holdfast.collectors.aws.session import AccountSettings, open_account
from holdfast.collectors.interface import Quiet, Request
from holdfast.errors import SourceError, UsageError
from holdfast.facts.tables import ACCOUNT, REGION, Column, Scope, State, Table, Type

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulated_account import SimulatedAws


def _table(name: str, parent: str = "") -> Table:
    columns = (Column("arn", Type.TEXT, "Key."), ACCOUNT, REGION, Column("size", Type.INT, "Size."))
    return Table(name, "aws", "A thing.", columns, ("arn",), Scope.REGION, "arn", parent)


THING, PART = _table("aws_test_thing"), _table("aws_test_thing_part", "aws_test_thing")


def service(read: Callable[[Reader], None], scope: Scope = Scope.REGION) -> Service:
    """Return a service with two tables, read so."""
    return Service("test", scope, (THING, PART), read)


def ask(reader: Reader, queue: str) -> None:
    """Call AWS once."""
    reader.ask("sqs", "list_queues", QueueNamePrefix=queue)


def keys(aws: SimulatedAws, read: Callable[[Reader], None]) -> list[object]:
    """Return the keys of the things that were collected."""
    return [row["arn"] for row in aws.collect([service(read)]).rows(THING)]


# --- reading and parts ------------------------------------------------------------------------


def test_rows_of_a_reading_that_failed_half_way_are_dropped(aws: SimulatedAws) -> None:
    def read(reader: Reader) -> None:
        with reader.reading(THING):
            reader.rows(THING, [{"arn": "a"}])
            reader.ask("sqs", "list_queues")
        with reader.reading(PART):
            reader.rows(PART, [{"arn": "p"}])

    aws.deny("sqs:ListQueues")
    got = aws.collect([service(read)])
    assert (got.rows(THING), got.state(THING, "eu-west-1")) == ([], State.DENIED)
    assert [row["arn"] for row in got.rows(PART)] == ["p"]


def test_rows_of_a_part_that_failed_half_way_are_dropped_and_others_stay(aws: SimulatedAws) -> None:
    def read(reader: Reader) -> None:
        with reader.reading(THING, PART):
            for name in ("a", "b"):
                with reader.part(PART, subject=name):
                    reader.rows(PART, [{"arn": f"{name}1"}])
                    reader.rows(THING, [{"arn": name}])
                    if name == "b":
                        raise UnreadError(State.FAILED, "half way")

    got = aws.collect([service(read)])
    assert [row["arn"] for row in got.rows(PART)] == ["a1"]
    assert [row["arn"] for row in got.rows(THING)] == ["a", "b"]
    assert got.unread() == [("aws_test_thing_part", "eu-west-1", "b", State.FAILED)]


def test_a_part_within_a_part_is_kept_only_if_both_end_well(aws: SimulatedAws) -> None:
    def read(reader: Reader) -> None:
        with reader.reading(THING, PART):
            with reader.part(THING, subject="x"), reader.part(THING, subject="y"):
                reader.rows(THING, [{"arn": "kept"}])
            with reader.part(THING, subject="x"):
                with reader.part(THING, subject="y"):
                    reader.rows(THING, [{"arn": "dropped"}])
                raise UnreadError(State.FAILED, "later")

    assert keys(aws, read) == ["kept"]


def test_a_row_that_cannot_be_made_leaves_none_of_its_batch(aws: SimulatedAws) -> None:
    def rows(reader: Reader) -> Any:
        yield {"arn": "a"}
        reader.ask("sqs", "list_queues")
        yield {"arn": "b"}

    def read(reader: Reader) -> None:
        with reader.reading(THING), reader.part(PART, subject="x"):
            reader.rows(THING, rows(reader))
        with reader.reading(PART):
            pass

    aws.deny("sqs:ListQueues")
    assert keys(aws, read) == []


def test_rows_from_many_threads_all_arrive(aws: SimulatedAws) -> None:
    def read(reader: Reader) -> None:
        def one(number: int) -> None:
            with reader.part(PART, subject=str(number)):
                reader.rows(PART, ({"arn": f"{number}.{child}"} for child in range(20)))
            reader.rows(THING, [{"arn": str(number)}])

        with reader.reading(THING, PART):
            reader.each(one, range(200))

    got = aws.collect([service(read)])
    assert len(got.rows(THING)) == 200
    assert len(got.rows(PART)) == 4000


def test_what_is_gone_is_left_out_and_the_first_failure_is_raised(aws: SimulatedAws) -> None:
    def read(reader: Reader) -> None:
        def one(name: str) -> None:
            if name == "gone":
                raise GoneError
            reader.rows(THING, [{"arn": name}])

        with reader.reading(THING):
            reader.each(one, ["a", "gone", "b"])
        with reader.reading(PART):
            reader.each(lambda name: ask(reader, name), ["x"])

    aws.deny("sqs:ListQueues")
    got = aws.collect([service(read)])
    assert [row["arn"] for row in got.rows(THING)] == ["a", "b"]
    assert got.state(PART, "eu-west-1") is State.DENIED


def test_after_a_failure_no_further_item_is_begun(aws: SimulatedAws) -> None:
    begun: list[int] = []

    def read(reader: Reader) -> None:
        def one(number: int) -> None:
            begun.append(number)
            if number == 0:
                raise UnreadError(State.FAILED, "first")
            time.sleep(0.01)

        with reader.reading(THING, PART):
            reader.each(one, range(1000))

    aws.collect([service(read)])
    assert len(begun) < 500


# --- what a service forgets, or gets wrong -----------------------------------------------------


def test_a_table_that_a_service_forgets_is_never_silently_missing(aws: SimulatedAws) -> None:
    def read(reader: Reader) -> None:
        with reader.reading(THING):
            pass

    got = aws.collect([service(read)])
    assert got.state(THING, "eu-west-1") is State.READ
    assert got.state(PART, "eu-west-1") is State.FAILED


def test_an_answer_that_is_not_understood_costs_only_what_was_not_yet_read(aws: SimulatedAws) -> None:
    def read(reader: Reader) -> None:
        with reader.reading(THING):
            reader.rows(THING, [{"arn": "a"}])
        with reader.reading(PART):
            reader.rows(PART, [{"arn": {"a": 1}["missing"]}])

    got = aws.collect([service(read)])
    assert [row["arn"] for row in got.rows(THING)] == ["a"]
    assert got.unread() == [("aws_test_thing_part", "eu-west-1", "", State.FAILED)]
    assert "KeyError" in next(line.error for line in got.coverage if line.state is State.FAILED)


def test_a_call_outside_of_a_reading_is_coverage_too(aws: SimulatedAws) -> None:
    aws.deny("sqs:ListQueues")
    got = aws.collect([service(lambda reader: ask(reader, "x"))])
    assert {state for *_, state in got.unread()} == {State.DENIED}


def test_one_service_that_breaks_does_not_stop_the_others(aws: SimulatedAws) -> None:
    def broken(reader: Reader) -> None:
        raise RuntimeError(reader.region)

    fine = _table("aws_test_fine")

    def read(reader: Reader) -> None:
        with reader.reading(fine):
            reader.rows(fine, [{"arn": "f"}])

    got = aws.collect([service(broken), Service("fine", Scope.REGION, (fine,), read)])
    assert [row["arn"] for row in got.rows(fine)] == ["f"]
    assert len(got.unread()) == 2


# --- how AWS refuses ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "state", "told"),
    [
        ("AccessDenied", State.DENIED, "sqs:ListQueues was denied (AccessDenied)"),
        ("AccessDeniedException", State.DENIED, "denied"),
        ("KMS.AccessDeniedException", State.DENIED, "denied"),
        ("UnauthorizedOperation", State.DENIED, "denied"),
        ("AuthorizationError", State.DENIED, "denied"),
        ("AuthFailure", State.DENIED, "denied"),
        ("403", State.DENIED, "denied"),
        ("NotAuthorizedException", State.DENIED, "denied"),
        ("Throttling", State.FAILED, "sqs:ListQueues failed (Throttling)"),
        ("InternalFailure", State.FAILED, "failed"),
        ("ExpiredToken", State.FAILED, "credentials expired"),
        ("OptInRequired", State.FAILED, "failed"),
    ],
)
def test_every_way_to_refuse_is_told_for_what_it_is(aws: SimulatedAws, code: str, state: State, told: str) -> None:
    aws.deny("sqs:ListQueues", code=code)

    def read(reader: Reader) -> None:
        with reader.reading(THING, PART):
            list(reader.pages("sqs", "list_queues", "QueueUrls"))

    got = aws.collect([service(read)])
    assert got.state(THING, "eu-west-1") is state
    assert all(told in line.error for line in got.coverage)


def test_absent_and_gone_are_told_apart(aws: SimulatedAws) -> None:
    seen: list[object] = []

    def read(reader: Reader) -> None:
        seen.append(reader.call("sqs", "list_queue_tags", absent=("NoQueue",), QueueUrl="x"))
        with pytest.raises(GoneError):
            reader.ask("sqs", "get_queue_attributes", gone=("NoQueue",), QueueUrl="x")
        with pytest.raises(GoneError):
            list(reader.pages("sqs", "list_queues", "QueueUrls", gone=("NoQueue",)))

    for operation in ("ListQueueTags", "GetQueueAttributes", "ListQueues"):
        aws.deny(f"sqs:{operation}", code="NoQueue")
    aws.collect([service(read)])
    assert seen == [None]


def test_an_endpoint_that_no_longer_answers_is_not_asked_again(aws: SimulatedAws) -> None:
    asked: list[str] = []

    def nobody(operation: str, params: object) -> None:
        del params
        asked.append(operation)
        if operation == "sqs:ListQueues":
            raise EndpointConnectionError(endpoint_url="https://sqs")

    aws.answer = nobody  # type: ignore[method-assign]  # the network is the outside world

    def read(reader: Reader) -> None:
        for _ in range(5):
            with pytest.raises(UnreadError):
                reader.ask("sqs", "list_queues")
        reader.ask("sns", "list_topics")
        with reader.reading(THING, PART):
            list(reader.pages("sqs", "list_queues", "QueueUrls"))

    got = aws.collect([service(read)])
    assert asked.count("sqs:ListQueues") == 2
    assert "sns:ListTopics" in asked
    assert {line.error for line in got.coverage} == {"sqs in eu-west-1 does not answer"}


def test_a_network_that_is_gone_ends_the_run_soon(aws: SimulatedAws) -> None:
    asked: list[str] = []

    def nobody(operation: str, params: object) -> None:
        del params
        asked.append(operation)
        if operation.startswith(("sqs:", "sns:")):
            raise EndpointConnectionError(endpoint_url="https://sqs")

    aws.answer = nobody  # type: ignore[method-assign]  # the network is the outside world

    def read(reader: Reader) -> None:
        with reader.reading(THING, PART):
            list(reader.pages("sqs", "list_queues", "QueueUrls"))

    got = aws.collect([service(read)], regions=(), workers=1)
    assert asked.count("sqs:ListQueues") == 16
    assert {state for *_, state in got.unread()} == {State.FAILED}


# --- accounts and regions -----------------------------------------------------------------------


def _note(seen: list[str]) -> Callable[[Reader], None]:
    def read(reader: Reader) -> None:
        seen.append(reader.region)
        with reader.reading(THING, PART):
            pass

    return read


def test_all_enabled_regions_are_read_and_global_services_once(aws: SimulatedAws) -> None:
    seen: list[str] = []
    aws.collect([service(_note(seen))], regions=())
    assert {"eu-west-1", "us-east-1"} <= set(seen)
    assert len(seen) == len(set(seen)) > 10
    seen.clear()
    aws.collect([service(_note(seen), Scope.GLOBAL)], regions=())
    assert seen == ["global"]


def test_a_region_that_is_not_enabled_is_off(aws: SimulatedAws) -> None:
    aws.answers["ec2:DescribeRegions"] = {
        "Regions": [
            {"RegionName": "eu-west-1", "OptInStatus": "opt-in-not-required"},
            {"RegionName": "eu-south-2", "OptInStatus": "not-opted-in"},
        ]
    }
    seen: list[str] = []
    got = aws.collect([service(_note(seen))], regions=("eu-west-1", "eu-south-2"))
    assert seen == ["eu-west-1"]
    assert (got.state(THING, "eu-south-2"), got.unread()) == (State.OFF, [])
    seen.clear()
    assert aws.collect([service(_note(seen))], regions=()).unread() == []
    assert seen == ["eu-west-1"]


def test_a_list_whose_pages_botocore_does_not_know_is_read_to_its_end(
    aws: SimulatedAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not aws.seed.client("athena").can_paginate("list_work_groups")
    asked: list[object] = []
    said: dict[str | None, dict[str, object]] = {
        None: {"WorkGroups": [1], "NextToken": "a"},
        "a": {"WorkGroups": [], "NextToken": "b"},
        "b": {"WorkGroups": [2]},
    }

    def answer(_: object, __: str, params: dict[str, str]) -> dict[str, object]:
        asked.append(params)
        return said[params.get("NextToken")]

    reader = Reader(open_account(AccountSettings()), "eu-west-1", MemorySink(), NOW)
    monkeypatch.setattr("botocore.client.BaseClient._make_api_call", answer)
    assert list(reader.pages("athena", "list_work_groups", "WorkGroups", MaxResults=9)) == [1, 2]
    assert asked == [{"MaxResults": 9}, {"MaxResults": 9, "NextToken": "a"}, {"MaxResults": 9, "NextToken": "b"}]


def _list_clusters(reader: Reader) -> None:
    with reader.reading(THING, PART):
        list(reader.pages("memorydb", "describe_clusters", "Clusters"))


@pytest.mark.parametrize(("region", "state"), [("eu-south-2", State.OFF), ("eu-west-1", State.FAILED)])
def test_a_region_without_a_service_is_off_and_one_that_should_have_it_failed(
    aws: SimulatedAws, monkeypatch: pytest.MonkeyPatch, region: str, state: State
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_MEMORYDB", "http://memorydb.invalid")
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)
    assert aws.collect([service(_list_clusters)], regions=(region,)).state(THING, region) is state


@pytest.mark.parametrize(
    ("name", "operation"),
    [
        ("lightsail", "get_instances"),
        ("elasticache", "describe_serverless_caches"),
        ("backup", "list_protected_resources"),
    ],
)
def test_what_a_simulation_lacks_is_off_at_once(aws: SimulatedAws, name: str, operation: str) -> None:
    def read(reader: Reader) -> None:
        with reader.reading(THING, PART):
            reader.ask(name, operation)

    started = time.monotonic()
    assert aws.collect([service(read)]).state(THING, "eu-west-1") is State.OFF
    assert time.monotonic() - started < 5


def test_a_region_that_does_not_exist_is_wrong_use(aws: SimulatedAws) -> None:
    with pytest.raises(UsageError, match="eu-wset-1"):
        aws.collect([service(_note([]))], regions=("eu-west-1", "eu-wset-1"))


def test_regions_that_cannot_be_listed_are_unread_unless_they_are_named(aws: SimulatedAws) -> None:
    aws.deny("ec2:DescribeRegions", code="UnauthorizedOperation")
    seen: list[str] = []
    got = aws.collect([service(_note(seen))], regions=())
    assert (seen, got.state(THING, "*")) == ([], State.DENIED)
    got = aws.collect([service(_note(seen))], regions=("eu-west-1",))
    assert (seen, got.unread()) == (["eu-west-1"], [])


def test_several_accounts_are_read_and_one_that_is_refused_is_unread(aws: SimulatedAws) -> None:
    other = "arn:aws:iam::222222222222:role/Read"
    refused = "arn:aws:iam::333333333333:role/Read"
    aws.deny("sts:AssumeRole", RoleArn=refused)
    seen: list[str] = []
    got = aws.collect([service(_note(seen))], accounts=[{}, {"role": other}, {"role": refused}, {"role": other}])
    assert seen == ["eu-west-1", "eu-west-1"]
    assert {line.account_id for line in got.coverage} == {"123456789012", "222222222222", "333333333333"}
    assert {(line.table, line.region) for line in got.coverage if line.account_id == "333333333333"} == {
        ("aws_test_thing", "*"),
        ("aws_test_thing_part", "*"),
    }
    assert refused in got.summary.note


def test_without_any_account_the_source_is_unread(aws: SimulatedAws) -> None:
    aws.deny("sts:GetCallerIdentity", code="ExpiredToken")
    with pytest.raises(SourceError, match="expired"):
        aws.collect([service(_note([]))])


@pytest.mark.parametrize(
    "settings",
    [{"accounts": [{"rolle": "x"}]}, {"accounts": ["x"]}, {"accounts": {"role": "x"}}, {"regions": "eu-west-1"}],
)
def test_settings_that_are_none_are_wrong_use(aws: SimulatedAws, settings: dict[str, object]) -> None:
    request = Request(aws.company, settings, NOW, Quiet())
    with pytest.raises(UsageError):
        collect(request, MemorySink(), (service(_note([])),))


def test_an_interrupted_run_makes_no_further_call(aws: SimulatedAws) -> None:
    class Interrupting(Quiet):
        """A person who presses Ctrl-C when the first unit has begun."""

        def expect(self, units: int) -> None:
            assert units
            started.set()

        def begin(self, label: str) -> None:
            del label
            raise KeyboardInterrupt

    started = threading.Event()
    calls: list[str] = []
    request = Request(aws.company, {"regions": ["eu-west-1"]}, NOW, Interrupting())
    with pytest.raises(KeyboardInterrupt):
        collect(request, MemorySink(), (service(_note(calls)),))
    assert started.is_set()
    assert calls == []


def test_a_stopped_account_is_not_asked(aws: SimulatedAws) -> None:
    del aws
    account = open_account(AccountSettings())
    reader = Reader(account, "eu-west-1", MemorySink(), NOW)
    account.stop()
    with pytest.raises(UnreadError, match="stopped"):
        reader.ask("sqs", "list_queues")
    with pytest.raises(UnreadError, match="stopped"):
        list(reader.pages("sqs", "list_queues", "QueueUrls"))


def test_arns_are_made_in_the_accounts_own_partition(aws: SimulatedAws) -> None:
    del aws
    reader = Reader(open_account(AccountSettings()), "eu-west-1", MemorySink(), NOW)
    assert reader.arn("sqs", "q") == "arn:aws:sqs:eu-west-1:123456789012:q"
    assert reader.arn("iam", "root", region="") == "arn:aws:iam::123456789012:root"
