/*
id: aws.s3.bucket_policy_no_public_write
title: No S3 bucket's policy lets strangers write or delete
severity: critical
subject: aws_s3_bucket
program: cloud-infrastructure
controls: [A.8.3, A.5.15, A.5.33, "cis-aws:2.21"]
why: >-
  Strangers can change what is in this bucket: replace a download by one of theirs, delete your files, or fill it with
  their own and let you pay.
attack:
  text: >-
    An attacker replaces the script that your pages load by one that reads passwords, or overwrites every file and
    leaves a demand for money.
  technique: T1486
fix: >-
  Remove the write and delete actions from the public statement, or name the roles that need them as its principal.
  Uploads from browsers work with presigned URLs and need no public policy. Then check the versions of recently changed
  objects for what strangers have left.
equivalent: ["prowler:s3_bucket_policy_public_write_access"]
exposure: internet
reads: {aws_s3_account_block: account}
*/
SELECT
  b.arn AS subject,
  TRUE AS applies,
  none_of(
    SELECT
      s.is_public
      AND (
        s.not_action
        OR s.action = '*'
        OR LOWER(s.action) LIKE 's3:*%'
        OR LOWER(s.action) LIKE 's3:p%'
        OR LOWER(s.action) LIKE 's3:d%'
        OR LOWER(s.action) LIKE 's3:replicate%'
      )
    FROM aws_s3_bucket_policy_statement s
    WHERE s.bucket_arn = b.arn
  )
  OR b.restricts_public_buckets
  OR any_of(SELECT a.restricts_public_buckets FROM aws_s3_account_block a WHERE a.account_id = b.account_id) AS passed,
  'The bucket''s policy lets everyone write or delete, and no public access block restricts it.' AS reason
FROM aws_s3_bucket b
