/*
id: aws.s3.bucket_encrypts_with_kms
title: S3 buckets with sensitive data encrypt with a KMS key
severity: medium
subject: aws_s3_bucket
program: cloud-infrastructure
controls: [A.8.24/at-rest, A.8.24/keys, A.5.12]
why: >-
  With a KMS key, reading needs two permissions (the file and the key), each use is on record, and turning off one key
  makes every copy unreadable. Data that its tags call sensitive should have that second lock.
attack:
  text: One policy mistake on the bucket, and the files can be read; with a KMS key, strangers would still only get an error.
  technique: T1530
fix: >-
  Set the default encryption to aws:kms with a key of your own and turn on the bucket key, which keeps the cost down
  (Terraform: aws_s3_bucket_server_side_encryption_configuration with kms_master_key_id and bucket_key_enabled = true).
  Existing files keep their old encryption until they are copied over themselves.
equivalent: ["prowler:s3_bucket_kms_encryption"]
*/
SELECT
  b.arn AS subject,
  (
    list_contains(MAP_KEYS(b.tags), 'data')
    AND LOWER(b.tags['data']) IN ('customer', 'customers', 'personal', 'confidential', 'restricted', 'sensitive', 'pii')
  )
  OR (
    list_contains(MAP_KEYS(b.tags), 'data-classification')
    AND LOWER(b.tags['data-classification'])
    IN ('customer', 'customers', 'personal', 'confidential', 'restricted', 'sensitive', 'pii')
  )
  OR (
    list_contains(MAP_KEYS(b.tags), 'classification')
    AND LOWER(b.tags['classification'])
    IN ('customer', 'customers', 'personal', 'confidential', 'restricted', 'sensitive', 'pii')
  ) AS applies,
  b.encryption_algorithm IN ('aws:kms', 'aws:kms:dsse') AS passed,
  'The bucket''s tags say that its data is sensitive, and it encrypts with '
  || CASE WHEN b.encryption_algorithm = '' THEN 'no key that it names.' ELSE 'S3''s own key, for which no permission is needed.' END AS reason
FROM aws_s3_bucket b
