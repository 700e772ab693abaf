/*
id: aws.glue.job_encrypts_bookmarks
title: Jobs of Glue encrypt their bookmarks
severity: low
subject: aws_glue_job
program: cloud-infrastructure
controls: [A.8.24/at-rest]
why: Bookmarks say what was read and how far, at times with values in them.
attack:
  text: Somebody who may read the bucket or the log, but no key, reads customers' data that a job left behind.
  technique: T1530
fix: >-
  Make a security configuration with SSE-KMS and give it to the job (Terraform: aws_glue_security_configuration, and
  security_configuration of aws_glue_job).
equivalent: ["prowler:glue_etl_jobs_job_bookmark_encryption_enabled"]
reads: {aws_glue_security_configuration: region}
*/
SELECT
  j.arn AS subject,
  TRUE AS applies,
  j.security_configuration <> ''
  AND any_of(
    SELECT c.name = j.security_configuration AND c.encrypts_bookmarks
    FROM aws_glue_security_configuration c
    WHERE c.account_id = j.account_id AND c.region = j.region
  ) AS passed,
  'The job ' || COALESCE(j.name, j.arn) || ' does not encrypt its bookmarks by a security configuration.' AS reason
FROM aws_glue_job j
