"""Network Firewall: firewalls in VPCs, what their policies do by default, and whether they log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, subject_table, tags
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.collectors.aws.reader import Reader

FIREWALL = subject_table(
    "aws_networkfirewall_firewall",
    "Network Firewall's firewalls.",
    (
        Column("vpc_id", Type.TEXT, "The VPC that it guards."),
        Column("subnet_ids", Type.TEXTS, "The subnets in which it stands."),
        Column("subnets", Type.INT, "How many those are: one for each zone.", boundary=(1, 2)),
        Column("policy_arn", Type.TEXT, "Its policy."),
        Column("deletion_protected", Type.BOOL, "Whether deleting it takes two steps."),
        Column("log_types", Type.TEXTS, "What it logs: `ALERT`, `FLOW`, `TLS`; empty if nothing."),
        Column("logs", Type.BOOL, "Whether it logs anything."),
        Column("rule_groups", Type.INT, "How many groups of rules its policy has.", boundary=(0, 1)),
        Column("default_actions", Type.TEXTS, "What is done with whole packets that no stateless rule matches."),
        Column("fragment_actions", Type.TEXTS, "What is done with fragments that none matches."),
        TAGS,
    ),
    (
        "network-firewall:ListFirewalls",
        "network-firewall:DescribeFirewall",
        "network-firewall:DescribeLoggingConfiguration",
        "network-firewall:DescribeFirewallPolicy",
    ),
    of="firewall",
)

_GONE = ("ResourceNotFoundException",)


def _collect(reader: Reader) -> None:
    with reader.reading(FIREWALL):
        listed = reader.pages("network-firewall", "list_firewalls", "Firewalls")
        reader.each(lambda one: _firewall(reader, one), listed)


def _firewall(reader: Reader, listed: Mapping[str, Any]) -> None:
    arn = listed["FirewallArn"]
    row: dict[str, object] = {"arn": arn, "name": listed["FirewallName"]}
    policy = ""
    with reader.part(FIREWALL, subject=arn):
        said = reader.ask("network-firewall", "describe_firewall", gone=_GONE, FirewallArn=arn)["Firewall"]
        policy = said["FirewallPolicyArn"]
        row |= _described(said)
    with reader.part(FIREWALL, subject=arn):
        answer = reader.ask("network-firewall", "describe_logging_configuration", gone=_GONE, FirewallArn=arn)
        places = (answer.get("LoggingConfiguration") or {}).get("LogDestinationConfigs") or ()
        row |= {"log_types": sorted({one["LogType"] for one in places}), "logs": bool(places)}
    if policy:
        with reader.part(FIREWALL, subject=arn):
            answer = reader.ask("network-firewall", "describe_firewall_policy", FirewallPolicyArn=policy)
            row |= _decided(answer["FirewallPolicy"])
    reader.rows(FIREWALL, [row])


def _described(said: Mapping[str, Any]) -> dict[str, object]:
    subnets = sorted(one["SubnetId"] for one in said.get("SubnetMappings") or ())
    return {
        "vpc_id": said.get("VpcId") or "",
        "subnet_ids": subnets,
        "subnets": len(subnets),
        "policy_arn": said["FirewallPolicyArn"],
        "deletion_protected": bool(said.get("DeleteProtection")),
        "tags": tags(said.get("Tags")),
    }


def _decided(policy: Mapping[str, Any]) -> dict[str, object]:
    lists = ("StatelessRuleGroupReferences", "StatefulRuleGroupReferences")
    return {
        "rule_groups": sum(len(policy.get(one) or ()) for one in lists),
        "default_actions": sorted(policy.get("StatelessDefaultActions") or ()),
        "fragment_actions": sorted(policy.get("StatelessFragmentDefaultActions") or ()),
    }


SERVICE = Service("network firewall", Scope.REGION, (FIREWALL,), _collect)
