"""The account itself: its names, its organization, whom AWS would call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.collectors.aws.reader import Service
from holdfast.facts.tables import ACCOUNT as ACCOUNT_COLUMN
from holdfast.facts.tables import REGION, Column, Scope, Table, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

ACCOUNT = Table(
    name="aws_account",
    source="aws",
    description="AWS accounts, one row each.",
    columns=(
        Column("arn", Type.TEXT, "The ARN of the account's root user."),
        ACCOUNT_COLUMN,
        REGION,
        Column("name", Type.TEXT, "The account's alias, or else its number."),
        Column("alias", Type.TEXT, "The alias in the sign-in address; empty if none."),
        Column("in_organization", Type.BOOL, "Whether it belongs to an AWS organization."),
        Column("organization_id", Type.TEXT, "The organization's id; empty if none."),
        Column("management_account_id", Type.TEXT, "The organization's management account; empty if none."),
        Column("has_security_contact", Type.BOOL, "Whether AWS knows whom to call about security."),
        Column("has_operations_contact", Type.BOOL, "Whether AWS knows whom to call about operations."),
        Column("has_billing_contact", Type.BOOL, "Whether AWS knows whom to call about bills."),
    ),
    key=("arn",),
    scope=Scope.GLOBAL,
    subject="arn",
    name_column="name",
    calls=(
        "iam:list_account_aliases",
        "organizations:describe_organization",
        "account:get_alternate_contact",
    ),
)


def collect(reader: Reader) -> None:
    """Read the account; its row is always there, because the account has answered."""
    arn = reader.arn("iam", "root", region="")
    row: dict[str, object] = {"arn": arn, "name": reader.account_id}
    with reader.reading(ACCOUNT):
        with reader.part(ACCOUNT, subject=arn):
            aliases = list(reader.pages("iam", "list_account_aliases", "AccountAliases"))
            row["alias"] = aliases[0] if aliases else ""
            row["name"] = row["alias"] or reader.account_id
        with reader.part(ACCOUNT, subject=arn):
            _organization(reader, row)
        for kind in ("SECURITY", "OPERATIONS", "BILLING"):
            with reader.part(ACCOUNT, subject=arn):
                contact = reader.call(
                    "account",
                    "get_alternate_contact",
                    absent=("ResourceNotFoundException",),
                    AlternateContactType=kind,
                )
                row[f"has_{kind.lower()}_contact"] = contact is not None
        reader.rows(ACCOUNT, [row])


def _organization(reader: Reader, row: dict[str, object]) -> None:
    answer = reader.call("organizations", "describe_organization", absent=("AWSOrganizationsNotInUseException",))
    organization = answer["Organization"] if answer else {}
    row["in_organization"] = answer is not None
    row["organization_id"] = organization.get("Id", "")
    row["management_account_id"] = organization.get("MasterAccountId", "")


SERVICE = Service(name="account", scope=Scope.GLOBAL, tables=(ACCOUNT,), collect=collect)
