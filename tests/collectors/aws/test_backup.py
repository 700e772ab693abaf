"""AWS Backup's tables hold what boto3 itself lists; what was refused is unread, and costs nothing else."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from denials import Cost, hold_to_costs
from simulated_account import NOW

from holdfast.collectors.aws.backup import PLAN, PROTECTED, RULE, SELECTION, SERVICE, SETTINGS, STATEMENT, VAULT
from holdfast.collectors.aws.dates import utc
from holdfast.facts.tables import State

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

REGION = "eu-west-1"
TABLE = f"arn:aws:dynamodb:{REGION}:123456789012:table/shares"
ANYONE = {"Effect": "Allow", "Principal": "*", "Action": "backup:CopyIntoBackupVault", "Resource": "*"}
#: moto cannot be made to say these.
ANSWERS: dict[str, Any] = {
    "backup:GetBackupVaultAccessPolicy": {"Policy": json.dumps({"Statement": [ANYONE]})},
    "backup:ListRecoveryPointsByBackupVault": {"RecoveryPoints": [{"IsEncrypted": True}, {"IsEncrypted": False}, {}]},
    "backup:ListBackupSelections": {"BackupSelectionsList": [{"SelectionId": "s1", "SelectionName": "all"}]},
    "backup:GetBackupSelection": {
        "BackupSelection": {
            "SelectionName": "all",
            "IamRoleArn": "arn:aws:iam::123456789012:role/backup",
            "Resources": ["*"],
            "NotResources": [TABLE],
            "ListOfTags": [{"ConditionType": "STRINGEQUALS", "ConditionKey": "backup", "ConditionValue": "yes"}],
            "Conditions": {"StringLike": [{"ConditionKey": "aws:ResourceTag/tier", "ConditionValue": "1*"}]},
        }
    },
    "backup:ListProtectedResources": {
        "Results": [{"ResourceArn": TABLE, "ResourceType": "DynamoDB", "LastBackupTime": NOW}]
    },
}
COSTS: dict[str, Cost] = {
    "backup:ListBackupVaults": (VAULT, STATEMENT),
    "backup:GetBackupVaultAccessPolicy": {VAULT: frozenset({"has_policy"}), STATEMENT: None},
    "backup:ListRecoveryPointsByBackupVault": {VAULT: frozenset({"unencrypted_recovery_points"})},
    "backup:ListTags": {VAULT: frozenset({"tags"})},
    "backup:ListBackupPlans": (PLAN, RULE, SELECTION),
    "backup:GetBackupPlan": {RULE: None},
    "backup:ListBackupSelections": {PLAN: frozenset({"selections"}), SELECTION: None},
    "backup:GetBackupSelection": {SELECTION: None},
    "backup:ListProtectedResources": {SETTINGS: frozenset({"lists_protected"}), PROTECTED: None},
}


def seed(aws: SimulatedAws) -> Any:
    """Make a locked and an open vault, and a plan whose copies go elsewhere."""
    client = aws.seed.client("backup", region_name=REGION)
    client.create_backup_vault(BackupVaultName="locked", BackupVaultTags={"service": "Zoë 🚀"})
    client.create_backup_vault(BackupVaultName="open")
    client.put_backup_vault_lock_configuration(BackupVaultName="locked", MinRetentionDays=30)
    copies = [
        {"DestinationBackupVaultArn": f"arn:aws:backup:{region}:123456789012:backup-vault:far"}
        for region in (REGION, "eu-central-1")
    ]
    client.create_backup_plan(
        BackupPlan={
            "BackupPlanName": "nightly",
            "Rules": [
                {
                    "RuleName": "daily",
                    "TargetBackupVaultName": "locked",
                    "ScheduleExpression": "cron(0 3 * * ? *)",
                    "Lifecycle": {"DeleteAfterDays": 35},
                    "CopyActions": copies,
                },
                {"RuleName": "seconds", "TargetBackupVaultName": "open", "EnableContinuousBackup": True},
            ],
        }
    )
    return client


def test_backups_are_what_boto3_lists_and_a_denied_call_costs_only_its_own(aws: SimulatedAws) -> None:
    client = seed(aws)
    aws.answers.update(ANSWERS)
    asked = (
        "ListRecoveryPointsByBackupVault",
        "ListTags",
        "GetBackupPlan",
        "ListBackupSelections",
        "GetBackupSelection",
    )
    gone = {f"backup:{call}": "ResourceNotFoundException" for call in asked}
    got = hold_to_costs(aws, SERVICE, COSTS, gone=gone)
    vaults = client.list_backup_vaults()["BackupVaultList"]
    assert {row["arn"] for row in got.rows(VAULT)} == {vault["BackupVaultArn"] for vault in vaults}
    locked, open_one = got.row(VAULT, name="locked"), got.row(VAULT, name="open")
    assert (locked["locked"], locked["min_retention_days"], open_one["locked"]) == (True, 30, False)
    assert (locked["unencrypted_recovery_points"], locked["has_policy"]) == (2, True)
    assert (locked["tags"], open_one["tags"]) == ({"service": "Zoë 🚀"}, {})
    assert {row["is_public"] for row in got.rows(STATEMENT)} == {True}
    plan = got.row(PLAN)
    assert plan["arn"] == client.list_backup_plans()["BackupPlansList"][0]["BackupPlanArn"]
    assert (plan["ran"], plan["last_run_at"], plan["selections"]) == (False, None, 1)
    daily, seconds = got.row(RULE, name="daily"), got.row(RULE, name="seconds")
    assert (daily["delete_after_days"], daily["copies_elsewhere"], daily["continuous"]) == (35, True, False)
    assert (seconds["delete_after_days"], seconds["copies_elsewhere"], seconds["continuous"]) == (0, False, True)
    selection = got.row(SELECTION)
    assert (selection["resources"], selection["not_resources"]) == (["*"], [TABLE])
    assert selection["tag_keys"] == ["aws:ResourceTag/tier", "backup"]
    assert (got.row(PROTECTED)["resource_arn"], got.row(PROTECTED)["last_backup_at"]) == (TABLE, utc(NOW))
    assert got.row(SETTINGS)["lists_protected"] is True


def test_a_lock_is_final_when_its_time_for_thought_is_over(aws: SimulatedAws) -> None:
    vault = {"BackupVaultName": "v", "BackupVaultArn": "arn:v", "CreationDate": NOW, "Locked": True}
    for more, final in (
        ({}, False),
        ({"LockDate": NOW + timedelta(days=1)}, False),
        ({"LockDate": NOW}, True),
        ({"LockDate": NOW, "Locked": False}, False),
    ):
        aws.answers["backup:ListBackupVaults"] = {"BackupVaultList": [{**vault, **more}]}
        aws.answers["backup:ListTags"] = {"Tags": {}}
        assert aws.collect([SERVICE]).row(VAULT)["lock_is_final"] is final, more


def test_a_vault_without_a_policy_has_none(aws: SimulatedAws) -> None:
    seed(aws)
    aws.deny("backup:GetBackupVaultAccessPolicy", code="ResourceNotFoundException")
    got = aws.collect([SERVICE])
    assert {row["has_policy"] for row in got.rows(VAULT)} == {False}


def test_what_the_simulation_cannot_say_is_not_known(aws: SimulatedAws) -> None:
    got = aws.collect([SERVICE])
    assert got.unread() == []
    row = got.row(SETTINGS)
    assert row["lists_protected"] is None
    assert got.state(SETTINGS, REGION, str(row["arn"])) is State.OFF
    assert got.rows(VAULT) == got.rows(PLAN) == got.rows(PROTECTED) == []
