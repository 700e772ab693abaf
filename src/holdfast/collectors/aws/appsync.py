"""AppSync: GraphQL APIs, how callers sign in, what is logged, and what stands before them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, subject_table
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.collectors.aws.reader import Reader

GRAPHQL_API = subject_table(
    "aws_appsync_graphql_api",
    "AppSync's GraphQL APIs.",
    (
        Column("api_id", Type.TEXT, "The API's id."),
        Column("is_private", Type.BOOL, "Whether only VPC endpoints reach it."),
        Column("authentication_types", Type.TEXTS, "How callers may sign in, such as `AMAZON_COGNITO_USER_POOLS`."),
        Column("takes_api_keys", Type.BOOL, "Whether an API key, which is no sign-in, is enough."),
        Column("logs", Type.BOOL, "Whether requests are logged."),
        Column("field_log_level", Type.TEXT, "What of each field: `NONE`, `ERROR`, `INFO`, `DEBUG`, `ALL`; or empty."),
        Column("shows_its_schema", Type.BOOL, "Whether it answers questions about its own schema."),
        Column("web_acl_arn", Type.TEXT, "The web ACL (WAF) before it; empty if none."),
        Column("traces", Type.BOOL, "Whether requests are traced (X-Ray)."),
        TAGS,
    ),
    ("appsync:ListGraphqlApis",),
    of="API",
)


def _collect(reader: Reader) -> None:
    with reader.reading(GRAPHQL_API):
        reader.rows(GRAPHQL_API, (_row(one) for one in reader.pages("appsync", "list_graphql_apis", "graphqlApis")))


def _row(api: Mapping[str, Any]) -> dict[str, object]:
    more = api.get("additionalAuthenticationProviders") or ()
    kinds = sorted({api["authenticationType"], *(one["authenticationType"] for one in more)})
    log = api.get("logConfig") or {}
    return {
        "arn": api["arn"],
        "name": api["name"],
        "api_id": api["apiId"],
        "is_private": api.get("visibility") == "PRIVATE",
        "authentication_types": kinds,
        "takes_api_keys": "API_KEY" in kinds,
        "logs": bool(log.get("cloudWatchLogsRoleArn")),
        "field_log_level": log.get("fieldLogLevel", ""),
        "shows_its_schema": api.get("introspectionConfig", "ENABLED") == "ENABLED",
        "web_acl_arn": api.get("wafWebAclArn") or "",
        "traces": bool(api.get("xrayEnabled")),
        "tags": api.get("tags") or {},
    }


SERVICE = Service("appsync", Scope.REGION, (GRAPHQL_API,), _collect)
