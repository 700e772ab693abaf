/*
id: aws.s3.bucket_has_lifecycle
title: S3 buckets say when their files end
severity: low
subject: aws_s3_bucket
program: privacy
controls: [A.8.10, A.5.33]
why: >-
  Files without an end pile up for years: old exports, half-finished uploads, versions that nobody needs. You pay for
  them, must protect them, and must find them when a customer asks to be forgotten.
attack:
  text: An intruder finds the export of 2019 that everybody had forgotten, with data of customers who left long ago.
  technique: T1530
fix: >-
  Add lifecycle rules: expire what is temporary, remove noncurrent versions after 30 or 90 days, abort unfinished
  uploads after 7 (Terraform: aws_s3_bucket_lifecycle_configuration). What must be kept for ever deserves at least the
  rule about unfinished uploads.
equivalent: ["prowler:s3_bucket_lifecycle_enabled"]
*/
SELECT
  b.arn AS subject,
  TRUE AS applies,
  b.lifecycle_rules > 0 AS passed,
  'No lifecycle rule is enabled.' AS reason
FROM aws_s3_bucket b
