/*
id: aws.cloudtrail.trail_bucket_logs_access
title: Access to trails' buckets is recorded
severity: low
subject: aws_cloudtrail_trail
program: detection-response
controls: [A.8.15/protected, "cis-aws:4.4"]
why: Whoever reads or deletes the logs should themselves leave a trace, outside the trail that they look at.
attack:
  text: >-
    The attacker reads the logs to see what you know, or deletes some. Without access logs on the bucket, that is seen
    by nobody.
  technique: T1562.008
fix: >-
  aws s3api put-bucket-logging on the trail's bucket, to another bucket (Terraform: aws_s3_bucket_logging).
equivalent: ["prowler:cloudtrail_logs_s3_bucket_access_logging_enabled"]
reads: {aws_s3_bucket: account}
*/
SELECT
  t.arn AS subject,
  TRUE AS applies,
  b.has_access_logging AS passed,
  'Access to ' || COALESCE(t.bucket, 'the bucket') || ', to which the trail ' || COALESCE(t.name, t.arn)
  || ' writes, is not recorded.' AS reason
FROM aws_cloudtrail_trail t
LEFT JOIN aws_s3_bucket b ON b.arn = t.bucket_arn
