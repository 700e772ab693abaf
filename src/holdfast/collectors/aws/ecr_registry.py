"""ECR's registry: what holds for all of a region's repositories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.collectors.aws.policies import statement_rows, statement_table
from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import subject_table
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

REGISTRY = subject_table(
    "aws_ecr_registry",
    "The private registry: one row an account and region.",
    (
        Column("scan_type", Type.TEXT, "`BASIC` or `ENHANCED` (Amazon Inspector)."),
        Column("scans_all", Type.BOOL, "Whether a rule scans images of all repositories, when pushed or always."),
        Column("scan_filters", Type.TEXTS, "The repositories that rules scan, as written; empty if none."),
        Column("has_policy", Type.BOOL, "Whether it has a policy."),
    ),
    ("ecr:GetRegistryScanningConfiguration", "ecr:GetRegistryPolicy"),
    of="registry (`ecr-registry:ACCOUNT/REGION`)",
)

STATEMENT = statement_table(
    "aws_ecr_registry_policy_statement",
    parent=REGISTRY.name,
    subject_column="registry_arn",
    scope=Scope.REGION,
    calls=("ecr:GetRegistryPolicy",),
    description="Registries' policies: which accounts may copy images in.",
)


def _collect(reader: Reader) -> None:
    arn = f"ecr-registry:{reader.account_id}/{reader.region}"
    row: dict[str, object] = {"arn": arn, "name": f"Registry in {reader.region}"}
    with reader.reading(REGISTRY, STATEMENT):
        with reader.part(REGISTRY, subject=arn):
            scanning = reader.ask("ecr", "get_registry_scanning_configuration")["scanningConfiguration"]
            rules = [rule for rule in scanning.get("rules") or () if rule.get("scanFrequency") != "MANUAL"]
            filters = sorted({one["filter"] for rule in rules for one in rule.get("repositoryFilters") or ()})
            row |= {"scan_type": scanning.get("scanType", ""), "scans_all": "*" in filters, "scan_filters": filters}
        with reader.part(REGISTRY, STATEMENT, subject=arn):
            said = reader.call("ecr", "get_registry_policy", absent=("RegistryPolicyNotFoundException",)) or {}
            policy = said.get("policyText") or ""
            row["has_policy"] = bool(policy)
            reader.rows(STATEMENT, statement_rows("registry_arn", arn, policy) if policy else [])
        reader.rows(REGISTRY, [row])


SERVICE = Service("ecr registry", Scope.REGION, (REGISTRY, STATEMENT), _collect)
