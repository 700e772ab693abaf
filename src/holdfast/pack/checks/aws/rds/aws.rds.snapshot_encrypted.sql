/*
id: aws.rds.snapshot_encrypted
title: Database snapshots are encrypted
severity: medium
subject: aws_rds_snapshot
program: cloud-infrastructure
controls: [A.8.24/at-rest]
why: >-
  A snapshot holds the whole database. Unencrypted, it can be restored by anyone with whom it is shared, and even be
  made public.
attack:
  text: >-
    The attacker shares the snapshot with an account of their own and restores it there. No key has to be stolen
    first.
  technique: T1530
fix: >-
  aws rds copy-db-snapshot --kms-key-id KEY, check the copy, delete the original. Encrypt the database itself, so that
  its snapshots are encrypted by themselves.
equivalent: ["prowler:rds_snapshots_encrypted", "prowler:neptune_cluster_snapshot_encrypted"]
*/
SELECT
  s.arn AS subject,
  TRUE AS applies,
  s.encrypted AS passed,
  'The snapshot ' || COALESCE(s.name, s.arn) || ' of ' || COALESCE(s.taken_of, 'a database') || ' is not encrypted.'
    AS reason
FROM aws_rds_snapshot s
