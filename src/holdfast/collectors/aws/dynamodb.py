"""DynamoDB: tables, how they are encrypted, kept and shared. Items are never read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.policies import statement_rows, statement_table
from holdfast.collectors.aws.reader import Service
from holdfast.facts.tables import ACCOUNT, REGION, Column, Scope, Table, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

TABLE = Table(
    name="aws_dynamodb_table",
    source="aws",
    description="DynamoDB tables.",
    columns=(
        Column("arn", Type.TEXT, "The table's ARN."),
        ACCOUNT,
        REGION,
        Column("name", Type.TEXT, "The table's name."),
        Column("status", Type.TEXT, "`ACTIVE`, `CREATING`, `UPDATING`, `DELETING`, `ARCHIVED` ..."),
        Column("created_at", Type.TIME, "When the table was created."),
        Column("billing_mode", Type.TEXT, "`PAY_PER_REQUEST` or `PROVISIONED`."),
        Column("deletion_protected", Type.BOOL, "Whether the table refuses to be deleted."),
        Column(
            "encryption", Type.TEXT, "`kms` (a key in the account), or `dynamodb` (a key that only DynamoDB holds)."
        ),
        Column("kms_key_arn", Type.TEXT, "The KMS key's ARN; empty where DynamoDB's own key is used."),
        Column("replica_regions", Type.TEXTS, "The regions of a global table's other copies, sorted."),
        Column("recoverable", Type.BOOL, "Whether the table can be brought back as it was at any second of late."),
        Column("recovery_days", Type.INT, "How many days back; 0 where it cannot."),
        Column("has_policy", Type.BOOL, "Whether the table has a resource policy."),
        Column("tags", Type.TAGS, "The table's tags."),
    ),
    key=("arn",),
    scope=Scope.REGION,
    subject="arn",
    name_column="name",
    calls=(
        "dynamodb:list_tables",
        "dynamodb:describe_table",
        "dynamodb:describe_continuous_backups",
        "dynamodb:get_resource_policy",
        "dynamodb:list_tags_of_resource",
    ),
)

STATEMENT = statement_table(
    "aws_dynamodb_table_policy_statement",
    parent=TABLE.name,
    subject_column="table_arn",
    scope=Scope.REGION,
    calls=("dynamodb:get_resource_policy",),
    description="Tables' resource policies, one row for each statement, principal and action.",
)

_GONE = ("ResourceNotFoundException", "TableNotFoundException")
#: How far back recovery reaches unless the table says otherwise.
_RECOVERY_DAYS = 35


def collect(reader: Reader) -> None:
    """Read every table of the region."""
    with reader.reading(TABLE, STATEMENT):
        names = reader.pages("dynamodb", "list_tables", "TableNames")
        reader.each(lambda name: _read_table(reader, name), names)


def _read_table(reader: Reader, name: str) -> None:
    arn = reader.arn("dynamodb", f"table/{name}")
    row: dict[str, object] = {"arn": arn, "name": name}
    statements: list[dict[str, object]] = []
    with reader.part(TABLE, subject=arn):
        row |= _description(reader.ask("dynamodb", "describe_table", gone=_GONE, TableName=name)["Table"])
    with reader.part(TABLE, subject=arn):
        row |= _recovery(reader.ask("dynamodb", "describe_continuous_backups", gone=_GONE, TableName=name))
    with reader.part(TABLE, subject=arn):
        tags = reader.pages("dynamodb", "list_tags_of_resource", "Tags", gone=_GONE, ResourceArn=arn)
        row["tags"] = {tag["Key"]: tag.get("Value", "") for tag in tags}
    with reader.part(TABLE, STATEMENT, subject=arn):
        answer = reader.call(
            "dynamodb", "get_resource_policy", absent=("PolicyNotFoundException",), gone=_GONE, ResourceArn=arn
        )
        policy = (answer or {}).get("Policy", "")
        row["has_policy"] = bool(policy)
        if policy:
            statements = statement_rows("table_arn", arn, policy)
    reader.rows(TABLE, [row])
    reader.rows(STATEMENT, statements)


def _description(table: dict[str, Any]) -> dict[str, object]:
    # Without a description, the table is encrypted with a key that DynamoDB owns.
    encryption = table.get("SSEDescription", {})
    own_key = encryption.get("SSEType") == "KMS" and encryption.get("Status") in {"ENABLED", "UPDATING"}
    return {
        "status": table["TableStatus"],
        "created_at": utc(table["CreationDateTime"]),
        "billing_mode": table.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED"),
        "deletion_protected": table.get("DeletionProtectionEnabled", False),
        "encryption": "kms" if own_key else "dynamodb",
        "kms_key_arn": encryption.get("KMSMasterKeyArn", "") if own_key else "",
        "replica_regions": sorted(replica["RegionName"] for replica in table.get("Replicas", [])),
    }


def _recovery(answer: dict[str, Any]) -> dict[str, object]:
    recovery = answer["ContinuousBackupsDescription"].get("PointInTimeRecoveryDescription", {})
    recoverable = recovery.get("PointInTimeRecoveryStatus") == "ENABLED"
    return {
        "recoverable": recoverable,
        "recovery_days": recovery.get("RecoveryPeriodInDays", _RECOVERY_DAYS) if recoverable else 0,
    }


SERVICE = Service("dynamodb", Scope.REGION, (TABLE, STATEMENT), collect)
