"""IAM: reads the account's identities, what opens them, and what they may do.

One listing (GetAccountAuthorizationDetails) holds users, groups, roles, policies and all their
documents; asking for each would be thousands of calls in an account of ordinary size.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.collectors.aws import iam_tables as tables
from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.iam_account import account_summary, credential_report, password_policy
from holdfast.collectors.aws.iam_policies import hold_policies, managed_documents, policy_rows
from holdfast.collectors.aws.iam_principals import Principals
from holdfast.collectors.aws.iam_users import collect_user
from holdfast.collectors.aws.policies import statement_rows
from holdfast.collectors.aws.reader import Service
from holdfast.facts.tables import Scope

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from holdfast.collectors.aws.iam_policies import Document
    from holdfast.collectors.aws.reader import Reader

_SERVICE_LINKED = "/aws-service-role/"


def collect(reader: Reader) -> None:
    """Read IAM. Each ``reading`` fails for itself."""
    account_summary(reader)
    password_policy(reader)
    credential_report(reader)
    with reader.reading(tables.SERVER_CERTIFICATE):
        reader.rows(
            tables.SERVER_CERTIFICATE,
            [
                {
                    "arn": one["Arn"],
                    "name": one["ServerCertificateName"],
                    "path": one["Path"],
                    "uploaded_at": utc(one["UploadDate"]),
                    "expires_at": utc(one["Expiration"]),
                }
                for one in reader.pages("iam", "list_server_certificates", "ServerCertificateMetadataList")
            ],
        )
    _identities(reader)


def _identities(reader: Reader) -> None:
    """Read what the authorization details hold; without them nothing of it is known."""
    own = (
        tables.USER,
        tables.ACCESS_KEY,
        tables.MFA_DEVICE,
        tables.USER_POLICY,
        tables.USER_POLICY_STATEMENT,
        tables.USER_WAY,
        tables.GROUP,
        tables.GROUP_MEMBER,
        tables.GROUP_POLICY,
        tables.GROUP_POLICY_STATEMENT,
        tables.ROLE,
        tables.ROLE_TRUST_STATEMENT,
        tables.ROLE_POLICY,
        tables.ROLE_POLICY_STATEMENT,
        tables.ROLE_WAY,
        tables.POLICY,
        tables.POLICY_STATEMENT,
    )
    with reader.reading(*own):
        # Policies first: what users, groups and roles hold is judged by what those say.
        policies = _details(reader, "LocalManagedPolicy", "Policies")
        reader.each(lambda policy: policy_rows(reader, policy), policies)
        details = {kind: _details(reader, kind, f"{kind}DetailList") for kind in ("Group", "Role", "User")}
        groups, roles, users = details.values()
        document = managed_documents(reader, policies, _bounds([*roles, *users]))
        principals = Principals(reader, document, details)
        for group in groups:
            _group(reader, group, document)
        for role in roles:
            _role(reader, role, document, principals)
        group_arns = {group["GroupName"]: group["Arn"] for group in groups}
        reader.each(lambda user: collect_user(reader, user, group_arns, document, principals), users)


def _details(reader: Reader, kind: str, key: str) -> list[Mapping[str, Any]]:
    return list(reader.pages("iam", "get_account_authorization_details", key, Filter=[kind]))


def _bounds(principals: list[Mapping[str, Any]]) -> list[str]:
    """Return the ARNs of the policies that bound somebody."""
    bounds = (one.get("PermissionsBoundary") or {} for one in principals)
    return [bound["PermissionsBoundaryArn"] for bound in bounds if bound]


def _group(reader: Reader, group: Mapping[str, Any], document: Document) -> None:
    reader.rows(
        tables.GROUP,
        [
            {
                "arn": group["Arn"],
                "name": group["GroupName"],
                "group_id": group["GroupId"],
                "path": group["Path"],
                "created_at": utc(group["CreateDate"]),
            }
        ],
    )
    hold_policies(
        reader,
        group,
        group.get("GroupPolicyList") or (),
        (tables.GROUP, tables.GROUP_POLICY, tables.GROUP_POLICY_STATEMENT),
        document,
    )


def _role(reader: Reader, role: Mapping[str, Any], document: Document, principals: Principals) -> None:
    last = role.get("RoleLastUsed") or {}
    reader.rows(
        tables.ROLE,
        [
            {
                "arn": role["Arn"],
                "name": role["RoleName"],
                "role_id": role["RoleId"],
                "path": role["Path"],
                "created_at": utc(role["CreateDate"]),
                "tags": {tag["Key"]: tag["Value"] for tag in role.get("Tags") or ()},
                "permissions_boundary_arn": (role.get("PermissionsBoundary") or {}).get("PermissionsBoundaryArn", ""),
                "is_service_linked": role["Path"].startswith(_SERVICE_LINKED),
                "used": bool(last.get("LastUsedDate")),
                "last_used_at": utc(last["LastUsedDate"]) if last.get("LastUsedDate") else None,
                "last_used_region": last.get("Region") or "",
            }
        ],
    )
    with reader.part(tables.ROLE_TRUST_STATEMENT, subject=role["Arn"]):
        reader.rows(
            tables.ROLE_TRUST_STATEMENT, statement_rows("role_arn", role["Arn"], role["AssumeRolePolicyDocument"])
        )
    hold_policies(
        reader,
        role,
        role.get("RolePolicyList") or (),
        (tables.ROLE, tables.ROLE_POLICY, tables.ROLE_POLICY_STATEMENT),
        document,
    )
    with reader.part(tables.ROLE_WAY, subject=role["Arn"]):
        reader.rows(tables.ROLE_WAY, [{"role_arn": role["Arn"], **way} for way in principals.ways(role["Arn"])])


SERVICE = Service(name="iam", scope=Scope.GLOBAL, tables=tables.TABLES, collect=collect)
