/*
id: aws.rds.instance_encrypted
title: Databases are encrypted at rest
severity: high
subject: aws_rds_instance
program: cloud-infrastructure
controls: [A.8.24/at-rest, "cis-aws:3.2.1"]
why: >-
  Its disk, its backups and its snapshots are readable by whoever gets hold of them. Encryption puts a key of yours in
  between, and costs nothing noticeable.
attack:
  text: >-
    The attacker shares a snapshot of the database with an account of their own and restores it there, data and all.
    With a key on it, they would need the key too.
  technique: T1530
fix: >-
  A database cannot be encrypted in place: take a snapshot, copy it with a KMS key (aws rds copy-db-snapshot
  --kms-key-id), restore from the copy and switch over. In Terraform: storage_encrypted = true for new ones.
equivalent: ["prowler:rds_instance_storage_encrypted"]
*/
SELECT
  d.arn AS subject,
  TRUE AS applies,
  d.storage_encrypted AS passed,
  'The storage of ' || COALESCE(d.name, d.arn) || ' is not encrypted.' AS reason
FROM aws_rds_instance d
