/*
id: aws.rds.instance_backed_up
title: Databases are backed up for a week or more
severity: medium
subject: aws_rds_instance
program: cloud-infrastructure
controls: [A.8.13/taken, A.5.30]
why: >-
  Mistakes are often noticed days later. With fewer than seven days of backups, the last good state may be gone by
  then.
attack:
  text: >-
    The attacker changes or deletes data quietly and waits. When it is noticed, all backups that are left hold the
    damage, or there is none at all.
  technique: T1490
fix: >-
  aws rds modify-db-instance --db-instance-identifier ID --backup-retention-period 7 or more (Terraform:
  backup_retention_period), and try a restore.
*/
SELECT
  d.arn AS subject,
  NOT d.is_cluster_member AS applies,
  d.backup_retention_days >= 7 AS passed,
  'Backups of ' || COALESCE(d.name, d.arn) || ' are kept for ' || CAST(d.backup_retention_days AS VARCHAR)
  || CASE WHEN d.backup_retention_days = 1 THEN ' day.' ELSE ' days.' END AS reason
FROM aws_rds_instance d
