"""Network interfaces and elastic addresses: what is plugged in, where, behind which groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, child_table, name, subject_table, tags
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

_INTERFACE_CALLS = ("ec2:DescribeNetworkInterfaces",)

NETWORK_INTERFACE = subject_table(
    "aws_ec2_network_interface",
    "Network interfaces: of instances, and of everything else that AWS runs inside a VPC.",
    (
        Column("network_interface_id", Type.TEXT, "The interface's id."),
        Column("description", Type.TEXT, "What it is for; AWS's services write their own name."),
        Column("interface_type", Type.TEXT, "`interface`, `nat_gateway`, `lambda`, `network_load_balancer` ..."),
        Column("in_use", Type.BOOL, "Whether it is attached to anything."),
        Column("instance_id", Type.TEXT, "The instance to which it is attached; empty where to none."),
        Column("subnet_id", Type.TEXT, "The subnet in which it is."),
        Column("vpc_id", Type.TEXT, "The VPC in which it is."),
        Column("private_ip", Type.TEXT, "Its first private address; empty where it has none."),
        Column("public_ip", Type.TEXT, "Its public address; empty where it has none."),
        Column("managed_by_aws", Type.BOOL, "Whether a service of AWS made it and keeps it."),
        Column("checks_source_and_destination", Type.BOOL, "Whether it drops what is not addressed to it."),
        TAGS,
    ),
    _INTERFACE_CALLS,
    of="network interface",
)

NETWORK_INTERFACE_SECURITY_GROUP = child_table(
    "aws_ec2_network_interface_security_group",
    "Security groups on network interfaces, one row for each interface and group.",
    (Column("security_group_id", Type.TEXT, "The group's id."),),
    _INTERFACE_CALLS,
    parent=NETWORK_INTERFACE,
    key=("network_interface_arn", "security_group_id"),
)

ELASTIC_IP = subject_table(
    "aws_ec2_elastic_ip",
    "Elastic addresses: public addresses that the account keeps.",
    (
        Column("allocation_id", Type.TEXT, "The address's id."),
        Column("public_ip", Type.TEXT, "The address."),
        Column("in_use", Type.BOOL, "Whether it leads anywhere."),
        Column("instance_id", Type.TEXT, "The instance to which it leads; empty where to none."),
        Column("network_interface_id", Type.TEXT, "The interface to which it leads; empty where to none."),
        TAGS,
    ),
    ("ec2:DescribeAddresses",),
    of="address",
)


def _interface_row(arn: str, interface: dict[str, Any]) -> dict[str, object]:
    return {
        "arn": arn,
        "name": name(interface, interface["NetworkInterfaceId"], key="TagSet"),
        "network_interface_id": interface["NetworkInterfaceId"],
        "description": interface.get("Description", ""),
        "interface_type": interface.get("InterfaceType", ""),
        "in_use": interface.get("Status") in {"in-use", "attaching", "associated"},
        "instance_id": (interface.get("Attachment") or {}).get("InstanceId", ""),
        "subnet_id": interface.get("SubnetId", ""),
        "vpc_id": interface.get("VpcId", ""),
        "private_ip": interface.get("PrivateIpAddress", ""),
        "public_ip": (interface.get("Association") or {}).get("PublicIp", ""),
        "managed_by_aws": bool(interface.get("RequesterManaged", False)),
        "checks_source_and_destination": bool(interface.get("SourceDestCheck", False)),
        "tags": tags(interface.get("TagSet")),
    }


def _address_row(reader: Reader, address: dict[str, Any]) -> dict[str, object]:
    # An address of the days before VPCs has no id; it is its own name.
    identifier = address.get("AllocationId") or address["PublicIp"]
    return {
        "arn": reader.arn("ec2", f"elastic-ip/{identifier}"),
        "name": name(address, address["PublicIp"]),
        "allocation_id": identifier,
        "public_ip": address["PublicIp"],
        "in_use": bool(address.get("AssociationId") or address.get("InstanceId")),
        "instance_id": address.get("InstanceId", ""),
        "network_interface_id": address.get("NetworkInterfaceId", ""),
        "tags": tags(address.get("Tags")),
    }


def _collect(reader: Reader) -> None:
    with reader.reading(NETWORK_INTERFACE, NETWORK_INTERFACE_SECURITY_GROUP):
        for interface in reader.pages("ec2", "describe_network_interfaces", "NetworkInterfaces"):
            if interface.get("OwnerId") != reader.account_id:
                continue  # in a VPC that the account shares; a subject where it is owned
            arn = reader.arn("ec2", f"network-interface/{interface['NetworkInterfaceId']}")
            groups = sorted({group["GroupId"] for group in interface.get("Groups") or ()})
            reader.rows(NETWORK_INTERFACE, [_interface_row(arn, interface)])
            reader.rows(
                NETWORK_INTERFACE_SECURITY_GROUP,
                [{"network_interface_arn": arn, "security_group_id": group} for group in groups],
            )
    with reader.reading(ELASTIC_IP):
        addresses = reader.pages("ec2", "describe_addresses", "Addresses")
        reader.rows(ELASTIC_IP, [_address_row(reader, one) for one in addresses])


SERVICE = Service(
    "vpc interfaces",
    Scope.REGION,
    (NETWORK_INTERFACE, NETWORK_INTERFACE_SECURITY_GROUP, ELASTIC_IP),
    _collect,
)
