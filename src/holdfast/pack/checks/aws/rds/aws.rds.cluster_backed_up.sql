/*
id: aws.rds.cluster_backed_up
title: Database clusters are backed up for a week or more
severity: medium
subject: aws_rds_cluster
program: cloud-infrastructure
controls: [A.8.13/taken, A.5.30]
why: >-
  Mistakes are often noticed days later. With fewer than seven days of backups, the last good state may be gone by
  then.
attack:
  text: The attacker changes or deletes data quietly and waits until every backup that is left holds the damage.
  technique: T1490
fix: >-
  aws rds modify-db-cluster --db-cluster-identifier ID --backup-retention-period 7 or more (Terraform:
  backup_retention_period), and try a restore.
equivalent: ["prowler:documentdb_cluster_backup_enabled", "prowler:neptune_cluster_backup_enabled"]
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  c.backup_retention_days >= 7 AS passed,
  'Backups of the cluster ' || COALESCE(c.name, c.arn) || ' are kept for ' || CAST(c.backup_retention_days AS VARCHAR)
  || CASE WHEN c.backup_retention_days = 1 THEN ' day.' ELSE ' days.' END AS reason
FROM aws_rds_cluster c
