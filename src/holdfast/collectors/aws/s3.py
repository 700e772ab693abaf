"""S3: buckets as they stand in their own regions, their policies and grants, the account's block.

Each setting is a call of its own and a ``part`` of its own, so that one refused call leaves one
setting unread. What AWS answers with "there is none" is absent, never unread.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.policies import statement_rows, statement_table
from holdfast.collectors.aws.reader import Service
from holdfast.facts.tables import ACCOUNT, REGION, Column, Scope, Table, Type

if TYPE_CHECKING:
    from collections.abc import Callable

    from holdfast.collectors.aws.reader import Reader

BUCKET = Table(
    name="aws_s3_bucket",
    source="aws",
    description="S3 buckets of the account, wherever they are; the region is the bucket's own.",
    columns=(
        Column("arn", Type.TEXT, "The bucket's ARN."),
        Column("name", Type.TEXT, "The bucket's name, unique in all of AWS."),
        ACCOUNT,
        Column("region", Type.TEXT, "The bucket's own region; `global` where it could not be asked."),
        Column("created_at", Type.TIME, "When the bucket was created, or its name last taken."),
        Column("versioning", Type.TEXT, "`Enabled`, `Suspended`, or empty where it never was on."),
        Column("mfa_delete", Type.BOOL, "Whether deleting a version for good needs the root user's MFA code."),
        Column("has_default_encryption", Type.BOOL, "Whether a default encryption is set."),
        Column("encryption_algorithm", Type.TEXT, "`AES256`, `aws:kms` or `aws:kms:dsse`; empty where none is set."),
        Column(
            "encryption_key",
            Type.TEXT,
            "The KMS key as the bucket names it; empty for AWS's own key, or none.",
        ),
        Column("bucket_key", Type.BOOL, "Whether a bucket key saves calls to KMS."),
        Column("has_public_access_block", Type.BOOL, "Whether the bucket has a public access block of its own."),
        Column("blocks_public_acls", Type.BOOL, "Whether the bucket's block refuses new public ACLs."),
        Column("ignores_public_acls", Type.BOOL, "Whether the bucket's block ignores the public ACLs that exist."),
        Column("blocks_public_policy", Type.BOOL, "Whether the bucket's block refuses a new public policy."),
        Column(
            "restricts_public_buckets",
            Type.BOOL,
            "Whether the bucket's block keeps a public policy from serving strangers.",
        ),
        Column("has_policy", Type.BOOL, "Whether the bucket has a policy."),
        Column("policy_is_public", Type.BOOL, "Whether AWS itself calls the bucket's policy public."),
        Column("has_access_logging", Type.BOOL, "Whether server access logs are written."),
        Column("logging_bucket", Type.TEXT, "The bucket that receives the access logs; empty where none does."),
        Column("logging_prefix", Type.TEXT, "What the logs' names begin with; may be empty."),
        Column(
            "object_ownership",
            Type.TEXT,
            "`BucketOwnerEnforced` (ACLs are off), `BucketOwnerPreferred`, `ObjectWriter`; empty where never set (on).",
        ),
        Column("lifecycle_rules", Type.INT, "How many lifecycle rules are enabled."),
        Column("object_lock", Type.BOOL, "Whether objects can be locked against deletion."),
        Column("object_lock_mode", Type.TEXT, "The default lock, `GOVERNANCE` or `COMPLIANCE`; empty where none."),
        Column(
            "object_lock_days",
            Type.INT,
            "Days that the default lock holds (a year is 365); 0 where none.",
        ),
        Column("has_website", Type.BOOL, "Whether the bucket is served as a website."),
        Column("tags", Type.TAGS, "The bucket's tags."),
    ),
    key=("arn",),
    scope=Scope.GLOBAL,
    subject="arn",
    name_column="name",
    calls=(
        "s3:list_buckets",
        "s3:get_bucket_location",
        "s3:get_bucket_versioning",
        "s3:get_bucket_encryption",
        "s3:get_public_access_block",
        "s3:get_bucket_policy",
        "s3:get_bucket_policy_status",
        "s3:get_bucket_logging",
        "s3:get_bucket_ownership_controls",
        "s3:get_bucket_lifecycle_configuration",
        "s3:get_object_lock_configuration",
        "s3:get_bucket_website",
        "s3:get_bucket_tagging",
    ),
)

GRANT = Table(
    name="aws_s3_bucket_grant",
    source="aws",
    description="What a bucket's ACL grants, one row for each grantee and permission.",
    columns=(
        Column("bucket_arn", Type.TEXT, "The bucket's ARN."),
        ACCOUNT,
        REGION,
        Column("grantee_type", Type.TEXT, "`CanonicalUser`, `Group` or `AmazonCustomerByEmail`."),
        Column("grantee", Type.TEXT, "The canonical user's id, or the group's URI; empty for one named by e-mail."),
        Column("permission", Type.TEXT, "`READ`, `WRITE`, `READ_ACP`, `WRITE_ACP` or `FULL_CONTROL`."),
        Column("is_owner", Type.BOOL, "Whether the grantee is the bucket's owner."),
        Column("is_everyone", Type.BOOL, "Whether the grantee is anyone, signed in or not."),
        Column("is_any_aws_account", Type.BOOL, "Whether the grantee is anyone who is signed in to any AWS account."),
    ),
    key=("bucket_arn", "grantee_type", "grantee", "permission"),
    scope=Scope.GLOBAL,
    subject="bucket_arn",
    parent=BUCKET.name,
    calls=("s3:get_bucket_acl",),
)

STATEMENT = statement_table(
    "aws_s3_bucket_policy_statement",
    parent=BUCKET.name,
    subject_column="bucket_arn",
    scope=Scope.GLOBAL,
    calls=("s3:get_bucket_policy",),
    description="Buckets' policies, one row for each statement, principal and action.",
)

ACCOUNT_BLOCK = Table(
    name="aws_s3_account_block",
    source="aws",
    description="The account's own public access block, which holds for all of its buckets; one row an account.",
    columns=(
        Column("account_arn", Type.TEXT, "The account's ARN."),
        ACCOUNT,
        REGION,
        Column("has_public_access_block", Type.BOOL, "Whether the account has a public access block."),
        Column("blocks_public_acls", Type.BOOL, "Whether the account's block refuses new public ACLs."),
        Column("ignores_public_acls", Type.BOOL, "Whether the account's block ignores the public ACLs that exist."),
        Column("blocks_public_policy", Type.BOOL, "Whether the account's block refuses new public policies."),
        Column(
            "restricts_public_buckets",
            Type.BOOL,
            "Whether the account's block keeps public policies from serving strangers.",
        ),
    ),
    key=("account_arn",),
    scope=Scope.GLOBAL,
    subject="account_arn",
    parent="aws_account",
    calls=("s3control:get_public_access_block",),
)

_NO_BLOCK = ("NoSuchPublicAccessBlockConfiguration",)
_EVERYONE = "http://acs.amazonaws.com/groups/global/AllUsers"
_ANY_ACCOUNT = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"
_DAYS_A_YEAR = 365


@dataclass(frozen=True, slots=True)
class _Bucket:
    """One bucket and how to ask about it: in its own region, gone if it was deleted meanwhile."""

    reader: Reader
    name: str
    region: str

    @property
    def arn(self) -> str:
        return f"arn:{self.reader.partition}:s3:::{self.name}"

    def ask(self, operation: str, *absent: str) -> dict[str, Any]:
        """Return the answer; empty where AWS says that there is none."""
        answer = self.reader.call(
            "s3", operation, absent=absent, gone=("NoSuchBucket",), region=self.region, Bucket=self.name
        )
        return answer or {}


def _versioning(bucket: _Bucket) -> dict[str, object]:
    answer = bucket.ask("get_bucket_versioning")
    return {"versioning": answer.get("Status", ""), "mfa_delete": answer.get("MFADelete") == "Enabled"}


def _encryption(bucket: _Bucket) -> dict[str, object]:
    answer = bucket.ask("get_bucket_encryption", "ServerSideEncryptionConfigurationNotFoundError")
    rules = answer.get("ServerSideEncryptionConfiguration", {}).get("Rules", [])
    rule = rules[0] if rules else {}
    default = rule.get("ApplyServerSideEncryptionByDefault", {})
    return {
        "has_default_encryption": bool(default),
        "encryption_algorithm": default.get("SSEAlgorithm", ""),
        "encryption_key": default.get("KMSMasterKeyID", ""),
        "bucket_key": bool(rule.get("BucketKeyEnabled", False)),
    }


def _block_columns(answer: dict[str, Any]) -> dict[str, object]:
    block = answer.get("PublicAccessBlockConfiguration")
    flags = block or {}
    return {
        "has_public_access_block": block is not None,
        "blocks_public_acls": bool(flags.get("BlockPublicAcls", False)),
        "ignores_public_acls": bool(flags.get("IgnorePublicAcls", False)),
        "blocks_public_policy": bool(flags.get("BlockPublicPolicy", False)),
        "restricts_public_buckets": bool(flags.get("RestrictPublicBuckets", False)),
    }


def _public_access_block(bucket: _Bucket) -> dict[str, object]:
    return _block_columns(bucket.ask("get_public_access_block", *_NO_BLOCK))


def _policy_status(bucket: _Bucket) -> dict[str, object]:
    answer = bucket.ask("get_bucket_policy_status", "NoSuchBucketPolicy")
    return {"policy_is_public": bool(answer.get("PolicyStatus", {}).get("IsPublic", False))}


def _logging(bucket: _Bucket) -> dict[str, object]:
    target = bucket.ask("get_bucket_logging").get("LoggingEnabled", {})
    return {
        "has_access_logging": bool(target),
        "logging_bucket": target.get("TargetBucket", ""),
        "logging_prefix": target.get("TargetPrefix", ""),
    }


def _ownership(bucket: _Bucket) -> dict[str, object]:
    answer = bucket.ask("get_bucket_ownership_controls", "OwnershipControlsNotFoundError")
    rules = answer.get("OwnershipControls", {}).get("Rules", [])
    return {"object_ownership": rules[0].get("ObjectOwnership", "") if rules else ""}


def _lifecycle(bucket: _Bucket) -> dict[str, object]:
    answer = bucket.ask("get_bucket_lifecycle_configuration", "NoSuchLifecycleConfiguration")
    return {"lifecycle_rules": sum(rule.get("Status") == "Enabled" for rule in answer.get("Rules", []))}


def _object_lock(bucket: _Bucket) -> dict[str, object]:
    answer = bucket.ask("get_object_lock_configuration", "ObjectLockConfigurationNotFoundError")
    lock = answer.get("ObjectLockConfiguration", {})
    default = lock.get("Rule", {}).get("DefaultRetention", {})
    return {
        "object_lock": lock.get("ObjectLockEnabled") == "Enabled",
        "object_lock_mode": default.get("Mode", ""),
        "object_lock_days": default.get("Days", 0) + default.get("Years", 0) * _DAYS_A_YEAR,
    }


def _website(bucket: _Bucket) -> dict[str, object]:
    return {"has_website": bool(_settings(bucket.ask("get_bucket_website", "NoSuchWebsiteConfiguration")))}


def _settings(answer: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answer.items() if key != "ResponseMetadata"}


def _tags(bucket: _Bucket) -> dict[str, object]:
    answer = bucket.ask("get_bucket_tagging", "NoSuchTagSet")
    return {"tags": {tag["Key"]: tag.get("Value", "") for tag in answer.get("TagSet", [])}}


#: Each fills columns of its own from one call of its own.
_SETTINGS: tuple[Callable[[_Bucket], dict[str, object]], ...] = (
    _versioning,
    _encryption,
    _public_access_block,
    _policy_status,
    _logging,
    _ownership,
    _lifecycle,
    _object_lock,
    _website,
    _tags,
)


def _grants(bucket: _Bucket) -> list[dict[str, object]]:
    answer = bucket.ask("get_bucket_acl")
    owner = answer.get("Owner", {}).get("ID", "")
    rows: dict[tuple[str, str, str], dict[str, object]] = {}
    for grant in answer.get("Grants", []):
        kind = grant["Grantee"].get("Type", "")
        grantee = grant["Grantee"].get("URI") or grant["Grantee"].get("ID", "")
        rows[kind, grantee, grant["Permission"]] = {
            "bucket_arn": bucket.arn,
            "region": bucket.region,
            "grantee_type": kind,
            "grantee": grantee,
            "permission": grant["Permission"],
            "is_owner": bool(owner) and grantee == owner,
            "is_everyone": grantee == _EVERYONE,
            "is_any_aws_account": grantee == _ANY_ACCOUNT,
        }
    return list(rows.values())


def _locate(reader: Reader, listed: dict[str, Any], arn: str) -> str:
    """Return the bucket's region; ``global`` (from where S3 redirects) when AWS will not say it."""
    region: str = listed.get("BucketRegion", "")
    if not region:
        region = reader.region
        with reader.part(BUCKET, subject=arn):
            answer = reader.call("s3", "get_bucket_location", gone=("NoSuchBucket",), Bucket=listed["Name"]) or {}
            # The first region has no name here, and Ireland still has its first one.
            place = answer.get("LocationConstraint") or "us-east-1"
            region = "eu-west-1" if place == "EU" else place
    return region


def _read_bucket(reader: Reader, listed: dict[str, Any]) -> None:
    """Read one bucket; its rows are added only at the end, so that a vanished one leaves none."""
    arn = f"arn:{reader.partition}:s3:::{listed['Name']}"
    bucket = _Bucket(reader, listed["Name"], _locate(reader, listed, arn))
    row: dict[str, object] = {
        "arn": arn,
        "name": bucket.name,
        "region": bucket.region,
        "created_at": utc(listed["CreationDate"]),
    }
    grants: list[dict[str, object]] = []
    statements: list[dict[str, object]] = []
    for settings in _SETTINGS:
        with reader.part(BUCKET, subject=arn):
            row |= settings(bucket)
    with reader.part(GRANT, subject=arn):
        grants = _grants(bucket)
    with reader.part(BUCKET, STATEMENT, subject=arn):
        policy = bucket.ask("get_bucket_policy", "NoSuchBucketPolicy").get("Policy", "")
        row["has_policy"] = bool(policy)
        if policy:
            statements = statement_rows("bucket_arn", arn, policy)
    reader.rows(BUCKET, [row])
    reader.rows(GRANT, grants)
    reader.rows(STATEMENT, [{**statement, "region": bucket.region} for statement in statements])


def collect(reader: Reader) -> None:
    """Read the account's block, and every bucket in its own region."""
    with reader.reading(ACCOUNT_BLOCK):
        answer = reader.call("s3control", "get_public_access_block", absent=_NO_BLOCK, AccountId=reader.account_id)
        account_arn = reader.arn("iam", "root", region="")
        reader.rows(ACCOUNT_BLOCK, [{"account_arn": account_arn, **_block_columns(answer or {})}])
    with reader.reading(BUCKET, GRANT, STATEMENT):
        # A page size makes AWS say each bucket's region in the list itself.
        listed = reader.pages("s3", "list_buckets", "Buckets", PaginationConfig={"PageSize": 1000})
        reader.each(lambda one: _read_bucket(reader, one), listed)


SERVICE = Service("s3", Scope.GLOBAL, (BUCKET, GRANT, STATEMENT, ACCOUNT_BLOCK), collect)
