/*
id: aws.dynamodb.table_encrypted_with_kms
title: DynamoDB tables are encrypted with a KMS key of the account
severity: low
subject: aws_dynamodb_table
program: cloud-infrastructure
controls: [A.8.24/at-rest, A.8.24/keys]
why: >-
  DynamoDB always encrypts, by default with a key that only DynamoDB sees. With a KMS key of the account, each use is
  on record, and with a key of your own you decide who may use it and can turn it off.
attack:
  text: Somebody with a stolen role reads the table; no key's log shows when it began, and no key can be turned off to stop it.
  technique: T1530
fix: >-
  Name a key: console, the table's Additional settings, Encryption (Terraform: aws_dynamodb_table, server_side_encryption
  { enabled = true, kms_key_arn = ... }). DynamoDB re-encrypts in the background, without downtime.
equivalent: ["prowler:dynamodb_tables_kms_cmk_encryption_enabled"]
*/
SELECT
  t.arn AS subject,
  TRUE AS applies,
  t.encryption = 'kms' AS passed,
  'The table is encrypted with a key that only DynamoDB holds.' AS reason
FROM aws_dynamodb_table t
