"""KMS: keys of the company and of AWS, their state, rotation, names and policies.

AWS's own keys (``manager`` AWS) rotate by themselves, take no tags and have policies that only
AWS writes, so nothing more is asked about them. No key material ever leaves KMS.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.policies import statement_rows, statement_table
from holdfast.collectors.aws.reader import Service
from holdfast.facts.tables import ACCOUNT, REGION, Column, Scope, Table, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

KEY = Table(
    name="aws_kms_key",
    source="aws",
    description="KMS keys, the company's own and those that AWS manages for it.",
    columns=(
        Column("arn", Type.TEXT, "The key's ARN."),
        ACCOUNT,
        REGION,
        Column("key_id", Type.TEXT, "The key's id."),
        Column("name", Type.TEXT, "The key's first alias without `alias/`, or else its id."),
        Column("aliases", Type.TEXTS, "The key's aliases, sorted."),
        Column("manager", Type.TEXT, "`CUSTOMER` or `AWS`."),
        Column("state", Type.TEXT, "`Enabled`, `Disabled`, `PendingDeletion`, `PendingImport`, `Unavailable` ..."),
        Column("enabled", Type.BOOL, "Whether the key can be used."),
        Column("usage", Type.TEXT, "`ENCRYPT_DECRYPT`, `SIGN_VERIFY`, `GENERATE_VERIFY_MAC` or `KEY_AGREEMENT`."),
        Column("spec", Type.TEXT, "`SYMMETRIC_DEFAULT`, `RSA_2048`, `ECC_NIST_P256` ..."),
        Column("origin", Type.TEXT, "Where its material is from: `AWS_KMS`, `EXTERNAL`, `AWS_CLOUDHSM` ..."),
        Column("multi_region", Type.BOOL, "Whether the key may be copied to other regions."),
        Column("created_at", Type.TIME, "When the key was created."),
        Column("is_being_deleted", Type.BOOL, "Whether a date for its deletion is set."),
        Column("deletion_at", Type.TIME, "When the key will be deleted; NULL unless `is_being_deleted`."),
        Column(
            "can_rotate", Type.BOOL, "Whether KMS could rotate it by itself: symmetric, for encryption, made by KMS."
        ),
        Column("rotates", Type.BOOL, "Whether KMS rotates it by itself; always so for a key that AWS manages."),
        Column("rotation_days", Type.INT, "Days from one rotation to the next; 0 where it does not rotate."),
        Column("tags", Type.TAGS, "The key's tags."),
    ),
    key=("arn",),
    scope=Scope.REGION,
    subject="arn",
    name_column="name",
    calls=(
        "kms:list_keys",
        "kms:describe_key",
        "kms:list_aliases",
        "kms:get_key_rotation_status",
        "kms:list_resource_tags",
    ),
)

STATEMENT = statement_table(
    "aws_kms_key_policy_statement",
    parent=KEY.name,
    subject_column="key_arn",
    scope=Scope.REGION,
    calls=("kms:get_key_policy",),
    description="Policies of the company's own keys, one row for each statement, principal and action.",
)

_GONE = ("NotFoundException",)
#: AWS rotates its own keys once a year, as it does ours unless told otherwise.
_DAYS_A_YEAR = 365


def collect(reader: Reader) -> None:
    """Read every key of the region."""
    with reader.reading(KEY, STATEMENT):
        reader.each(lambda listed: _read_key(reader, listed), reader.pages("kms", "list_keys", "Keys"))


def _read_key(reader: Reader, listed: dict[str, Any]) -> None:
    arn, key_id = listed["KeyArn"], listed["KeyId"]
    row: dict[str, object] = {"arn": arn, "key_id": key_id, "name": key_id}
    statements: list[dict[str, object]] = []
    with reader.part(KEY, subject=arn):
        row |= _description(reader.ask("kms", "describe_key", gone=_GONE, KeyId=key_id)["KeyMetadata"])
    with reader.part(KEY, subject=arn):
        aliases = reader.pages("kms", "list_aliases", "Aliases", gone=_GONE, KeyId=key_id)
        row["aliases"] = names = sorted(alias["AliasName"] for alias in aliases)
        row["name"] = names[0].removeprefix("alias/") if names else key_id
    if row.get("manager") == "AWS":
        row |= {"rotates": True, "rotation_days": _DAYS_A_YEAR, "tags": {}}
    else:
        with reader.part(KEY, subject=arn):
            row |= _rotation(reader, key_id, row)
        with reader.part(KEY, subject=arn):
            tags = reader.pages("kms", "list_resource_tags", "Tags", gone=_GONE, KeyId=key_id)
            row["tags"] = {tag["TagKey"]: tag.get("TagValue", "") for tag in tags}
        with reader.part(STATEMENT, subject=arn):
            # KMS knows one policy a key, and its name is fixed.
            policy = reader.ask("kms", "get_key_policy", gone=_GONE, KeyId=key_id, PolicyName="default")["Policy"]
            statements = statement_rows("key_arn", arn, policy)
    reader.rows(KEY, [row])
    reader.rows(STATEMENT, statements)


def _description(key: dict[str, Any]) -> dict[str, object]:
    deletion = key.get("DeletionDate")
    symmetric = key.get("KeySpec", "SYMMETRIC_DEFAULT") == "SYMMETRIC_DEFAULT"
    usage = key.get("KeyUsage", "ENCRYPT_DECRYPT")
    return {
        "manager": key["KeyManager"],
        "state": key["KeyState"],
        "enabled": key["Enabled"],
        "usage": usage,
        "spec": key.get("KeySpec", "SYMMETRIC_DEFAULT"),
        "origin": key.get("Origin", ""),
        "multi_region": key.get("MultiRegion", False),
        "created_at": utc(key["CreationDate"]),
        # A copy in several regions waits, without a date, until its last copy is gone.
        "is_being_deleted": key["KeyState"] in {"PendingDeletion", "PendingReplicaDeletion"},
        "deletion_at": utc(deletion) if deletion else None,
        "can_rotate": symmetric and usage == "ENCRYPT_DECRYPT" and key.get("Origin") == "AWS_KMS",
    }


def _rotation(reader: Reader, key_id: str, row: dict[str, object]) -> dict[str, object]:
    """Ask whether the key rotates; KMS refuses the question for keys that cannot, or are being deleted."""
    if row.get("can_rotate") is False or row.get("is_being_deleted") is True:
        return {"rotates": False, "rotation_days": 0}
    answer = reader.call(
        "kms",
        "get_key_rotation_status",
        absent=("UnsupportedOperationException", "KMSInvalidStateException"),
        gone=_GONE,
        KeyId=key_id,
    )
    rotates = bool(answer and answer.get("KeyRotationEnabled"))
    return {
        "rotates": rotates,
        "rotation_days": (answer or {}).get("RotationPeriodInDays", _DAYS_A_YEAR) if rotates else 0,
    }


SERVICE = Service("kms", Scope.REGION, (KEY, STATEMENT), collect)
