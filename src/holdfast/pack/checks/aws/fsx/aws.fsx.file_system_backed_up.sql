/*
id: aws.fsx.file_system_backed_up
title: FSx file systems are backed up
severity: medium
subject: aws_fsx_file_system
program: cloud-infrastructure
controls: [A.8.13/taken, A.5.30]
why: Mistakes are often noticed days later. Without a week of backups, the last good state may be gone by then.
attack:
  text: >-
    Ransomware on one machine that mounts this file system encrypts every file, and there is nothing to bring back.
  technique: T1486
fix: >-
  aws fsx update-file-system with AutomaticBackupRetentionDays=7 or more in its settings (Terraform:
  automatic_backup_retention_days).
*/
SELECT
  f.arn AS subject,
  NOT f.is_scratch AS applies,
  f.backup_retention_days >= 7 AS passed,
  'Backups of ' || COALESCE(f.name, f.arn) || ' are kept for ' || CAST(f.backup_retention_days AS VARCHAR)
  || ' days.' AS reason
FROM aws_fsx_file_system f
