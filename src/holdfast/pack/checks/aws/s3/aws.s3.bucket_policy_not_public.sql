/*
id: aws.s3.bucket_policy_not_public
title: No S3 bucket's policy lets the whole world in
severity: critical
subject: aws_s3_bucket
program: cloud-infrastructure
controls: [A.8.3, A.5.15, A.8.12, "cis-aws:2.21"]
why: >-
  The bucket's policy allows everyone, and no public access block stands in the way: whoever knows or guesses the name
  gets in, without signing in, and leaves no trace that you would notice.
attack:
  text: Anyone who guesses the name downloads every file, at the speed of AWS's own network.
  technique: T1530
fix: >-
  Replace the principal "*" by the accounts or roles that need the bucket, or hold it to your organization with the
  condition aws:PrincipalOrgID. For a website, let CloudFront read through origin access control. Turning on the public
  access block (restrict_public_buckets) closes the bucket at once, while you find out who was using it.
exposure: internet
reads: {aws_s3_account_block: account}
*/
SELECT
  b.arn AS subject,
  TRUE AS applies,
  NOT (
    b.policy_is_public
    OR any_of(SELECT s.is_public FROM aws_s3_bucket_policy_statement s WHERE s.bucket_arn = b.arn)
  )
  OR b.restricts_public_buckets
  OR any_of(SELECT a.restricts_public_buckets FROM aws_s3_account_block a WHERE a.account_id = b.account_id) AS passed,
  'The bucket''s policy allows everyone to do '
  || COALESCE(
    first_of(
      SELECT s.action || CASE WHEN s.sid = '' THEN '' ELSE ' (statement ' || s.sid || ')' END
      FROM aws_s3_bucket_policy_statement s
      WHERE s.bucket_arn = b.arn AND s.is_public
    ),
    'what AWS itself calls public'
  )
  || ', and no public access block restricts it.' AS reason
FROM aws_s3_bucket b
