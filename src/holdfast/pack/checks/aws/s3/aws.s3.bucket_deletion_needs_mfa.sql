/*
id: aws.s3.bucket_deletion_needs_mfa
title: Deleting a version from an S3 bucket for good needs an MFA code
severity: low
subject: aws_s3_bucket
program: cloud-infrastructure
controls: [A.8.13/restorable, A.5.33, "cis-aws:3.1.2"]
why: >-
  Versions protect against mistakes, but whoever may delete versions can still empty the bucket. With MFA delete, keys
  alone are not enough: somebody must hold the root user's device.
attack:
  text: An intruder with an administrator's keys deletes all versions of all backups, then starts to encrypt the rest.
  technique: T1485
fix: >-
  Only the root user can turn it on, by the command line: aws s3api put-bucket-versioning --versioning-configuration
  Status=Enabled,MFADelete=Enabled --mfa "DEVICE CODE". Do it for the few buckets that hold backups, records and logs;
  Object Lock in compliance mode protects as well there and needs no root user, so except the bucket with that reason.
equivalent: ["prowler:s3_bucket_no_mfa_delete"]
*/
SELECT
  b.arn AS subject,
  TRUE AS applies,
  b.mfa_delete AS passed,
  'Whoever may delete versions can do so with keys alone.'
  || CASE WHEN b.object_lock_mode = 'COMPLIANCE' THEN ' New files are locked in compliance mode, though.' ELSE '' END AS reason
FROM aws_s3_bucket b
