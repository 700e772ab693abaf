/*
id: aws.s3.bucket_acls_off
title: S3 buckets have their access control lists turned off
severity: low
subject: aws_s3_bucket
program: cloud-infrastructure
controls: [A.5.15, A.8.3, A.8.9]
why: >-
  ACLs are a second, older way to give access, file by file, which no policy shows. With them off, the bucket's policy
  and IAM alone decide, and you own every file in it, also those that others upload.
attack:
  text: One upload with the flag "public-read" is open to the world, while the bucket's policy looks perfectly private.
  technique: T1530
fix: >-
  Set Object Ownership to "Bucket owner enforced" (Terraform: aws_s3_bucket_ownership_controls with object_ownership =
  "BucketOwnerEnforced"). Before that, look in the access logs for requests that still need an ACL.
equivalent: ["prowler:s3_bucket_acl_prohibited"]
*/
SELECT
  b.arn AS subject,
  TRUE AS applies,
  b.object_ownership = 'BucketOwnerEnforced' AS passed,
  'ACLs still count: the object ownership is ' || CASE WHEN b.object_ownership = '' THEN 'not set' ELSE b.object_ownership END || '.' AS reason
FROM aws_s3_bucket b
