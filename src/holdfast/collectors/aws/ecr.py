"""ECR: container image repositories, how images get in, and who may fetch them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.policies import statement_rows, statement_table
from holdfast.collectors.aws.reader import GoneError, Service, UnreadError
from holdfast.facts.tables import ACCOUNT, REGION, Column, Scope, State, Table, Type

if TYPE_CHECKING:
    from collections.abc import Mapping

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

_GONE = ("RepositoryNotFoundException",)


def collect(reader: Reader) -> None:
    """Read the region's repositories."""
    with reader.reading(REPOSITORY, POLICY_STATEMENT):
        reader.each(
            lambda repository: _repository(reader, repository),
            reader.pages("ecr", "describe_repositories", "repositories"),
        )


def _repository(reader: Reader, repository: Mapping[str, Any]) -> None:
    arn, name = repository["repositoryArn"], repository["repositoryName"]
    encryption = repository.get("encryptionConfiguration") or {}
    row: dict[str, object] = {
        "arn": arn,
        "name": name,
        "uri": repository["repositoryUri"],
        "created_at": utc(repository["createdAt"]),
        "tag_mutability": repository["imageTagMutability"],
        "scans_on_push": bool((repository.get("imageScanningConfiguration") or {}).get("scanOnPush")),
        "encryption": encryption.get("encryptionType", "AES256"),
        "kms_key_arn": encryption.get("kmsKey", ""),
    }
    with reader.part(REPOSITORY, subject=arn):
        tags = reader.ask("ecr", "list_tags_for_resource", gone=_GONE, resourceArn=arn)["tags"]
        row["tags"] = {tag["Key"]: tag.get("Value", "") for tag in tags}
    with reader.part(REPOSITORY, subject=arn):
        row["scan_frequency"] = _scan_frequency(reader, name)
    with reader.part(REPOSITORY, subject=arn):
        lifecycle = reader.call(
            "ecr", "get_lifecycle_policy", absent=("LifecyclePolicyNotFoundException",), gone=_GONE, repositoryName=name
        )
        row["has_lifecycle_policy"] = lifecycle is not None
    with reader.part(REPOSITORY, POLICY_STATEMENT, subject=arn):
        policy = reader.call(
            "ecr",
            "get_repository_policy",
            absent=("RepositoryPolicyNotFoundException",),
            gone=_GONE,
            repositoryName=name,
        )
        row["has_policy"] = policy is not None
        if policy:
            reader.rows(POLICY_STATEMENT, statement_rows("repository_arn", arn, policy["policyText"]))
    reader.rows(REPOSITORY, [row])


def _scan_frequency(reader: Reader, name: str) -> str:
    answer = reader.ask("ecr", "batch_get_repository_scanning_configuration", repositoryNames=[name])
    for configuration in answer.get("scanningConfigurations") or ():
        return str(configuration["scanFrequency"])
    failures = answer.get("failures") or [{"failureCode": "no answer"}]
    if failures[0].get("failureCode") == "REPOSITORY_NOT_FOUND":
        raise GoneError
    raise UnreadError(
        State.FAILED, f"ecr:BatchGetRepositoryScanningConfiguration failed ({failures[0]['failureCode']})"
    )


SERVICE = Service(name="ecr", scope=Scope.REGION, tables=(REPOSITORY, POLICY_STATEMENT), collect=collect)
