"""VPCs as networks: subnets, network ACLs, and whether their traffic is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.ec2_ranges import FIRST_PORT, LAST_PORT, is_any_source, open_to_any
from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, child_table, name, subject_table, tags
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

VPC = subject_table(
    "aws_ec2_vpc",
    "VPCs of the account: its private networks.",
    (
        Column("vpc_id", Type.TEXT, "The VPC's id."),
        Column("cidr_block", Type.TEXT, "Its first IPv4 range."),
        Column("is_default", Type.BOOL, "Whether AWS made it, open to the internet as it is."),
        Column("state", Type.TEXT, "`pending` or `available`."),
        TAGS,
    ),
    ("ec2:DescribeVpcs",),
    of="VPC",
)

FLOW_LOG = subject_table(
    "aws_ec2_flow_log",
    "Flow logs: who spoke with whom in a VPC, a subnet or an interface.",
    (
        Column("flow_log_id", Type.TEXT, "The flow log's id."),
        Column("resource_id", Type.TEXT, "The VPC, subnet or interface that is recorded."),
        Column("active", Type.BOOL, "Whether it is recording."),
        Column("traffic_type", Type.TEXT, "What is recorded: `ALL`, `ACCEPT` or `REJECT`."),
        Column("destination_type", Type.TEXT, "`cloud-watch-logs`, `s3` or `kinesis-data-firehose`."),
        Column("destination", Type.TEXT, "The ARN or the log group to which it is written."),
        Column("delivery_failed", Type.BOOL, "Whether AWS could not write it."),
        Column("delivery_error", Type.TEXT, "Why AWS could not write it; empty where it can."),
        Column("created_at", Type.TIME, "When it was set up."),
        TAGS,
    ),
    ("ec2:DescribeFlowLogs",),
    of="flow log",
)

SUBNET = subject_table(
    "aws_ec2_subnet",
    "Subnets of the account's VPCs.",
    (
        Column("subnet_id", Type.TEXT, "The subnet's id."),
        Column("vpc_id", Type.TEXT, "The VPC to which it belongs."),
        Column("cidr_block", Type.TEXT, "Its IPv4 range; empty where it has none."),
        Column("availability_zone", Type.TEXT, "Where it lies."),
        Column("is_default", Type.BOOL, "Whether AWS made it."),
        Column("maps_public_ip", Type.BOOL, "Whether what is started in it is given a public IPv4 address unasked."),
        Column("assigns_ipv6", Type.BOOL, "Whether what is started in it is given an IPv6 address unasked."),
        TAGS,
    ),
    ("ec2:DescribeSubnets",),
    of="subnet",
)

_ACL_CALLS = ("ec2:DescribeNetworkAcls",)

NETWORK_ACL = subject_table(
    "aws_ec2_network_acl",
    "Network ACLs: the stateless filter at the edge of subnets.",
    (
        Column("network_acl_id", Type.TEXT, "The ACL's id."),
        Column("vpc_id", Type.TEXT, "The VPC to which it belongs."),
        Column("is_default", Type.BOOL, "Whether AWS made it with the VPC."),
        Column("subnet_ids", Type.TEXTS, "The subnets that it guards."),
        Column("guards_subnets", Type.BOOL, "Whether it guards any."),
        TAGS,
    ),
    _ACL_CALLS,
    of="network ACL",
)

NETWORK_ACL_ENTRY = child_table(
    "aws_ec2_network_acl_entry",
    "A network ACL's entries; the one with the lowest number that matches decides.",
    (
        Column("direction", Type.TEXT, "`ingress` or `egress`."),
        Column("rule_number", Type.INT, "Its place in the order."),
        Column("action", Type.TEXT, "`allow` or `deny`.", boundary=("allow", "deny")),
        Column(
            "protocol",
            Type.TEXT,
            "The protocol's number (6 is TCP, 17 UDP), or `-1` for all.",
            boundary=("6", "17", "-1"),
        ),
        Column(
            "from_port",
            Type.INT,
            "The first port (for ICMP: the type); 0 where every port is meant.",
            boundary=(FIRST_PORT, LAST_PORT),
        ),
        Column(
            "to_port",
            Type.INT,
            "The last port (for ICMP: the code); 65535 where every port is meant.",
            boundary=(FIRST_PORT, LAST_PORT),
        ),
        Column("cidr_ipv4", Type.TEXT, "The IPv4 range on the other side; empty in an entry for IPv6."),
        Column("cidr_ipv6", Type.TEXT, "The IPv6 range on the other side; empty in an entry for IPv4."),
        Column(
            "is_any_source",
            Type.BOOL,
            "Whether the other side is the internet: `0.0.0.0/0`, `::/0`, or wider than an IPv4 /8 or an IPv6 /16.",
        ),
    ),
    _ACL_CALLS,
    parent=NETWORK_ACL,
    key=("network_acl_arn", "direction", "rule_number"),
)

NETWORK_ACL_OPENING = child_table(
    "aws_ec2_network_acl_opening",
    "Ports that a network ACL lets the internet reach, once the order of its entries is applied.",
    (
        Column("family", Type.TEXT, "`ipv4` or `ipv6`."),
        Column("protocol", Type.TEXT, "`tcp` or `udp`."),
        Column("from_port", Type.INT, "The first port of the range.", boundary=(FIRST_PORT, LAST_PORT)),
        Column("to_port", Type.INT, "The last port of the range.", boundary=(FIRST_PORT, LAST_PORT)),
    ),
    _ACL_CALLS,
    parent=NETWORK_ACL,
    key=("network_acl_arn", "family", "protocol", "from_port"),
)

_PROTOCOLS = {"tcp": "6", "udp": "17"}


def _vpc_row(reader: Reader, vpc: dict[str, Any]) -> dict[str, object]:
    return {
        "arn": reader.arn("ec2", f"vpc/{vpc['VpcId']}"),
        "name": name(vpc, vpc["VpcId"]),
        "vpc_id": vpc["VpcId"],
        "cidr_block": vpc.get("CidrBlock", ""),
        "is_default": bool(vpc.get("IsDefault", False)),
        "state": vpc.get("State", ""),
        "tags": tags(vpc.get("Tags")),
    }


def _flow_log_row(reader: Reader, log: dict[str, Any]) -> dict[str, object]:
    return {
        "arn": reader.arn("ec2", f"vpc-flow-log/{log['FlowLogId']}"),
        "name": name(log, log["FlowLogId"]),
        "flow_log_id": log["FlowLogId"],
        "resource_id": log.get("ResourceId", ""),
        "active": log.get("FlowLogStatus") == "ACTIVE",
        "traffic_type": log.get("TrafficType", ""),
        "destination_type": log.get("LogDestinationType", ""),
        "destination": log.get("LogDestination") or log.get("LogGroupName", ""),
        "delivery_failed": log.get("DeliverLogsStatus") == "FAILED",
        "delivery_error": log.get("DeliverLogsErrorMessage", ""),
        "created_at": utc(log["CreationTime"]),
        "tags": tags(log.get("Tags")),
    }


def _subnet_row(reader: Reader, subnet: dict[str, Any]) -> dict[str, object]:
    return {
        "arn": reader.arn("ec2", f"subnet/{subnet['SubnetId']}"),
        "name": name(subnet, subnet["SubnetId"]),
        "subnet_id": subnet["SubnetId"],
        "vpc_id": subnet.get("VpcId", ""),
        "cidr_block": subnet.get("CidrBlock", ""),
        "availability_zone": subnet.get("AvailabilityZone", ""),
        "is_default": bool(subnet.get("DefaultForAz", False)),
        "maps_public_ip": bool(subnet.get("MapPublicIpOnLaunch", False)),
        "assigns_ipv6": bool(subnet.get("AssignIpv6AddressOnCreation", False)),
        "tags": tags(subnet.get("Tags")),
    }


def _acl_row(arn: str, acl: dict[str, Any]) -> dict[str, object]:
    subnets = sorted({one["SubnetId"] for one in acl.get("Associations") or () if one.get("SubnetId")})
    return {
        "arn": arn,
        "name": name(acl, acl["NetworkAclId"]),
        "network_acl_id": acl["NetworkAclId"],
        "vpc_id": acl.get("VpcId", ""),
        "is_default": bool(acl.get("IsDefault", False)),
        "subnet_ids": subnets,
        "guards_subnets": bool(subnets),
        "tags": tags(acl.get("Tags")),
    }


def _entry_row(arn: str, entry: dict[str, Any]) -> dict[str, object]:
    ports = entry.get("PortRange") or {}
    icmp = entry.get("IcmpTypeCode") or {}
    ipv4, ipv6 = entry.get("CidrBlock", ""), entry.get("Ipv6CidrBlock", "")
    return {
        "network_acl_arn": arn,
        "direction": "egress" if entry.get("Egress") else "ingress",
        "rule_number": entry["RuleNumber"],
        "action": entry.get("RuleAction", ""),
        "protocol": str(entry.get("Protocol", "")),
        "from_port": ports.get("From", icmp.get("Type", FIRST_PORT)),
        "to_port": ports.get("To", icmp.get("Code", LAST_PORT)),
        "cidr_ipv4": ipv4,
        "cidr_ipv6": ipv6,
        "is_any_source": is_any_source(ipv4) or is_any_source(ipv6),
    }


def _decides(entry: dict[str, object], cidr: str) -> bool:
    """Whether an entry decides about the internet: allowing much of it opens, denying all of it closes."""
    return bool(cidr) and (entry["action"] == "allow" or cidr.endswith("/0"))


def _openings(arn: str, entries: list[dict[str, object]]) -> list[dict[str, object]]:
    """Return what ``_entry_row`` rows open to the internet, for each family and protocol."""
    incoming = sorted(
        (entry for entry in entries if entry["direction"] == "ingress" and entry["is_any_source"]),
        key=lambda entry: int(str(entry["rule_number"])),
    )
    rows: list[dict[str, object]] = []
    for family in ("ipv4", "ipv6"):
        for protocol, number in _PROTOCOLS.items():
            deciding = [
                (entry["action"] == "allow", int(str(entry["from_port"])), int(str(entry["to_port"])))
                for entry in incoming
                if entry["protocol"] in {"-1", number} and _decides(entry, str(entry[f"cidr_{family}"]))
            ]
            rows += [
                {"network_acl_arn": arn, "family": family, "protocol": protocol, "from_port": first, "to_port": last}
                for first, last in open_to_any(deciding)
            ]
    return rows


def _own(reader: Reader, operation: str, key: str) -> list[dict[str, Any]]:
    """Return what the account owns; what another account shares with it is a subject there."""
    return [one for one in reader.pages("ec2", operation, key) if one.get("OwnerId") == reader.account_id]


def _collect(reader: Reader) -> None:
    with reader.reading(VPC):
        reader.rows(VPC, [_vpc_row(reader, one) for one in _own(reader, "describe_vpcs", "Vpcs")])
    with reader.reading(FLOW_LOG):
        logs = reader.pages("ec2", "describe_flow_logs", "FlowLogs")
        reader.rows(FLOW_LOG, [_flow_log_row(reader, one) for one in logs])
    with reader.reading(SUBNET):
        reader.rows(SUBNET, [_subnet_row(reader, one) for one in _own(reader, "describe_subnets", "Subnets")])
    with reader.reading(NETWORK_ACL, NETWORK_ACL_ENTRY, NETWORK_ACL_OPENING):
        for acl in _own(reader, "describe_network_acls", "NetworkAcls"):
            arn = reader.arn("ec2", f"network-acl/{acl['NetworkAclId']}")
            reader.rows(NETWORK_ACL, [_acl_row(arn, acl)])
            entries = [_entry_row(arn, entry) for entry in acl.get("Entries") or ()]
            reader.rows(NETWORK_ACL_ENTRY, entries)
            reader.rows(NETWORK_ACL_OPENING, _openings(arn, entries))


SERVICE = Service(
    "vpc", Scope.REGION, (VPC, FLOW_LOG, SUBNET, NETWORK_ACL, NETWORK_ACL_ENTRY, NETWORK_ACL_OPENING), _collect
)
