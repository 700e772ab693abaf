"""Papermoon's identities: roles, a few users too many, and keys that nobody rotates."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holdfast.demo.estate import Accounts
    from holdfast.demo.simulated_aws import Account


def identities(accounts: Accounts) -> None:
    """Create the roles and users that the first look found."""
    for session, alias in (
        (accounts.production, "papermoon-production"),
        (accounts.staging, "papermoon-staging"),
        (accounts.security, "papermoon-security"),
    ):
        iam = session.client("iam")
        iam.create_account_alias(AccountAlias=alias)
        iam.create_role(
            RoleName="HoldfastRead",
            AssumeRolePolicyDocument=_trust({"AWS": "arn:aws:iam::333333333333:root"}, external_id="papermoon-read"),
        )
        iam.attach_role_policy(RoleName="HoldfastRead", PolicyArn="arn:aws:iam::aws:policy/SecurityAudit")
    production_users(accounts.production)
    production_roles(accounts.production)
    accounts.staging.client("iam").create_role(
        RoleName="staging-anyone", AssumeRolePolicyDocument=_trust({"AWS": "*"}), Tags=_tags("insights")
    )
    accounts.security.client("iam").update_account_password_policy(
        MinimumPasswordLength=16,
        RequireSymbols=True,
        RequireNumbers=True,
        RequireUppercaseCharacters=True,
        RequireLowercaseCharacters=True,
        PasswordReusePrevention=24,
    )


def tidy_identities(accounts: Accounts) -> None:
    """Mend what the first look found in production's identities, except the old deploy key."""
    iam = accounts.production.client("iam")
    iam.update_account_password_policy(MinimumPasswordLength=14, PasswordReusePrevention=24)
    iam.detach_user_policy(UserName="legacy-admin", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    iam.delete_login_profile(UserName="legacy-admin")
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName="break-glass")["VirtualMFADevice"]["SerialNumber"]
    iam.enable_mfa_device(
        UserName="break-glass", SerialNumber=device, AuthenticationCode1="123456", AuthenticationCode2="654321"
    )


def production_users(account: Account) -> None:
    """Create the users that should have been roles."""
    iam = account.client("iam")
    iam.create_user(UserName="break-glass", Tags=_tags("platform"))
    iam.create_login_profile(UserName="break-glass", Password="Simulated-only-1234!")  # noqa: S106  in the simulation only
    iam.attach_user_policy(UserName="break-glass", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    iam.create_user(UserName="legacy-admin")
    iam.create_login_profile(UserName="legacy-admin", Password="Simulated-only-1234!")  # noqa: S106  in the simulation only
    iam.attach_user_policy(UserName="legacy-admin", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    iam.create_access_key(UserName="legacy-admin")
    iam.create_user(UserName="ci-deploy", Tags=_tags("platform"))
    iam.create_access_key(UserName="ci-deploy")
    iam.create_access_key(UserName="ci-deploy")
    iam.put_user_policy(
        UserName="ci-deploy", PolicyName="deploy", PolicyDocument=_allow(["ecr:*", "ecs:UpdateService"], ["*"])
    )


def production_roles(account: Account) -> None:
    """Create the services' roles, and two that allow too much."""
    iam = account.client("iam")
    for service in ("albums", "uploads", "thumbnails", "billing", "print-shop"):
        iam.create_role(
            RoleName=f"{service}-task",
            AssumeRolePolicyDocument=_trust({"Service": "ecs-tasks.amazonaws.com"}),
            Tags=_tags(service),
        )
        policy = iam.create_policy(
            PolicyName=f"{service}-data",
            PolicyDocument=_allow(["s3:GetObject", "s3:PutObject"], [f"arn:aws:s3:::papermoon-{service}-data/*"]),
            Tags=_tags(service),
        )["Policy"]["Arn"]
        iam.attach_role_policy(RoleName=f"{service}-task", PolicyArn=policy)
    everything = iam.create_policy(PolicyName="platform-everything", PolicyDocument=_allow(["*"], ["*"]))["Policy"][
        "Arn"
    ]
    iam.create_role(
        RoleName="platform-terraform",
        AssumeRolePolicyDocument=_trust({"AWS": "arn:aws:iam::333333333333:root"}),
        Tags=_tags("platform"),
    )
    iam.attach_role_policy(RoleName="platform-terraform", PolicyArn=everything)
    iam.create_role(
        RoleName="photo-lab-partner",
        AssumeRolePolicyDocument=_trust({"AWS": "arn:aws:iam::444444444444:root"}),
        Tags=_tags("print-shop"),
    )


def _trust(principal: dict[str, str], *, external_id: str = "") -> str:
    statement: dict[str, object] = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    if external_id:
        statement["Condition"] = {"StringEquals": {"sts:ExternalId": external_id}}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _allow(actions: list[str], resources: list[str]) -> str:
    return json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": resources}]}
    )


def _tags(service: str) -> list[dict[str, str]]:
    return [{"Key": "service", "Value": service}]
