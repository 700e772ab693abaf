/*
id: aws.s3.bucket_versioned
title: S3 buckets keep earlier versions of their files
severity: medium
subject: aws_s3_bucket
program: cloud-infrastructure
controls: [A.8.13/restorable, A.5.33]
why: >-
  Without versions, what is overwritten or deleted is gone, whether a script, a person or an attacker did it. With
  them, the file of a minute ago is one click away.
attack:
  text: Somebody with a stolen key overwrites every file with an encrypted copy and asks for money; there is nothing to go back to.
  technique: T1485
fix: >-
  Turn on versioning (console: Properties, Bucket Versioning; Terraform: aws_s3_bucket_versioning with status
  "Enabled"), and add a lifecycle rule that removes noncurrent versions after as many days as you need, so that they do
  not pile up.
equivalent: ["prowler:s3_bucket_object_versioning"]
*/
SELECT
  b.arn AS subject,
  TRUE AS applies,
  b.versioning = 'Enabled' AS passed,
  CASE WHEN b.versioning = 'Suspended' THEN 'Versioning is suspended: new files have no earlier versions.' ELSE 'Versioning was never turned on.' END AS reason
FROM aws_s3_bucket b
