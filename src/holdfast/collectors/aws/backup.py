"""AWS Backup: vaults and how well they are locked, plans, what they cover, and what is in the vaults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.policies import statement_rows, statement_table
from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, child_table, subject_table
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

VAULT = subject_table(
    "aws_backup_vault",
    "Backup vaults: where recovery points are kept.",
    (
        Column("kind", Type.TEXT, "`BACKUP_VAULT`, or `LOGICALLY_AIR_GAPPED_BACKUP_VAULT`; empty where not said."),
        Column("created_at", Type.TIME, "When it was made."),
        Column("kms_key_arn", Type.TEXT, "The key that encrypts it; empty where AWS Backup's own does."),
        Column("recovery_points", Type.INT, "How many recovery points AWS counts in it."),
        Column("unencrypted_recovery_points", Type.INT, "How many of them are not encrypted."),
        Column("locked", Type.BOOL, "Whether a lock keeps recovery points from being deleted before their time."),
        Column("lock_is_final", Type.BOOL, "Whether nobody can take the lock off any more."),
        Column("min_retention_days", Type.INT, "For how long at least recovery points are kept; 0 if not set."),
        Column("has_policy", Type.BOOL, "Whether it has an access policy."),
        TAGS,
    ),
    (
        "backup:ListBackupVaults",
        "backup:GetBackupVaultAccessPolicy",
        "backup:ListRecoveryPointsByBackupVault",
        "backup:ListTags",
    ),
    of="vault",
)

STATEMENT = statement_table(
    "aws_backup_vault_policy_statement",
    parent=VAULT.name,
    subject_column="vault_arn",
    scope=Scope.REGION,
    calls=("backup:GetBackupVaultAccessPolicy",),
    description="Vaults' access policies, one row for each statement, principal and action.",
)

PLAN = subject_table(
    "aws_backup_plan",
    "Backup plans: what is backed up, when, and where to.",
    (
        Column("plan_id", Type.TEXT, "The plan's id."),
        Column("created_at", Type.TIME, "When it was made."),
        Column("ran", Type.BOOL, "Whether it has run."),
        Column("last_run_at", Type.TIME, "When it last did; NULL with `ran` FALSE if never."),
        Column("selections", Type.INT, "How many selections of resources it has; without one it backs up nothing."),
    ),
    ("backup:ListBackupPlans", "backup:ListBackupSelections"),
    of="plan",
)

RULE = child_table(
    "aws_backup_plan_rule",
    "The rules of backup plans.",
    (
        Column("rule_id", Type.TEXT, "The rule's id."),
        Column("name", Type.TEXT, "The rule's name."),
        Column("vault", Type.TEXT, "The vault into which it backs up, by name."),
        Column("schedule", Type.TEXT, "When, as a cron expression; empty where on demand."),
        Column("continuous", Type.BOOL, "Whether any second of the past days can be restored."),
        Column("delete_after_days", Type.INT, "For how many days copies are kept; 0 for ever.", boundary=(0,)),
        Column("copies_elsewhere", Type.BOOL, "Whether copies also go to a vault in another region or account."),
        Column("copy_vault_arns", Type.TEXTS, "The vaults that copies also go to."),
    ),
    ("backup:GetBackupPlan",),
    parent=PLAN,
    key=("plan_arn", "rule_id"),
)

SELECTION = child_table(
    "aws_backup_selection",
    "What a plan backs up.",
    (
        Column("selection_id", Type.TEXT, "The selection's id."),
        Column("name", Type.TEXT, "The selection's name."),
        Column("role_arn", Type.TEXT, "The role by which it backs up."),
        Column("resources", Type.TEXTS, "The resources, by ARN or pattern; empty where it goes by tags."),
        Column("not_resources", Type.TEXTS, "The resources that it leaves out."),
        Column("tag_keys", Type.TEXTS, "The tags by which it chooses."),
    ),
    ("backup:ListBackupSelections", "backup:GetBackupSelection"),
    parent=PLAN,
    key=("plan_arn", "selection_id"),
)

SETTINGS = subject_table(
    "aws_backup_region",
    "AWS Backup in a region: one row an account and region.",
    (Column("lists_protected", Type.BOOL, "Whether what is backed up could be listed: then always TRUE."),),
    ("backup:ListProtectedResources",),
    of="region (`backup-region:ACCOUNT/REGION`)",
)

PROTECTED = child_table(
    "aws_backup_protected_resource",
    "Resources of which AWS Backup keeps at least one recovery point.",
    (
        Column("resource_arn", Type.TEXT, "The resource."),
        Column("kind", Type.TEXT, "`RDS`, `DynamoDB`, `EBS`, `EFS`, `S3` ..."),
        Column("last_backup_at", Type.TIME, "When it was last backed up."),
        Column("last_vault_arn", Type.TEXT, "The vault that the copy went to; empty where not said."),
    ),
    ("backup:ListProtectedResources",),
    parent=SETTINGS,
    key=("region_arn", "resource_arn"),
)

_GONE = ("ResourceNotFoundException",)


def _read_vault(reader: Reader, vault: dict[str, Any]) -> None:
    arn, name = vault["BackupVaultArn"], vault["BackupVaultName"]
    final = vault.get("LockDate")
    row: dict[str, object] = {
        "arn": arn,
        "name": name,
        "kind": vault.get("VaultType") or "",
        "created_at": utc(vault["CreationDate"]),
        "kms_key_arn": vault.get("EncryptionKeyArn") or "",
        "recovery_points": vault.get("NumberOfRecoveryPoints") or 0,
        "locked": bool(vault.get("Locked", False)),
        "lock_is_final": bool(vault.get("Locked", False) and final and final <= reader.now),
        "min_retention_days": vault.get("MinRetentionDays") or 0,
    }
    with reader.part(VAULT, STATEMENT, subject=arn):
        # AWS says the same of a vault without a policy and of one that is gone; its tags tell them apart.
        answer = reader.call("backup", "get_backup_vault_access_policy", absent=_GONE, BackupVaultName=name)
        policy = (answer or {}).get("Policy", "")
        row["has_policy"] = bool(policy)
        reader.rows(STATEMENT, statement_rows("vault_arn", arn, policy) if policy else [])
    with reader.part(VAULT, subject=arn):
        points = reader.pages(
            "backup", "list_recovery_points_by_backup_vault", "RecoveryPoints", gone=_GONE, BackupVaultName=name
        )
        row["unencrypted_recovery_points"] = sum(not point.get("IsEncrypted", False) for point in points)
    with reader.part(VAULT, subject=arn):
        row["tags"] = reader.ask("backup", "list_tags", gone=_GONE, ResourceArn=arn).get("Tags") or {}
    reader.rows(VAULT, [row])


def _read_plan(reader: Reader, plan: dict[str, Any]) -> None:
    arn, identifier = plan["BackupPlanArn"], plan["BackupPlanId"]
    last = plan.get("LastExecutionDate")
    row: dict[str, object] = {
        "arn": arn,
        "name": plan["BackupPlanName"],
        "plan_id": identifier,
        "created_at": utc(plan["CreationDate"]),
        "ran": bool(last),
        "last_run_at": utc(last) if last else None,
    }
    with reader.part(RULE, subject=arn):
        answer = reader.ask("backup", "get_backup_plan", gone=_GONE, BackupPlanId=identifier)
        reader.rows(RULE, [_rule(reader, arn, rule) for rule in answer["BackupPlan"]["Rules"]])
    with reader.part(PLAN, SELECTION, subject=arn):
        listed = list(
            reader.pages(
                "backup", "list_backup_selections", "BackupSelectionsList", gone=_GONE, BackupPlanId=identifier
            )
        )
        row["selections"] = len(listed)
        with reader.part(SELECTION, subject=arn):
            for selection in listed:
                answer = reader.ask(
                    "backup",
                    "get_backup_selection",
                    gone=_GONE,
                    BackupPlanId=identifier,
                    SelectionId=selection["SelectionId"],
                )
                reader.rows(SELECTION, [_selection(arn, selection["SelectionId"], answer["BackupSelection"])])
    reader.rows(PLAN, [row])


def _rule(reader: Reader, arn: str, rule: dict[str, Any]) -> dict[str, object]:
    copies = sorted(copy["DestinationBackupVaultArn"] for copy in rule.get("CopyActions") or ())
    here = reader.arn("backup", "")
    return {
        "plan_arn": arn,
        "rule_id": rule["RuleId"],
        "name": rule["RuleName"],
        "vault": rule["TargetBackupVaultName"],
        "schedule": rule.get("ScheduleExpression") or "",
        "continuous": bool(rule.get("EnableContinuousBackup", False)),
        "delete_after_days": (rule.get("Lifecycle") or {}).get("DeleteAfterDays") or 0,
        "copies_elsewhere": any(not copy.startswith(here) for copy in copies),
        "copy_vault_arns": copies,
    }


def _selection(arn: str, identifier: str, selection: dict[str, Any]) -> dict[str, object]:
    keys = {one["ConditionKey"] for one in selection.get("ListOfTags") or ()}
    for tests in (selection.get("Conditions") or {}).values():
        keys |= {one["ConditionKey"] for one in tests or ()}
    return {
        "plan_arn": arn,
        "selection_id": identifier,
        "name": selection.get("SelectionName", ""),
        "role_arn": selection.get("IamRoleArn", ""),
        "resources": sorted(selection.get("Resources") or ()),
        "not_resources": sorted(selection.get("NotResources") or ()),
        "tag_keys": sorted(keys),
    }


def _collect(reader: Reader) -> None:
    with reader.reading(VAULT, STATEMENT):
        vaults = reader.pages("backup", "list_backup_vaults", "BackupVaultList")
        reader.each(lambda vault: _read_vault(reader, vault), vaults)
    with reader.reading(PLAN, RULE, SELECTION):
        plans = reader.pages("backup", "list_backup_plans", "BackupPlansList")
        reader.each(lambda plan: _read_plan(reader, plan), plans)
    arn = f"backup-region:{reader.account_id}/{reader.region}"
    row: dict[str, object] = {"arn": arn, "name": f"AWS Backup in {reader.region}"}
    with reader.reading(SETTINGS, PROTECTED):
        with reader.part(SETTINGS, PROTECTED, subject=arn):
            listed = reader.pages("backup", "list_protected_resources", "Results")
            reader.rows(PROTECTED, [_protected(arn, resource) for resource in listed])
            row["lists_protected"] = True
        reader.rows(SETTINGS, [row])


def _protected(arn: str, resource: dict[str, Any]) -> dict[str, object]:
    last = resource.get("LastBackupTime")
    return {
        "region_arn": arn,
        "resource_arn": resource["ResourceArn"],
        "kind": resource.get("ResourceType", ""),
        "last_backup_at": utc(last) if last else None,
        "last_vault_arn": resource.get("LastBackupVaultArn") or "",
    }


SERVICE = Service("backup", Scope.REGION, (VAULT, STATEMENT, PLAN, RULE, SELECTION, SETTINGS, PROTECTED), _collect)
