"""Each call of EC2, VPC, RDS, CloudTrail, Config and GuardDuty, refused in turn: what it costs, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.client import BaseClient
from botocore.exceptions import EndpointConnectionError
from losses import assert_lost, assert_unread
from regional_estate import REGION, seed_auditors, seed_databases, seed_machines, seed_network

from holdfast.collectors.aws import (
    cloudtrail,
    config_,
    ec2_instances,
    ec2_region,
    ec2_security_groups,
    ec2_storage,
    guardduty,
    rds,
    vpc_interfaces,
    vpc_network,
)
from holdfast.facts.tables import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from simulated_account import SimulatedAws

    from holdfast.collectors.aws.reader import Service
    from holdfast.facts.tables import Table

SERVICES = (
    cloudtrail.SERVICE,
    config_.SERVICE,
    ec2_instances.SERVICE,
    ec2_region.SERVICE,
    ec2_security_groups.SERVICE,
    ec2_storage.SERVICE,
    guardduty.SERVICE,
    rds.SERVICE,
    vpc_interfaces.SERVICE,
    vpc_network.SERVICE,
)

SEEDS: dict[str, Callable[[SimulatedAws], Any]] = {
    **dict.fromkeys((one.SERVICE.name for one in (cloudtrail, config_, guardduty)), seed_auditors),
    **dict.fromkeys((one.SERVICE.name for one in (ec2_instances, ec2_security_groups, ec2_storage)), seed_machines),
    **dict.fromkeys((one.SERVICE.name for one in (ec2_region, vpc_interfaces, vpc_network)), seed_network),
    rds.SERVICE.name: seed_databases,
}

#: Each list call, and the tables that nobody can know without it.
LISTS: tuple[tuple[Service, str, tuple[Table, ...]], ...] = (
    (cloudtrail.SERVICE, "cloudtrail:DescribeTrails", (cloudtrail.TRAIL, cloudtrail.ACCOUNT_TRAIL)),
    (config_.SERVICE, "config:DescribeConfigurationRecorders", (config_.RECORDER,)),
    (ec2_instances.SERVICE, "ec2:DescribeInstances", ec2_instances.SERVICE.tables),
    (ec2_security_groups.SERVICE, "ec2:DescribeSecurityGroups", ec2_security_groups.SERVICE.tables),
    (ec2_storage.SERVICE, "ec2:DescribeVolumes", (ec2_storage.VOLUME,)),
    (ec2_storage.SERVICE, "ec2:DescribeSnapshots", (ec2_storage.SNAPSHOT,)),
    (ec2_storage.SERVICE, "ec2:DescribeImages", (ec2_storage.IMAGE,)),
    (guardduty.SERVICE, "guardduty:ListDetectors", (guardduty.DETECTOR, guardduty.FEATURE)),
    (rds.SERVICE, "rds:DescribeDBInstances", (rds.INSTANCE,)),
    (rds.SERVICE, "rds:DescribeDBClusters", (rds.CLUSTER,)),
    (rds.SERVICE, "rds:DescribeDBSnapshots", (rds.SNAPSHOT,)),
    (rds.SERVICE, "rds:DescribeDBClusterSnapshots", (rds.SNAPSHOT,)),
    (
        vpc_interfaces.SERVICE,
        "ec2:DescribeNetworkInterfaces",
        (vpc_interfaces.NETWORK_INTERFACE, vpc_interfaces.NETWORK_INTERFACE_SECURITY_GROUP),
    ),
    (vpc_interfaces.SERVICE, "ec2:DescribeAddresses", (vpc_interfaces.ELASTIC_IP,)),
    (vpc_network.SERVICE, "ec2:DescribeVpcs", (vpc_network.VPC,)),
    (vpc_network.SERVICE, "ec2:DescribeFlowLogs", (vpc_network.FLOW_LOG,)),
    (vpc_network.SERVICE, "ec2:DescribeSubnets", (vpc_network.SUBNET,)),
    (
        vpc_network.SERVICE,
        "ec2:DescribeNetworkAcls",
        (vpc_network.NETWORK_ACL, vpc_network.NETWORK_ACL_ENTRY, vpc_network.NETWORK_ACL_OPENING),
    ),
)

#: Each call about one subject, the table whose columns it fills, and which columns those are.
DETAILS: tuple[tuple[Service, str, Table, frozenset[str]], ...] = (
    (cloudtrail.SERVICE, "cloudtrail:ListTags", cloudtrail.TRAIL, frozenset({"tags"})),
    (
        cloudtrail.SERVICE,
        "cloudtrail:GetEventSelectors",
        cloudtrail.TRAIL,
        frozenset(
            {
                "records_management_reads",
                "records_management_writes",
                "excluded_sources",
                "records_all_s3_reads",
                "records_all_s3_writes",
            }
        ),
    ),
    (
        config_.SERVICE,
        "config:DescribeConfigurationRecorderStatus",
        config_.RECORDER,
        frozenset({"recording", "last_failed", "last_error"}),
    ),
    (config_.SERVICE, "config:DescribeDeliveryChannels", config_.RECORDER, frozenset({"delivers", "bucket"})),
    (
        ec2_storage.SERVICE,
        "ec2:DescribeSnapshotAttribute",
        ec2_storage.SNAPSHOT,
        frozenset({"is_public", "shared_with"}),
    ),
    (rds.SERVICE, "rds:DescribeDBParameters", rds.INSTANCE, frozenset({"requires_tls"})),
    (rds.SERVICE, "rds:DescribeDBClusterParameters", rds.CLUSTER, frozenset({"requires_tls"})),
)


def of(service: Service, cases: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [case[1:] for case in cases if case[0] is service]


@pytest.mark.parametrize("service", SERVICES, ids=[service.name for service in SERVICES])
def test_a_refused_call_costs_what_it_fills_and_nothing_else(aws: SimulatedAws, service: Service) -> None:
    SEEDS[service.name](aws)
    whole = aws.collect([service])
    made = set(aws.calls) - {"sts:GetCallerIdentity", "ec2:DescribeRegions"}
    assert made == {call for table in service.tables for call in table.calls}, "a table's calls are not those made"
    for operation, tables in of(service, LISTS):
        aws.deny(operation, code="UnauthorizedOperation")
        assert_unread(service, whole, aws.collect([service]), tables, State.DENIED)
        aws.allow()
    for operation, table, columns in of(service, DETAILS):
        aws.deny(operation, code="AccessDeniedException")
        subjects = {row["arn"] for row in whole.rows(table)}
        assert subjects
        assert_lost(service, whole, aws.collect([service]), {table: columns}, subjects)
        aws.allow()


@pytest.mark.parametrize("operation", ["DescribeDBSnapshotAttributes", "DescribeDBClusterSnapshotAttributes"])
def test_refused_attributes_leave_unread_who_may_restore_a_manual_snapshot(aws: SimulatedAws, operation: str) -> None:
    seed_databases(aws)
    whole = aws.collect([rds.SERVICE])
    aws.deny(f"rds:{operation}")
    manual = {
        row["arn"]
        for row in whole.rows(rds.SNAPSHOT)
        if row["snapshot_type"] == "manual" and row["of_cluster"] is ("Cluster" in operation)
    }
    assert manual
    costs = {rds.SNAPSHOT: frozenset({"is_public", "shared_with"})}
    assert_lost(rds.SERVICE, whole, aws.collect([rds.SERVICE]), costs, manual)


def test_a_refused_detector_is_neither_on_nor_off(aws: SimulatedAws) -> None:
    seed_auditors(aws)
    whole = aws.collect([guardduty.SERVICE])
    aws.deny("guardduty:GetDetector", code="BadRequestException")
    got = aws.collect([guardduty.SERVICE])
    (row,), (before,) = got.rows(guardduty.DETECTOR), whole.rows(guardduty.DETECTOR)
    assert row == {**before, "enabled": None, "publishing_frequency": None, "tags": None}
    assert got.rows(guardduty.FEATURE) == []
    assert got.unread() == [
        (table.name, REGION, row["arn"], State.FAILED) for table in (guardduty.DETECTOR, guardduty.FEATURE)
    ]


def test_a_refused_status_leaves_open_whether_anything_is_recorded(aws: SimulatedAws) -> None:
    seed_auditors(aws)
    whole = aws.collect([cloudtrail.SERVICE])
    aws.deny("cloudtrail:GetTrailStatus", code="AccessDeniedException")
    got = aws.collect([cloudtrail.SERVICE])
    for row, before in zip(got.rows(cloudtrail.TRAIL), whole.rows(cloudtrail.TRAIL), strict=True):
        assert row == {**before, "is_logging": None, "delivery_error": None}
        assert got.state(cloudtrail.TRAIL, REGION, str(row["arn"])) is State.DENIED
    assert {row["is_logging"] for row in got.rows(cloudtrail.ACCOUNT_TRAIL)} == {None}
    assert got.state(cloudtrail.TRAIL, REGION) is State.READ


def test_a_region_that_answers_nothing_is_unread_and_the_others_are_whole(
    aws: SimulatedAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed_network(aws)
    seed_auditors(aws)
    alone = aws.collect(SERVICES)
    answering = BaseClient._make_api_call  # noqa: SLF001  the one door through which every call leaves boto3

    def call(client: Any, operation: str, params: dict[str, Any]) -> Any:
        if client.meta.region_name == "us-west-2" and operation != "DescribeRegions":
            raise EndpointConnectionError(endpoint_url="https://us-west-2.invalid")
        return answering(client, operation, params)

    monkeypatch.setattr(BaseClient, "_make_api_call", call)
    got = aws.collect(SERVICES, regions=(REGION, "us-west-2"))
    for service in SERVICES:
        for table in service.tables:
            assert got.rows(table) == alone.rows(table) or table is ec2_region.REGION_SETTINGS, table.name
            assert got.state(table, REGION) is State.READ
    lost = {
        (line.table, line.state) for line in got.coverage if line.region == "us-west-2" and line.state is not State.READ
    }
    assert lost == {(table.name, State.FAILED) for service in SERVICES for table in service.tables}
    (silent,) = [row for row in got.rows(ec2_region.REGION_SETTINGS) if row["region"] == "us-west-2"]
    assert {name for name, value in silent.items() if value is not None} == {"arn", "name", "account_id", "region"}
