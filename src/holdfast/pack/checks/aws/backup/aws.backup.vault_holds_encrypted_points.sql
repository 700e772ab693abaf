/*
id: aws.backup.vault_holds_encrypted_points
title: Recovery points are encrypted
severity: medium
subject: aws_backup_vault
program: cloud-infrastructure
controls: [A.8.24/at-rest, A.7.10/stores]
why: A copy of unencrypted data is as readable as the data itself, and lives longer.
attack:
  text: The attacker shares a recovery point with an account of their own and restores it there; no key is asked for.
  technique: T1537
fix: >-
  Encrypt what is backed up; old points disappear with their retention, or are copied into an encrypted vault with aws
  backup start-copy-job.
equivalent: ["prowler:backup_recovery_point_encrypted"]
*/
SELECT
  v.arn AS subject,
  TRUE AS applies,
  v.unencrypted_recovery_points = 0 AS passed,
  CAST(v.unencrypted_recovery_points AS VARCHAR) || ' recovery points in ' || COALESCE(v.name, v.arn)
  || ' are not encrypted.' AS reason
FROM aws_backup_vault v
