/*
id: aws.cloudtrail.trail_encrypted_with_kms
title: Trails' files are encrypted with a key of one's own
severity: low
subject: aws_cloudtrail_trail
program: detection-response
controls: [A.8.24/at-rest, A.8.15/protected, "cis-aws:4.5"]
why: >-
  With a KMS key of your own, reading the logs needs a right on the key as well as on the bucket, and every use of the
  key is recorded.
attack:
  text: >-
    Logs show how you work: names, roles, addresses. Whoever may read the bucket, by a mistake in its policy, may read
    them all.
  technique: T1654
fix: >-
  Make a KMS key whose policy lets CloudTrail encrypt, then aws cloudtrail update-trail --name TRAIL --kms-key-id KEY
  (Terraform: kms_key_id).
equivalent: ["prowler:cloudtrail_kms_encryption_enabled"]
*/
SELECT
  t.arn AS subject,
  TRUE AS applies,
  t.kms_key_arn <> '' AS passed,
  'The trail ' || COALESCE(t.name, t.arn) || ' encrypts its files with S3''s key, not with one of your own.' AS reason
FROM aws_cloudtrail_trail t
