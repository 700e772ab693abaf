"""RDS's proxies, which stand before databases, and its subscriptions, which tell when something happens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, subject_table, tags
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

PROXY = subject_table(
    "aws_rds_proxy",
    "Proxies before databases.",
    (
        Column("status", Type.TEXT, "`available`, `creating` ..."),
        Column("engine_family", Type.TEXT, "`MYSQL`, `POSTGRESQL` or `SQLSERVER`."),
        Column("requires_tls", Type.BOOL, "Whether it refuses connections without TLS."),
        Column("requires_iam", Type.BOOL, "Whether clients must always sign in by IAM."),
        Column("logs_queries", Type.BOOL, "Whether it writes queries, values included, to its log."),
        Column("vpc_id", Type.TEXT, "The VPC; empty where not said."),
        TAGS,
    ),
    ("rds:DescribeDBProxies", "rds:ListTagsForResource"),
    of="proxy",
)

SUBSCRIPTION = subject_table(
    "aws_rds_event_subscription",
    "Subscriptions to what happens to databases.",
    (
        Column("enabled", Type.BOOL, "Whether it is on."),
        Column("topic_arn", Type.TEXT, "The SNS topic that is told."),
        Column("source_type", Type.TEXT, "`db-instance`, `db-cluster`, `db-security-group` ...; empty for all."),
        Column("source_ids", Type.TEXTS, "What it is about, by name; empty for all of that type."),
        Column("categories", Type.TEXTS, "Such as `failure` or `maintenance`; empty for all."),
        Column("tells_of_failures", Type.BOOL, "Whether failures are among them."),
    ),
    ("rds:DescribeEventSubscriptions",),
    of="subscription",
)


def _read_proxy(reader: Reader, proxy: dict[str, Any]) -> None:
    arn = proxy["DBProxyArn"]
    ways = [one.get("IAMAuth", "DISABLED") for one in proxy.get("Auth") or ()]
    row: dict[str, object] = {
        "arn": arn,
        "name": proxy["DBProxyName"],
        "status": proxy.get("Status", ""),
        "engine_family": proxy.get("EngineFamily", ""),
        "requires_tls": bool(proxy.get("RequireTLS", False)),
        "requires_iam": bool(ways) and set(ways) == {"REQUIRED"},
        "logs_queries": bool(proxy.get("DebugLogging", False)),
        "vpc_id": proxy.get("VpcId") or "",
    }
    with reader.part(PROXY, subject=arn):
        answer = reader.ask("rds", "list_tags_for_resource", gone=("DBProxyNotFoundFault",), ResourceName=arn)
        row["tags"] = tags(answer.get("TagList"))
    reader.rows(PROXY, [row])


def _subscription(reader: Reader, found: dict[str, Any]) -> dict[str, object]:
    name = found["CustSubscriptionId"]
    categories = sorted(found.get("EventCategoriesList") or ())
    return {
        "arn": found.get("EventSubscriptionArn") or reader.arn("rds", f"es:{name}"),
        "name": name,
        "enabled": bool(found.get("Enabled", False)),
        "topic_arn": found.get("SnsTopicArn", ""),
        "source_type": found.get("SourceType") or "",
        "source_ids": sorted(found.get("SourceIdsList") or ()),
        "categories": categories,
        "tells_of_failures": not categories or "failure" in categories,
    }


def _collect(reader: Reader) -> None:
    with reader.reading(PROXY):
        reader.each(lambda proxy: _read_proxy(reader, proxy), reader.pages("rds", "describe_db_proxies", "DBProxies"))
    with reader.reading(SUBSCRIPTION):
        found = reader.pages("rds", "describe_event_subscriptions", "EventSubscriptionsList")
        reader.rows(SUBSCRIPTION, [_subscription(reader, one) for one in found])


SERVICE = Service("rds events", Scope.REGION, (PROXY, SUBSCRIPTION), _collect)
