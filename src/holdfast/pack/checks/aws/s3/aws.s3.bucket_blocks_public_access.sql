/*
id: aws.s3.bucket_blocks_public_access
title: S3 buckets block public access
severity: high
subject: aws_s3_bucket
program: cloud-infrastructure
controls: [A.8.3, A.5.15, A.8.12, "cis-aws:3.1.4"]
why: >-
  One careless policy or upload is enough to open a bucket to the world. The block is the safety catch that refuses
  it, whoever makes the mistake. This bucket does not have all of it, neither by itself nor through its account.
attack:
  text: >-
    Scanners try bucket names day and night. The day somebody opens this one by mistake, everything in it is copied
    before the mistake is noticed.
  technique: T1530
fix: >-
  Turn on all four settings: in the console, the bucket's Permissions, Block public access, Block all; in Terraform an
  aws_s3_bucket_public_access_block with block_public_acls, ignore_public_acls, block_public_policy and
  restrict_public_buckets all true. Better still, turn them on for the whole account. If the world must read files,
  serve them through CloudFront with origin access control and keep the bucket closed.
reads: {aws_s3_account_block: account}
*/
SELECT
  b.arn AS subject,
  TRUE AS applies,
  (b.blocks_public_acls
    OR any_of(SELECT a.blocks_public_acls FROM aws_s3_account_block a WHERE a.account_id = b.account_id))
  AND (b.ignores_public_acls
    OR any_of(SELECT a.ignores_public_acls FROM aws_s3_account_block a WHERE a.account_id = b.account_id))
  AND (b.blocks_public_policy
    OR any_of(SELECT a.blocks_public_policy FROM aws_s3_account_block a WHERE a.account_id = b.account_id))
  AND (b.restricts_public_buckets
    OR any_of(SELECT a.restricts_public_buckets FROM aws_s3_account_block a WHERE a.account_id = b.account_id)) AS passed,
  CASE
    WHEN b.has_public_access_block THEN 'The bucket''s public access block is not complete, and the account''s does not make up for it: '
    ELSE 'The bucket has no public access block of its own, and the account''s does not make up for it: '
  END
  || 'of blocking public ACLs, ignoring public ACLs, blocking public policies and restricting public buckets, at least one is off.' AS reason
FROM aws_s3_bucket b
