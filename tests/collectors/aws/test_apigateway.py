"""APIs of all kinds are what boto3 lists, with their methods and stages; refused calls cost their own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws import apigateway, apigatewayv2

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

REGION = "eu-west-1"
POLICY = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "*"}]}
TAGS = {"service": "Zoë 🚀"}


def seed(aws: SimulatedAws) -> Any:
    """Make a public REST API with a stage that logs and one that does not, and a private one; return the client."""
    client = aws.seed.client("apigateway", region_name=REGION)
    public = client.create_rest_api(name="albums", tags=TAGS, policy=json.dumps(POLICY))["id"]
    client.create_rest_api(name="inner", endpointConfiguration={"types": ["PRIVATE"]}, tags=TAGS)
    root = client.get_resources(restApiId=public)["items"][0]["id"]
    for verb, kind, key in (("GET", "NONE", False), ("POST", "AWS_IAM", True)):
        client.put_method(
            restApiId=public, resourceId=root, httpMethod=verb, authorizationType=kind, apiKeyRequired=key
        )
        client.put_integration(restApiId=public, resourceId=root, httpMethod=verb, type="MOCK")
    deployment = client.create_deployment(restApiId=public)["id"]
    client.create_stage(
        restApiId=public,
        stageName="live",
        deploymentId=deployment,
        tracingEnabled=True,
        cacheClusterEnabled=True,
        variables={"db_password": "simulated"},
        tags=TAGS,
    )
    client.create_stage(restApiId=public, stageName="bare", deploymentId=deployment)
    client.update_stage(
        restApiId=public,
        stageName="live",
        patchOperations=[
            {
                "op": "replace",
                "path": "/accessLogSettings/destinationArn",
                "value": "arn:aws:logs:eu-west-1:1:log-group:a",
            },
            {"op": "replace", "path": "/*/*/logging/loglevel", "value": "ERROR"},
            {"op": "replace", "path": "/*/*/logging/dataTrace", "value": "true"},
            {"op": "replace", "path": "/*/*/caching/enabled", "value": "true"},
            {"op": "replace", "path": "/*/*/caching/dataEncrypted", "value": "false"},
        ],
    )
    return client


def seed_v2(aws: SimulatedAws) -> Any:
    """Make an HTTP API with a guarded and an open route, and a name of its own; return the client."""
    client = aws.seed.client("apigatewayv2", region_name=REGION)
    cors = {"AllowOrigins": ["*"], "AllowCredentials": False}
    api = client.create_api(Name="shop", ProtocolType="HTTP", CorsConfiguration=cors, Tags=TAGS)["ApiId"]
    client.create_route(ApiId=api, RouteKey="GET /orders", AuthorizationType="JWT")
    client.create_route(ApiId=api, RouteKey="$default")
    client.create_stage(
        ApiId=api,
        StageName="live",
        AccessLogSettings={"DestinationArn": "arn:aws:logs:eu-west-1:1:log-group:a"},
        StageVariables={"token": "simulated"},
        Tags=TAGS,
    )
    client.create_domain_name(
        DomainName="api.papermoon.example",
        DomainNameConfigurations=[{"SecurityPolicy": "TLS_1_2", "EndpointType": "REGIONAL"}],
        Tags=TAGS,
    )
    return client


def test_rest_apis_are_what_boto3_lists(aws: SimulatedAws) -> None:
    client = seed(aws)
    got = aws.collect([apigateway.SERVICE])
    assert got.unread() == []
    listed = {one["id"]: one for one in client.get_rest_apis()["items"]}
    assert {row["api_id"] for row in got.rows(apigateway.REST_API)} == listed.keys()
    public, inner = got.row(apigateway.REST_API, name="albums"), got.row(apigateway.REST_API, name="inner")
    assert (public["is_private"], public["has_policy"], public["tags"]) == (False, True, TAGS)
    assert (inner["is_private"], inner["has_policy"]) == (True, False)
    assert got.row(apigateway.STATEMENT, rest_api_arn=public["arn"])["is_public"] is True
    assert [
        (row["path"], row["http_method"], row["authorization_type"], row["asks_for_key"])
        for row in got.rows(apigateway.METHOD)
    ] == [("/", "GET", "NONE", False), ("/", "POST", "AWS_IAM", True)]


def test_stages_tell_how_they_log_and_the_names_of_their_variables(aws: SimulatedAws) -> None:
    seed(aws)
    got = aws.collect([apigateway.SERVICE])
    columns = ("logs_access", "logs_execution", "logs_bodies", "traces", "caches", "encrypts_cache", "web_acl_arn")
    live, bare = got.row(apigateway.STAGE, stage="live"), got.row(apigateway.STAGE, stage="bare")
    assert [live[column] for column in columns] == [True, True, True, True, True, False, ""]
    assert [bare[column] for column in columns] == [False, False, False, False, False, True, ""]
    assert (live["name"], live["tags"], bare["tags"]) == ("albums/live", TAGS, {})
    assert [row["name"] for row in got.rows(apigateway.STAGE_VARIABLE)] == ["db_password"]
    assert "simulated" not in str(got.tables)


def test_a_policy_is_read_as_aws_writes_it(aws: SimulatedAws) -> None:
    client = seed(aws)
    listed = client.get_rest_apis()
    for one in listed["items"]:
        one["policy"] = json.dumps(json.dumps(POLICY))[1:-1]  # each quote has a backslash before it
    aws.answers["apigateway:GetRestApis"] = listed
    got = aws.collect([apigateway.SERVICE])
    assert {row["is_public"] for row in got.rows(apigateway.STATEMENT)} == {True}
    assert len(got.rows(apigateway.STATEMENT)) == 2


def test_http_apis_are_what_boto3_lists(aws: SimulatedAws) -> None:
    seed_v2(aws)
    got = aws.collect([apigatewayv2.SERVICE])
    assert got.unread() == []
    api = got.row(apigatewayv2.API)
    assert (api["name"], api["protocol"], api["allowed_origins"], api["tags"]) == ("shop", "HTTP", ["*"], TAGS)
    assert [(row["route_key"], row["authorization_type"]) for row in got.rows(apigatewayv2.ROUTE)] == [
        ("$default", "NONE"),
        ("GET /orders", "JWT"),
    ]
    stage = got.row(apigatewayv2.STAGE)
    assert (stage["name"], stage["logs_access"], stage["logs_bodies"], stage["tags"]) == (
        "shop/live",
        True,
        False,
        TAGS,
    )
    assert [row["name"] for row in got.rows(apigatewayv2.STAGE_VARIABLE)] == ["token"]
    domain = got.row(apigatewayv2.DOMAIN_NAME)
    assert (domain["name"], domain["security_policy"]) == ("api.papermoon.example", "TLS_1_2")
    assert (domain["asks_for_certificate"], domain["tags"]) == (False, TAGS)


def test_each_refused_call_is_told(aws: SimulatedAws) -> None:
    seed(aws)
    seed_v2(aws)
    aws.remembering = True
    one, two = apigateway, apigatewayv2
    for service, call, lost in (
        (one.SERVICE, "apigateway:GetRestApis", set(one.SERVICE.tables)),
        (one.SERVICE, "apigateway:GetResources", {one.METHOD}),
        (one.SERVICE, "apigateway:GetStages", {one.STAGE, one.STAGE_VARIABLE}),
        (two.SERVICE, "apigatewayv2:GetApis", {two.API, two.ROUTE, two.STAGE, two.STAGE_VARIABLE}),
        (two.SERVICE, "apigatewayv2:GetRoutes", {two.ROUTE}),
        (two.SERVICE, "apigatewayv2:GetStages", {two.STAGE, two.STAGE_VARIABLE}),
        (two.SERVICE, "apigatewayv2:GetDomainNames", {two.DOMAIN_NAME}),
    ):
        whole = aws.collect([service])
        assert call in aws.calls
        aws.deny(call, code="AccessDeniedException")
        got = aws.collect([service])
        aws.allow()
        assert {table for table in service.tables if got.rows(table) != whole.rows(table)} == lost, call
        assert all(got.rows(table) == [] for table in lost), call
        assert {line[0] for line in got.unread()} == {table.name for table in lost}, call
        # What is a subject of its own is unread as a whole, not as a part of an API.
        assert not any(line[2] for line in got.unread() if line[0].endswith(("_stage", "_stage_variable"))), call


def test_an_api_that_vanishes_leaves_no_row(aws: SimulatedAws) -> None:
    seed(aws)
    stages = {apigateway.STAGE, apigateway.STAGE_VARIABLE}
    for call, lost in (("GetResources", set(apigateway.SERVICE.tables) - stages), ("GetStages", stages)):
        aws.deny(f"apigateway:{call}", code="NotFoundException")
        got = aws.collect([apigateway.SERVICE])
        aws.allow()
        assert got.unread() == []
        assert {table for table in apigateway.SERVICE.tables if not got.rows(table)} == lost, call
