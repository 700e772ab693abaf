"""The tables of VPCs, subnets, network ACLs, interfaces and addresses hold what boto3 itself lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from regional_estate import REGION, seed_machines, seed_network

from holdfast.collectors.aws import vpc_interfaces, vpc_network
from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.vpc_interfaces import ELASTIC_IP, NETWORK_INTERFACE, NETWORK_INTERFACE_SECURITY_GROUP
from holdfast.collectors.aws.vpc_network import (
    FLOW_LOG,
    NETWORK_ACL,
    NETWORK_ACL_ENTRY,
    NETWORK_ACL_OPENING,
    SUBNET,
    VPC,
)

if TYPE_CHECKING:
    import pytest
    from simulated_account import SimulatedAws

ARN = f"arn:aws:ec2:{REGION}:123456789012"


def tags(item: dict[str, Any], key: str = "Tags") -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in item.get(key, [])}


def test_vpcs_subnets_and_flow_logs_are_what_boto3_lists(aws: SimulatedAws) -> None:
    ec2 = seed_network(aws)
    got = aws.collect([vpc_network.SERVICE])
    assert got.unread() == []
    vpcs = {f"{ARN}:vpc/{one['VpcId']}": one for one in ec2.describe_vpcs()["Vpcs"]}
    assert {row["arn"] for row in got.rows(VPC)} == vpcs.keys()
    for row in got.rows(VPC):
        one = vpcs[str(row["arn"])]
        assert (row["cidr_block"], row["is_default"], row["tags"]) == (one["CidrBlock"], one["IsDefault"], tags(one))
        assert row["name"] == tags(one).get("Name", one["VpcId"])
    subnets = {one["SubnetArn"]: one for one in ec2.describe_subnets()["Subnets"]}
    assert {row["arn"] for row in got.rows(SUBNET)} == subnets.keys()
    for row in got.rows(SUBNET):
        one = subnets[str(row["arn"])]
        assert row["maps_public_ip"] is one["MapPublicIpOnLaunch"]
        assert row["assigns_ipv6"] is one["AssignIpv6AddressOnCreation"]
        assert (row["vpc_id"], row["cidr_block"]) == (one["VpcId"], one["CidrBlock"])
    logs = {one["FlowLogId"]: one for one in ec2.describe_flow_logs()["FlowLogs"]}
    assert {row["flow_log_id"] for row in got.rows(FLOW_LOG)} == logs.keys()
    for row in got.rows(FLOW_LOG):
        one = logs[str(row["flow_log_id"])]
        assert (row["resource_id"], row["traffic_type"]) == (one["ResourceId"], one["TrafficType"])
        assert (row["active"], row["destination"]) == (one["FlowLogStatus"] == "ACTIVE", one["LogDestination"])
        assert row["created_at"] == utc(one["CreationTime"])


def test_network_acls_and_their_entries_are_what_boto3_lists(aws: SimulatedAws) -> None:
    ec2 = seed_network(aws)
    got = aws.collect([vpc_network.SERVICE])
    listed = {f"{ARN}:network-acl/{one['NetworkAclId']}": one for one in ec2.describe_network_acls()["NetworkAcls"]}
    assert {row["arn"] for row in got.rows(NETWORK_ACL)} == listed.keys()
    for row in got.rows(NETWORK_ACL):
        one = listed[str(row["arn"])]
        assert row["subnet_ids"] == sorted(association["SubnetId"] for association in one["Associations"])
        assert (row["is_default"], row["guards_subnets"]) == (one["IsDefault"], bool(one["Associations"]))
    expected = {
        (arn, "egress" if entry["Egress"] else "ingress", entry["RuleNumber"], entry["RuleAction"], entry["Protocol"])
        for arn, one in listed.items()
        for entry in one["Entries"]
    }
    columns = ("network_acl_arn", "direction", "rule_number", "action", "protocol")
    assert {tuple(row[column] for column in columns) for row in got.rows(NETWORK_ACL_ENTRY)} == expected


def test_what_an_acl_opens_follows_the_order_of_its_entries(aws: SimulatedAws) -> None:
    seed_network(aws)
    got = aws.collect([vpc_network.SERVICE])
    (own,) = [row for row in got.rows(NETWORK_ACL) if not row["is_default"]]
    openings = [
        (row["family"], row["protocol"], row["from_port"], row["to_port"])
        for row in got.rows(NETWORK_ACL_OPENING)
        if row["network_acl_arn"] == own["arn"]
    ]
    # 22 is denied before 0 to 1023 is allowed; 3389 is for a network of one's own.
    assert sorted(openings) == [("ipv4", "tcp", 0, 21), ("ipv4", "tcp", 23, 1023), ("ipv6", "udp", 53, 53)]
    default = next(row for row in got.rows(NETWORK_ACL) if row["is_default"])
    assert {
        (row["protocol"], row["from_port"], row["to_port"])
        for row in got.rows(NETWORK_ACL_OPENING)
        if row["network_acl_arn"] == default["arn"]
    } == {("tcp", 0, 65535), ("udp", 0, 65535)}


def test_denying_a_part_of_the_internet_closes_nothing(aws: SimulatedAws) -> None:
    ec2 = seed_network(aws)
    acl = next(one for one in ec2.describe_network_acls()["NetworkAcls"] if not one["IsDefault"])["NetworkAclId"]
    ec2.create_network_acl_entry(
        NetworkAclId=acl, RuleNumber=1, RuleAction="deny", Protocol="-1", Egress=False, CidrBlock="0.0.0.0/1"
    )
    got = aws.collect([vpc_network.SERVICE])
    arn = f"{ARN}:network-acl/{acl}"
    assert got.row(NETWORK_ACL_OPENING, network_acl_arn=arn, family="ipv4", from_port=23)["to_port"] == 1023


def test_interfaces_and_addresses_are_what_boto3_lists(aws: SimulatedAws) -> None:
    ec2 = seed_machines(aws)
    got = aws.collect([vpc_interfaces.SERVICE])
    assert got.unread() == []
    listed = {one["NetworkInterfaceId"]: one for one in ec2.describe_network_interfaces()["NetworkInterfaces"]}
    assert {row["network_interface_id"] for row in got.rows(NETWORK_INTERFACE)} == listed.keys()
    for row in got.rows(NETWORK_INTERFACE):
        one = listed[str(row["network_interface_id"])]
        assert row["in_use"] is (one["Status"] == "in-use")
        assert row["instance_id"] == one.get("Attachment", {}).get("InstanceId", "")
        assert row["public_ip"] == one.get("Association", {}).get("PublicIp", "")
        assert (row["subnet_id"], row["tags"]) == (one["SubnetId"], tags(one, "TagSet"))
    assert {row["in_use"] for row in got.rows(NETWORK_INTERFACE)} == {True, False}
    assert {
        (f"{ARN}:network-interface/{one['NetworkInterfaceId']}", group["GroupId"])
        for one in listed.values()
        for group in one["Groups"]
    } == {
        (row["network_interface_arn"], row["security_group_id"]) for row in got.rows(NETWORK_INTERFACE_SECURITY_GROUP)
    }
    assert [(row["allocation_id"], row["public_ip"], row["in_use"], row["tags"]) for row in got.rows(ELASTIC_IP)] == [
        (one["AllocationId"], one["PublicIp"], False, tags(one)) for one in ec2.describe_addresses()["Addresses"]
    ]


def test_an_address_that_leads_to_an_instance_is_in_use(aws: SimulatedAws) -> None:
    ec2 = seed_machines(aws)
    address = ec2.describe_addresses()["Addresses"][0]["AllocationId"]
    instance = ec2.describe_instances(Filters=[{"Name": "instance-state-name", "Values": ["running"]}])
    instance_id = instance["Reservations"][0]["Instances"][0]["InstanceId"]
    ec2.associate_address(AllocationId=address, InstanceId=instance_id)
    row = aws.collect([vpc_interfaces.SERVICE]).row(ELASTIC_IP, allocation_id=address)
    assert (row["in_use"], row["instance_id"]) == (True, instance_id)


def test_what_another_account_shares_is_a_subject_there_and_not_here(
    aws: SimulatedAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    from moto.ec2.models.vpcs import VPC as SHARED  # noqa: PLC0415  moto itself shares nothing

    seed_network(aws)
    monkeypatch.setattr(SHARED, "owner_id", "999999999999")
    got = aws.collect([vpc_network.SERVICE])
    assert got.unread() == []
    assert got.rows(VPC) == []
    assert got.rows(SUBNET) != []
