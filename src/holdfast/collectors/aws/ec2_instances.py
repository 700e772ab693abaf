"""EC2 instances, and the security groups on their interfaces. User data is never asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, child_table, name, subject_table, tags
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

_CALLS = ("ec2:DescribeInstances",)

INSTANCE = subject_table(
    "aws_ec2_instance",
    "EC2 instances of the account, those that were ended within the hour included.",
    (
        Column("instance_id", Type.TEXT, "The instance's id."),
        Column("image_id", Type.TEXT, "The image that it was started from."),
        Column("instance_type", Type.TEXT, "Its type, such as `m6i.large`."),
        Column("state", Type.TEXT, "`pending`, `running`, `stopping`, `stopped`, `shutting-down` or `terminated`."),
        Column("launched_at", Type.TIME, "When it was last started."),
        Column("availability_zone", Type.TEXT, "Where it runs."),
        Column("private_ip", Type.TEXT, "Its address inside the VPC; empty once it is terminated."),
        Column("public_ip", Type.TEXT, "Its public IPv4 address; empty where it has none."),
        Column("public_dns", Type.TEXT, "Its public DNS name; empty where it has none."),
        Column("public_ips", Type.TEXTS, "The public IPv4 addresses of all its interfaces."),
        Column("ipv6_addresses", Type.TEXTS, "The IPv6 addresses of all its interfaces, which are public by nature."),
        Column("has_public_ip", Type.BOOL, "Whether any of its interfaces has a public IPv4 address."),
        Column("subnet_id", Type.TEXT, "The subnet of its first interface."),
        Column("vpc_id", Type.TEXT, "The VPC in which it runs."),
        Column("instance_profile_arn", Type.TEXT, "The profile that gives it a role; empty where it has none."),
        Column("key_name", Type.TEXT, "The SSH key pair that it was started with; empty where none."),
        Column("metadata_endpoint", Type.TEXT, "Whether the metadata service answers: `enabled` or `disabled`."),
        Column(
            "metadata_tokens",
            Type.TEXT,
            "`required` where the metadata service asks for a session token (IMDSv2), `optional` where it does not.",
        ),
        Column("metadata_hop_limit", Type.INT, "How many network hops the metadata service's answer may travel."),
        Column("detailed_monitoring", Type.BOOL, "Whether CloudWatch has its figures every minute."),
        Column("ebs_optimized", Type.BOOL, "Whether its traffic to volumes has a path of its own."),
        Column("virtualization", Type.TEXT, "`hvm` or `paravirtual`."),
        TAGS,
    ),
    _CALLS,
    of="instance",
)

INSTANCE_SECURITY_GROUP = child_table(
    "aws_ec2_instance_security_group",
    "Security groups on an instance's interfaces, one row for each instance and group.",
    (
        Column("security_group_id", Type.TEXT, "The group's id."),
        Column("security_group_name", Type.TEXT, "The group's name."),
    ),
    _CALLS,
    parent=INSTANCE,
    key=("instance_arn", "security_group_id"),
)


def _instance_row(arn: str, instance: dict[str, Any]) -> dict[str, object]:
    interfaces = instance.get("NetworkInterfaces") or []
    public_ips = {
        address["Association"]["PublicIp"]
        for interface in interfaces
        for address in (interface, *(interface.get("PrivateIpAddresses") or ()))
        if address.get("Association", {}).get("PublicIp")
    }
    public_ip = instance.get("PublicIpAddress", "")
    if public_ip:
        public_ips.add(public_ip)
    ipv6 = {a["Ipv6Address"] for interface in interfaces for a in interface.get("Ipv6Addresses") or ()}
    metadata = instance.get("MetadataOptions", {})
    return {
        "arn": arn,
        "name": name(instance, instance["InstanceId"]),
        "instance_id": instance["InstanceId"],
        "image_id": instance.get("ImageId", ""),
        "instance_type": instance.get("InstanceType", ""),
        "state": instance["State"]["Name"],
        "launched_at": utc(instance["LaunchTime"]),
        "availability_zone": instance.get("Placement", {}).get("AvailabilityZone", ""),
        "private_ip": instance.get("PrivateIpAddress", ""),
        "public_ip": public_ip,
        "public_dns": instance.get("PublicDnsName", ""),
        "public_ips": sorted(public_ips),
        "ipv6_addresses": sorted(ipv6),
        "has_public_ip": bool(public_ips),
        "subnet_id": instance.get("SubnetId", ""),
        "vpc_id": instance.get("VpcId", ""),
        "instance_profile_arn": instance.get("IamInstanceProfile", {}).get("Arn", ""),
        "key_name": instance.get("KeyName", ""),
        "metadata_endpoint": metadata.get("HttpEndpoint", ""),
        "metadata_tokens": metadata.get("HttpTokens", ""),
        "metadata_hop_limit": metadata.get("HttpPutResponseHopLimit", 0),
        "detailed_monitoring": instance.get("Monitoring", {}).get("State") in {"enabled", "pending"},
        "ebs_optimized": bool(instance.get("EbsOptimized", False)),
        "virtualization": instance.get("VirtualizationType", ""),
        "tags": tags(instance.get("Tags")),
    }


def _group_rows(arn: str, instance: dict[str, Any]) -> list[dict[str, object]]:
    groups = {group["GroupId"]: group.get("GroupName", "") for group in instance.get("SecurityGroups") or ()}
    for interface in instance.get("NetworkInterfaces") or ():
        groups |= {group["GroupId"]: group.get("GroupName", "") for group in interface.get("Groups") or ()}
    return [
        {"instance_arn": arn, "security_group_id": group_id, "security_group_name": group_name}
        for group_id, group_name in sorted(groups.items())
    ]


def _collect(reader: Reader) -> None:
    with reader.reading(INSTANCE, INSTANCE_SECURITY_GROUP):
        for reservation in reader.pages("ec2", "describe_instances", "Reservations"):
            for instance in reservation.get("Instances") or ():
                arn = reader.arn("ec2", f"instance/{instance['InstanceId']}")
                reader.rows(INSTANCE, [_instance_row(arn, instance)])
                reader.rows(INSTANCE_SECURITY_GROUP, _group_rows(arn, instance))


SERVICE = Service("ec2 instances", Scope.REGION, (INSTANCE, INSTANCE_SECURITY_GROUP), _collect)
