"""Identities: people with and without what they need, policies too wide and narrow enough, the account's own rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from moto.iam.models import AccessKeyLastUsed

from compare.inventory.certificates import certificate
from compare.inventory.policies import document, identity

if TYPE_CHECKING:
    from compare.inventory.place import Place

_ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"
_READ = "arn:aws:iam::aws:policy/ReadOnlyAccess"
_SUPPORT = "arn:aws:iam::aws:policy/AWSSupportAccess"
_SHELL = "arn:aws:iam::aws:policy/AWSCloudShellFullAccess"
_CODES = {"AuthenticationCode1": "123456", "AuthenticationCode2": "654321"}


def seed(place: Place) -> None:
    """Make the account's identities."""
    iam = place.client("iam")
    _password_policy(iam, strict=False)
    _users(place, iam)
    _groups(iam)
    _roles(place, iam)
    _policies(iam)
    _certificates(iam)


def seed_other(place: Place) -> None:
    """Set what the first account does not have: a strict password policy, a role for support."""
    iam = place.client("iam")
    _password_policy(iam, strict=True)
    here = {"AWS": f"arn:aws:iam::{place.account_id}:root"}
    trust = document({"Effect": "Allow", "Principal": here, "Action": "sts:AssumeRole"})
    for name, policy in (("support", _SUPPORT), ("shell", _SHELL)):
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)
        iam.attach_role_policy(RoleName=name, PolicyArn=policy)


def _password_policy(iam: Any, *, strict: bool) -> None:  # noqa: ANN401  boto3 makes client classes at run time
    iam.update_account_password_policy(
        MinimumPasswordLength=16 if strict else 8,
        RequireSymbols=strict,
        RequireNumbers=strict,
        RequireUppercaseCharacters=strict,
        RequireLowercaseCharacters=strict,
        AllowUsersToChangePassword=True,
        MaxPasswordAge=90 if strict else 365,
        PasswordReusePrevention=24 if strict else 3,
    )


def _users(place: Place, iam: Any) -> None:  # noqa: ANN401  as above
    names = ("careful", "careless", "busy-robot", "old-robot", "new-robot", "boss", "idle")
    for name in names:
        iam.create_user(UserName=name)
    for name in ("careful", "careless", "idle"):
        iam.create_login_profile(UserName=name, Password="Simulated-only-1234!")  # noqa: S106  of a simulation
    serial = iam.create_virtual_mfa_device(VirtualMFADeviceName="careful")["VirtualMFADevice"]["SerialNumber"]
    iam.enable_mfa_device(UserName="careful", SerialNumber=serial, **_CODES)
    iam.put_user_policy(UserName="careless", PolicyName="inline", PolicyDocument=identity("s3:GetObject"))
    iam.put_user_policy(UserName="boss", PolicyName="all", PolicyDocument=identity("*"))
    iam.attach_user_policy(UserName="boss", PolicyArn=_ADMIN)
    for name, count in (("busy-robot", 1), ("old-robot", 2), ("new-robot", 1)):
        for _ in range(count):
            iam.create_access_key(UserName=name)
    now = datetime.now(UTC).replace(microsecond=0)  # as AWS tells it
    users = {user.name: user for user in place.past("iam").users.values()}
    users["careful"].password_last_used = now - timedelta(days=3)
    users["idle"].password_last_used = now - timedelta(days=200)
    users["busy-robot"].access_keys[0].last_used = AccessKeyLastUsed(now - timedelta(days=2), "s3", "eu-west-1")
    users["robot"].access_keys[0].create_date = now - timedelta(days=500)  # the tests let it be used before it was made
    for key in users["old-robot"].access_keys:
        key.create_date = now - timedelta(days=400)
        key.last_used = AccessKeyLastUsed(now - timedelta(days=300), "s3", "eu-west-1")


def _groups(iam: Any) -> None:  # noqa: ANN401  as above
    for name, policy in (("admins-with-mfa", _ADMIN), ("admins-without", _ADMIN), ("readers", _READ)):
        iam.create_group(GroupName=name)
        iam.attach_group_policy(GroupName=name, PolicyArn=policy)
    iam.add_user_to_group(GroupName="admins-with-mfa", UserName="careful")
    iam.add_user_to_group(GroupName="admins-without", UserName="careless")
    iam.add_user_to_group(GroupName="readers", UserName="idle")


def _roles(place: Place, iam: Any) -> None:  # noqa: ANN401  as above
    here = {"AWS": f"arn:aws:iam::{place.account_id}:root"}
    stranger = {"AWS": "arn:aws:iam::999999999999:root"}
    lambdas = {"Service": "lambda.amazonaws.com"}
    shown = {"StringEquals": {"sts:ExternalId": "compare"}}
    trusts: dict[str, dict[str, Any]] = {
        "cmp-task": {"principal": lambdas},
        "task-guarded": {
            "principal": lambdas,
            "Condition": {"StringEquals": {"aws:SourceAccount": place.account_id}},
        },
        "admin": {"principal": here},
        "inline-admin": {"principal": here},
        "cmp-partner": {"principal": stranger, "Condition": shown},
        "stranger": {"principal": stranger},
        "public": {"principal": "*"},
    }
    for name, trust in trusts.items():
        made = {"Effect": "Allow", "Principal": trust["principal"], "Action": "sts:AssumeRole"}
        made |= {"Condition": trust["Condition"]} if "Condition" in trust else {}
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=document(made))
    iam.attach_role_policy(RoleName="admin", PolicyArn=_ADMIN)
    iam.attach_role_policy(RoleName="cmp-partner", PolicyArn=_READ)
    iam.put_role_policy(RoleName="inline-admin", PolicyName="all", PolicyDocument=identity("*"))
    iam.put_role_policy(
        RoleName="cmp-task", PolicyName="some", PolicyDocument=identity("s3:GetObject", "arn:aws:s3:::a/*")
    )


def _policies(iam: Any) -> None:  # noqa: ANN401  as above
    documents = {
        "cmp-everything": identity("*"),
        "cmp-everything-unused": identity("*"),
        "cmp-reading": identity(["s3:GetObject", "s3:ListBucket"], "arn:aws:s3:::a"),
        "cmp-reading-unused": identity(["s3:GetObject"], "arn:aws:s3:::a/*"),
        "trails": identity("cloudtrail:*"),
        "keys": identity("kms:*"),
        "any-role": identity("sts:AssumeRole"),
        "one-role": identity("sts:AssumeRole", "arn:aws:iam::999999999999:role/one"),
        "way-up": identity(["iam:CreatePolicyVersion"]),
        "pass-role": identity(["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"]),
    }
    for name, policy in documents.items():
        arn = iam.create_policy(PolicyName=name, PolicyDocument=policy)["Policy"]["Arn"]
        if not name.endswith("-unused"):
            iam.attach_role_policy(RoleName="cmp-task", PolicyArn=arn)


def _certificates(iam: Any) -> None:  # noqa: ANN401  as above
    for name, days in (("valid", 300), ("expired", -3)):
        body, key = certificate(days)
        iam.upload_server_certificate(ServerCertificateName=name, CertificateBody=body, PrivateKey=key)
