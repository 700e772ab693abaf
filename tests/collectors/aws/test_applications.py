"""Cognito, CodeBuild and CloudFormation: how users sign in, what builds the code, what templates made."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from denials import Cost, hold_empty, hold_to_costs

from holdfast.collectors.aws import cloudformation, codebuild, cognito
from holdfast.collectors.aws.cloudformation import OUTPUT, STACK
from holdfast.collectors.aws.codebuild import PROJECT, VARIABLE
from holdfast.collectors.aws.cognito import CLIENT, IDENTITY_POOL, USER_POOL

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

REGION = "eu-west-1"
ROLE = "arn:aws:iam::123456789012:role/service/task"
TAGS = {"service": "Zoë 🚀"}


def columns(table: Any, *but: str) -> frozenset[str]:
    return frozenset(table.column_names) - {"arn", "name", "account_id", "region", *but}


COGNITO: dict[str, Cost] = {
    "cognito-idp:ListUserPools": (USER_POOL, CLIENT),
    "cognito-idp:DescribeUserPool": {USER_POOL: columns(USER_POOL)},
    "cognito-idp:ListUserPoolClients": {CLIENT: None},
    "cognito-idp:DescribeUserPoolClient": {CLIENT: None},
    "cognito-identity:ListIdentityPools": (IDENTITY_POOL,),
    "cognito-identity:DescribeIdentityPool": {IDENTITY_POOL: columns(IDENTITY_POOL)},
}
CODEBUILD: dict[str, Cost] = {
    "codebuild:ListProjects": (PROJECT, VARIABLE),
    "codebuild:BatchGetProjects": {PROJECT: columns(PROJECT), VARIABLE: None},
}
CLOUDFORMATION: dict[str, Cost] = {"cloudformation:DescribeStacks": (STACK, OUTPUT)}


def seed_cognito(aws: SimulatedAws) -> None:
    """Make a guarded pool with clients, a loose one, and an identity pool for guests."""
    client = aws.seed.client("cognito-idp", region_name=REGION)
    guarded = client.create_user_pool(
        PoolName="guarded",
        MfaConfiguration="ON",
        Policies={
            "PasswordPolicy": {
                "MinimumLength": 14,
                "RequireUppercase": True,
                "RequireLowercase": True,
                "RequireNumbers": True,
                "RequireSymbols": True,
                "TemporaryPasswordValidityDays": 3,
            }
        },
        UserPoolAddOns={"AdvancedSecurityMode": "ENFORCED"},
        AdminCreateUserConfig={"AllowAdminCreateUserOnly": True},
        UserPoolTags=TAGS,
    )["UserPool"]["Id"]
    loose = client.create_user_pool(PoolName="loose")["UserPool"]["Id"]
    client.create_user_pool_client(
        UserPoolId=guarded, ClientName="web", PreventUserExistenceErrors="ENABLED", EnableTokenRevocation=True
    )
    client.create_user_pool_client(
        UserPoolId=loose, ClientName="phone", GenerateSecret=True, PreventUserExistenceErrors="LEGACY"
    )
    pools = aws.seed.client("cognito-identity", region_name=REGION)
    pools.create_identity_pool(IdentityPoolName="guests", AllowUnauthenticatedIdentities=True, IdentityPoolTags=TAGS)


def seed_codebuild(aws: SimulatedAws) -> None:
    """Make a careful project and a careless one."""
    client = aws.seed.client("codebuild", region_name=REGION)
    environment = {
        "type": "LINUX_CONTAINER",
        "image": "aws/codebuild/standard:7.0",
        "computeType": "BUILD_GENERAL1_SMALL",
    }
    variables = [
        {"name": "STAGE", "value": "simulated-only", "type": "PLAINTEXT"},
        {"name": "API_KEY", "value": "simulated-only", "type": "SECRETS_MANAGER"},
    ]
    client.create_project(
        name="careful",
        source={"type": "GITHUB", "location": "https://github.example/papermoon/shop.git"},
        artifacts={"type": "NO_ARTIFACTS"},
        environment={**environment, "environmentVariables": variables},
        serviceRole=ROLE,
        tags=[{"key": "service", "value": "shop"}],
    )
    client.create_project(
        name="careless",
        source={"type": "S3", "location": "bucket/path/"},
        artifacts={"type": "NO_ARTIFACTS"},
        environment={**environment, "privilegedMode": True},
        serviceRole=ROLE,
        logsConfig={"cloudWatchLogs": {"status": "DISABLED"}},
    )


def seed_cloudformation(aws: SimulatedAws) -> None:
    """Make two stacks, one of them protected."""
    client = aws.seed.client("cloudformation", region_name=REGION)
    outputs = {"DbPassword": {"Value": "simulated-only", "Export": {"Name": "db"}}, "Topic": {"Value": "t"}}
    shop = {"Resources": {"Topic": _topic("from-a-stack")}, "Outputs": outputs}
    client.create_stack(
        StackName="shop",
        TemplateBody=json.dumps(shop),
        EnableTerminationProtection=True,
        RoleARN=ROLE,
        Tags=[{"Key": "service", "Value": "shop"}],
    )
    client.create_stack(StackName="loose", TemplateBody=json.dumps({"Resources": {"Topic": _topic("from-another")}}))


def _topic(name: str) -> dict[str, Any]:
    return {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": name}}


def test_pools_are_what_boto3_says_and_a_denied_call_costs_what_it_fills(aws: SimulatedAws) -> None:
    seed_cognito(aws)
    gone = {"cognito-identity:DescribeIdentityPool": "ResourceNotFoundException"}
    whole = hold_to_costs(aws, cognito.SERVICE, COGNITO, gone=gone)
    guarded, loose = whole.row(USER_POOL, name="guarded"), whole.row(USER_POOL, name="loose")
    assert (guarded["mfa"], guarded["password_length"], guarded["temporary_password_days"]) == ("ON", 14, 3)
    assert (guarded["threat_protection"], guarded["self_registration"], guarded["tags"]) == ("ENFORCED", False, TAGS)
    assert (loose["mfa"], loose["threat_protection"], loose["deletion_protected"]) == ("OFF", "OFF", False)
    assert {(row["name"], row["hides_who_exists"]) for row in whole.rows(CLIENT)} == {("web", True), ("phone", False)}
    (guests,) = whole.rows(IDENTITY_POOL)
    assert (guests["name"], guests["allows_guests"], guests["tags"]) == ("guests", True, TAGS)


def test_no_secret_of_a_client_is_kept(aws: SimulatedAws) -> None:
    seed_cognito(aws)
    client = aws.seed.client("cognito-idp", region_name=REGION)
    pools = {pool["Name"]: pool["Id"] for pool in client.list_user_pools(MaxResults=60)["UserPools"]}
    (phone,) = client.list_user_pool_clients(UserPoolId=pools["loose"])["UserPoolClients"]
    said = client.describe_user_pool_client(UserPoolId=pools["loose"], ClientId=phone["ClientId"])["UserPoolClient"]
    assert said["ClientSecret"]
    assert said["ClientSecret"] not in str(aws.collect([cognito.SERVICE]).tables)


def test_projects_are_what_boto3_says_and_values_are_not_kept(aws: SimulatedAws) -> None:
    seed_codebuild(aws)
    whole = hold_to_costs(aws, codebuild.SERVICE, CODEBUILD)
    careful, careless = whole.row(PROJECT, name="careful"), whole.row(PROJECT, name="careless")
    assert (careful["is_privileged"], careful["logs"], careful["source_type"]) == (False, True, "GITHUB")
    assert (careless["is_privileged"], careless["logs"], careless["tags"]) == (True, False, {})
    assert careful["tags"] == {"service": "shop"}
    assert {(row["name"], row["is_plain"]) for row in whole.rows(VARIABLE)} == {("STAGE", True), ("API_KEY", False)}
    assert "simulated-only" not in str(whole.tables)


def test_what_a_project_says_of_sources_logs_and_artifacts_is_understood(aws: SimulatedAws) -> None:
    seed_codebuild(aws)
    source = {"type": "GITHUB", "location": "https://github.example/a.git"}
    login = {"type": "BITBUCKET", "location": "https://x-token-auth:t0ken@bitbucket.example/a.git", "insecureSsl": True}
    files = {"cloudWatchLogs": {"status": "DISABLED"}, "s3Logs": {"status": "ENABLED", "encryptionDisabled": True}}
    aws.answers["codebuild:BatchGetProjects"] = {
        "projects": [
            {
                "name": "careless",
                "source": source,
                "secondarySources": [login],
                "projectVisibility": "PUBLIC_READ",
                "artifacts": {"type": "S3", "encryptionDisabled": True},
                "logsConfig": files,
            }
        ]
    }
    (row,) = aws.collect([codebuild.SERVICE]).rows(PROJECT)  # the other one is no more
    assert (row["is_public"], row["source_url_holds_login"], row["source_checks_tls"]) == (True, True, False)
    assert (row["logs"], row["logs_encrypted"], row["artifacts_encrypted"]) == (True, False, False)


def test_stacks_are_what_boto3_says_and_outputs_have_names_alone(aws: SimulatedAws) -> None:
    seed_cloudformation(aws)
    whole = hold_to_costs(aws, cloudformation.SERVICE, CLOUDFORMATION)
    listed = aws.seed.client("cloudformation", region_name=REGION).describe_stacks()["Stacks"]
    assert {(row["arn"], row["name"], row["deletion_protected"]) for row in whole.rows(STACK)} == {
        (one["StackId"], one["StackName"], one["EnableTerminationProtection"]) for one in listed
    }
    shop = whole.row(STACK, name="shop")
    assert (shop["role_arn"], shop["is_nested"], shop["tags"]) == (ROLE, False, {"service": "shop"})
    assert {(row["name"], row["is_exported"]) for row in whole.rows(OUTPUT)} == {("DbPassword", True), ("Topic", False)}
    assert "simulated-only" not in str(whole.tables)


def test_an_empty_region_is_read_whole(aws: SimulatedAws) -> None:
    for service in (cognito.SERVICE, codebuild.SERVICE, cloudformation.SERVICE):
        hold_empty(aws, service)
