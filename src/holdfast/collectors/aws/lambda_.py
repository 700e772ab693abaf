"""Lambda: functions, who may call them, and the names (never the values) of their variables."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.policies import account_of, statement_rows, statement_table
from holdfast.collectors.aws.reader import Service, UnreadError
from holdfast.facts.tables import ACCOUNT, REGION, Column, Scope, State, Table, Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.collectors.aws.reader import Reader

FUNCTION = Table(
    name="aws_lambda_function",
    source="aws",
    description="Lambda functions, in their newest version.",
    columns=(
        Column("arn", Type.TEXT, "The function's ARN."),
        ACCOUNT,
        REGION,
        Column("name", Type.TEXT, "The function's name."),
        Column("tags", Type.TAGS, "The tags."),
        Column("role_arn", Type.TEXT, "The role that it runs as."),
        Column("package_type", Type.TEXT, "`Zip` or `Image`."),
        Column("runtime", Type.TEXT, "The runtime, such as `python3.13`; empty for images, which bring their own."),
        Column("architectures", Type.TEXTS, "`x86_64` or `arm64`."),
        Column("last_modified_at", Type.TIME, "When its code or configuration was last changed."),
        Column("has_variables", Type.BOOL, "Whether it has environment variables."),
        Column("kms_key_arn", Type.TEXT, "The company's key that encrypts its variables; empty if it is AWS's own."),
        Column("in_vpc", Type.BOOL, "Whether it runs attached to a VPC."),
        Column("vpc_id", Type.TEXT, "The VPC; empty if none."),
        Column("subnet_ids", Type.TEXTS, "The subnets; empty if none."),
        Column("security_group_ids", Type.TEXTS, "The security groups; empty if none."),
        Column("dead_letter_arn", Type.TEXT, "The queue or topic that gets the events that failed; empty if none."),
        Column("tracing_mode", Type.TEXT, "`Active` or `PassThrough`."),
        Column("code_signing_config_arn", Type.TEXT, "The code signing configuration; empty if none."),
        Column("has_policy", Type.BOOL, "Whether the function has a policy of its own."),
        Column("has_url", Type.BOOL, "Whether the function (not an alias of it) has a URL."),
        Column("url_auth_type", Type.TEXT, "`NONE` or `AWS_IAM`; empty where it has no URL."),
        Column("url_allowed_origins", Type.TEXTS, "The web origins that may call the URL; empty if none are named."),
    ),
    key=("arn",),
    scope=Scope.REGION,
    subject="arn",
    name_column="name",
    calls=(
        "lambda:list_functions",
        "lambda:list_tags",
        "lambda:get_policy",
        "lambda:get_function_url_config",
        "lambda:get_function_code_signing_config",
    ),
)

_OF_FUNCTION = Column("function_arn", Type.TEXT, "The function's ARN.")

ENVIRONMENT_VARIABLE = Table(
    name="aws_lambda_environment_variable",
    source="aws",
    description="The names of functions' environment variables; their values are never kept.",
    columns=(_OF_FUNCTION, ACCOUNT, REGION, Column("name", Type.TEXT, "The variable's name.")),
    key=("function_arn", "name"),
    scope=Scope.REGION,
    subject="function_arn",
    parent="aws_lambda_function",
    calls=("lambda:list_functions",),
)

LAYER = Table(
    name="aws_lambda_function_layer",
    source="aws",
    description="The layers that functions load.",
    columns=(
        _OF_FUNCTION,
        ACCOUNT,
        REGION,
        Column("layer_arn", Type.TEXT, "The layer version's ARN."),
        Column("layer_account", Type.TEXT, "The account that the layer belongs to."),
    ),
    key=("function_arn", "layer_arn"),
    scope=Scope.REGION,
    subject="function_arn",
    parent="aws_lambda_function",
    calls=("lambda:list_functions",),
)

POLICY_STATEMENT = statement_table(
    "aws_lambda_function_policy_statement",
    parent="aws_lambda_function",
    subject_column="function_arn",
    scope=Scope.REGION,
    calls=("lambda:get_policy",),
    description="Functions' own policies: who may call them.",
)

#: Lambda says the same of a function, a policy and a URL that are not there.
_ABSENT = ("ResourceNotFoundException",)


def collect(reader: Reader) -> None:
    """Read the region's functions."""
    with reader.reading(FUNCTION, ENVIRONMENT_VARIABLE, LAYER, POLICY_STATEMENT):
        reader.each(lambda function: _function(reader, function), reader.pages("lambda", "list_functions", "Functions"))


def _function(reader: Reader, function: Mapping[str, Any]) -> None:
    arn, name = function["FunctionArn"], function["FunctionName"]
    row = _row(function)
    with reader.part(FUNCTION, subject=arn):
        # Of the three that can tell, only this one says without doubt that the function is gone.
        row["tags"] = reader.ask("lambda", "list_tags", gone=_ABSENT, Resource=arn).get("Tags") or {}
    with reader.part(FUNCTION, subject=arn):
        url = reader.call("lambda", "get_function_url_config", absent=_ABSENT, FunctionName=name)
        row["has_url"] = url is not None
        row["url_auth_type"] = url["AuthType"] if url else ""
        row["url_allowed_origins"] = list((url.get("Cors") or {}).get("AllowOrigins") or ()) if url else []
    with reader.part(FUNCTION, subject=arn):
        row["code_signing_config_arn"] = _code_signing(reader, function)
    with reader.part(FUNCTION, POLICY_STATEMENT, subject=arn):
        policy = reader.call("lambda", "get_policy", absent=_ABSENT, FunctionName=name)
        said = statement_rows("function_arn", arn, policy["Policy"]) if policy else []
        row["has_policy"] = bool(said)
        reader.rows(POLICY_STATEMENT, said)
    reader.rows(FUNCTION, [row])
    with reader.part(ENVIRONMENT_VARIABLE, subject=arn):
        reader.rows(
            ENVIRONMENT_VARIABLE, [{"function_arn": arn, "name": variable} for variable in _variable_names(function)]
        )
    layers = dict.fromkeys(layer["Arn"] for layer in function.get("Layers") or ())
    reader.rows(
        LAYER, [{"function_arn": arn, "layer_arn": layer, "layer_account": account_of(layer)} for layer in layers]
    )


def _row(function: Mapping[str, Any]) -> dict[str, object]:
    vpc = function.get("VpcConfig") or {}
    environment = function.get("Environment") or {}
    return {
        "arn": function["FunctionArn"],
        "name": function["FunctionName"],
        "role_arn": function["Role"],
        "package_type": function.get("PackageType") or "Zip",
        "runtime": function.get("Runtime") or "",
        "architectures": list(function.get("Architectures") or ("x86_64",)),
        "last_modified_at": utc(datetime.fromisoformat(function["LastModified"])),
        "has_variables": bool(environment.get("Variables") or environment.get("Error")),
        "kms_key_arn": function.get("KMSKeyArn") or "",
        "in_vpc": bool(vpc.get("VpcId") or vpc.get("SubnetIds")),
        "vpc_id": vpc.get("VpcId") or "",
        "subnet_ids": list(vpc.get("SubnetIds") or ()),
        "security_group_ids": list(vpc.get("SecurityGroupIds") or ()),
        "dead_letter_arn": (function.get("DeadLetterConfig") or {}).get("TargetArn") or "",
        "tracing_mode": (function.get("TracingConfig") or {}).get("Mode") or "PassThrough",
    }


def _code_signing(reader: Reader, function: Mapping[str, Any]) -> str:
    if function.get("PackageType") == "Image":  # AWS signs images otherwise, and refuses the question
        return ""
    answer = reader.call(
        "lambda", "get_function_code_signing_config", absent=_ABSENT, FunctionName=function["FunctionName"]
    )
    return str((answer or {}).get("CodeSigningConfigArn") or "")


def _variable_names(function: Mapping[str, Any]) -> list[str]:
    environment = function.get("Environment") or {}
    if environment.get("Error"):  # the caller may not use the key that encrypts the variables
        code = environment["Error"].get("ErrorCode", "unknown error")
        state = State.DENIED if "AccessDenied" in code else State.FAILED
        raise UnreadError(state, f"lambda:ListFunctions could not decrypt the variables ({code})")
    return sorted(environment.get("Variables") or ())


SERVICE = Service(
    name="lambda",
    scope=Scope.REGION,
    tables=(FUNCTION, ENVIRONMENT_VARIABLE, LAYER, POLICY_STATEMENT),
    collect=collect,
)
