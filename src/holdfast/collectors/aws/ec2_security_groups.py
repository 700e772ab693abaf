"""Security groups, and their rules: one row for each rule and source.

A rule that names a prefix list is open to the internet if one of the list's ranges is; the lists
that rules name are read for that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.ec2_ranges import FIRST_PORT, LAST_PORT, is_any_source
from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, child_table, name, subject_table, tags
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast.collectors.aws.reader import Reader

_CALLS = ("ec2:DescribeSecurityGroups",)

SECURITY_GROUP = subject_table(
    "aws_ec2_security_group",
    "Security groups of the account: the firewall on each network interface.",
    (
        Column("security_group_id", Type.TEXT, "The group's id."),
        Column("group_name", Type.TEXT, "The group's own name, `default` for the one that every VPC has."),
        Column("description", Type.TEXT, "What it was made for, as its maker wrote it."),
        Column("vpc_id", Type.TEXT, "The VPC to which it belongs."),
        Column("is_default", Type.BOOL, "Whether it is its VPC's default group, which cannot be deleted."),
        TAGS,
    ),
    _CALLS,
    of="security group",
)

SECURITY_GROUP_RULE = child_table(
    "aws_ec2_security_group_rule",
    "Rules of security groups, one row for each direction, protocol, range of ports and source.",
    (
        Column("security_group_id", Type.TEXT, "The group's id."),
        Column("rule", Type.TEXT, "The rule in words, such as `ingress tcp 22-22 0.0.0.0/0`."),
        Column("direction", Type.TEXT, "`ingress` or `egress`.", boundary=("ingress", "egress")),
        Column(
            "protocol",
            Type.TEXT,
            "`tcp`, `udp`, `icmp`, `icmpv6`, a protocol's number, or `-1` for all traffic.",
            boundary=("tcp", "udp", "icmp", "-1"),
        ),
        Column(
            "from_port",
            Type.INT,
            "The first port (for ICMP: the type, -1 for all); 0 where the protocol's every port is meant.",
            boundary=(-1, FIRST_PORT, LAST_PORT),
        ),
        Column(
            "to_port",
            Type.INT,
            "The last port (for ICMP: the code, -1 for all); 65535 where every port is meant.",
            boundary=(-1, FIRST_PORT, LAST_PORT),
        ),
        Column("cidr_ipv4", Type.TEXT, "The IPv4 range on the other side; empty where the source is another kind."),
        Column("cidr_ipv6", Type.TEXT, "The IPv6 range on the other side; empty where the source is another kind."),
        Column("prefix_list_id", Type.TEXT, "The prefix list on the other side; empty where there is none."),
        Column("referenced_group_id", Type.TEXT, "The security group on the other side; empty where there is none."),
        Column("referenced_account_id", Type.TEXT, "The account of that security group; empty where there is none."),
        Column(
            "is_any_source",
            Type.BOOL,
            "Whether the other side is the internet: `0.0.0.0/0`, `::/0`, a range wider than an IPv4 /8 or an "
            "IPv6 /16, or a prefix list with such a range.",
        ),
        Column("description", Type.TEXT, "What the rule is for, as its maker wrote it."),
    ),
    (*_CALLS, "ec2:GetManagedPrefixListEntries"),
    parent=SECURITY_GROUP,
    key=("security_group_arn", "security_group_id", "rule"),
)

#: How AWS lists the kinds of source in a permission: list, key, our column.
_SOURCES = (
    ("IpRanges", "CidrIp", "cidr_ipv4"),
    ("Ipv6Ranges", "CidrIpv6", "cidr_ipv6"),
    ("PrefixListIds", "PrefixListId", "prefix_list_id"),
    ("UserIdGroupPairs", "GroupId", "referenced_group_id"),
)


def _ports(permission: dict[str, Any]) -> tuple[int, int]:
    """Return the range of ports; every port where the protocol's rule names none."""
    if permission["IpProtocol"] == "-1" or "FromPort" not in permission:
        return FIRST_PORT, LAST_PORT
    first = int(permission["FromPort"])
    return first, int(permission.get("ToPort", first))


def _rules_of(direction: str, permission: dict[str, Any]) -> Iterator[dict[str, object]]:
    protocol = permission["IpProtocol"]
    first, last = _ports(permission)
    for listed, key, column in _SOURCES:
        for source in permission.get(listed) or ():
            value = source.get(key) or source.get("GroupName", "")
            yield {
                "rule": f"{direction} {'all traffic' if protocol == '-1' else f'{protocol} {first}-{last}'} {value}",
                "direction": direction,
                "protocol": protocol,
                "from_port": first,
                "to_port": last,
                "cidr_ipv4": "",
                "cidr_ipv6": "",
                "prefix_list_id": "",
                "referenced_group_id": "",
                "referenced_account_id": source.get("UserId", "") if column == "referenced_group_id" else "",
                "is_any_source": column.startswith("cidr") and is_any_source(value),
                "description": source.get("Description", ""),
                column: value,
            }


def _rule_rows(arn: str, group: dict[str, Any]) -> list[dict[str, object]]:
    """Return a group's rules, each once: AWS may list a source twice under two descriptions."""
    rows: dict[object, dict[str, object]] = {}
    for direction, listed in (("ingress", "IpPermissions"), ("egress", "IpPermissionsEgress")):
        for permission in group.get(listed) or ():
            for rule in _rules_of(direction, permission):
                rows[rule["rule"]] = {"security_group_arn": arn, "security_group_id": group["GroupId"], **rule}
    return list(rows.values())


def _group_row(arn: str, group: dict[str, Any]) -> dict[str, object]:
    return {
        "arn": arn,
        "name": name(group, group["GroupName"]),
        "security_group_id": group["GroupId"],
        "group_name": group["GroupName"],
        "description": group.get("Description", ""),
        "vpc_id": group.get("VpcId", ""),
        "is_default": group["GroupName"] == "default",
        "tags": tags(group.get("Tags")),
    }


class _PrefixLists:
    """The prefix lists that rules name, each asked for once."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._is_any: dict[str, bool] = {}

    def is_any_source(self, list_id: str) -> bool:
        """Whether a range of the list is the internet. Raises UnreadError."""
        if list_id not in self._is_any:
            entries = self._reader.pages("ec2", "get_managed_prefix_list_entries", "Entries", PrefixListId=list_id)
            self._is_any[list_id] = any(is_any_source(entry["Cidr"]) for entry in entries)
        return self._is_any[list_id]


def _collect(reader: Reader) -> None:
    lists = _PrefixLists(reader)
    with reader.reading(SECURITY_GROUP, SECURITY_GROUP_RULE):
        for group in reader.pages("ec2", "describe_security_groups", "SecurityGroups"):
            if group["OwnerId"] != reader.account_id:
                continue  # shared by another account, where it is a subject
            arn = reader.arn("ec2", f"security-group/{group['GroupId']}")
            rules = _rule_rows(arn, group)
            for rule in rules:
                if rule["prefix_list_id"]:
                    rule["is_any_source"] = None
                    with reader.part(SECURITY_GROUP_RULE, subject=arn):
                        rule["is_any_source"] = lists.is_any_source(str(rule["prefix_list_id"]))
            reader.rows(SECURITY_GROUP, [_group_row(arn, group)])
            reader.rows(SECURITY_GROUP_RULE, rules)


SERVICE = Service("ec2 security groups", Scope.REGION, (SECURITY_GROUP, SECURITY_GROUP_RULE), _collect)
