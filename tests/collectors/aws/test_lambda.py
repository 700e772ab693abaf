"""Lambda's tables hold what boto3 itself lists, and never a variable's value."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.lambda_ import ENVIRONMENT_VARIABLE, FUNCTION, LAYER, POLICY_STATEMENT, SERVICE
from holdfast.facts.tables import State

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

REGION = "eu-west-1"
FULL = "arn:aws:lambda:eu-west-1:123456789012:function:full"
PLAIN = "arn:aws:lambda:eu-west-1:123456789012:function:plain"
SECRET = "hunter2-never-kept"


def seed(aws: SimulatedAws) -> Any:
    """Make a plain function and one with everything."""
    trust = {
        "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]
    }
    role = aws.seed.client("iam").create_role(RoleName="run", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    client = aws.seed.client("lambda", region_name=REGION)
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("main.py", "def handler(event, context): ...")
    made = {"Role": role, "Handler": "main.handler", "Code": {"ZipFile": code.getvalue()}}
    layer = client.publish_layer_version(LayerName="shared", Content={"ZipFile": code.getvalue()})["LayerVersionArn"]
    client.create_function(FunctionName="plain", Runtime="python3.13", **made)
    ec2 = aws.seed.client("ec2", region_name=REGION)
    subnet = ec2.describe_subnets()["Subnets"][0]
    group = ec2.describe_security_groups()["SecurityGroups"][0]["GroupId"]
    client.create_function(
        FunctionName="full",
        Runtime="nodejs14.x",
        Environment={"Variables": {"DB_PASSWORD": SECRET, "STAGE": SECRET}},
        Tags={"service": "albums", "Größe": "✓"},
        KMSKeyArn="arn:aws:kms:eu-west-1:123456789012:key/k",
        TracingConfig={"Mode": "Active"},
        Layers=[layer],
        VpcConfig={"SubnetIds": [subnet["SubnetId"]], "SecurityGroupIds": [group]},
        **made,
    )
    client.add_permission(FunctionName="full", StatementId="open", Action="lambda:InvokeFunction", Principal="*")
    client.add_permission(
        FunctionName="full",
        StatementId="bucket",
        Action="lambda:InvokeFunction",
        Principal="s3.amazonaws.com",
        SourceArn="arn:aws:s3:::uploads",
    )
    client.create_function_url_config(FunctionName="full", AuthType="NONE", Cors={"AllowOrigins": ["*"]})
    return client


def test_functions_are_what_boto3_lists(aws: SimulatedAws) -> None:
    client = seed(aws)
    got = aws.collect([SERVICE])
    assert got.unread() == []
    listed = {one["FunctionArn"]: one for one in client.list_functions()["Functions"]}
    assert {row["arn"] for row in got.rows(FUNCTION)} == listed.keys() == {FULL, PLAIN}
    for row in got.rows(FUNCTION):
        one = listed[str(row["arn"])]
        assert row["name"] == one["FunctionName"]
        assert row["role_arn"] == one["Role"]
        assert row["runtime"] == one["Runtime"]
        assert row["package_type"] == one["PackageType"]
        assert row["architectures"] == one["Architectures"]
        assert row["tracing_mode"] == one["TracingConfig"]["Mode"]
        assert row["last_modified_at"] == utc(datetime.fromisoformat(one["LastModified"]))
        assert row["tags"] == client.list_tags(Resource=one["FunctionArn"])["Tags"]
        assert row["subnet_ids"] == one.get("VpcConfig", {}).get("SubnetIds", [])
        assert row["security_group_ids"] == one.get("VpcConfig", {}).get("SecurityGroupIds", [])
        assert None not in row.values()
    full, plain = got.row(FUNCTION, name="full"), got.row(FUNCTION, name="plain")
    assert full["kms_key_arn"] == "arn:aws:kms:eu-west-1:123456789012:key/k"
    assert (full["in_vpc"], bool(full["vpc_id"]), plain["in_vpc"], plain["vpc_id"]) == (True, True, False, "")
    assert (full["has_url"], full["url_auth_type"], full["url_allowed_origins"]) == (True, "NONE", ["*"])
    assert (plain["has_url"], plain["url_auth_type"], plain["url_allowed_origins"]) == (False, "", [])
    assert (full["has_variables"], plain["has_variables"]) == (True, False)
    assert (full["has_policy"], plain["has_policy"]) == (True, False)
    assert full["tags"] == {"service": "albums", "Größe": "✓"}


def test_names_of_variables_are_kept_and_values_never(aws: SimulatedAws) -> None:
    seed(aws)
    got = aws.collect([SERVICE])
    assert [(row["function_arn"], row["name"]) for row in got.rows(ENVIRONMENT_VARIABLE)] == [
        (FULL, "DB_PASSWORD"),
        (FULL, "STAGE"),
    ]
    assert SECRET not in str(got)


def test_layers_and_whose_they_are(aws: SimulatedAws) -> None:
    seed(aws)
    row = aws.collect([SERVICE]).row(LAYER)
    assert row["function_arn"] == FULL
    assert row["layer_arn"] == "arn:aws:lambda:eu-west-1:123456789012:layer:shared:1"
    assert row["layer_account"] == "123456789012"


def test_policies_become_statements(aws: SimulatedAws) -> None:
    seed(aws)
    rows = aws.collect([SERVICE]).rows(POLICY_STATEMENT)
    assert [(row["sid"], row["principal"], row["action"], row["is_public"]) for row in rows] == [
        ("open", "*", "lambda:InvokeFunction", True),
        ("bucket", "s3.amazonaws.com", "lambda:InvokeFunction", False),
    ]
    assert rows[1]["condition_keys"] == ["aws:sourcearn"]


@pytest.mark.parametrize(
    ("operation", "columns"),
    [
        ("lambda:ListTags", {"tags"}),
        ("lambda:GetFunctionUrlConfig", {"has_url", "url_auth_type", "url_allowed_origins"}),
        ("lambda:GetFunctionCodeSigningConfig", {"code_signing_config_arn"}),
        ("lambda:GetPolicy", {"has_policy"}),
    ],
)
def test_a_denied_detail_costs_only_its_own_columns(aws: SimulatedAws, operation: str, columns: set[str]) -> None:
    seed(aws)
    aws.deny(operation, code="AccessDeniedException")
    got = aws.collect([SERVICE])
    for row in got.rows(FUNCTION):
        assert {name for name, value in row.items() if value is None} == columns
        assert got.state(FUNCTION, REGION, str(row["arn"])) is State.DENIED
        expected = State.DENIED if columns == {"has_policy"} else None
        assert got.state(POLICY_STATEMENT, REGION, str(row["arn"])) is expected
    assert len(got.rows(POLICY_STATEMENT)) == (0 if columns == {"has_policy"} else 2)
    assert len(got.rows(ENVIRONMENT_VARIABLE)) == 2


def test_a_denied_list_leaves_no_rows_and_says_so(aws: SimulatedAws) -> None:
    seed(aws)
    aws.deny("lambda:ListFunctions")
    got = aws.collect([SERVICE])
    assert got.unread() == [
        (table.name, REGION, "", State.DENIED) for table in sorted(SERVICE.tables, key=lambda t: t.name)
    ]
    assert all(got.rows(table) == [] for table in SERVICE.tables)


def test_a_function_that_is_deleted_while_it_is_read_has_no_rows(aws: SimulatedAws) -> None:
    seed(aws)
    aws.deny("lambda:ListTags", code="ResourceNotFoundException", Resource=FULL)
    got = aws.collect([SERVICE])
    assert [row["arn"] for row in got.rows(FUNCTION)] == [PLAIN]
    assert got.rows(ENVIRONMENT_VARIABLE) == got.rows(LAYER) == got.rows(POLICY_STATEMENT) == []
    assert got.unread() == []


def test_variables_that_the_reader_may_not_decrypt_are_unread(aws: SimulatedAws) -> None:
    client = seed(aws)
    functions = client.list_functions()["Functions"]
    full = next(one for one in functions if one["FunctionArn"] == FULL)
    full["Environment"] = {"Error": {"ErrorCode": "AccessDeniedException", "Message": "key " + SECRET}}
    aws.answers["lambda:ListFunctions"] = {"Functions": functions}
    got = aws.collect([SERVICE])
    assert got.unread() == [("aws_lambda_environment_variable", REGION, FULL, State.DENIED)]
    assert got.row(FUNCTION, arn=FULL)["has_variables"] is True
    assert SECRET not in str(got)


def test_an_image_has_no_runtime_and_is_not_asked_for_its_signing(aws: SimulatedAws) -> None:
    client = seed(aws)
    functions = client.list_functions()["Functions"]
    for one in functions:
        one["PackageType"] = "Image"
        del one["Runtime"]
    aws.answers["lambda:ListFunctions"] = {"Functions": functions}
    got = aws.collect([SERVICE])
    assert {(row["package_type"], row["runtime"], row["code_signing_config_arn"]) for row in got.rows(FUNCTION)} == {
        ("Image", "", "")
    }
    assert "lambda:GetFunctionCodeSigningConfig" not in aws.calls
