/*
id: aws.backup.vault_locked
title: Backup vaults are locked
severity: high
subject: aws_backup_vault
program: cloud-infrastructure
controls: [A.8.13, A.8.13/restorable]
why: >-
  Backups are what saves you from an attacker who has administrator rights, but only if those rights do not suffice to
  delete them.
attack:
  text: >-
    Before encrypting the data, the attacker deletes every recovery point with the administrator's key that they
    stole. Then they ask for money.
  technique: T1490
fix: >-
  aws backup put-backup-vault-lock-configuration --min-retention-days 30 --changeable-for-days 7 (Terraform:
  aws_backup_vault_lock_configuration). With changeable_for_days the lock becomes final; think about costs first.
*/
SELECT
  v.arn AS subject,
  v.recovery_points > 0 AS applies,
  v.locked AS passed,
  'With the right permissions, one call deletes recovery points of ' || COALESCE(v.name, v.arn) || '.' AS reason
FROM aws_backup_vault v
