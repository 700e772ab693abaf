"""Load balancers for applications, networks and gateways: what they listen on, and what they let through."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.reader import GoneError, Service
from holdfast.collectors.aws.regional import TAGS, child_table, subject_table, tags
from holdfast.collectors.aws.shared_calls import Once, ask_in_batches
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.collectors.aws.reader import Reader

LOAD_BALANCER = subject_table(
    "aws_elbv2_load_balancer",
    "Application, network and gateway load balancers.",
    (
        Column("type", Type.TEXT, "`application`, `network` or `gateway`."),
        Column("is_internet_facing", Type.BOOL, "Whether its addresses are public."),
        Column("dns_name", Type.TEXT, "Its DNS name; empty for a gateway."),
        Column("vpc_id", Type.TEXT, "The VPC in which it stands."),
        Column("availability_zones", Type.TEXTS, "The zones in which it has an address."),
        Column("zones", Type.INT, "How many those are.", boundary=(1, 2)),
        Column("security_group_ids", Type.TEXTS, "Its security groups; empty if none."),
        Column("created_at", Type.TIME, "When it was made."),
        Column("deletion_protected", Type.BOOL, "Whether deleting it takes two steps."),
        Column("logs_access", Type.BOOL, "Whether each request is logged to S3."),
        Column("log_bucket", Type.TEXT, "The bucket of those logs; empty if none."),
        Column("cross_zone", Type.BOOL, "Whether each zone's share goes to targets in every zone."),
        Column(
            "drops_invalid_headers", Type.BOOL, "Whether malformed headers are dropped; FALSE but for applications."
        ),
        Column(
            "desync_mode",
            Type.TEXT,
            "What is done with ambiguous requests: `monitor`, `defensive` or `strictest`; empty but for applications.",
        ),
        Column("web_acl_arn", Type.TEXT, "The web ACL (WAF) before it; empty if none, and but for applications."),
        TAGS,
    ),
    (
        "elbv2:DescribeLoadBalancers",
        "elbv2:DescribeLoadBalancerAttributes",
        "elbv2:DescribeTags",
        "wafv2:GetWebACLForResource",
    ),
    of="load balancer",
)

LISTENER = child_table(
    "aws_elbv2_listener",
    "What load balancers listen on.",
    (
        Column("listener_arn", Type.TEXT, "The listener's ARN."),
        Column("port", Type.INT, "The port; 0 for a gateway, which listens on all.", boundary=(80, 443)),
        Column("protocol", Type.TEXT, "`HTTP`, `HTTPS`, `TCP`, `TLS`, `UDP`, `TCP_UDP`, `QUIC`; empty for a gateway."),
        Column("ssl_policy", Type.TEXT, "The policy that says which TLS it speaks; empty without TLS."),
        Column("tls_protocols", Type.TEXTS, "Which TLS that is, such as `TLSv1.2`; empty without TLS."),
        Column("certificate_arn", Type.TEXT, "The default certificate; empty without TLS."),
        Column("mutual_tls", Type.TEXT, "Whether clients must show a certificate: `off`, `passthrough`, `verify`."),
        Column(
            "serves_plain_http",
            Type.BOOL,
            "Whether any of its rules answers plain HTTP otherwise than by a redirect to HTTPS or a fixed response.",
        ),
    ),
    ("elbv2:DescribeListeners", "elbv2:DescribeSSLPolicies", "elbv2:DescribeRules"),
    parent=LOAD_BALANCER,
    key=("load_balancer_arn", "listener_arn"),
)

TARGET_GROUP = subject_table(
    "aws_elbv2_target_group",
    "What load balancers send requests to.",
    (
        Column("target_type", Type.TEXT, "`instance`, `ip`, `lambda` or `alb`."),
        Column("protocol", Type.TEXT, "How targets are spoken to, such as `HTTP`; empty for functions."),
        Column("port", Type.INT, "The targets' port; 0 for functions."),
        Column("vpc_id", Type.TEXT, "The VPC of the targets; empty for functions."),
        Column("load_balancer_arns", Type.TEXTS, "The load balancers that use it."),
        Column("in_use", Type.BOOL, "Whether any does."),
        Column("checks_health", Type.BOOL, "Whether targets that do not answer are left out."),
        TAGS,
    ),
    ("elbv2:DescribeTargetGroups", "elbv2:DescribeTags"),
    of="target group",
)

_GONE = ("LoadBalancerNotFound", "TargetGroupNotFound")
_TAGGED_AT_ONCE = 20  # DescribeTags takes no more

_TLS = frozenset({"HTTPS", "TLS"})

_Tls = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class _Region:
    """What is known of all load balancers before each is asked."""

    tags: Mapping[str, Mapping[str, str]]
    gone: frozenset[str]
    tls: Once[_Tls]


def _collect(reader: Reader) -> None:
    with reader.reading(LOAD_BALANCER, LISTENER):
        listed = list(reader.pages("elbv2", "describe_load_balancers", "LoadBalancers"))
        arns = [one["LoadBalancerArn"] for one in listed]
        tagged, gone = ask_in_batches(reader, (LOAD_BALANCER,), arns, _TAGGED_AT_ONCE, lambda some: _tags(reader, some))
        region = _Region(tagged, gone, Once(lambda: _tls(reader)))
        reader.each(lambda one: _load_balancer(reader, one, region), listed)
    with reader.reading(TARGET_GROUP):
        groups = list(reader.pages("elbv2", "describe_target_groups", "TargetGroups"))
        arns = [one["TargetGroupArn"] for one in groups]
        tagged, gone = ask_in_batches(reader, (TARGET_GROUP,), arns, _TAGGED_AT_ONCE, lambda some: _tags(reader, some))
        rows = (_target_group_row(one, tagged) for one in groups if one["TargetGroupArn"] not in gone)
        reader.rows(TARGET_GROUP, rows)


def _tags(reader: Reader, arns: list[str]) -> dict[str, dict[str, str]]:
    answer = reader.ask("elbv2", "describe_tags", gone=_GONE, ResourceArns=arns)
    return {one["ResourceArn"]: tags(one.get("Tags")) for one in answer["TagDescriptions"]}


def _tls(reader: Reader) -> _Tls:
    """Return which versions of TLS each of AWS's policies speaks."""
    policies = reader.pages("elbv2", "describe_ssl_policies", "SslPolicies")
    return {one["Name"]: sorted(one["SslProtocols"]) for one in policies}


def _load_balancer(reader: Reader, listed: dict[str, Any], region: _Region) -> None:
    arn, kind = listed["LoadBalancerArn"], listed["Type"]
    if arn in region.gone:
        raise GoneError
    zones = sorted({zone["ZoneName"] for zone in listed.get("AvailabilityZones") or ()})
    row: dict[str, object] = {
        "arn": arn,
        "name": listed["LoadBalancerName"],
        "type": kind,
        "is_internet_facing": listed.get("Scheme") == "internet-facing",
        "dns_name": listed.get("DNSName", ""),
        "vpc_id": listed.get("VpcId", ""),
        "availability_zones": zones,
        "zones": len(zones),
        "security_group_ids": sorted(listed.get("SecurityGroups") or ()),
        "created_at": utc(listed["CreatedTime"]),
        "tags": region.tags.get(arn),
    }
    with reader.part(LOAD_BALANCER, subject=arn):
        said = reader.ask("elbv2", "describe_load_balancer_attributes", gone=_GONE, LoadBalancerArn=arn)
        row |= _attributes({one["Key"]: one.get("Value", "") for one in said["Attributes"]}, kind)
    with reader.part(LOAD_BALANCER, subject=arn):
        row["web_acl_arn"] = _web_acl(reader, arn) if kind == "application" else ""
    listeners: list[dict[str, Any]] = []
    with reader.part(LISTENER, subject=arn):
        listeners = list(reader.pages("elbv2", "describe_listeners", "Listeners", gone=_GONE, LoadBalancerArn=arn))
    for listener in listeners:
        with suppress(GoneError):
            reader.rows(LISTENER, [_listener_row(reader, arn, listener, region.tls)])
    reader.rows(LOAD_BALANCER, [row])


def _attributes(said: dict[str, str], kind: str) -> dict[str, object]:
    """Return the attributes' columns; one that this kind has and the answer lacks was not read."""
    application, logs = kind == "application", kind != "gateway"
    return {
        "deletion_protected": _flag(said, "deletion_protection.enabled"),
        "logs_access": _flag(said, "access_logs.s3.enabled") if logs else False,
        "log_bucket": said.get("access_logs.s3.bucket", ""),
        "cross_zone": _flag(said, "load_balancing.cross_zone.enabled"),
        "drops_invalid_headers": (
            _flag(said, "routing.http.drop_invalid_header_fields.enabled") if application else False
        ),
        "desync_mode": said.get("routing.http.desync_mitigation_mode") if application else "",
    }


def _flag(said: dict[str, str], name: str) -> bool | None:
    return said[name] == "true" if name in said else None


def _web_acl(reader: Reader, arn: str) -> str:
    answer = reader.call("wafv2", "get_web_acl_for_resource", absent=("WAFNonexistentItemException",), ResourceArn=arn)
    return str(((answer or {}).get("WebACL") or {}).get("ARN", ""))


def _listener_row(reader: Reader, arn: str, listener: dict[str, Any], tls: Once[_Tls]) -> dict[str, object]:
    protocol = listener.get("Protocol", "")
    policy = listener.get("SslPolicy", "") if protocol in _TLS else ""
    row: dict[str, object] = {
        "load_balancer_arn": arn,
        "listener_arn": listener["ListenerArn"],
        "port": listener.get("Port", 0),
        "protocol": protocol,
        "ssl_policy": policy,
        "certificate_arn": next((one["CertificateArn"] for one in listener.get("Certificates") or ()), ""),
        "mutual_tls": (listener.get("MutualAuthentication") or {}).get("Mode", "off"),
    }
    with reader.part(LISTENER, subject=arn):
        row["tls_protocols"] = tls().get(policy) if policy else []
    with reader.part(LISTENER, subject=arn):
        row["serves_plain_http"] = protocol == "HTTP" and _serves(reader, listener["ListenerArn"])
    return row


def _serves(reader: Reader, listener_arn: str) -> bool:
    rules = reader.pages("elbv2", "describe_rules", "Rules", gone=("ListenerNotFound",), ListenerArn=listener_arn)
    actions = [action for rule in rules for action in rule.get("Actions") or ()]
    return not all(_is_safe(action) for action in actions)


def _is_safe(action: dict[str, Any]) -> bool:
    if action["Type"] == "redirect":
        return (action.get("RedirectConfig") or {}).get("Protocol") == "HTTPS"
    return bool(action["Type"] == "fixed-response")


def _target_group_row(group: dict[str, Any], tagged: Mapping[str, Mapping[str, str]]) -> dict[str, object]:
    users = sorted(group.get("LoadBalancerArns") or ())
    return {
        "arn": group["TargetGroupArn"],
        "name": group["TargetGroupName"],
        "target_type": group.get("TargetType", "instance"),
        "protocol": group.get("Protocol", ""),
        "port": group.get("Port", 0),
        "vpc_id": group.get("VpcId", ""),
        "load_balancer_arns": users,
        "in_use": bool(users),
        "checks_health": bool(group.get("HealthCheckEnabled", True)),
        "tags": tagged.get(group["TargetGroupArn"]),
    }


SERVICE = Service("elbv2", Scope.REGION, (LOAD_BALANCER, LISTENER, TARGET_GROUP), _collect)
