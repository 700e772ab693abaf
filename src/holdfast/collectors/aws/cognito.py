"""Cognito: user pools, by which customers sign in, their clients, and identity pools. No user is ever read."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, child_table, subject_table
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.collectors.aws.reader import Reader

USER_POOL = subject_table(
    "aws_cognito_user_pool",
    "User pools: the directories by which an application's users sign in.",
    (
        Column("mfa", Type.TEXT, "Whether a second factor is asked for: `ON`, `OPTIONAL` or `OFF`."),
        Column("password_length", Type.INT, "The least number of characters.", boundary=(8, 14)),
        Column("password_upper", Type.BOOL, "Whether an upper-case letter is asked for."),
        Column("password_lower", Type.BOOL, "Whether a lower-case letter is asked for."),
        Column("password_number", Type.BOOL, "Whether a digit is asked for."),
        Column("password_symbol", Type.BOOL, "Whether another sign is asked for."),
        Column("temporary_password_days", Type.INT, "For how long a password that was given out can be used.", (7,)),
        Column("threat_protection", Type.TEXT, "What is done about odd sign-ins: `ENFORCED`, `AUDIT` or `OFF`."),
        Column("deletion_protected", Type.BOOL, "Whether it refuses to be deleted."),
        Column("self_registration", Type.BOOL, "Whether anybody may make a user for themselves."),
        TAGS,
    ),
    ("cognito-idp:ListUserPools", "cognito-idp:DescribeUserPool"),
    of="user pool",
)

CLIENT = child_table(
    "aws_cognito_user_pool_client",
    "The applications that may use a user pool; their secrets are never kept.",
    (
        Column("client_id", Type.TEXT, "The client's id."),
        Column("name", Type.TEXT, "The client's name."),
        Column("hides_who_exists", Type.BOOL, "Whether an unknown user gets the same answer as a wrong password."),
        Column("revokes_tokens", Type.BOOL, "Whether tokens can be taken back."),
    ),
    ("cognito-idp:ListUserPoolClients", "cognito-idp:DescribeUserPoolClient"),
    parent=USER_POOL,
    key=("user_pool_arn", "client_id"),
)

IDENTITY_POOL = subject_table(
    "aws_cognito_identity_pool",
    "Identity pools, which give an application's users AWS credentials.",
    (
        Column("allows_guests", Type.BOOL, "Whether it gives credentials to who has not signed in."),
        Column("allows_classic_flow", Type.BOOL, "Whether the older flow, which AWS narrows less, is on."),
        TAGS,
    ),
    ("cognito-identity:ListIdentityPools", "cognito-identity:DescribeIdentityPool"),
    of="identity pool",
)

_GONE = ("ResourceNotFoundException",)


def _collect(reader: Reader) -> None:
    with reader.reading(USER_POOL, CLIENT):
        pools = reader.pages("cognito-idp", "list_user_pools", "UserPools", MaxResults=60)
        reader.each(partial(_read_pool, reader), pools)
    with reader.reading(IDENTITY_POOL):
        pools = reader.pages("cognito-identity", "list_identity_pools", "IdentityPools", MaxResults=60)
        reader.each(partial(_read_identities, reader), pools)


def _read_pool(reader: Reader, pool: Mapping[str, Any]) -> None:
    identifier = pool["Id"]
    arn = reader.arn("cognito-idp", f"userpool/{identifier}")
    row: dict[str, object] = {"arn": arn, "name": pool["Name"]}
    with reader.part(USER_POOL, subject=arn):
        said = reader.ask("cognito-idp", "describe_user_pool", gone=_GONE, UserPoolId=identifier)["UserPool"]
        row |= _settings(said)
    with reader.part(CLIENT, subject=arn):
        listed = reader.pages(
            "cognito-idp", "list_user_pool_clients", "UserPoolClients", gone=_GONE, UserPoolId=identifier
        )
        reader.rows(CLIENT, [_client(reader, arn, identifier, one["ClientId"]) for one in listed])
    reader.rows(USER_POOL, [row])


def _settings(pool: Mapping[str, Any]) -> dict[str, object]:
    password = (pool.get("Policies") or {}).get("PasswordPolicy") or {}
    add_ons = pool.get("UserPoolAddOns") or {}
    return {
        "mfa": pool.get("MfaConfiguration") or "OFF",
        # What a pool does not say of passwords, AWS does not ask for; the length has a floor of its own.
        "password_length": password.get("MinimumLength", 0),
        "password_upper": bool(password.get("RequireUppercase", False)),
        "password_lower": bool(password.get("RequireLowercase", False)),
        "password_number": bool(password.get("RequireNumbers", False)),
        "password_symbol": bool(password.get("RequireSymbols", False)),
        "temporary_password_days": password.get("TemporaryPasswordValidityDays"),
        "threat_protection": add_ons.get("AdvancedSecurityMode") or "OFF",
        "deletion_protected": pool.get("DeletionProtection") == "ACTIVE",
        "self_registration": not (pool.get("AdminCreateUserConfig") or {}).get("AllowAdminCreateUserOnly", False),
        "tags": dict(pool.get("UserPoolTags") or {}),
    }


def _client(reader: Reader, arn: str, pool: str, client: str) -> dict[str, object]:
    said = reader.ask("cognito-idp", "describe_user_pool_client", gone=_GONE, UserPoolId=pool, ClientId=client)
    one = said["UserPoolClient"]
    return {
        "user_pool_arn": arn,
        "client_id": client,
        "name": one.get("ClientName", ""),
        "hides_who_exists": one.get("PreventUserExistenceErrors") == "ENABLED",
        # Left out by AWS where a client is older than the choice: such a one cannot take tokens back.
        "revokes_tokens": bool(one.get("EnableTokenRevocation", False)),
    }


def _read_identities(reader: Reader, pool: Mapping[str, Any]) -> None:
    identifier = pool["IdentityPoolId"]
    arn = reader.arn("cognito-identity", f"identitypool/{identifier}")
    row: dict[str, object] = {"arn": arn, "name": pool["IdentityPoolName"]}
    with reader.part(IDENTITY_POOL, subject=arn):
        said = reader.ask("cognito-identity", "describe_identity_pool", gone=_GONE, IdentityPoolId=identifier)
        row |= {
            "allows_guests": bool(said["AllowUnauthenticatedIdentities"]),
            "allows_classic_flow": bool(said.get("AllowClassicFlow", False)),
            "tags": dict(said.get("IdentityPoolTags") or {}),
        }
    reader.rows(IDENTITY_POOL, [row])


SERVICE = Service("cognito", Scope.REGION, (USER_POOL, CLIENT, IDENTITY_POOL), _collect)
