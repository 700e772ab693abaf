"""IAM Identity Center: permission sets, what they allow, and for how long one is signed in with them."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.policies import allows_everything, statement_rows
from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import subject_table
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.collectors.aws.reader import Reader

_CALLS = ("sso-admin:ListInstances",)

INSTANCE = subject_table(
    "aws_sso_instance",
    "Instances of IAM Identity Center, in the account and region that they belong to.",
    (
        Column("identity_store_id", Type.TEXT, "The directory of its people and groups."),
        Column("active", Type.BOOL, "Whether it can be used."),
    ),
    _CALLS,
    of="instance",
)

PERMISSION_SET = subject_table(
    "aws_sso_permission_set",
    "Permission sets: what people may do in the accounts that they are given with one.",
    (
        Column("instance_arn", Type.TEXT, "The instance of Identity Center that it belongs to."),
        Column("session_minutes", Type.INT, "For how long one is signed in with it.", boundary=(60, 720)),
        Column("managed_policies", Type.TEXTS, "The ARNs of AWS's policies that it attaches."),
        Column("own_policies", Type.TEXTS, "The paths and names of each account's own policies that it attaches."),
        Column(
            "allows_everything", Type.BOOL, "Whether AWS's policies or its own text allow every action on everything."
        ),
    ),
    (
        *_CALLS,
        "sso-admin:ListPermissionSets",
        "sso-admin:DescribePermissionSet",
        "sso-admin:ListManagedPoliciesInPermissionSet",
        "sso-admin:ListCustomerManagedPolicyReferencesInPermissionSet",
        "sso-admin:GetInlinePolicyForPermissionSet",
    ),
    of="permission set",
)

#: The only one of AWS's policies that allows everything.
_ADMINISTRATOR = ":aws:policy/AdministratorAccess"
_GONE = ("ResourceNotFoundException",)
_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:\d+S)?)?")


def minutes(duration: str) -> int | None:
    """Return the minutes of a duration as ISO 8601 writes it (`PT1H`); None if it is none of days, hours, minutes."""
    found = _DURATION.fullmatch(duration)
    if not found or not any(found.groups()):
        return None
    days, hours, rest = (int(part or 0) for part in found.groups())
    return (days * 24 + hours) * 60 + rest


def _collect(reader: Reader) -> None:
    with reader.reading(INSTANCE, PERMISSION_SET):
        listed = reader.pages("sso-admin", "list_instances", "Instances")
        # A member account sees its organization's instance too; it is a subject where it belongs.
        own = [one for one in listed if one.get("OwnerAccountId", reader.account_id) == reader.account_id]
        for instance in own:
            arn = instance["InstanceArn"]
            row = {
                "arn": arn,
                "name": instance.get("Name") or arn.rpartition("/")[2],
                "identity_store_id": instance.get("IdentityStoreId", ""),
                "active": instance.get("Status", "ACTIVE") == "ACTIVE",
            }
            reader.rows(INSTANCE, [row])
            sets = reader.pages("sso-admin", "list_permission_sets", "PermissionSets", InstanceArn=arn)
            reader.each(partial(_read_set, reader, arn), sets)


def _read_set(reader: Reader, instance: str, arn: str) -> None:
    of = {"InstanceArn": instance, "PermissionSetArn": arn}
    row: dict[str, object] = {"arn": arn, "instance_arn": instance}
    with reader.part(PERMISSION_SET, subject=arn):
        said: Mapping[str, Any] = reader.ask("sso-admin", "describe_permission_set", gone=_GONE, **of)["PermissionSet"]
        row["name"] = said["Name"]
        row["session_minutes"] = minutes(said.get("SessionDuration") or "PT1H")
    with reader.part(PERMISSION_SET, subject=arn):
        references = reader.pages(
            "sso-admin",
            "list_customer_managed_policy_references_in_permission_set",
            "CustomerManagedPolicyReferences",
            gone=_GONE,
            **of,
        )
        row["own_policies"] = sorted(f"{one.get('Path', '/')}{one['Name']}" for one in references)
    with reader.part(PERMISSION_SET, subject=arn):
        attached = reader.pages(
            "sso-admin", "list_managed_policies_in_permission_set", "AttachedManagedPolicies", gone=_GONE, **of
        )
        row["managed_policies"] = managed = sorted(one["Arn"] for one in attached)
        text = reader.ask("sso-admin", "get_inline_policy_for_permission_set", gone=_GONE, **of).get("InlinePolicy")
        inline = bool(text) and allows_everything(statement_rows("arn", arn, str(text)))
        row["allows_everything"] = inline or any(one.endswith(_ADMINISTRATOR) for one in managed)
    reader.rows(PERMISSION_SET, [row])


SERVICE = Service("identity_center", Scope.REGION, (INSTANCE, PERMISSION_SET), _collect)
