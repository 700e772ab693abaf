"""Distributions are what boto3 lists, with where they fetch from and how they answer; refused calls cost their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from refusals import Refusals

from holdfast.collectors.aws.cloudfront import BEHAVIOR, DISTRIBUTION, ORIGIN, SERVICE
from holdfast.facts.tables import State

if TYPE_CHECKING:
    from losses import Costs
    from simulated_account import SimulatedAws

POLICY = "67f7725c-6f97-4210-82d7-5512b31e9d03"
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/c"
LISTED = "cloudfront:ListResponseHeadersPolicies"
POLICIES = {
    "ResponseHeadersPolicyList": {
        "Items": [
            {
                "Type": "managed",
                "ResponseHeadersPolicy": {
                    "Id": POLICY,
                    "ResponseHeadersPolicyConfig": {
                        "Name": "strict",
                        "SecurityHeadersConfig": {
                            "StrictTransportSecurity": {"Override": False, "AccessControlMaxAgeSec": 31536000}
                        },
                    },
                },
            }
        ]
    }
}


def _origin(name: str, domain: str, **more: Any) -> dict[str, Any]:
    return {"Id": name, "DomainName": domain, "OriginPath": "", "CustomHeaders": {"Quantity": 0}, **more}


def _config(name: str, origins: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    behavior = {
        "TargetOriginId": origins[0]["Id"],
        "ViewerProtocolPolicy": "redirect-to-https",
        "ForwardedValues": {"QueryString": False, "Cookies": {"Forward": "none"}},
        "MinTTL": 0,
    }
    return {
        "CallerReference": name,
        "Comment": name,
        "Enabled": True,
        "Origins": {"Quantity": len(origins), "Items": origins},
        "DefaultCacheBehavior": {**behavior, **more.pop("default", {})},
        **more,
    }


def seed(aws: SimulatedAws) -> Any:
    """Make a distribution that has all, and one that has nothing; return the client."""
    client = aws.seed.client("cloudfront")
    bucket = _origin(
        "assets",
        "papermoon.assets.s3.eu-west-1.amazonaws.com",
        S3OriginConfig={"OriginAccessIdentity": ""},
        OriginAccessControlId="E1",
    )
    custom = {
        "HTTPPort": 80,
        "HTTPSPort": 443,
        "OriginProtocolPolicy": "https-only",
        "OriginSslProtocols": {"Quantity": 2, "Items": ["TLSv1.2", "TLSv1"]},
    }
    full = _config(
        "full",
        [bucket, _origin("api", "api.papermoon.example", CustomOriginConfig=custom)],
        default={"ResponseHeadersPolicyId": POLICY},
        CacheBehaviors={
            "Quantity": 1,
            "Items": [
                {
                    "PathPattern": "/api/*",
                    "TargetOriginId": "api",
                    "ViewerProtocolPolicy": "https-only",
                    "ResponseHeadersPolicyId": POLICY,
                }
            ],
        },
        Aliases={"Quantity": 1, "Items": ["papermoon.example"]},
        ViewerCertificate={
            "ACMCertificateArn": CERTIFICATE,
            "CloudFrontDefaultCertificate": False,
            "MinimumProtocolVersion": "TLSv1.2_2021",
            "SSLSupportMethod": "sni-only",
        },
        Logging={"Enabled": True, "IncludeCookies": False, "Bucket": "logs.s3.amazonaws.com", "Prefix": ""},
        DefaultRootObject="index.html",
        WebACLId="arn:aws:wafv2:us-east-1:123456789012:global/webacl/edge/1",
    )
    tagged = {"Items": [{"Key": "service", "Value": "Zoë 🚀"}]}
    client.create_distribution_with_tags(DistributionConfigWithTags={"DistributionConfig": full, "Tags": tagged})
    site = _origin(
        "site",
        "old-site.s3-website-eu-west-1.amazonaws.com",
        CustomOriginConfig={**custom, "OriginProtocolPolicy": "http-only"},
    )
    client.create_distribution(
        DistributionConfig=_config("bare", [site], default={"ViewerProtocolPolicy": "allow-all"})
    )
    aws.answers[LISTED] = POLICIES
    listed = client.list_distributions()
    for one in listed["DistributionList"]["Items"]:  # moto forgets this one
        one["Origins"]["Items"][0]["OriginAccessControlId"] = "E1" if one["Aliases"]["Quantity"] else ""
    aws.answers["cloudfront:ListDistributions"] = listed
    return client


def test_distributions_are_what_boto3_lists(aws: SimulatedAws) -> None:
    client = seed(aws)
    got = aws.collect([SERVICE])
    assert got.unread() == []
    listed = {one["ARN"]: one for one in client.list_distributions()["DistributionList"]["Items"]}
    assert {row["arn"] for row in got.rows(DISTRIBUTION)} == listed.keys()
    for row in got.rows(DISTRIBUTION):
        one = listed[str(row["arn"])]
        assert (row["distribution_id"], row["domain_name"]) == (one["Id"], one["DomainName"])
        assert row["aliases"] == one["Aliases"].get("Items", [])
        assert (row["web_acl_arn"], row["region"]) == (one["WebACLId"], "global")
    full = got.row(DISTRIBUTION, name="papermoon.example")
    assert (full["default_root_object"], full["logs_to_bucket"], full["tags"]) == (
        "index.html",
        True,
        {"service": "Zoë 🚀"},
    )
    assert (full["uses_own_certificate"], full["minimum_protocol"]) == (True, "TLSv1.2_2021")
    bare = got.row(DISTRIBUTION, has_aliases=False)
    assert (bare["default_root_object"], bare["logs_to_bucket"], bare["logs_delivered"]) == ("", False, False)
    assert bare["uses_own_certificate"] is False


def test_origins_and_behaviors_tell_how_requests_travel(aws: SimulatedAws) -> None:
    seed(aws)
    got = aws.collect([SERVICE])
    columns = ("origin_id", "kind", "bucket", "has_access_control", "protocol_policy", "tls_protocols")
    assert sorted(tuple(map(str, (row[column] for column in columns))) for row in got.rows(ORIGIN)) == [
        ("api", "custom", "", "False", "https-only", "['TLSv1', 'TLSv1.2']"),
        ("assets", "s3", "papermoon.assets", "True", "", "[]"),
        ("site", "s3_website", "old-site", "False", "http-only", "['TLSv1', 'TLSv1.2']"),
    ]
    assert sorted(
        (row["path_pattern"], row["origin_kind"], row["viewer_protocol_policy"], row["hsts_seconds"])
        for row in got.rows(BEHAVIOR)
    ) == [
        ("*", "s3", "redirect-to-https", 31536000),
        ("*", "s3_website", "allow-all", 0),
        ("/api/*", "custom", "https-only", 31536000),
    ]


def test_logs_count_as_delivered_once_a_delivery_is_made(aws: SimulatedAws) -> None:
    seed(aws)
    arn = aws.collect([SERVICE]).row(DISTRIBUTION, has_aliases=False)["arn"]
    logs = aws.seed.client("logs", region_name="us-east-1")
    logs.put_delivery_source(name="edge", resourceArn=arn, logType="ACCESS_LOGS")
    assert aws.collect([SERVICE]).row(DISTRIBUTION, arn=arn)["logs_delivered"] is False
    logs.create_log_group(logGroupName="edge")
    place = logs.put_delivery_destination(
        name="edge",
        deliveryDestinationConfiguration={
            "destinationResourceArn": "arn:aws:logs:us-east-1:123456789012:log-group:edge"
        },
    )["deliveryDestination"]["arn"]
    logs.create_delivery(deliverySourceName="edge", deliveryDestinationArn=place)
    assert aws.collect([SERVICE]).row(DISTRIBUTION, arn=arn)["logs_delivered"] is True


def test_what_a_simulation_does_not_know_of_headers_is_unknown_and_no_failure(aws: SimulatedAws) -> None:
    seed(aws)
    del aws.answers[LISTED]
    got = aws.collect([SERVICE])
    full, bare = got.row(DISTRIBUTION, has_aliases=True)["arn"], got.row(DISTRIBUTION, has_aliases=False)["arn"]
    assert {row["hsts_seconds"] for row in got.rows(BEHAVIOR) if row["distribution_arn"] == full} == {None}
    assert {row["hsts_seconds"] for row in got.rows(BEHAVIOR) if row["distribution_arn"] == bare} == {0}
    assert got.state(BEHAVIOR, subject=str(full)) is State.OFF


def test_a_refused_call_costs_its_own_and_nothing_else(aws: SimulatedAws) -> None:
    seed(aws)
    delivered: Costs = {DISTRIBUTION: frozenset({"logs_delivered"})}
    Refusals(
        SERVICE,
        lists={"cloudfront:ListDistributions": SERVICE.tables},
        details={
            "cloudfront:GetDistributionConfig": {DISTRIBUTION: frozenset({"default_root_object", "logs_to_bucket"})},
            "cloudfront:ListTagsForResource": {DISTRIBUTION: frozenset({"tags"})},
            "logs:DescribeDeliverySources": delivered,
            "logs:DescribeDeliveries": delivered,
            LISTED: {BEHAVIOR: frozenset({"hsts_seconds", "sends_content_security_policy"})},
        },
        of={LISTED: lambda whole: {row["arn"] for row in whole.rows(DISTRIBUTION) if row["has_aliases"]}},
        gone={
            "cloudfront:GetDistributionConfig": "NoSuchDistribution",
            "cloudfront:ListTagsForResource": "NoSuchResource",
        },
    ).hold(aws)
