/*
id: aws.logs.log_group_encrypted_with_kms
title: Log groups are encrypted with a KMS key of the account
severity: low
subject: aws_logs_log_group
program: cloud-infrastructure
controls: [A.8.24/at-rest, A.8.24/keys, A.8.15/protected]
why: >-
  CloudWatch always encrypts, by default with a key of its own. With a KMS key of the account, reading logs needs a
  second permission that you give, and each use is on record.
attack:
  text: Somebody with a role that was only meant to look at metrics reads the logs, and the tokens that slipped into them.
  technique: T1654
fix: >-
  Name a key: aws logs associate-kms-key --log-group-name NAME --kms-key-id ARN (Terraform: aws_cloudwatch_log_group,
  kms_key_id). The key's policy must let the service logs.REGION.amazonaws.com use it. Older lines keep their encryption.
equivalent: ["prowler:cloudwatch_log_group_kms_encryption_enabled"]
*/
SELECT
  g.arn AS subject,
  TRUE AS applies,
  g.kms_key_arn <> '' AS passed,
  'The log group names no KMS key.' AS reason
FROM aws_logs_log_group g
