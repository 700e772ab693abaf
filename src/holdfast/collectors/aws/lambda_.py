"""Lambda: functions, who may call them, and the names (never the values) of their variables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.policies import account_of, statement_rows, statement_table
from holdfast.collectors.aws.reader import Service, UnreadError
from holdfast.facts.tables import ACCOUNT, REGION, Column, Scope, State, Table, Type

if TYPE_CHECKING:
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
