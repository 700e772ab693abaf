/*
id: aws.cloudtrail.trail_validates_files
title: Trails make changed files show
severity: medium
subject: aws_cloudtrail_trail
program: detection-response
controls: [A.8.15/protected, A.5.28, A.5.33, "cis-aws:4.2"]
why: >-
  With validation, CloudTrail signs an hourly digest, so that a log file that was changed or removed is found out.
  Without it, logs are no evidence.
attack:
  text: >-
    The attacker who reaches the bucket removes the files of the hour in question. Nothing shows that they ever were.
  technique: T1562.008
fix: >-
  aws cloudtrail update-trail --name TRAIL --enable-log-file-validation (Terraform: enable_log_file_validation =
  true). Check with aws cloudtrail validate-logs.
equivalent: ["prowler:cloudtrail_log_file_validation_enabled"]
*/
SELECT
  t.arn AS subject,
  TRUE AS applies,
  t.log_file_validation AS passed,
  'The trail ' || COALESCE(t.name, t.arn) || ' writes no digests, so that a changed file would not show.' AS reason
FROM aws_cloudtrail_trail t
