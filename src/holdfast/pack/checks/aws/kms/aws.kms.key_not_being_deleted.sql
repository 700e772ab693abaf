/*
id: aws.kms.key_not_being_deleted
title: No KMS key is about to be deleted unnoticed
severity: high
subject: aws_kms_key
program: cloud-infrastructure
controls: [A.8.24/keys, A.8.13/restorable]
why: >-
  When a key is deleted, everything that it encrypted is lost for good: files, databases, backups. AWS waits 7 to 30
  days so that somebody can object. This is that notice.
attack:
  text: >-
    An intruder schedules the deletion of the key under your backups. When the date comes, nothing and nobody can read
    them any more, AWS included.
  technique: T1485
fix: >-
  If nobody meant it: aws kms cancel-key-deletion --key-id KEY, then aws kms enable-key. If it is meant: find what still
  uses the key (CloudTrail, Decrypt events), disable it first for some weeks, and except this finding until the date.
equivalent: ["prowler:kms_cmk_not_deleted_unintentionally"]
*/
SELECT
  k.arn AS subject,
  k.manager = 'CUSTOMER' AS applies,
  NOT k.is_being_deleted AS passed,
  'The key ' || COALESCE(k.name, k.key_id, '')
  || COALESCE(' will be deleted on ' || CAST(CAST(k.deletion_at AS DATE) AS VARCHAR) || '.', ' waits for its deletion.') AS reason
FROM aws_kms_key k
