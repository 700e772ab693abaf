"""The account's own table: always a row, and NULL where a call was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from holdfast.collectors.aws.account import ACCOUNT, SERVICE
from holdfast.facts.tables import State

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

ROOT = "arn:aws:iam::123456789012:root"


def test_a_bare_account_has_nothing_and_that_is_known(aws: SimulatedAws) -> None:
    got = aws.collect([SERVICE])
    assert got.unread() == []
    assert got.rows(ACCOUNT) == [
        {
            "arn": ROOT,
            "account_id": "123456789012",
            "region": "global",
            "name": "123456789012",
            "alias": "",
            "in_organization": False,
            "organization_id": "",
            "management_account_id": "",
            "has_security_contact": False,
            "has_operations_contact": False,
            "has_billing_contact": False,
        }
    ]


def test_an_account_says_what_boto3_says(aws: SimulatedAws) -> None:
    aws.seed.client("iam").create_account_alias(AccountAlias="papermoon")
    organization = aws.seed.client("organizations").create_organization(FeatureSet="ALL")["Organization"]
    aws.seed.client("account").put_alternate_contact(
        AlternateContactType="SECURITY", EmailAddress="s@example.com", Name="S", PhoneNumber="+1", Title="CISO"
    )
    row = aws.collect([SERVICE]).row(ACCOUNT)
    assert (row["name"], row["alias"]) == ("papermoon", "papermoon")
    assert (row["in_organization"], row["organization_id"]) == (True, organization["Id"])
    assert row["management_account_id"] == organization["MasterAccountId"]
    assert (row["has_security_contact"], row["has_operations_contact"]) == (True, False)
    assert "example.com" not in str(row)


@pytest.mark.parametrize(
    ("operation", "params", "columns"),
    [
        ("iam:ListAccountAliases", {}, {"alias"}),
        (
            "organizations:DescribeOrganization",
            {},
            {"in_organization", "organization_id", "management_account_id"},
        ),
        ("account:GetAlternateContact", {"AlternateContactType": "SECURITY"}, {"has_security_contact"}),
        ("account:GetAlternateContact", {"AlternateContactType": "OPERATIONS"}, {"has_operations_contact"}),
        ("account:GetAlternateContact", {"AlternateContactType": "BILLING"}, {"has_billing_contact"}),
    ],
)
def test_a_denied_call_costs_only_its_own_columns(
    aws: SimulatedAws, operation: str, params: dict[str, object], columns: set[str]
) -> None:
    aws.deny(operation, code="AccessDeniedException", **params)
    got = aws.collect([SERVICE])
    assert {name for name, value in got.row(ACCOUNT).items() if value is None} == columns
    assert got.unread() == [("aws_account", "global", ROOT, State.DENIED)]
