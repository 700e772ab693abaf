"""API Gateway's REST APIs: who may call which method, and how stages log, cache and are protected.

Stage variables are read by name only: people keep secrets in them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.policies import statement_rows, statement_table
from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, child_table, subject_table
from holdfast.collectors.aws.shared_calls import Once
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.collectors.aws.reader import Reader

REST_API = subject_table(
    "aws_apigateway_rest_api",
    "API Gateway's REST APIs.",
    (
        Column("api_id", Type.TEXT, "The API's id."),
        Column("is_private", Type.BOOL, "Whether only VPC endpoints reach it."),
        Column("default_endpoint_off", Type.BOOL, "Whether it answers only under a name of one's own."),
        Column("has_policy", Type.BOOL, "Whether it has a resource policy."),
        TAGS,
    ),
    ("apigateway:GetRestApis",),
    of="API",
)

STATEMENT = statement_table(
    "aws_apigateway_rest_api_policy_statement",
    parent=REST_API.name,
    subject_column="rest_api_arn",
    scope=Scope.REGION,
    calls=("apigateway:GetRestApis",),
    description="REST APIs' resource policies, one row for each statement, principal and action.",
)

METHOD = child_table(
    "aws_apigateway_method",
    "What can be called of REST APIs.",
    (
        Column("path", Type.TEXT, "The path."),
        Column("http_method", Type.TEXT, "`GET`, `POST`, `ANY` ..."),
        Column("authorization_type", Type.TEXT, "`NONE`, `AWS_IAM`, `CUSTOM` or `COGNITO_USER_POOLS`."),
        Column("asks_for_key", Type.BOOL, "Whether callers must send an API key, which is no sign-in."),
    ),
    ("apigateway:GetResources",),
    parent=REST_API,
    key=("rest_api_arn", "path", "http_method"),
)

STAGE = subject_table(
    "aws_apigateway_stage",
    "Stages of REST APIs: where they can be called.",
    (
        Column("api_id", Type.TEXT, "The API's id."),
        Column("stage", Type.TEXT, "The stage's name."),
        Column("api_is_private", Type.BOOL, "Whether only VPC endpoints reach the API."),
        Column("logs_access", Type.BOOL, "Whether each request is logged."),
        Column("logs_execution", Type.BOOL, "Whether what each method does is logged, its errors at least."),
        Column("logs_bodies", Type.BOOL, "Whether whole requests and answers are written to the log."),
        Column("traces", Type.BOOL, "Whether requests are traced (X-Ray)."),
        Column("caches", Type.BOOL, "Whether answers are cached."),
        Column("encrypts_cache", Type.BOOL, "Whether all cached answers are encrypted; TRUE without a cache."),
        Column("shows_client_certificate", Type.BOOL, "Whether backends can tell this stage from a stranger."),
        Column("web_acl_arn", Type.TEXT, "The web ACL (WAF) before it; empty if none."),
        TAGS,
    ),
    ("apigateway:GetRestApis", "apigateway:GetStages"),
    of="stage",
)

STAGE_VARIABLE = child_table(
    "aws_apigateway_stage_variable",
    "The names of stages' variables; their values are never kept.",
    (Column("name", Type.TEXT, "The variable's name."),),
    ("apigateway:GetRestApis", "apigateway:GetStages"),
    parent=STAGE,
    key=("stage_arn", "name"),
)

_GONE = ("NotFoundException",)
_ALL = "*/*"


def _collect(reader: Reader) -> None:
    listed = Once(lambda: list(reader.pages("apigateway", "get_rest_apis", "items")))
    with reader.reading(REST_API, STATEMENT, METHOD):
        reader.each(lambda api: _api(reader, api), listed())
    # A stage is a subject of its own: without one API's list, nobody knows which there are.
    with reader.reading(STAGE, STAGE_VARIABLE):
        reader.each(lambda api: _stages(reader, api), listed())


def _arn(reader: Reader, api: Mapping[str, Any]) -> str:
    return f"arn:{reader.partition}:apigateway:{reader.region}::/restapis/{api['id']}"


def _stages(reader: Reader, api: Mapping[str, Any]) -> None:
    for stage in reader.ask("apigateway", "get_stages", gone=_GONE, restApiId=api["id"])["item"]:
        stage_arn = f"{_arn(reader, api)}/stages/{stage['stageName']}"
        reader.rows(STAGE, [_stage_row(stage_arn, api, stage)])
        names = sorted(stage.get("variables") or ())
        reader.rows(STAGE_VARIABLE, [{"stage_arn": stage_arn, "name": name} for name in names])


def _is_private(api: Mapping[str, Any]) -> bool:
    return "PRIVATE" in (api.get("endpointConfiguration") or {}).get("types", ())


def _api(reader: Reader, api: Mapping[str, Any]) -> None:
    arn = _arn(reader, api)
    policy = api.get("policy", "")
    methods: list[dict[str, object]] = []
    with reader.part(METHOD, subject=arn):
        resources = reader.pages(
            "apigateway", "get_resources", "items", gone=_GONE, restApiId=api["id"], embed=["methods"]
        )
        methods = [row for resource in resources for row in _method_rows(arn, resource)]
    reader.rows(METHOD, methods)
    with reader.part(STATEMENT, subject=arn):
        reader.rows(STATEMENT, statement_rows("rest_api_arn", arn, _unescaped(policy)) if policy else [])
    row: dict[str, object] = {
        "arn": arn,
        "name": api["name"],
        "api_id": api["id"],
        "is_private": _is_private(api),
        "default_endpoint_off": bool(api.get("disableExecuteApiEndpoint")),
        "has_policy": bool(policy),
        "tags": api.get("tags") or {},
    }
    reader.rows(REST_API, [row])


def _unescaped(policy: str) -> str:
    """Return a policy as JSON; AWS gives it with a backslash before each quote."""
    return str(json.loads(f'"{policy}"')) if policy.startswith("{\\") else policy


def _method_rows(arn: str, resource: Mapping[str, Any]) -> list[dict[str, object]]:
    return [
        {
            "rest_api_arn": arn,
            "path": resource["path"],
            "http_method": verb,
            "authorization_type": method.get("authorizationType"),
            "asks_for_key": bool(method.get("apiKeyRequired")),
        }
        for verb, method in (resource.get("resourceMethods") or {}).items()
    ]


def _stage_row(arn: str, api: Mapping[str, Any], stage: Mapping[str, Any]) -> dict[str, object]:
    methods = stage.get("methodSettings") or {}
    every = methods.get(_ALL) or {}
    caches = bool(stage.get("cacheClusterEnabled"))
    return {
        "arn": arn,
        "name": f"{api['name']}/{stage['stageName']}",
        "api_id": api["id"],
        "stage": stage["stageName"],
        "api_is_private": _is_private(api),
        "logs_access": bool((stage.get("accessLogSettings") or {}).get("destinationArn")),
        "logs_execution": every.get("loggingLevel") in {"ERROR", "INFO"},
        "logs_bodies": any(one.get("dataTraceEnabled") for one in methods.values()),
        "traces": bool(stage.get("tracingEnabled")),
        "caches": caches,
        "encrypts_cache": not caches or _encrypts(methods),
        "shows_client_certificate": bool(stage.get("clientCertificateId")),
        "web_acl_arn": stage.get("webAclArn", ""),
        "tags": stage.get("tags") or {},
    }


def _encrypts(methods: Mapping[str, Mapping[str, Any]]) -> bool:
    caching = [one for one in methods.values() if one.get("cachingEnabled")]
    return bool(caching) and all(one.get("cacheDataEncrypted") for one in caching)


SERVICE = Service("apigateway", Scope.REGION, (REST_API, STATEMENT, METHOD, STAGE, STAGE_VARIABLE), _collect)
