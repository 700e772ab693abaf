/*
id: aws.efs.file_system_encrypted
title: Shared file systems are encrypted at rest
severity: high
subject: aws_efs_file_system
program: cloud-infrastructure
controls: [A.8.24/at-rest, "cis-aws:3.3.1"]
why: >-
  Every file that your service puts here, and every backup of it, is readable by whoever gets hold of the storage.
  Encryption puts a key of yours in between.
attack:
  text: >-
    The attacker restores a backup of the file system into an account of their own and reads every file; no key is
    asked for.
  technique: T1530
fix: >-
  It can only be set when the file system is made: make a new one with encryption (Terraform: encrypted = true and
  kms_key_id), copy with AWS DataSync, and switch the mounts over.
equivalent: ["prowler:efs_encryption_at_rest_enabled"]
*/
SELECT
  f.arn AS subject,
  TRUE AS applies,
  f.encrypted AS passed,
  'The files in ' || COALESCE(f.name, f.arn) || ' are stored in the clear.' AS reason
FROM aws_efs_file_system f
