"""What the collecting role needs, and no more: IAM actions from the calls that the tables declare.

A table names its calls as boto3 does; IAM names most actions alike, and the rest stand here. So a new
table brings its permissions along, and the template in the documentation is held to them by a test.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import yaml
from botocore.loaders import create_loader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from holdfast.collectors.aws.reader import Service

#: Asked before any table: which regions there are. Who one is needs no permission.
_ALWAYS = ("ec2:DescribeRegions",)
#: Actions that IAM calls otherwise than the API (Service Authorization Reference).
_OTHERWISE = {
    "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
    "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
    "s3:GetObjectLockConfiguration": "s3:GetBucketObjectLockConfiguration",
    "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "s3:ListBuckets": "s3:ListAllMyBuckets",
    "s3control:GetPublicAccessBlock": "s3:GetAccountPublicAccessBlock",
}
#: Services that IAM calls otherwise than they sign.
_PREFIXES = {"cloudwatch": "cloudwatch"}
#: Services whose permissions are HTTP methods.
_BY_METHOD = {"apigateway": "apigateway:GET", "apigatewayv2": "apigateway:GET"}
#: AWS allows a managed policy 6,144 characters, white space not counted.
_LONGEST_POLICY = 6_000


def actions(services: Iterable[Service]) -> list[str]:
    """Return the IAM actions that reading these services takes, sorted."""
    calls = {call for service in services for table in service.tables for call in table.calls}
    return sorted({*_ALWAYS, *(_action(call) for call in calls)}, key=str.lower)


def _action(call: str) -> str:
    service, operation = call.split(":")
    if service in _BY_METHOD:
        return _BY_METHOD[service]
    prefix, names = _service(service)
    name = names.get(operation.replace("_", "").lower(), operation)
    return _OTHERWISE.get(f"{service}:{name}", f"{prefix}:{name}")


@cache
def _service(name: str) -> tuple[str, dict[str, str]]:
    """Return a service's prefix in IAM, and its operations' names by their lower case.

    A table may also name a call by its permission; then there is no service of that name to look up.
    """
    loader = create_loader()
    if name not in loader.list_available_services("service-2"):
        return name, {}
    model = loader.load_service_model(name, "service-2")
    metadata = model["metadata"]
    prefix = _PREFIXES.get(name) or metadata.get("signingName") or metadata["endpointPrefix"]
    return prefix, {op.lower(): op for op in model["operations"]}


def role_template(services: Iterable[Service]) -> str:
    """Return a CloudFormation template (YAML) of the role, with as many policies as AWS's limits ask for."""
    policies = {f"Read{number}": _policy(chunk) for number, chunk in enumerate(_chunks(actions(services)), start=1)}
    role = {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "RoleName": {"Ref": "RoleName"},
            "Description": "Read by Holdfast: lists and describes settings, and no customer's data.",
            "MaxSessionDuration": 3600,
            "AssumeRolePolicyDocument": {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"AWS": {"Ref": "Collector"}},
                        "Action": "sts:AssumeRole",
                        "Condition": {"StringEquals": {"sts:ExternalId": {"Ref": "ExternalId"}}},
                    }
                ],
            },
            "ManagedPolicyArns": [{"Ref": name} for name in policies],
        },
    }
    template: dict[str, Any] = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "The role by which Holdfast reads this account. It can change nothing.",
        "Parameters": {
            "RoleName": {"Type": "String", "Default": "HoldfastRead"},
            "Collector": {
                "Type": "String",
                "Description": "The ARN of the role or user that Holdfast runs as.",
                "AllowedPattern": "arn:aws[a-z-]*:iam::[0-9]{12}:.+",
            },
            "ExternalId": {
                "Type": "String",
                "MinLength": 16,
                "NoEcho": True,
                "Description": "A long random word, the same as in the environment of Holdfast.",
            },
        },
        "Resources": {**policies, "Role": role},
        "Outputs": {"RoleArn": {"Value": {"Fn::GetAtt": ["Role", "Arn"]}}},
    }
    return yaml.safe_dump(template, sort_keys=False, width=120)


def _chunks(all_actions: list[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    for action in all_actions:
        if sum(len(one) + 3 for one in (*chunk, action)) > _LONGEST_POLICY:
            yield chunk
            chunk = []
        chunk.append(action)
    yield chunk


def _policy(chunk: list[str]) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": chunk, "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": document}}
