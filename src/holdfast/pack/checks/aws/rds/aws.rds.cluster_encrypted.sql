/*
id: aws.rds.cluster_encrypted
title: Database clusters are encrypted at rest
severity: high
subject: aws_rds_cluster
program: cloud-infrastructure
controls: [A.8.24/at-rest]
why: >-
  The cluster's storage and its snapshots are readable by whoever gets hold of them. Encryption puts a key of yours in
  between.
attack:
  text: >-
    The attacker shares a snapshot of the cluster with an account of their own and restores it there, data and all.
  technique: T1530
fix: >-
  A cluster cannot be encrypted in place: restore a snapshot of it with a KMS key (aws rds
  restore-db-cluster-from-snapshot --kms-key-id) and switch over. In Terraform: storage_encrypted = true for new ones.
equivalent:
  - "prowler:rds_cluster_storage_encrypted"
  - "prowler:documentdb_cluster_storage_encrypted"
  - "prowler:neptune_cluster_storage_encrypted"
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  c.storage_encrypted AS passed,
  'The storage of the cluster ' || COALESCE(c.name, c.arn) || ' is not encrypted.' AS reason
FROM aws_rds_cluster c
