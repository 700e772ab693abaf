"""API Gateway's HTTP and WebSocket APIs, and the names under which APIs of all kinds answer.

Stage variables are read by name only: people keep secrets in them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, child_table, subject_table
from holdfast.collectors.aws.shared_calls import Once
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.collectors.aws.reader import Reader

API = subject_table(
    "aws_apigatewayv2_api",
    "API Gateway's HTTP and WebSocket APIs.",
    (
        Column("api_id", Type.TEXT, "The API's id."),
        Column("protocol", Type.TEXT, "`HTTP` or `WEBSOCKET`."),
        Column("default_endpoint_off", Type.BOOL, "Whether it answers only under a name of one's own."),
        Column("allowed_origins", Type.TEXTS, "The web origins whose pages may call it; empty if not said."),
        Column("allows_credentials", Type.BOOL, "Whether those pages may call it with the visitor's cookies."),
        TAGS,
    ),
    ("apigatewayv2:GetApis",),
    of="API",
)

ROUTE = child_table(
    "aws_apigatewayv2_route",
    "What can be called of HTTP and WebSocket APIs.",
    (
        Column("route_key", Type.TEXT, "The route, such as `GET /albums`, `$default` or `$connect`."),
        Column("authorization_type", Type.TEXT, "`NONE`, `JWT`, `AWS_IAM` or `CUSTOM`."),
        Column("asks_for_key", Type.BOOL, "Whether callers must send an API key, which is no sign-in."),
    ),
    ("apigatewayv2:GetRoutes",),
    parent=API,
    key=("api_arn", "route_key"),
)

STAGE = subject_table(
    "aws_apigatewayv2_stage",
    "Stages of HTTP and WebSocket APIs.",
    (
        Column("api_id", Type.TEXT, "The API's id."),
        Column("stage", Type.TEXT, "The stage's name."),
        Column("logs_access", Type.BOOL, "Whether each request is logged."),
        Column("logs_bodies", Type.BOOL, "Whether whole messages are written to the log; only of WebSockets."),
        TAGS,
    ),
    ("apigatewayv2:GetApis", "apigatewayv2:GetStages"),
    of="stage",
)

STAGE_VARIABLE = child_table(
    "aws_apigatewayv2_stage_variable",
    "The names of stages' variables; their values are never kept.",
    (Column("name", Type.TEXT, "The variable's name."),),
    ("apigatewayv2:GetApis", "apigatewayv2:GetStages"),
    parent=STAGE,
    key=("stage_arn", "name"),
)

DOMAIN_NAME = subject_table(
    "aws_apigateway_domain_name",
    "Names of one's own under which APIs of all kinds answer.",
    (
        Column("security_policy", Type.TEXT, "What TLS it speaks, such as `TLS_1_2`."),
        Column("endpoint_type", Type.TEXT, "`EDGE`, `REGIONAL` or `PRIVATE`."),
        Column("certificate_arn", Type.TEXT, "The certificate that it shows."),
        Column("asks_for_certificate", Type.BOOL, "Whether clients must show one too (mutual TLS)."),
        TAGS,
    ),
    ("apigatewayv2:GetDomainNames",),
    of="name",
)

_GONE = ("NotFoundException",)


def _collect(reader: Reader) -> None:
    listed = Once(lambda: list(reader.pages("apigatewayv2", "get_apis", "Items")))
    with reader.reading(API, ROUTE):
        reader.each(lambda api: _api(reader, api), listed())
    # A stage is a subject of its own: without one API's list, nobody knows which there are.
    with reader.reading(STAGE, STAGE_VARIABLE):
        reader.each(lambda api: _stages(reader, api), listed())
    with reader.reading(DOMAIN_NAME):
        names = reader.pages("apigatewayv2", "get_domain_names", "Items")
        reader.rows(DOMAIN_NAME, (_domain_name_row(reader, one) for one in names))


def _arn(reader: Reader, api: Mapping[str, Any]) -> str:
    return f"arn:{reader.partition}:apigateway:{reader.region}::/apis/{api['ApiId']}"


def _stages(reader: Reader, api: Mapping[str, Any]) -> None:
    for stage in reader.pages("apigatewayv2", "get_stages", "Items", gone=_GONE, ApiId=api["ApiId"]):
        stage_arn = f"{_arn(reader, api)}/stages/{stage['StageName']}"
        reader.rows(STAGE, [_stage_row(stage_arn, api, stage)])
        variables = sorted(stage.get("StageVariables") or ())
        reader.rows(STAGE_VARIABLE, [{"stage_arn": stage_arn, "name": name} for name in variables])


def _api(reader: Reader, api: Mapping[str, Any]) -> None:
    arn = _arn(reader, api)
    routes: list[dict[str, object]] = []
    with reader.part(ROUTE, subject=arn):
        listed = reader.pages("apigatewayv2", "get_routes", "Items", gone=_GONE, ApiId=api["ApiId"])
        routes = [_route_row(arn, one) for one in listed]
    cors = api.get("CorsConfiguration") or {}
    row: dict[str, object] = {
        "arn": arn,
        "name": api["Name"],
        "api_id": api["ApiId"],
        "protocol": api["ProtocolType"],
        "default_endpoint_off": bool(api.get("DisableExecuteApiEndpoint")),
        "allowed_origins": sorted(cors.get("AllowOrigins") or ()),
        "allows_credentials": bool(cors.get("AllowCredentials")),
        "tags": api.get("Tags") or {},
    }
    reader.rows(API, [row])
    reader.rows(ROUTE, routes)


def _route_row(arn: str, route: Mapping[str, Any]) -> dict[str, object]:
    return {
        "api_arn": arn,
        "route_key": route["RouteKey"],
        "authorization_type": route.get("AuthorizationType", "NONE"),
        "asks_for_key": bool(route.get("ApiKeyRequired")),
    }


def _stage_row(arn: str, api: Mapping[str, Any], stage: Mapping[str, Any]) -> dict[str, object]:
    settings = [stage.get("DefaultRouteSettings") or {}, *(stage.get("RouteSettings") or {}).values()]
    return {
        "arn": arn,
        "name": f"{api['Name']}/{stage['StageName']}",
        "api_id": api["ApiId"],
        "stage": stage["StageName"],
        "logs_access": bool((stage.get("AccessLogSettings") or {}).get("DestinationArn")),
        "logs_bodies": any(one.get("DataTraceEnabled") for one in settings),
        "tags": stage.get("Tags") or {},
    }


def _domain_name_row(reader: Reader, domain: Mapping[str, Any]) -> dict[str, object]:
    configuration = (domain.get("DomainNameConfigurations") or [{}])[0]
    name = domain["DomainName"]
    return {
        "arn": f"arn:{reader.partition}:apigateway:{reader.region}::/domainnames/{name}",
        "name": name,
        "security_policy": configuration.get("SecurityPolicy"),
        "endpoint_type": configuration.get("EndpointType", ""),
        "certificate_arn": configuration.get("CertificateArn", ""),
        "asks_for_certificate": bool((domain.get("MutualTlsAuthentication") or {}).get("TruststoreUri")),
        "tags": domain.get("Tags") or {},
    }


SERVICE = Service("apigatewayv2", Scope.REGION, (API, ROUTE, STAGE, STAGE_VARIABLE, DOMAIN_NAME), _collect)
