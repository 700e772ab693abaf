"""Secrets Manager: that secrets exist, how old and how used they are, and who may read them.

Nothing here ever asks for a secret's value, and descriptions are left out because people write
hints into them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.policies import statement_rows, statement_table
from holdfast.collectors.aws.reader import Service
from holdfast.facts.tables import ACCOUNT, REGION, Column, Scope, Table, Type

if TYPE_CHECKING:
    from datetime import datetime

    from holdfast.collectors.aws.reader import Reader

SECRET = Table(
    name="aws_secretsmanager_secret",
    source="aws",
    description="Secrets of Secrets Manager, those waiting for deletion included; never their values.",
    columns=(
        Column("arn", Type.TEXT, "The secret's ARN."),
        ACCOUNT,
        REGION,
        Column("name", Type.TEXT, "The secret's name."),
        Column("created_at", Type.TIME, "When the secret was created."),
        Column("managed_by", Type.TEXT, "The AWS service that made and rotates it, such as `rds`; empty where we do."),
        Column("kms_key", Type.TEXT, "The KMS key as the secret names it; empty where AWS's own key is used."),
        Column("rotates", Type.BOOL, "Whether it is rotated by itself."),
        Column(
            "rotation_rule", Type.TEXT, "When, such as `30 days` or `rate(10 days)`; empty where it is not rotated."
        ),
        Column("was_rotated", Type.BOOL, "Whether a rotation ever went through."),
        Column("last_rotated_at", Type.TIME, "When the last one did; NULL unless `was_rotated`."),
        Column("last_changed_at", Type.TIME, "When the secret was last changed in any way."),
        Column("was_accessed", Type.BOOL, "Whether AWS has seen anybody read it."),
        Column("last_accessed_at", Type.TIME, "The day on which it was last read; NULL unless `was_accessed`."),
        Column("is_being_deleted", Type.BOOL, "Whether it waits for its deletion; nobody can read it meanwhile."),
        Column(
            "deletion_at", Type.TIME, "When it was marked for, or will meet, deletion; NULL unless `is_being_deleted`."
        ),
        Column("is_replica", Type.BOOL, "Whether it is the copy of a secret in another region."),
        Column("has_policy", Type.BOOL, "Whether it has a resource policy."),
        Column("tags", Type.TAGS, "The secret's tags."),
    ),
    key=("arn",),
    scope=Scope.REGION,
    subject="arn",
    name_column="name",
    calls=("secretsmanager:list_secrets", "secretsmanager:get_resource_policy"),
)

STATEMENT = statement_table(
    "aws_secretsmanager_secret_policy_statement",
    parent=SECRET.name,
    subject_column="secret_arn",
    scope=Scope.REGION,
    calls=("secretsmanager:get_resource_policy",),
    description="Secrets' resource policies, one row for each statement, principal and action.",
)

_GONE = ("ResourceNotFoundException",)


def collect(reader: Reader) -> None:
    """Read every secret's circumstances in the region."""
    with reader.reading(SECRET, STATEMENT):
        secrets = reader.pages("secretsmanager", "list_secrets", "SecretList", IncludePlannedDeletion=True)
        reader.each(lambda secret: _read_secret(reader, secret), secrets)


def _read_secret(reader: Reader, secret: dict[str, Any]) -> None:
    arn = secret["ARN"]
    row = _columns(secret, reader.region)
    statements: list[dict[str, object]] = []
    with reader.part(SECRET, STATEMENT, subject=arn):
        # A secret that waits for its deletion may answer no questions; then no policy lets anybody in.
        absent = ("InvalidRequestException",) if row["is_being_deleted"] else ()
        answer = reader.call("secretsmanager", "get_resource_policy", absent=absent, gone=_GONE, SecretId=arn)
        policy = (answer or {}).get("ResourcePolicy", "")
        row["has_policy"] = bool(policy)
        if policy:
            statements = statement_rows("secret_arn", arn, policy)
    reader.rows(SECRET, [row])
    reader.rows(STATEMENT, statements)


def _columns(secret: dict[str, Any], region: str) -> dict[str, object]:
    rotates = bool(secret.get("RotationEnabled", False))
    rules = secret.get("RotationRules", {})
    days = rules.get("AutomaticallyAfterDays")
    rule = rules.get("ScheduleExpression") or (f"{days} days" if days else "")
    return {
        "arn": secret["ARN"],
        "name": secret["Name"],
        "created_at": utc(secret["CreatedDate"]),
        "managed_by": secret.get("OwningService", ""),
        "kms_key": secret.get("KmsKeyId", ""),
        "rotates": rotates,
        "rotation_rule": rule if rotates else "",
        "was_rotated": "LastRotatedDate" in secret,
        "last_rotated_at": _moment(secret, "LastRotatedDate"),
        "last_changed_at": _moment(secret, "LastChangedDate") or utc(secret["CreatedDate"]),
        "was_accessed": "LastAccessedDate" in secret,
        "last_accessed_at": _moment(secret, "LastAccessedDate"),
        "is_being_deleted": "DeletedDate" in secret,
        "deletion_at": _moment(secret, "DeletedDate"),
        "is_replica": secret.get("PrimaryRegion", region) != region,
        "tags": {tag["Key"]: tag.get("Value", "") for tag in secret.get("Tags", [])},
    }


def _moment(secret: dict[str, Any], name: str) -> datetime | None:
    return utc(secret[name]) if name in secret else None


SERVICE = Service("secretsmanager", Scope.REGION, (SECRET, STATEMENT), collect)
