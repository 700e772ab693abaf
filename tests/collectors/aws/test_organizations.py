"""Organizations' tables hold what boto3 lists where the organization is governed, and are off elsewhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from losses import Costs, assert_lost, assert_unread

from holdfast.collectors.aws.organizations import (
    ADMINISTRATOR,
    MEMBER,
    ORGANIZATION,
    POLICY,
    SERVICE,
    STATEMENT,
    TARGET,
    UNIT,
)
from holdfast.facts.tables import State

if TYPE_CHECKING:
    from simulated_account import Collected, SimulatedAws

TAGS = [{"Key": "team", "Value": "Zoë"}]
DENIED = ["cloudtrail:StopLogging", "cloudtrail:DeleteTrail"]
GUARD = {"Statement": [{"Sid": "KeepTrails", "Effect": "Deny", "Action": DENIED, "Resource": "*"}]}


def seed(aws: SimulatedAws) -> Any:
    """Make an organization with two units, an account in one, a policy on it, and a delegate."""
    organizations = aws.seed.client("organizations", region_name="us-east-1")
    organizations.create_organization(FeatureSet="ALL")
    root = organizations.list_roots()["Roots"][0]["Id"]
    outer = organizations.create_organizational_unit(ParentId=root, Name="Workloads")["OrganizationalUnit"]["Id"]
    inner = organizations.create_organizational_unit(ParentId=outer, Name="Production")["OrganizationalUnit"]["Id"]
    made = organizations.create_account(Email="albums@papermoon.example", AccountName="albums", Tags=TAGS)
    account = made["CreateAccountStatus"]["AccountId"]
    organizations.move_account(AccountId=account, SourceParentId=root, DestinationParentId=inner)
    organizations.enable_policy_type(RootId=root, PolicyType="SERVICE_CONTROL_POLICY")
    policy = organizations.create_policy(
        Content=json.dumps(GUARD), Description="d", Name="guard", Type="SERVICE_CONTROL_POLICY"
    )["Policy"]["PolicySummary"]["Id"]
    organizations.attach_policy(PolicyId=policy, TargetId=inner)
    organizations.create_policy(Content=json.dumps(GUARD), Description="d", Name="idle", Type="SERVICE_CONTROL_POLICY")
    organizations.enable_aws_service_access(ServicePrincipal="guardduty.amazonaws.com")
    organizations.register_delegated_administrator(AccountId=account, ServicePrincipal="guardduty.amazonaws.com")
    return organizations


def test_the_organization_is_what_boto3_lists(aws: SimulatedAws) -> None:
    organizations = seed(aws)
    got = aws.collect([SERVICE])
    assert got.unread() == []
    told = organizations.describe_organization()["Organization"]
    (row,) = got.rows(ORGANIZATION)
    assert (row["arn"], row["all_features"]) == (told["Arn"], True)
    assert row["policy_types"] == ["SERVICE_CONTROL_POLICY"]
    assert row["trusted_services"] == ["guardduty.amazonaws.com"]
    accounts = {one["Id"]: one for one in organizations.list_accounts()["Accounts"]}
    assert {row["member_id"] for row in got.rows(MEMBER)} == accounts.keys()
    albums = got.row(MEMBER, name="albums")
    production = got.row(UNIT, name="Production")
    assert (albums["unit_id"], albums["in_unit"], albums["is_management"], albums["tags"]) == (
        production["unit_id"],
        True,
        False,
        {"team": "Zoë"},
    )
    assert production["parent_id"] == got.row(UNIT, name="Workloads")["unit_id"]
    (delegate,) = got.rows(ADMINISTRATOR)
    assert (delegate["member_id"], delegate["service"]) == (albums["member_id"], "guardduty.amazonaws.com")


def test_policies_are_read_with_what_they_deny_and_where(aws: SimulatedAws) -> None:
    seed(aws)
    got = aws.collect([SERVICE])
    assert {str(row["name"]): row["attached"] for row in got.rows(POLICY)} == {"guard": True, "idle": False}
    guard = got.row(POLICY, name="guard")
    assert {row["action"] for row in got.rows(STATEMENT) if row["policy_arn"] == guard["arn"]} == set(DENIED)
    (target,) = got.rows(TARGET)
    assert (target["policy_arn"], target["target_type"]) == (guard["arn"], "ORGANIZATIONAL_UNIT")


def test_an_account_without_an_organization_is_off(aws: SimulatedAws) -> None:
    got = aws.collect([SERVICE])
    assert {line.state for line in got.coverage} == {State.OFF}


def test_a_member_leaves_the_organization_to_who_governs_it(aws: SimulatedAws) -> None:
    organizations = seed(aws)
    told = organizations.describe_organization()["Organization"]
    aws.answers["organizations:DescribeOrganization"] = {"Organization": {**told, "MasterAccountId": "999999999999"}}
    got = aws.collect([SERVICE])
    assert {line.state for line in got.coverage} == {State.OFF}
    assert all(got.rows(table) == [] for table in SERVICE.tables)


def costs(got: Collected) -> dict[str, tuple[Costs, list[object]]]:
    """Return what each call costs when it is denied, and which subjects."""
    organization = [row["arn"] for row in got.rows(ORGANIZATION)]
    members, policies = [row["arn"] for row in got.rows(MEMBER)], [row["arn"] for row in got.rows(POLICY)]
    return {
        "ListAWSServiceAccessForOrganization": ({ORGANIZATION: frozenset({"trusted_services"})}, organization),
        "ListDelegatedAdministrators": ({ADMINISTRATOR: None}, organization),
        "ListDelegatedServicesForAccount": ({ADMINISTRATOR: None}, organization),
        "ListParents": ({MEMBER: frozenset({"unit_id", "in_unit"})}, members),
        "ListTagsForResource": ({MEMBER: frozenset({"tags"})}, members),
        "ListTargetsForPolicy": ({POLICY: frozenset({"attached"}), TARGET: None}, policies),
        "DescribePolicy": ({STATEMENT: None}, policies),
    }


def test_a_denied_call_costs_only_its_own(aws: SimulatedAws) -> None:
    seed(aws)
    whole = aws.collect([SERVICE])
    for call, (lost, of) in costs(whole).items():
        aws.deny(f"organizations:{call}")
        assert_lost(SERVICE, whole, aws.collect([SERVICE]), lost, of)
        aws.allow()


@pytest.mark.parametrize(
    "call", ["DescribeOrganization", "ListRoots", "ListAccounts", "ListOrganizationalUnitsForParent", "ListPolicies"]
)
def test_without_a_list_nothing_is_known(aws: SimulatedAws, call: str) -> None:
    seed(aws)
    whole = aws.collect([SERVICE])
    aws.deny(f"organizations:{call}")
    assert_unread(SERVICE, whole, aws.collect([SERVICE]), SERVICE.tables, State.DENIED)
