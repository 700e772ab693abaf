/*
id: aws.codebuild.project_logs_encrypted
title: Builds' logs are encrypted where they lie
severity: low
subject: aws_codebuild_project
program: product-security
controls: [A.8.24/at-rest]
why: >-
  The project asks S3 not to encrypt its logs, and logs hold more than anybody meant to print.
attack:
  text: >-
    Whoever gets at the bucket's objects in another way reads the logs without a key having been asked.
  technique: T1530
fix: >-
  Set encryption_disabled to false in s3_logs.
equivalent: ["prowler:codebuild_project_s3_logs_encrypted"]
*/
SELECT
  p.arn AS subject,
  TRUE AS applies,
  p.logs_encrypted AS passed,
  'The logs of the project ' || p.name || ' lie in S3 unencrypted.' AS reason
FROM aws_codebuild_project p
