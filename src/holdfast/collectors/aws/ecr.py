"""ECR: container image repositories, how images get in, and who may fetch them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.policies import statement_rows, statement_table
from holdfast.collectors.aws.reader import Service
from holdfast.facts.tables import ACCOUNT, REGION, Column, Scope, Table, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

REPOSITORY = Table(
    name="aws_ecr_repository",
    source="aws",
    description="Private container image repositories.",
    columns=(
        Column("arn", Type.TEXT, "The repository's ARN."),
        ACCOUNT,
        REGION,
        Column("name", Type.TEXT, "The repository's name."),
        Column("uri", Type.TEXT, "Where images are pushed to and pulled from."),
        Column("created_at", Type.TIME, "When it was made."),
        Column("tags", Type.TAGS, "The tags."),
        Column("tag_mutability", Type.TEXT, "`MUTABLE` or `IMMUTABLE`, with `_WITH_EXCLUSION` where some tags differ."),
        Column("scans_on_push", Type.BOOL, "Whether the repository itself asks for a scan of each pushed image."),
        Column(
            "scan_frequency", Type.TEXT, "What the registry's rules ask: `SCAN_ON_PUSH`, `CONTINUOUS_SCAN`, `MANUAL`."
        ),
        Column("encryption", Type.TEXT, "`AES256` (a key of AWS's), `KMS` or `KMS_DSSE`."),
        Column("kms_key_arn", Type.TEXT, "The KMS key; empty if none."),
        Column("has_policy", Type.BOOL, "Whether the repository has a policy of its own."),
        Column("has_lifecycle_policy", Type.BOOL, "Whether old images are removed by rule."),
    ),
    key=("arn",),
    scope=Scope.REGION,
    subject="arn",
    name_column="name",
    calls=(
        "ecr:describe_repositories",
        "ecr:list_tags_for_resource",
        "ecr:batch_get_repository_scanning_configuration",
        "ecr:get_repository_policy",
        "ecr:get_lifecycle_policy",
    ),
)

POLICY_STATEMENT = statement_table(
    "aws_ecr_repository_policy_statement",
    parent="aws_ecr_repository",
    subject_column="repository_arn",
    scope=Scope.REGION,
    calls=("ecr:get_repository_policy",),
    description="Repositories' own policies: who may push and pull.",
)
