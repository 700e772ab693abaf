/*
id: aws.efs.file_system_backed_up
title: Shared file systems are backed up
severity: medium
subject: aws_efs_file_system
program: cloud-infrastructure
controls: [A.8.13/taken, A.5.30]
why: >-
  EFS keeps files through the loss of a disk or a zone, but a file that is deleted or overwritten is gone everywhere
  at once.
attack:
  text: >-
    Ransomware on one machine that mounts this file system encrypts every file, and there is nothing to bring back.
  technique: T1486
fix: >-
  Console: File system, General, Automatic backups. Or aws efs put-backup-policy --backup-policy Status=ENABLED
  (Terraform: aws_efs_backup_policy), or a selection of a backup plan.
equivalent: ["prowler:efs_have_backup_enabled"]
reads: {aws_backup_region: region, aws_backup_protected_resource: region}
*/
SELECT
  f.arn AS subject,
  TRUE AS applies,
  f.backed_up
  OR any_of(
    SELECT p.resource_arn = f.arn
    FROM aws_backup_protected_resource p
    WHERE p.account_id = f.account_id AND p.region = f.region
  )
  OR any_of(SELECT NOT r.lists_protected FROM aws_backup_region r WHERE r.account_id = f.account_id AND r.region = f.region) AS passed,
  'No copy of ' || COALESCE(f.name, f.arn) || ' is kept.' AS reason
FROM aws_efs_file_system f
