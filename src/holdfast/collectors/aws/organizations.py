"""AWS Organizations: accounts, units, and the policies that set limits to all of them.

Only the management account (and whom it has delegated to) may ask. In every other account these tables
are off: what there is of the organization is read where it is governed.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.policies import statement_rows, statement_table
from holdfast.collectors.aws.reader import Service, UnreadError
from holdfast.collectors.aws.regional import TAGS, child_table, subject_table, tags
from holdfast.facts.tables import Column, Scope, State, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

ORGANIZATION = subject_table(
    "aws_organization",
    "AWS organizations, as their management accounts see them.",
    (
        Column("organization_id", Type.TEXT, "The organization's id."),
        Column("management_account_id", Type.TEXT, "The account that governs it."),
        Column("all_features", Type.BOOL, "Whether policies can set limits, and not only bills be joined."),
        Column("policy_types", Type.TEXTS, "The types of policies that are switched on at the root, sorted."),
        Column("trusted_services", Type.TEXTS, "The services that may act in all accounts, by principal, sorted."),
    ),
    (
        "organizations:describe_organization",
        "organizations:list_roots",
        "organizations:list_aws_service_access_for_organization",
    ),
    of="organization",
    scope=Scope.GLOBAL,
)
MEMBER = subject_table(
    "aws_organizations_account",
    "The accounts of an organization, read or not.",
    (
        Column("member_id", Type.TEXT, "The account's twelve digits."),
        Column("status", Type.TEXT, "`ACTIVE`, `SUSPENDED` or `PENDING_CLOSURE`."),
        Column("is_management", Type.BOOL, "Whether it governs the organization."),
        Column("unit_id", Type.TEXT, "The unit in which it stands directly; the root's id where in none."),
        Column("in_unit", Type.BOOL, "Whether it stands in a unit, and not at the root."),
        Column("joined_at", Type.TIME, "When it joined."),
        TAGS,
    ),
    ("organizations:list_accounts", "organizations:list_parents", "organizations:list_tags_for_resource"),
    of="account",
    scope=Scope.GLOBAL,
)
UNIT = subject_table(
    "aws_organizations_unit",
    "The organizational units.",
    (
        Column("unit_id", Type.TEXT, "The unit's id."),
        Column("parent_id", Type.TEXT, "The unit or root that holds it."),
    ),
    ("organizations:list_roots", "organizations:list_organizational_units_for_parent"),
    of="unit",
    scope=Scope.GLOBAL,
)
POLICY = subject_table(
    "aws_organizations_policy",
    "Policies of the organization's own, of every type.",
    (
        Column("policy_id", Type.TEXT, "The policy's id."),
        Column("type", Type.TEXT, "Such as `SERVICE_CONTROL_POLICY`, `RESOURCE_CONTROL_POLICY`, `TAG_POLICY`."),
        Column("attached", Type.BOOL, "Whether it is attached to a root, a unit or an account."),
    ),
    (
        "organizations:list_roots",
        "organizations:list_policies",
        "organizations:describe_policy",
        "organizations:list_targets_for_policy",
    ),
    of="policy",
    scope=Scope.GLOBAL,
)
TARGET = child_table(
    "aws_organizations_policy_target",
    "To what the organization's policies are attached.",
    (
        Column("target_id", Type.TEXT, "The root's, unit's or account's id."),
        Column("target_type", Type.TEXT, "`ROOT`, `ORGANIZATIONAL_UNIT` or `ACCOUNT`."),
    ),
    ("organizations:list_targets_for_policy",),
    parent=POLICY,
    key=("policy_arn", "target_id"),
)
STATEMENT = statement_table(
    "aws_organizations_policy_statement",
    parent=POLICY.name,
    subject_column="policy_arn",
    scope=Scope.GLOBAL,
    calls=("organizations:describe_policy",),
    description="What service and resource control policies deny and allow: one row a statement, principal and action.",
)
ADMINISTRATOR = child_table(
    "aws_organizations_delegated_administrator",
    "Accounts that govern a service for the whole organization.",
    (
        Column("member_id", Type.TEXT, "The account's twelve digits."),
        Column("service", Type.TEXT, "The service, by principal: `guardduty.amazonaws.com`."),
    ),
    (
        "organizations:list_delegated_administrators",
        "organizations:list_delegated_services_for_account",
    ),
    parent=ORGANIZATION,
    key=("organization_arn", "member_id", "service"),
)

_TABLES = (ORGANIZATION, MEMBER, UNIT, POLICY, TARGET, STATEMENT, ADMINISTRATOR)

#: Types of policies whose text is IAM's language.
_IAM_POLICIES = frozenset({"SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"})
_NO_ORGANIZATION = "this account belongs to no organization"
_NOT_MANAGEMENT = "this account does not govern its organization"


def collect(reader: Reader) -> None:
    """Read the organization, if this account governs it."""
    with reader.reading(*_TABLES):
        answer = reader.call("organizations", "describe_organization", absent=("AWSOrganizationsNotInUseException",))
        if answer is None:
            raise UnreadError(State.OFF, _NO_ORGANIZATION)
        organization = answer["Organization"]
        if organization["MasterAccountId"] != reader.account_id:
            raise UnreadError(State.OFF, _NOT_MANAGEMENT)
        roots = list(reader.pages("organizations", "list_roots", "Roots"))
        _read_organization(reader, organization, roots)
        _read_units(reader, roots)
        members = list(reader.pages("organizations", "list_accounts", "Accounts"))
        reader.each(lambda one: _read_member(reader, one, organization["MasterAccountId"]), members)
        for kind in sorted(_policy_types(roots)):
            found = reader.pages("organizations", "list_policies", "Policies", Filter=kind)
            reader.each(lambda one: _read_policy(reader, one), [one for one in found if not one.get("AwsManaged")])


def _policy_types(roots: list[dict[str, Any]]) -> set[str]:
    return {kind["Type"] for root in roots for kind in root.get("PolicyTypes") or () if kind.get("Status") == "ENABLED"}


def _read_organization(reader: Reader, organization: dict[str, Any], roots: list[dict[str, Any]]) -> None:
    arn = organization["Arn"]
    row: dict[str, object] = {
        "arn": arn,
        "name": organization["Id"],
        "organization_id": organization["Id"],
        "management_account_id": organization["MasterAccountId"],
        "all_features": organization.get("FeatureSet") == "ALL",
        "policy_types": sorted(_policy_types(roots)),
    }
    with reader.part(ORGANIZATION, subject=arn):
        trusted = reader.pages("organizations", "list_aws_service_access_for_organization", "EnabledServicePrincipals")
        row["trusted_services"] = sorted(one["ServicePrincipal"] for one in trusted)
    reader.rows(ORGANIZATION, [row])
    with reader.part(ADMINISTRATOR, subject=arn):
        for account in list(reader.pages("organizations", "list_delegated_administrators", "DelegatedAdministrators")):
            services = reader.pages(
                "organizations", "list_delegated_services_for_account", "DelegatedServices", AccountId=account["Id"]
            )
            reader.rows(
                ADMINISTRATOR,
                [
                    {"organization_arn": arn, "member_id": account["Id"], "service": one["ServicePrincipal"]}
                    for one in services
                ],
            )


def _read_units(reader: Reader, roots: list[dict[str, Any]]) -> None:
    """Read all units, level by level."""
    waiting = deque(root["Id"] for root in roots)
    while waiting:
        parent = waiting.popleft()
        units = reader.pages(
            "organizations", "list_organizational_units_for_parent", "OrganizationalUnits", ParentId=parent
        )
        for unit in units:
            waiting.append(unit["Id"])
            reader.rows(UNIT, [{"arn": unit["Arn"], "name": unit["Name"], "unit_id": unit["Id"], "parent_id": parent}])


def _read_member(reader: Reader, account: dict[str, Any], management: str) -> None:
    arn = account["Arn"]
    row: dict[str, object] = {
        "arn": arn,
        "name": account.get("Name") or account["Id"],
        "member_id": account["Id"],
        "status": account.get("Status", ""),
        "is_management": account["Id"] == management,
        "joined_at": utc(account["JoinedTimestamp"]),
    }
    with reader.part(MEMBER, subject=arn):
        parents = list(reader.pages("organizations", "list_parents", "Parents", ChildId=account["Id"]))
        row["unit_id"] = parents[0]["Id"] if parents else ""
        row["in_unit"] = any(one["Type"] == "ORGANIZATIONAL_UNIT" for one in parents)
    with reader.part(MEMBER, subject=arn):
        row["tags"] = tags(
            list(reader.pages("organizations", "list_tags_for_resource", "Tags", ResourceId=account["Id"]))
        )
    reader.rows(MEMBER, [row])


def _read_policy(reader: Reader, policy: dict[str, Any]) -> None:
    arn = policy["Arn"]
    row: dict[str, object] = {
        "arn": arn,
        "name": policy.get("Name") or policy["Id"],
        "policy_id": policy["Id"],
        "type": policy["Type"],
    }
    with reader.part(POLICY, TARGET, subject=arn):
        targets = list(reader.pages("organizations", "list_targets_for_policy", "Targets", PolicyId=policy["Id"]))
        row["attached"] = bool(targets)
        reader.rows(
            TARGET,
            [{"policy_arn": arn, "target_id": one["TargetId"], "target_type": one["Type"]} for one in targets],
        )
    if policy["Type"] in _IAM_POLICIES:
        with reader.part(STATEMENT, subject=arn):
            content = reader.ask("organizations", "describe_policy", PolicyId=policy["Id"])["Policy"]["Content"]
            reader.rows(STATEMENT, statement_rows("policy_arn", arn, content))
    reader.rows(POLICY, [row])


SERVICE = Service("organizations", Scope.GLOBAL, _TABLES, collect)
