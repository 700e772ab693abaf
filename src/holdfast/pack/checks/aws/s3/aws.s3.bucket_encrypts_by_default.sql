/*
id: aws.s3.bucket_encrypts_by_default
title: S3 buckets encrypt what is put into them
severity: medium
subject: aws_s3_bucket
program: cloud-infrastructure
controls: [A.8.24/at-rest]
why: >-
  AWS encrypts new files by itself since January 2023, but the bucket's own setting says so for good, with a key that
  you chose, and shows an auditor that it was meant.
attack:
  text: Storage that is read past S3 (a lost disk, a flaw of the provider) gives away its content in the clear.
  technique: T1530
fix: >-
  Set a default encryption: console, Properties, Default encryption; Terraform
  aws_s3_bucket_server_side_encryption_configuration with sse_algorithm "aws:kms" (or "AES256").
equivalent: ["prowler:s3_bucket_default_encryption"]
*/
SELECT
  b.arn AS subject,
  TRUE AS applies,
  b.has_default_encryption AS passed,
  'The bucket has no default encryption of its own.' AS reason
FROM aws_s3_bucket b
