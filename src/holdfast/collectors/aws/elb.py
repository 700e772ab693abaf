"""Classic load balancers, the first generation: what they listen on, and how they are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, child_table, subject_table, tags
from holdfast.collectors.aws.shared_calls import ask_in_batches
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.collectors.aws.reader import Reader

CLASSIC = subject_table(
    "aws_elb_load_balancer",
    "Classic load balancers.",
    (
        Column("is_internet_facing", Type.BOOL, "Whether its addresses are public."),
        Column("dns_name", Type.TEXT, "Its DNS name."),
        Column("vpc_id", Type.TEXT, "The VPC in which it stands."),
        Column("availability_zones", Type.TEXTS, "The zones in which it has an address."),
        Column("zones", Type.INT, "How many those are.", boundary=(1, 2)),
        Column("security_group_ids", Type.TEXTS, "Its security groups."),
        Column("instance_ids", Type.TEXTS, "The instances behind it."),
        Column("created_at", Type.TIME, "When it was made."),
        Column("logs_access", Type.BOOL, "Whether each request is logged to S3."),
        Column("cross_zone", Type.BOOL, "Whether each zone's share goes to instances in every zone."),
        Column("drains", Type.BOOL, "Whether an instance that leaves may finish its requests."),
        Column("desync_mode", Type.TEXT, "What is done with ambiguous requests: `monitor`, `defensive`, `strictest`."),
        TAGS,
    ),
    ("elb:DescribeLoadBalancers", "elb:DescribeLoadBalancerAttributes", "elb:DescribeTags"),
    of="load balancer",
)

CLASSIC_LISTENER = child_table(
    "aws_elb_listener",
    "What classic load balancers listen on.",
    (
        Column("port", Type.INT, "The port.", boundary=(80, 443)),
        Column("protocol", Type.TEXT, "`HTTP`, `HTTPS`, `TCP` or `SSL`."),
        Column("instance_protocol", Type.TEXT, "How instances are spoken to."),
        Column("certificate_arn", Type.TEXT, "The certificate; empty without TLS."),
        Column("tls_protocols", Type.TEXTS, "Which TLS it speaks, such as `TLSv1.2`; empty without TLS."),
    ),
    ("elb:DescribeLoadBalancers", "elb:DescribeLoadBalancerPolicies"),
    parent=CLASSIC,
    key=("load_balancer_arn", "port"),
)

_GONE = ("LoadBalancerNotFound", "AccessPointNotFound")
_TAGGED_AT_ONCE = 20  # DescribeTags takes no more
_TLS = frozenset({"HTTPS", "SSL"})


def _collect(reader: Reader) -> None:
    with reader.reading(CLASSIC, CLASSIC_LISTENER):
        listed = list(reader.pages("elb", "describe_load_balancers", "LoadBalancerDescriptions"))
        names = {_arn(reader, one): one["LoadBalancerName"] for one in listed}
        tagged, gone = ask_in_batches(
            reader, (CLASSIC,), list(names), _TAGGED_AT_ONCE, lambda some: _tags(reader, some, names)
        )
        reader.each(
            lambda one: _load_balancer(reader, one, tagged), [one for one in listed if _arn(reader, one) not in gone]
        )


def _arn(reader: Reader, listed: dict[str, Any]) -> str:
    return reader.arn("elasticloadbalancing", f"loadbalancer/{listed['LoadBalancerName']}")


def _tags(reader: Reader, arns: list[str], names: Mapping[str, str]) -> dict[str, dict[str, str]]:
    answer = reader.ask("elb", "describe_tags", gone=_GONE, LoadBalancerNames=[names[arn] for arn in arns])
    by_name = {one["LoadBalancerName"]: tags(one.get("Tags")) for one in answer["TagDescriptions"]}
    return {arn: by_name[names[arn]] for arn in arns if names[arn] in by_name}


def _load_balancer(reader: Reader, listed: dict[str, Any], tagged: Mapping[str, Mapping[str, str]]) -> None:
    arn, name = _arn(reader, listed), listed["LoadBalancerName"]
    zones = sorted(listed.get("AvailabilityZones") or ())
    row: dict[str, object] = {
        "arn": arn,
        "name": name,
        "is_internet_facing": listed.get("Scheme") == "internet-facing",
        "dns_name": listed.get("DNSName", ""),
        "vpc_id": listed.get("VPCId", ""),
        "availability_zones": zones,
        "zones": len(zones),
        "security_group_ids": sorted(listed.get("SecurityGroups") or ()),
        "instance_ids": sorted(one["InstanceId"] for one in listed.get("Instances") or ()),
        "created_at": utc(listed["CreatedTime"]),
        "tags": tagged.get(arn),
    }
    with reader.part(CLASSIC, subject=arn):
        said = reader.ask("elb", "describe_load_balancer_attributes", gone=_GONE, LoadBalancerName=name)
        row |= _attributes(said["LoadBalancerAttributes"])
    listeners = listed.get("ListenerDescriptions") or []
    policies: dict[str, list[str]] | None = {}
    if any(one["Listener"]["Protocol"] in _TLS for one in listeners):
        policies = None
        with reader.part(CLASSIC_LISTENER, subject=arn):
            policies = _policies(reader, name)
    reader.rows(CLASSIC_LISTENER, [_listener_row(arn, one, policies) for one in listeners])
    reader.rows(CLASSIC, [row])


def _attributes(said: dict[str, Any]) -> dict[str, object]:
    more = {one["Key"]: one.get("Value", "") for one in said.get("AdditionalAttributes") or ()}
    return {
        "logs_access": bool((said.get("AccessLog") or {}).get("Enabled")),
        "cross_zone": bool((said.get("CrossZoneLoadBalancing") or {}).get("Enabled")),
        "drains": bool((said.get("ConnectionDraining") or {}).get("Enabled")),
        "desync_mode": more.get("elb.http.desyncmitigationmode", ""),
    }


def _policies(reader: Reader, name: str) -> dict[str, list[str]]:
    """Return which versions of TLS each of the load balancer's policies about TLS speaks."""
    answer = reader.ask("elb", "describe_load_balancer_policies", gone=_GONE, LoadBalancerName=name)
    found: dict[str, list[str]] = {}
    for policy in answer.get("PolicyDescriptions") or ():
        if policy.get("PolicyTypeName") == "SSLNegotiationPolicyType":
            said = {
                one["AttributeName"]: one.get("AttributeValue") for one in policy["PolicyAttributeDescriptions"] or ()
            }
            found[policy["PolicyName"]] = sorted(
                key.removeprefix("Protocol-")
                for key, value in said.items()
                if key.startswith("Protocol-") and value == "true"
            )
    return found


def _listener_row(arn: str, described: dict[str, Any], policies: dict[str, list[str]] | None) -> dict[str, object]:
    listener = described["Listener"]
    protocols: list[str] | None = []
    if listener["Protocol"] in _TLS:
        spoken = [policies[name] for name in described.get("PolicyNames") or () if name in policies] if policies else []
        protocols = sorted({one for some in spoken for one in some}) or None
    return {
        "load_balancer_arn": arn,
        "port": listener["LoadBalancerPort"],
        "protocol": listener["Protocol"],
        "instance_protocol": listener.get("InstanceProtocol", ""),
        "certificate_arn": listener.get("SSLCertificateId", ""),
        "tls_protocols": protocols,
    }


SERVICE = Service("elb", Scope.REGION, (CLASSIC, CLASSIC_LISTENER), _collect)
