"""Identity Center's permission sets, and IAM's identity providers: whose word is taken, and for what."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from denials import Cost, hold_empty, hold_to_costs
from iam_estate import ADMIN, AUDIT, EVERYTHING, READING

from holdfast.collectors.aws import iam_providers, identity_center
from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.iam_providers import OIDC_PROVIDER, SAML_PROVIDER
from holdfast.collectors.aws.identity_center import INSTANCE, PERMISSION_SET, minutes

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

REGION = "eu-west-1"
#: For one who manages people's sign-in, which moto then takes.
METADATA = "<EntityDescriptor>" + "a" * 1000 + "</EntityDescriptor>"
SAID = frozenset({"allows_everything", "managed_policies"})
SETS: dict[str, Cost] = {
    "sso-admin:ListInstances": (INSTANCE, PERMISSION_SET),
    "sso-admin:ListPermissionSets": (INSTANCE, PERMISSION_SET),
    "sso-admin:DescribePermissionSet": {PERMISSION_SET: frozenset({"name", "session_minutes"})},
    "sso-admin:ListManagedPoliciesInPermissionSet": {PERMISSION_SET: SAID},
    "sso-admin:GetInlinePolicyForPermissionSet": {PERMISSION_SET: frozenset({"allows_everything"})},
    "sso-admin:ListCustomerManagedPolicyReferencesInPermissionSet": {PERMISSION_SET: frozenset({"own_policies"})},
}
PROVIDERS: dict[str, Cost] = {
    "iam:ListSAMLProviders": (SAML_PROVIDER,),
    "iam:GetSAMLProvider": {SAML_PROVIDER: frozenset({"created_at", "has_end", "expires_at", "tags"})},
    "iam:ListOpenIDConnectProviders": (OIDC_PROVIDER,),
    "iam:GetOpenIDConnectProvider": {OIDC_PROVIDER: frozenset({"created_at", "client_ids", "tags"})},
}


def seed_sets(aws: SimulatedAws) -> None:
    """Make permission sets: two that allow everything, in two ways, and one that reads."""
    client = aws.seed.client("sso-admin", region_name=REGION)
    instance = client.list_instances()["Instances"][0]["InstanceArn"]
    for name, duration in (("admin", "PT12H"), ("inline", "PT1H"), ("reader", "PT1H30M")):
        made = client.create_permission_set(Name=name, InstanceArn=instance, SessionDuration=duration)["PermissionSet"]
        of = {"InstanceArn": instance, "PermissionSetArn": made["PermissionSetArn"]}
        if name == "inline":
            client.put_inline_policy_to_permission_set(InlinePolicy=json.dumps(EVERYTHING), **of)
        else:
            client.attach_managed_policy_to_permission_set(ManagedPolicyArn=ADMIN if name == "admin" else AUDIT, **of)
        if name == "reader":
            client.put_inline_policy_to_permission_set(InlinePolicy=json.dumps(READING), **of)
            client.attach_customer_managed_policy_reference_to_permission_set(
                CustomerManagedPolicyReference={"Name": "ours", "Path": "/team/"}, **of
            )


def seed_providers(aws: SimulatedAws) -> None:
    """Make one provider of each kind."""
    client = aws.seed.client("iam")
    client.create_saml_provider(Name="workplace", SAMLMetadataDocument=METADATA)
    client.create_open_id_connect_provider(
        Url="https://gitlab.com", ClientIDList=["https://gitlab.com"], Tags=[{"Key": "team", "Value": "Größe"}]
    )


def test_permission_sets_are_what_boto3_says_and_a_denied_call_costs_what_it_fills(aws: SimulatedAws) -> None:
    seed_sets(aws)
    got = hold_to_costs(
        aws, identity_center.SERVICE, SETS, gone={"sso-admin:DescribePermissionSet": "ResourceNotFoundException"}
    )
    rows = {row["name"]: row for row in got.rows(PERMISSION_SET)}
    assert {name: (row["session_minutes"], row["allows_everything"]) for name, row in rows.items()} == {
        "admin": (720, True),
        "inline": (60, True),
        "reader": (90, False),
    }
    assert (rows["reader"]["managed_policies"], rows["reader"]["own_policies"]) == ([AUDIT], ["/team/ours"])
    (instance,) = got.rows(INSTANCE)
    assert rows["admin"]["instance_arn"] == instance["arn"]
    assert instance["active"] is True


def test_another_accounts_instance_is_not_ours_to_judge(aws: SimulatedAws) -> None:
    theirs: dict[str, Any] = {"InstanceArn": "arn:aws:sso:::instance/ssoins-1", "OwnerAccountId": "999999999999"}
    aws.answers["sso-admin:ListInstances"] = {"Instances": [theirs]}
    hold_empty(aws, identity_center.SERVICE)


@pytest.mark.parametrize(
    ("written", "expected"),
    [("PT1H", 60), ("PT8H30M", 510), ("P1D", 1440), ("PT3600S", None), ("", None), ("1h", None)],
)
def test_a_duration_is_minutes(written: str, expected: int | None) -> None:
    assert minutes(written) == expected


def test_providers_are_what_boto3_says_and_a_denied_call_costs_what_it_fills(aws: SimulatedAws) -> None:
    seed_providers(aws)
    gone = {"iam:GetSAMLProvider": "NoSuchEntity", "iam:GetOpenIDConnectProvider": "NoSuchEntity"}
    got = hold_to_costs(aws, iam_providers.SERVICE, PROVIDERS, gone=gone)
    client = aws.seed.client("iam")
    saml = got.row(SAML_PROVIDER, name="workplace")
    said = client.get_saml_provider(SAMLProviderArn=saml["arn"])
    assert (saml["created_at"], saml["has_end"]) == (utc(said["CreateDate"]), True)
    assert saml["expires_at"] == utc(said["ValidUntil"])
    oidc = got.row(OIDC_PROVIDER, name="gitlab.com")
    assert (oidc["client_ids"], oidc["tags"]) == (["https://gitlab.com"], {"team": "Größe"})


def test_a_provider_whose_metadata_has_no_end_says_so(aws: SimulatedAws) -> None:
    seed_providers(aws)
    aws.answers["iam:GetSAMLProvider"] = {"CreateDate": datetime(2026, 1, 1, tzinfo=UTC)}
    row = aws.collect([iam_providers.SERVICE]).row(SAML_PROVIDER, name="workplace")
    assert (row["has_end"], row["expires_at"], row["tags"]) == (False, None, {})


def test_an_account_without_providers_is_read_whole(aws: SimulatedAws) -> None:
    hold_empty(aws, iam_providers.SERVICE)
