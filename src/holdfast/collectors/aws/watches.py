"""What a company should be told of at once when CloudTrail records it: each watch, and the events that make it.

A filter watches if it counts the events, however its pattern is written. CIS AWS Foundations 7.0, 5.1 to 5.15, says
what should be watched; the calls that belong to each are those of AWS's API references that change it. What AWS has
retired (ClassicLink) is not asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.collectors.aws.filter_patterns import Event

#: An ordinary user's ordinary call, from an address that is nobody's.
_ORDINARY = {
    "$.eventType": "AwsApiCall",
    "$.sourceIPAddress": "192.0.2.1",
    "$.userIdentity.type": "AssumedRole",
    "$.managementEvent": "true",
    "$.readOnly": "false",
}
_CONSOLE = {
    **_ORDINARY,
    "$.eventType": "AwsConsoleSignIn",
    "$.eventSource": "signin.amazonaws.com",
    "$.eventName": "ConsoleLogin",
    "$.userIdentity.type": "IAMUser",
}


def _calls(service: str, *names: str) -> dict[str, Event]:
    return {name: {**_ORDINARY, "$.eventSource": f"{service}.amazonaws.com", "$.eventName": name} for name in names}


def _change(noun: str, *verbs: str) -> tuple[str, ...]:
    return tuple(f"{verb}{noun}" for verb in verbs)


#: watch -> what must be counted, each with a name for people and an event of its kind.
WATCHES: Mapping[str, Mapping[str, Event]] = {
    "refused-calls": {
        code: {**_ORDINARY, "$.eventSource": "s3.amazonaws.com", "$.eventName": "GetBucketPolicy", "$.errorCode": code}
        for code in ("Client.UnauthorizedOperation", "AccessDenied", "AccessDeniedException")
    },
    "sign-in-without-mfa": {
        "ConsoleLogin": {
            **_CONSOLE,
            "$.additionalEventData.MFAUsed": "No",
            "$.responseElements.ConsoleLogin": "Success",
        }
    },
    "root-use": {"root's calls": {**_ORDINARY, "$.userIdentity.type": "Root", "$.eventName": "CreateUser"}},
    "iam-policies": _calls(
        "iam",
        *_change("GroupPolicy", "Put", "Delete", "Attach", "Detach"),
        *_change("RolePolicy", "Put", "Delete", "Attach", "Detach"),
        *_change("UserPolicy", "Put", "Delete", "Attach", "Detach"),
        *_change("Policy", "Create", "Delete"),
        *_change("PolicyVersion", "Create", "Delete"),
    ),
    "trails": _calls(
        "cloudtrail", *_change("Trail", "Create", "Update", "Delete"), *_change("Logging", "Start", "Stop")
    ),
    "failed-sign-ins": {
        "ConsoleLogin": {
            **_CONSOLE,
            "$.errorMessage": "Failed authentication",
            "$.responseElements.ConsoleLogin": "Failure",
        }
    },
    "keys": _calls("kms", "DisableKey", "ScheduleKeyDeletion"),
    "bucket-policies": _calls(
        "s3",
        "PutBucketAcl",
        *_change("BucketPolicy", "Put", "Delete"),
        *_change("BucketCors", "Put", "Delete"),
        *_change("BucketLifecycle", "Put", "Delete"),
        *_change("BucketReplication", "Put", "Delete"),
    ),
    "config": _calls(
        "config",
        "StopConfigurationRecorder",
        "PutConfigurationRecorder",
        *_change("DeliveryChannel", "Put", "Delete"),
    ),
    "security-groups": _calls(
        "ec2",
        *_change("SecurityGroupIngress", "Authorize", "Revoke"),
        *_change("SecurityGroupEgress", "Authorize", "Revoke"),
        *_change("SecurityGroup", "Create", "Delete"),
    ),
    "network-acls": _calls(
        "ec2",
        *_change("NetworkAcl", "Create", "Delete"),
        *_change("NetworkAclEntry", "Create", "Delete", "Replace"),
        "ReplaceNetworkAclAssociation",
    ),
    "gateways": _calls(
        "ec2",
        *_change("CustomerGateway", "Create", "Delete"),
        *_change("InternetGateway", "Create", "Delete", "Attach", "Detach"),
    ),
    "routes": _calls(
        "ec2",
        *_change("Route", "Create", "Replace", "Delete"),
        *_change("RouteTable", "Create", "Delete", "Disassociate"),
        "ReplaceRouteTableAssociation",
    ),
    "vpcs": _calls(
        "ec2",
        *_change("Vpc", "Create", "Delete"),
        "ModifyVpcAttribute",
        *_change("VpcPeeringConnection", "Create", "Accept", "Delete", "Reject"),
    ),
    "organization": _calls(
        "organizations",
        *_change("Handshake", "Accept", "Decline"),
        *_change("Policy", "Attach", "Create", "Delete", "Detach", "Update"),
        *_change("OrganizationalUnit", "Create", "Delete", "Update"),
        *_change("PolicyType", "Disable", "Enable"),
        "CreateAccount",
        "DeleteOrganization",
        "InviteAccountToOrganization",
        "LeaveOrganization",
        "MoveAccount",
        "RemoveAccountFromOrganization",
    ),
}  # fmt: skip
