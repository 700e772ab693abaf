"""Glacier: vaults of archives, and who may use them. Archives are never read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.policies import statement_rows, statement_table
from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, subject_table
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

VAULT = subject_table(
    "aws_glacier_vault",
    "Vaults of the older Glacier service (not S3's storage classes); AWS always encrypts them.",
    (
        Column("archives", Type.INT, "How many archives it held at the last count."),
        Column("has_policy", Type.BOOL, "Whether it has an access policy."),
        TAGS,
    ),
    ("glacier:ListVaults", "glacier:GetVaultAccessPolicy", "glacier:ListTagsForVault"),
    of="vault",
)

STATEMENT = statement_table(
    "aws_glacier_vault_policy_statement",
    parent=VAULT.name,
    subject_column="vault_arn",
    scope=Scope.REGION,
    calls=("glacier:GetVaultAccessPolicy",),
    description="Vaults' access policies, one row for each statement, principal and action.",
)

_ABSENT = ("ResourceNotFoundException",)


def _read_vault(reader: Reader, vault: dict[str, Any]) -> None:
    arn, name = vault["VaultARN"], vault["VaultName"]
    row: dict[str, object] = {"arn": arn, "name": name, "archives": vault.get("NumberOfArchives") or 0}
    with reader.part(VAULT, subject=arn):
        # Of a vault that is gone both calls say the same; without a policy only the other one does.
        answer = reader.ask("glacier", "list_tags_for_vault", gone=_ABSENT, accountId="-", vaultName=name)
        row["tags"] = answer.get("Tags") or {}
    with reader.part(VAULT, STATEMENT, subject=arn):
        said = reader.call("glacier", "get_vault_access_policy", absent=_ABSENT, accountId="-", vaultName=name) or {}
        policy = (said.get("policy") or {}).get("Policy") or ""
        row["has_policy"] = bool(policy)
        reader.rows(STATEMENT, statement_rows("vault_arn", arn, policy) if policy else [])
    reader.rows(VAULT, [row])


def _collect(reader: Reader) -> None:
    with reader.reading(VAULT, STATEMENT):
        vaults = reader.pages("glacier", "list_vaults", "VaultList", accountId="-")
        reader.each(lambda vault: _read_vault(reader, vault), vaults)


SERVICE = Service("glacier", Scope.REGION, (VAULT, STATEMENT), _collect)
