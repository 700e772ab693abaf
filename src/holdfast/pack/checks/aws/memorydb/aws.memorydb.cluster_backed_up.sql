/*
id: aws.memorydb.cluster_backed_up
title: MemoryDB clusters are backed up
severity: medium
subject: aws_memorydb_cluster
program: cloud-infrastructure
controls: [A.8.13/taken, A.5.30]
why: >-
  MemoryDB survives the loss of a zone, but not a wrong command: what is deleted is deleted everywhere.
attack:
  text: An attacker with a service's credentials empties the database, and nothing older can be brought back.
  technique: T1485
fix: >-
  aws memorydb update-cluster --snapshot-retention-limit 7 (Terraform: snapshot_retention_limit = 7).
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  c.snapshot_retention_days >= 1 AS passed,
  'No snapshot of ' || COALESCE(c.name, c.arn) || ' is kept.' AS reason
FROM aws_memorydb_cluster c
