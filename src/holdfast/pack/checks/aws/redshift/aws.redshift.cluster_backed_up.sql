/*
id: aws.redshift.cluster_backed_up
title: Warehouses are backed up for a week or more
severity: medium
subject: aws_redshift_cluster
program: cloud-infrastructure
controls: [A.8.13/taken, A.5.30]
why: >-
  Mistakes are often noticed days later. With fewer than seven days of snapshots, the last good state may be gone by
  then.
attack:
  text: The attacker changes or deletes data quietly and waits until every snapshot that is left holds the damage.
  technique: T1490
fix: >-
  aws redshift modify-cluster --automated-snapshot-retention-period 7 or more (Terraform:
  automated_snapshot_retention_period).
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  c.snapshot_retention_days >= 7 AS passed,
  'Snapshots of ' || COALESCE(c.name, c.arn) || ' are kept for ' || CAST(c.snapshot_retention_days AS VARCHAR)
  || ' days.' AS reason
FROM aws_redshift_cluster c
