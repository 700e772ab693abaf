/*
id: aws.s3.bucket_acl_not_public
title: No S3 bucket's ACL lets the whole world in
severity: critical
subject: aws_s3_bucket
program: cloud-infrastructure
controls: [A.8.3, A.5.15, A.8.12]
why: >-
  An access control list grants this bucket to everyone, or to everyone with any AWS account, which is the same thing
  with one more click. ACLs are easy to overlook, because the bucket's policy does not show them.
attack:
  text: A stranger lists the bucket's contents without signing in, then fetches what looks worth having.
  technique: T1530
fix: >-
  Turn ACLs off: in the bucket's Permissions set Object Ownership to "Bucket owner enforced" (Terraform:
  aws_s3_bucket_ownership_controls, object_ownership = "BucketOwnerEnforced"). All grants then stop to count at once. Or
  turn on ignore_public_acls in the public access block.
equivalent: ["prowler:s3_bucket_public_list_acl", "prowler:s3_bucket_public_write_acl"]
exposure: internet
reads: {aws_s3_account_block: account}
*/
SELECT
  b.arn AS subject,
  TRUE AS applies,
  none_of(SELECT g.is_everyone OR g.is_any_aws_account FROM aws_s3_bucket_grant g WHERE g.bucket_arn = b.arn)
  OR b.object_ownership = 'BucketOwnerEnforced'
  OR b.ignores_public_acls
  OR any_of(SELECT a.ignores_public_acls FROM aws_s3_account_block a WHERE a.account_id = b.account_id) AS passed,
  'The bucket''s ACL grants '
  || COALESCE(
    first_of(
      SELECT g.permission || CASE WHEN g.is_everyone THEN ' to everyone' ELSE ' to everyone with an AWS account' END
      FROM aws_s3_bucket_grant g
      WHERE g.bucket_arn = b.arn AND (g.is_everyone OR g.is_any_aws_account)
    ),
    'access to everyone'
  )
  || ', and neither its ownership setting nor a public access block makes ACLs void.' AS reason
FROM aws_s3_bucket b
