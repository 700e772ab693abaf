/*
id: aws.s3.access_point_blocks_public_access
title: S3 access points block public access
severity: high
subject: aws_s3_access_point
program: cloud-infrastructure
controls: [A.8.3, A.8.12, "cis-aws:3.1.4"]
why: >-
  An access point is a second door into a bucket. Its block is set when it is made and cannot be changed later, so one
  that is open stays open.
attack:
  text: >-
    Somebody writes a policy for everyone on the access point, and the bucket that everybody believes to be closed is
    read from the internet.
  technique: T1530
fix: >-
  Delete it and make it anew with all four settings on (Terraform: public_access_block_configuration). It cannot be
  changed in place.
equivalent: ["prowler:s3_access_point_public_access_block"]
*/
SELECT
  p.arn AS subject,
  TRUE AS applies,
  p.blocks_public_acls AND p.ignores_public_acls AND p.blocks_public_policy AND p.restricts_public_buckets AS passed,
  'The access point ' || COALESCE(p.name, p.arn) || ' does not block public access.' AS reason
FROM aws_s3_access_point p
