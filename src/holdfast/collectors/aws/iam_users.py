"""IAM's users: what opens them (password, keys, second factors), their groups and policies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.collectors.aws import iam_tables as tables
from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.iam_policies import hold_policies

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from holdfast.collectors.aws.iam_policies import Document
    from holdfast.collectors.aws.iam_principals import Principals
    from holdfast.collectors.aws.reader import Reader

_GONE = ("NoSuchEntity",)


def collect_user(
    reader: Reader, user: Mapping[str, Any], group_arns: Mapping[str, str], document: Document, principals: Principals
) -> None:
    """Add one user and all that belongs to it. Raises GoneError if it was deleted meanwhile."""
    arn, name = user["Arn"], user["UserName"]
    row: dict[str, object] = {
        "arn": arn,
        "name": name,
        "user_id": user["UserId"],
        "path": user["Path"],
        "created_at": utc(user["CreateDate"]),
        "tags": {tag["Key"]: tag["Value"] for tag in user.get("Tags") or ()},
        "permissions_boundary_arn": (user.get("PermissionsBoundary") or {}).get("PermissionsBoundaryArn", ""),
    }
    # First what tells that the user is no more: its rows must then not be there at all.
    with reader.part(tables.MFA_DEVICE, subject=arn):
        devices = [
            _device(arn, one)
            for one in reader.pages("iam", "list_mfa_devices", "MFADevices", gone=_GONE, UserName=name)
        ]
        reader.rows(tables.MFA_DEVICE, devices)
    with reader.part(tables.ACCESS_KEY, subject=arn):
        keys = list(reader.pages("iam", "list_access_keys", "AccessKeyMetadata", gone=_GONE, UserName=name))
        reader.rows(tables.ACCESS_KEY, [_key(reader, arn, one) for one in keys])
    with reader.part(tables.USER, subject=arn):
        profile = reader.call("iam", "get_login_profile", absent=_GONE, UserName=name)
        row["has_password"] = profile is not None
    reader.rows(tables.USER, [row])
    reader.rows(
        tables.GROUP_MEMBER,
        [
            {"group_arn": group_arns[group], "user_arn": arn}
            for group in user.get("GroupList") or ()
            if group in group_arns  # else the group was made or deleted a moment ago
        ],
    )
    hold_policies(
        reader,
        user,
        user.get("UserPolicyList") or (),
        (tables.USER, tables.USER_POLICY, tables.USER_POLICY_STATEMENT),
        document,
    )
    with reader.part(tables.USER_WAY, subject=arn):
        reader.rows(tables.USER_WAY, [{"user_arn": arn, **way} for way in principals.ways(arn)])


def _key(reader: Reader, arn: str, key: Mapping[str, Any]) -> dict[str, object]:
    row: dict[str, object] = {
        "user_arn": arn,
        "access_key_id": key["AccessKeyId"],
        "active": key["Status"] == "Active",
        "created_at": utc(key["CreateDate"]),
    }
    # The key's row is there in any case, so only its cells are lost: that is the user's part.
    with reader.part(tables.USER, subject=arn):
        last = reader.ask("iam", "get_access_key_last_used", AccessKeyId=key["AccessKeyId"])["AccessKeyLastUsed"]
        moment = last.get("LastUsedDate")
        row["used"] = moment is not None
        row["last_used_at"] = utc(moment) if moment else None
        # AWS writes N/A for what never was.
        row["last_used_service"] = last.get("ServiceName", "") if moment else ""
        row["last_used_region"] = last.get("Region", "") if moment else ""
    return row


def _device(arn: str, device: Mapping[str, Any]) -> dict[str, object]:
    return {
        "user_arn": arn,
        "serial": device["SerialNumber"],
        "kind": _kind(device["SerialNumber"]),
        "enabled_at": utc(device["EnableDate"]),
    }


def _kind(serial: str) -> str:
    """Return a device's kind, which AWS tells by its serial number only.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html: an app's is an ARN
    with ``mfa/``, a passkey's or security key's one with ``u2f/``, a token's is the number on it.
    """
    kinds = {"mfa": "virtual", "u2f": "passkey", "sms-mfa": "sms"}
    if not serial.startswith("arn:"):
        return "hardware"
    return kinds.get(serial.split(":")[5].partition("/")[0], "hardware")
