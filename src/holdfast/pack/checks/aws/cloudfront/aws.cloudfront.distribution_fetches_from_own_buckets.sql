/*
id: aws.cloudfront.distribution_fetches_from_own_buckets
title: Buckets behind distributions exist and are ours
severity: high
subject: aws_cloudfront_distribution
program: cloud-infrastructure
controls: [A.8.9, A.8.21, A.5.9]
why: >-
  This distribution fetches from a bucket that none of your accounts has. Whoever creates a bucket of that name writes
  what your visitors are shown, under your name and certificate.
attack:
  text: Somebody creates the missing bucket, puts a sign-in page into it, and your own domain serves it.
  technique: T1584
fix: >-
  Remove the origin (Terraform: aws_cloudfront_distribution, origin), or create the bucket again first. If it belongs to
  a partner, record an exception.
equivalent: ["prowler:cloudfront_distributions_s3_origin_non_existent_bucket"]
exposure: internet
*/
SELECT
  d.arn AS subject,
  any_of(SELECT o.bucket <> '' FROM aws_cloudfront_origin o WHERE o.distribution_arn = d.arn) AS applies,
  every_of(
    SELECT o.bucket_arn = '' OR b.arn IS NOT NULL
    FROM aws_cloudfront_origin o
    LEFT JOIN aws_s3_bucket b ON b.arn = o.bucket_arn
    WHERE o.distribution_arn = d.arn
  ) AS passed,
  'No account has the bucket ' || COALESCE(
    first_of(
      SELECT o.bucket
      FROM aws_cloudfront_origin o
      LEFT JOIN aws_s3_bucket b ON b.arn = o.bucket_arn
      WHERE o.distribution_arn = d.arn AND o.bucket <> '' AND b.arn IS NULL
    ),
    '(unknown)'
  ) || '.' AS reason
FROM aws_cloudfront_distribution d
