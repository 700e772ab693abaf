/*
id: aws.s3.bucket_logs_access
title: S3 buckets record who reads and changes their files
severity: low
subject: aws_s3_bucket
program: detection-response
controls: [A.8.15/recorded, A.8.16, A.5.28]
why: >-
  When a file has leaked, the first question is who fetched it, and when. Without access logs (or CloudTrail's data
  events) there is no answer, and you must tell customers that everything may be gone.
attack:
  text: Whoever copies the data leaves no line in any log, so nobody notices and nobody can say what was taken.
  technique: T1530
fix: >-
  Turn on server access logging into a log bucket of the same region (console: Properties; Terraform:
  aws_s3_bucket_logging with target_bucket). A bucket that receives such logs should not log into itself and is left
  out here. If CloudTrail records data events for all buckets instead, except this check with that reason.
equivalent: ["prowler:s3_bucket_server_access_logging_enabled"]
*/
SELECT
  b.arn AS subject,
  b.has_access_logging
  OR NOT any_of(SELECT o.logging_bucket = b.name FROM aws_s3_bucket o WHERE o.account_id = b.account_id) AS applies,
  b.has_access_logging AS passed,
  'The bucket writes no server access logs.' AS reason
FROM aws_s3_bucket b
