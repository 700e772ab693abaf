"""An account with something of everything in IAM, for the tests of its tables."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from moto.iam.models import AccessKeyLastUsed, iam_backends

if TYPE_CHECKING:
    import pytest
    from simulated_account import SimulatedAws

ROOT = "arn:aws:iam::123456789012:root"
ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"
AUDIT = "arn:aws:iam::aws:policy/SecurityAudit"
LAST_USED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
READING = {
    "Version": "2012-10-17",
    "Statement": {
        "Sid": "Read",
        "Effect": "Allow",
        "Action": ["s3:Get*", "s3:ListBucket"],
        "Resource": "arn:aws:s3:::a",
    },
}


def trust(principal: object, condition: object = None) -> str:
    statement: dict[str, object] = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    if condition:
        statement["Condition"] = condition
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def seed(aws: SimulatedAws, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Make AWS's own policies known, users, groups, roles and all that they hold; return the client."""
    monkeypatch.setenv("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")
    iam_backends.reset()
    client = aws.seed.client("iam")
    _policies(client)
    _users(client)
    _roles(client)
    return client


def _policies(client: Any) -> None:
    client.create_policy(
        PolicyName="everything", PolicyDocument=json.dumps(EVERYTHING), Tags=[{"Key": "team", "Value": "Größe"}]
    )
    client.create_policy(PolicyName="reading", Path="/data/", PolicyDocument=json.dumps(EVERYTHING))
    # The version in force is not the newest, and not the first.
    reading = "arn:aws:iam::123456789012:policy/data/reading"
    client.create_policy_version(PolicyArn=reading, PolicyDocument=json.dumps(READING), SetAsDefault=True)
    client.create_policy_version(PolicyArn=reading, PolicyDocument=json.dumps(EVERYTHING), SetAsDefault=False)
    client.create_group(GroupName="admins", Path="/people/")
    client.create_group(GroupName="empty")
    client.attach_group_policy(GroupName="admins", PolicyArn=ADMIN)
    client.put_group_policy(GroupName="admins", PolicyName="inline", PolicyDocument=json.dumps(READING))


def _users(client: Any) -> None:
    client.create_user(UserName="ann", Path="/people/", Tags=[{"Key": "service", "Value": "albums"}])
    client.create_login_profile(UserName="ann", Password="Simulated-only-1234!")
    client.add_user_to_group(GroupName="admins", UserName="ann")
    serial = client.create_virtual_mfa_device(VirtualMFADeviceName="ann")["VirtualMFADevice"]["SerialNumber"]
    client.enable_mfa_device(
        UserName="ann", SerialNumber=serial, AuthenticationCode1="123456", AuthenticationCode2="654321"
    )
    client.enable_mfa_device(
        UserName="ann", SerialNumber="GAHT12345678", AuthenticationCode1="123456", AuthenticationCode2="654321"
    )
    client.create_user(UserName="robot")
    for status in ("Active", "Inactive"):
        key = client.create_access_key(UserName="robot")["AccessKey"]["AccessKeyId"]
        client.update_access_key(UserName="robot", AccessKeyId=key, Status=status)
    client.put_user_policy(UserName="robot", PolicyName="inline", PolicyDocument=json.dumps(EVERYTHING))
    client.put_user_policy(UserName="robot", PolicyName="more", PolicyDocument=json.dumps(READING))
    client.attach_user_policy(UserName="robot", PolicyArn="arn:aws:iam::123456789012:policy/everything")
    used = iam_backends["123456789012"]["aws"].users["robot"].access_keys[0]
    used.last_used = AccessKeyLastUsed(LAST_USED, "s3", "eu-west-1")
    client.create_user(UserName="bare")


def _roles(client: Any) -> None:
    client.create_role(
        RoleName="task",
        Path="/service/",
        AssumeRolePolicyDocument=trust({"Service": ["ecs-tasks.amazonaws.com", "lambda.amazonaws.com"]}),
        Tags=[{"Key": "service", "Value": "uploads"}],
        PermissionsBoundary="arn:aws:iam::123456789012:policy/everything",
    )
    client.attach_role_policy(RoleName="task", PolicyArn="arn:aws:iam::123456789012:policy/data/reading")
    client.attach_role_policy(RoleName="task", PolicyArn=AUDIT)
    client.put_role_policy(RoleName="task", PolicyName="inline", PolicyDocument=json.dumps(READING))
    client.create_role(
        RoleName="partner",
        AssumeRolePolicyDocument=trust({"AWS": "111111111111"}, {"StringEquals": {"sts:ExternalId": "secret-ish"}}),
    )
    client.create_role(RoleName="open", AssumeRolePolicyDocument=trust("*"))
    client.create_service_linked_role(AWSServiceName="ecs.amazonaws.com")
