"""Web ACLs of both kinds are what boto3 lists, with their rules; refused calls cost their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from refusals import Refusals

from holdfast.collectors.aws.wafv2 import RULE, SERVICE, WEB_ACL

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

REGION = "us-east-1"
_SEEN = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "m"}
_UNSEEN = {**_SEEN, "CloudWatchMetricsEnabled": False}


def seed(aws: SimulatedAws) -> Any:
    """Make an ACL with each kind of rule, one for CloudFront, one that is empty; return the client."""
    client = aws.seed.client("wafv2", region_name=REGION)
    managed = {"VendorName": "AWS", "Name": "AWSManagedRulesCommonRuleSet"}
    rules: list[dict[str, Any]] = [
        {"Name": "known", "Statement": {"ManagedRuleGroupStatement": managed}, "OverrideAction": {"None": {}}},
        {"Name": "trial", "Statement": {"ManagedRuleGroupStatement": managed}, "OverrideAction": {"Count": {}}},
        {
            "Name": "flood",
            "Statement": {"RateBasedStatement": {"Limit": 2000, "AggregateKeyType": "IP"}},
            "Action": {"Block": {}},
        },
        {"Name": "look", "Statement": {"GeoMatchStatement": {"CountryCodes": ["XX"]}}, "Action": {"Count": {}}},
    ]
    for number, rule in enumerate(rules):
        rule |= {"Priority": number, "VisibilityConfig": _UNSEEN if rule["Name"] == "look" else _SEEN}
    tags = [{"Key": "service", "Value": "Zoë 🚀"}]
    for name, scope, some, default in (
        ("web", "REGIONAL", rules, "Allow"),
        ("edge", "CLOUDFRONT", rules[:1], "Block"),
        ("empty", "REGIONAL", [], "Allow"),
    ):
        made = client.create_web_acl(
            Name=name, Scope=scope, DefaultAction={default: {}}, Rules=some, VisibilityConfig=_SEEN, Tags=tags
        )["Summary"]
        if name == "web":
            client.put_logging_configuration(
                LoggingConfiguration={
                    "ResourceArn": made["ARN"],
                    "LogDestinationConfigs": [f"arn:aws:logs:{REGION}:123456789012:log-group:aws-waf-logs-web"],
                }
            )
    return client


def seed_elsewhere(aws: SimulatedAws) -> None:
    """Make an ACL where CloudFront's do not live."""
    aws.seed.client("wafv2", region_name="eu-west-1").create_web_acl(
        Name="home", Scope="REGIONAL", DefaultAction={"Allow": {}}, Rules=[], VisibilityConfig=_SEEN
    )


def test_web_acls_are_what_boto3_lists(aws: SimulatedAws) -> None:
    client = seed(aws)
    got = aws.collect([SERVICE], regions=(REGION,))
    assert got.unread() == []
    listed = [one for scope in ("REGIONAL", "CLOUDFRONT") for one in client.list_web_acls(Scope=scope)["WebACLs"]]
    assert {row["arn"] for row in got.rows(WEB_ACL)} == {one["ARN"] for one in listed}
    columns = ("name", "for_cloudfront", "default_action", "rules", "logs", "has_metrics")
    assert sorted(tuple(row[column] for column in columns) for row in got.rows(WEB_ACL)) == [
        ("edge", True, "block", 1, False, True),
        ("empty", False, "allow", 0, False, True),
        ("web", False, "allow", 4, True, True),
    ]
    web = got.row(WEB_ACL, name="web")
    assert web["tags"] == {"service": "Zoë 🚀"}
    assert {
        row["name"]: (row["kind"], row["only_counts"], row["has_metrics"])
        for row in got.rows(RULE)
        if row["web_acl_arn"] == web["arn"]
    } == {
        "known": ("managed", False, True),
        "trial": ("managed", True, True),
        "flood": ("rate", False, True),
        "look": ("own", True, False),
    }


def test_elsewhere_cloudfront_s_acls_are_not_asked_for(aws: SimulatedAws) -> None:
    seed(aws)
    seed_elsewhere(aws)
    got = aws.collect([SERVICE])
    assert (got.unread(), [row["name"] for row in got.rows(WEB_ACL)]) == ([], ["home"])
    assert aws.calls.count("wafv2:ListWebACLs") == 1


def test_a_refused_call_costs_its_own_and_nothing_else(aws: SimulatedAws) -> None:
    seed(aws)
    read = {"default_action", "rules", "has_metrics", "managed_by_firewall_manager"}
    Refusals(
        SERVICE,
        lists={"wafv2:ListWebACLs": SERVICE.tables},
        details={
            "wafv2:GetWebACL": {WEB_ACL: frozenset(read), RULE: None},
            "wafv2:GetLoggingConfiguration": {WEB_ACL: frozenset({"logs", "log_destinations"})},
            "wafv2:ListTagsForResource": {WEB_ACL: frozenset({"tags"})},
        },
        gone={
            "wafv2:GetWebACL": "WAFNonexistentItemException",
            "wafv2:ListTagsForResource": "WAFNonexistentItemException",
        },
        region=REGION,
    ).hold(aws)
