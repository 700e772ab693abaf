/*
id: aws.rds.cluster_protected_from_deletion
title: Database clusters cannot be deleted by one call
severity: medium
subject: aws_rds_cluster
program: cloud-infrastructure
controls: [A.8.13]
why: Without deletion protection, one wrong command deletes the cluster with all its automatic backups.
attack:
  text: With a stolen administrator's key, the attacker deletes the cluster and asks for money for a copy.
  technique: T1485
fix: >-
  aws rds modify-db-cluster --db-cluster-identifier ID --deletion-protection (Terraform: deletion_protection = true).
equivalent:
  - "prowler:rds_cluster_deletion_protection"
  - "prowler:documentdb_cluster_deletion_protection"
  - "prowler:neptune_cluster_deletion_protection"
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  c.deletion_protection AS passed,
  'One call deletes the cluster ' || COALESCE(c.name, c.arn) || '.' AS reason
FROM aws_rds_cluster c
