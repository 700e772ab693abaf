/*
id: aws.s3.access_point_policy_not_public
title: No S3 access point's policy lets everyone in
severity: high
subject: aws_s3_access_point
program: cloud-infrastructure
controls: [A.8.3, A.5.15, A.8.12, "cis-aws:2.21"]
why: >-
  Where the bucket's own policy trusts its access points, as is usual, this policy alone decides who reads the bucket.
attack:
  text: Anybody who knows the access point's name lists and fetches the files through it.
  technique: T1530
fix: >-
  Name the partner's account or role as principal (Terraform: aws_s3control_access_point_policy), and make the access
  point anew with the public access block on.
exposure: internet
*/
SELECT
  p.arn AS subject,
  TRUE AS applies,
  p.in_vpc OR p.restricts_public_buckets OR none_of(SELECT s.is_public FROM aws_s3_access_point_policy_statement s WHERE s.access_point_arn = p.arn) AS passed,
  'The policy of ' || COALESCE(p.name, p.arn) || ' lets everyone on the internet at the bucket ' || p.bucket
  || '.' AS reason
FROM aws_s3_access_point p
