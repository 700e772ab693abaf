"""Web application firewalls: which rules stand before what, whether they block, and whether they log.

The web ACLs of CloudFront live in us-east-1, beside that region's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, child_table, subject_table, tags
from holdfast.collectors.aws.shared_calls import page_by_page
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.collectors.aws.reader import Reader

WEB_ACL = subject_table(
    "aws_wafv2_web_acl",
    "Web ACLs of WAF: the rules that requests must pass.",
    (
        Column("for_cloudfront", Type.BOOL, "Whether it stands before distributions of CloudFront."),
        Column("default_action", Type.TEXT, "What is done with what no rule decides: `allow` or `block`."),
        Column("rules", Type.INT, "How many rules it has, Firewall Manager's included.", boundary=(0, 1)),
        Column("has_metrics", Type.BOOL, "Whether CloudWatch counts what it decides."),
        Column("managed_by_firewall_manager", Type.BOOL, "Whether Firewall Manager keeps it."),
        Column("logs", Type.BOOL, "Whether requests are logged."),
        Column("log_destinations", Type.TEXTS, "Where to."),
        TAGS,
    ),
    ("wafv2:ListWebACLs", "wafv2:GetWebACL", "wafv2:GetLoggingConfiguration", "wafv2:ListTagsForResource"),
    of="web ACL",
)

RULE = child_table(
    "aws_wafv2_rule",
    "Web ACLs' rules; Firewall Manager's included.",
    (
        Column("name", Type.TEXT, "The rule's name."),
        Column("priority", Type.INT, "Its place in the order."),
        Column("kind", Type.TEXT, "`managed` (AWS's or a vendor's group), `group` (one's own), `rate` or `own`."),
        Column("group_name", Type.TEXT, "The managed group's name; empty if it is none."),
        Column("only_counts", Type.BOOL, "Whether it counts what it finds and lets it pass."),
        Column("has_metrics", Type.BOOL, "Whether CloudWatch counts what it decides."),
    ),
    ("wafv2:GetWebACL",),
    parent=WEB_ACL,
    key=("web_acl_arn", "name"),
)

_GONE = ("WAFNonexistentItemException",)
_EDGE = "us-east-1"
_GROUPS = {"ManagedRuleGroupStatement": "managed", "RuleGroupReferenceStatement": "group", "RateBasedStatement": "rate"}


def _collect(reader: Reader) -> None:
    with reader.reading(WEB_ACL, RULE):
        for scope in ("REGIONAL", "CLOUDFRONT") if reader.region == _EDGE else ("REGIONAL",):
            _read_scope(reader, scope)


def _read_scope(reader: Reader, scope: str) -> None:
    def page(marker: str) -> dict[str, Any]:
        turned: dict[str, Any] = {"NextMarker": marker} if marker else {}
        return reader.ask("wafv2", "list_web_acls", Scope=scope, **turned)

    listed = page_by_page(page, "WebACLs", "NextMarker")
    reader.each(lambda one: _web_acl(reader, one, scope), listed)


def _web_acl(reader: Reader, listed: Mapping[str, Any], scope: str) -> None:
    arn = listed["ARN"]
    row: dict[str, object] = {"arn": arn, "name": listed["Name"], "for_cloudfront": scope == "CLOUDFRONT"}
    rules: list[dict[str, object]] = []
    with reader.part(WEB_ACL, RULE, subject=arn):
        said = reader.ask("wafv2", "get_web_acl", gone=_GONE, Name=listed["Name"], Id=listed["Id"], Scope=scope)[
            "WebACL"
        ]
        rules = [_rule_row(arn, one) for one in _all_rules(said)]
        row |= {
            "default_action": "block" if "Block" in said["DefaultAction"] else "allow",
            "rules": len(rules),
            "has_metrics": _has_metrics(said),
            "managed_by_firewall_manager": bool(said.get("ManagedByFirewallManager")),
        }
    with reader.part(WEB_ACL, subject=arn):
        # It says the same of an ACL that is gone as of one that does not log; the two other calls tell.
        answer = reader.call("wafv2", "get_logging_configuration", absent=_GONE, ResourceArn=arn)
        destinations = ((answer or {}).get("LoggingConfiguration") or {}).get("LogDestinationConfigs") or []
        row |= {"logs": bool(destinations), "log_destinations": sorted(destinations)}
    with reader.part(WEB_ACL, subject=arn):
        answer = reader.ask("wafv2", "list_tags_for_resource", gone=_GONE, ResourceARN=arn)
        row["tags"] = tags((answer.get("TagInfoForResource") or {}).get("TagList"))
    reader.rows(WEB_ACL, [row])
    reader.rows(RULE, rules)


def _all_rules(said: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    managed = [
        *(said.get("PreProcessFirewallManagerRuleGroups") or ()),
        *(said.get("PostProcessFirewallManagerRuleGroups") or ()),
    ]
    return [*(said.get("Rules") or ()), *managed]


def _rule_row(arn: str, rule: Mapping[str, Any]) -> dict[str, object]:
    statement = rule.get("Statement") or rule.get("FirewallManagerStatement") or {}
    kind = next((kind for name, kind in _GROUPS.items() if name in statement), "own")
    counts = "Count" in (rule.get("Action") or {}) or "Count" in (rule.get("OverrideAction") or {})
    return {
        "web_acl_arn": arn,
        "name": rule["Name"],
        "priority": rule.get("Priority", 0),
        "kind": kind,
        "group_name": (statement.get("ManagedRuleGroupStatement") or {}).get("Name", ""),
        "only_counts": counts,
        "has_metrics": _has_metrics(rule),
    }


def _has_metrics(said: Mapping[str, Any]) -> bool:
    return bool((said.get("VisibilityConfig") or {}).get("CloudWatchMetricsEnabled"))


SERVICE = Service("wafv2", Scope.REGION, (WEB_ACL, RULE), _collect)
