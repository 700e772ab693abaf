"""Load balancers of both generations: rows are what boto3 lists, and a refused call costs its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from refusals import Refusals

from holdfast.collectors.aws import elb, elbv2
from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.elb import CLASSIC, CLASSIC_LISTENER
from holdfast.collectors.aws.elbv2 import LISTENER, LOAD_BALANCER, TARGET_GROUP

if TYPE_CHECKING:
    from simulated_account import Collected, SimulatedAws

REGION = "eu-west-1"
TAGS = [{"Key": "service", "Value": "Zoë 🚀"}]


def _subnets(aws: SimulatedAws) -> list[str]:
    ec2 = aws.seed.client("ec2", region_name=REGION)
    return [one["SubnetId"] for one in ec2.describe_subnets()["Subnets"]][:2]


def _certificate(aws: SimulatedAws) -> str:
    acm = aws.seed.client("acm", region_name=REGION)
    arn: str = acm.request_certificate(DomainName="papermoon.example")["CertificateArn"]
    return arn


def seed(aws: SimulatedAws) -> Any:
    """Make an application load balancer that redirects, one that does not, a network one; return the client."""
    subnets = _subnets(aws)
    lb = aws.seed.client("elbv2", region_name=REGION)
    made = {
        name: lb.create_load_balancer(Name=name, Type=kind, Scheme=scheme, Subnets=subnets, Tags=TAGS)["LoadBalancers"][
            0
        ]["LoadBalancerArn"]
        for name, kind, scheme in (
            ("web", "application", "internet-facing"),
            ("plain", "application", "internal"),
            ("net", "network", "internet-facing"),
            ("bare", "network", "internal"),
        )
    }
    lb.modify_load_balancer_attributes(
        LoadBalancerArn=made["web"],
        Attributes=[
            {"Key": "deletion_protection.enabled", "Value": "true"},
            {"Key": "access_logs.s3.enabled", "Value": "true"},
            {"Key": "access_logs.s3.bucket", "Value": "logs"},
            {"Key": "routing.http.drop_invalid_header_fields.enabled", "Value": "true"},
            {"Key": "routing.http.desync_mitigation_mode", "Value": "strictest"},
        ],
    )
    vpc = lb.describe_load_balancers()["LoadBalancers"][0]["VpcId"]
    group = lb.create_target_group(Name="web", Protocol="HTTP", Port=8080, VpcId=vpc, Tags=TAGS)["TargetGroups"][0]
    lb.create_target_group(Name="unused", Protocol="TCP", Port=9000, VpcId=vpc)
    forward = [{"Type": "forward", "TargetGroupArn": group["TargetGroupArn"]}]
    redirect = [{"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}}]
    secure: dict[str, Any] = {"Certificates": [{"CertificateArn": _certificate(aws)}], "DefaultActions": forward}
    policy = "ELBSecurityPolicy-TLS13-1-2-2021-06"
    lb.create_listener(LoadBalancerArn=made["web"], Protocol="HTTPS", Port=443, SslPolicy=policy, **secure)
    lb.create_listener(
        LoadBalancerArn=made["net"], Protocol="TLS", Port=443, SslPolicy="ELBSecurityPolicy-2016-08", **secure
    )
    lb.create_listener(LoadBalancerArn=made["plain"], Protocol="HTTP", Port=80, DefaultActions=redirect)
    hidden = lb.create_listener(LoadBalancerArn=made["plain"], Protocol="HTTP", Port=8080, DefaultActions=redirect)
    lb.create_rule(
        ListenerArn=hidden["Listeners"][0]["ListenerArn"],
        Priority=5,
        Conditions=[{"Field": "path-pattern", "Values": ["/old/*"]}],
        Actions=forward,
    )
    return lb


def seed_classic(aws: SimulatedAws) -> Any:
    """Make a classic load balancer with old TLS and one without any; return the client."""
    subnets = _subnets(aws)
    classic = aws.seed.client("elb", region_name=REGION)
    secure = {
        "Protocol": "HTTPS",
        "LoadBalancerPort": 443,
        "InstancePort": 80,
        "SSLCertificateId": _certificate(aws),
    }
    plain = {"Protocol": "HTTP", "LoadBalancerPort": 80, "InstancePort": 80}
    classic.create_load_balancer(LoadBalancerName="old", Listeners=[secure], Subnets=subnets, Tags=TAGS)
    classic.create_load_balancer(
        LoadBalancerName="older", Listeners=[plain], Subnets=subnets[:1], Scheme="internal", Tags=TAGS
    )
    classic.create_load_balancer_policy(
        LoadBalancerName="old",
        PolicyName="tls",
        PolicyTypeName="SSLNegotiationPolicyType",
        PolicyAttributes=[
            {"AttributeName": "Protocol-TLSv1", "AttributeValue": "true"},
            {"AttributeName": "Protocol-TLSv1.2", "AttributeValue": "true"},
            {"AttributeName": "Protocol-TLSv1.1", "AttributeValue": "false"},
            {"AttributeName": "AES128-SHA", "AttributeValue": "true"},
        ],
    )
    classic.set_load_balancer_policies_of_listener(LoadBalancerName="old", LoadBalancerPort=443, PolicyNames=["tls"])
    return classic


def named(*names: str) -> Any:
    """Return what finds the ARNs of load balancers by name."""

    def find(whole: Collected) -> set[object]:
        return {row["arn"] for row in whole.rows(LOAD_BALANCER) if row["name"] in names}

    return find


def test_load_balancers_are_what_boto3_lists(aws: SimulatedAws) -> None:
    lb = seed(aws)
    got = aws.collect([elbv2.SERVICE])
    assert got.unread() == []
    listed = {one["LoadBalancerArn"]: one for one in lb.describe_load_balancers()["LoadBalancers"]}
    assert {row["arn"] for row in got.rows(LOAD_BALANCER)} == listed.keys()
    for row in got.rows(LOAD_BALANCER):
        one = listed[str(row["arn"])]
        assert (row["name"], row["type"], row["vpc_id"]) == (one["LoadBalancerName"], one["Type"], one["VpcId"])
        assert row["is_internet_facing"] is (one["Scheme"] == "internet-facing")
        zones = {zone["ZoneName"] for zone in one["AvailabilityZones"]}  # moto lets two subnets of one zone in
        assert row["availability_zones"] == sorted(zones)
        assert (row["created_at"], row["zones"]) == (utc(one["CreatedTime"]), len(zones))
        assert row["tags"] == {"service": "Zoë 🚀"}
    web, plain = got.row(LOAD_BALANCER, name="web"), got.row(LOAD_BALANCER, name="plain")
    told = ("deletion_protected", "logs_access", "log_bucket", "drops_invalid_headers", "desync_mode", "web_acl_arn")
    assert [web[column] for column in told] == [True, True, "logs", True, "strictest", ""]
    # What AWS always says of an application's load balancer, and this answer does not, is not known.
    assert [plain[column] for column in told] == [False, None, "", None, None, ""]


def test_listeners_tell_their_tls_and_whether_any_rule_serves_plain_http(aws: SimulatedAws) -> None:
    lb = seed(aws)
    got = aws.collect([elbv2.SERVICE])
    names = {row["arn"]: row["name"] for row in got.rows(LOAD_BALANCER)}
    assert {
        (names[row["load_balancer_arn"]], row["port"], row["protocol"], row["serves_plain_http"])
        for row in got.rows(LISTENER)
    } == {
        ("web", 443, "HTTPS", False),
        ("net", 443, "TLS", False),
        ("plain", 80, "HTTP", False),
        ("plain", 8080, "HTTP", True),
    }
    policies = {one["Name"]: sorted(one["SslProtocols"]) for one in lb.describe_ssl_policies()["SslPolicies"]}
    assert policies["ELBSecurityPolicy-2016-08"] == ["TLSv1", "TLSv1.1", "TLSv1.2"]
    for row in got.rows(LISTENER):
        assert row["tls_protocols"] == policies.get(str(row["ssl_policy"]), [])


def test_target_groups_are_what_boto3_lists(aws: SimulatedAws) -> None:
    lb = seed(aws)
    got = aws.collect([elbv2.SERVICE])
    listed = {one["TargetGroupArn"]: one for one in lb.describe_target_groups()["TargetGroups"]}
    assert {row["arn"] for row in got.rows(TARGET_GROUP)} == listed.keys()
    for row in got.rows(TARGET_GROUP):
        one = listed[str(row["arn"])]
        assert (row["protocol"], row["port"]) == (one["Protocol"], one["Port"])
        assert row["load_balancer_arns"] == sorted(one["LoadBalancerArns"])
        assert row["in_use"] is (row["name"] == "web")


def test_a_refused_call_costs_its_own_and_nothing_else(aws: SimulatedAws) -> None:
    seed(aws)
    attributes = {
        "deletion_protected",
        "logs_access",
        "log_bucket",
        "cross_zone",
        "drops_invalid_headers",
        "desync_mode",
    }
    Refusals(
        elbv2.SERVICE,
        lists={
            "elbv2:DescribeLoadBalancers": (LOAD_BALANCER, LISTENER),
            "elbv2:DescribeTargetGroups": (TARGET_GROUP,),
        },
        details={
            "elbv2:DescribeLoadBalancerAttributes": {LOAD_BALANCER: frozenset(attributes)},
            "elbv2:DescribeTags": {LOAD_BALANCER: frozenset({"tags"}), TARGET_GROUP: frozenset({"tags"})},
            "wafv2:GetWebACLForResource": {LOAD_BALANCER: frozenset({"web_acl_arn"})},
            "elbv2:DescribeListeners": {LISTENER: None},
            "elbv2:DescribeSSLPolicies": {LISTENER: frozenset({"tls_protocols"})},
            "elbv2:DescribeRules": {LISTENER: frozenset({"serves_plain_http"})},
        },
        of={
            "wafv2:GetWebACLForResource": named("web", "plain"),
            "elbv2:DescribeRules": named("plain"),
            "elbv2:DescribeSSLPolicies": named("web", "net"),
        },
        gone={"elbv2:DescribeLoadBalancerAttributes": "LoadBalancerNotFound"},
    ).hold(aws)


def test_classic_load_balancers_are_what_boto3_lists(aws: SimulatedAws) -> None:
    classic = seed_classic(aws)
    got = aws.collect([elb.SERVICE])
    assert got.unread() == []
    listed = {one["LoadBalancerName"]: one for one in classic.describe_load_balancers()["LoadBalancerDescriptions"]}
    assert {row["name"] for row in got.rows(CLASSIC)} == listed.keys()
    for row in got.rows(CLASSIC):
        one = listed[str(row["name"])]
        assert row["is_internet_facing"] is (one["Scheme"] == "internet-facing")
        assert (row["dns_name"], row["vpc_id"]) == (one["DNSName"], one["VPCId"])
        assert row["availability_zones"] == sorted(one["AvailabilityZones"])
        assert row["tags"] == {"service": "Zoë 🚀"}
    assert {
        (str(row["load_balancer_arn"]).split("/")[1], row["port"], row["protocol"], tuple(row["tls_protocols"]))  # type: ignore[arg-type]  # a list
        for row in got.rows(CLASSIC_LISTENER)
    } == {("old", 443, "HTTPS", ("TLSv1", "TLSv1.2")), ("older", 80, "HTTP", ())}


def test_a_refused_call_of_the_first_generation_costs_its_own_and_nothing_else(aws: SimulatedAws) -> None:
    seed_classic(aws)
    Refusals(
        elb.SERVICE,
        lists={"elb:DescribeLoadBalancers": elb.SERVICE.tables},
        details={
            "elb:DescribeLoadBalancerAttributes": {
                CLASSIC: frozenset({"logs_access", "cross_zone", "drains", "desync_mode"})
            },
            "elb:DescribeTags": {CLASSIC: frozenset({"tags"})},
            "elb:DescribeLoadBalancerPolicies": {CLASSIC_LISTENER: frozenset({"tls_protocols"})},
        },
        of={
            "elb:DescribeLoadBalancerPolicies": lambda whole: {
                row["arn"] for row in whole.rows(CLASSIC) if row["name"] == "old"
            }
        },
        gone={"elb:DescribeTags": "LoadBalancerNotFound", "elb:DescribeLoadBalancerAttributes": "LoadBalancerNotFound"},
    ).hold(aws)
