/*
id: aws.cloudtrail.trail_bucket_not_public
title: Trails' buckets are not public
severity: critical
subject: aws_cloudtrail_trail
program: detection-response
controls: [A.8.15/protected, A.8.3, A.8.12]
why: >-
  The trail's files tell strangers who works here, with which roles, from which addresses, and what was done against
  attackers. If the world may write too, the record is worth nothing.
attack:
  text: The attacker reads your logs to learn which keys are in use and what you watch for, and plans around it.
  technique: T1654
fix: >-
  Turn on all four settings of the bucket's public access block (aws s3api put-public-access-block; Terraform:
  aws_s3_bucket_public_access_block), and let the bucket's policy name CloudTrail alone.
equivalent: ["prowler:cloudtrail_logs_s3_bucket_is_not_publicly_accessible"]
exposure: internet
reads:
  aws_s3_bucket: account
  aws_s3_bucket_grant: account
  aws_s3_bucket_policy_statement: account
  aws_s3_account_block: account
*/
SELECT
  t.arn AS subject,
  TRUE AS applies,
  (
    NOT (
      b.policy_is_public
      OR any_of(SELECT p.is_public FROM aws_s3_bucket_policy_statement p WHERE p.bucket_arn = b.arn)
    )
    OR b.restricts_public_buckets
    OR any_of(SELECT k.restricts_public_buckets FROM aws_s3_account_block k WHERE k.account_id = b.account_id)
  )
  AND (
    none_of(SELECT g.is_everyone OR g.is_any_aws_account FROM aws_s3_bucket_grant g WHERE g.bucket_arn = b.arn)
    OR b.object_ownership = 'BucketOwnerEnforced'
    OR b.ignores_public_acls
    OR any_of(SELECT k.ignores_public_acls FROM aws_s3_account_block k WHERE k.account_id = b.account_id)
  )
  -- A bucket in an account that is not read has no row: nothing is known of it.
  AND b.arn <> '' AS passed,
  'The trail ' || COALESCE(t.name, t.arn) || ' writes to the bucket ' || COALESCE(t.bucket, '') || ', which is public.'
    AS reason
FROM aws_cloudtrail_trail t
LEFT JOIN aws_s3_bucket b ON b.arn = t.bucket_arn
