/*
id: aws.cloudfront.distribution_alone_reads_its_buckets
title: Buckets behind distributions can tell CloudFront from strangers
severity: medium
subject: aws_cloudfront_distribution
program: cloud-infrastructure
controls: [A.8.3, A.8.12, A.8.9]
why: >-
  CloudFront fetches from this bucket without signing, so the bucket must be open to everyone; whoever knows its name
  passes by the firewall, the logs and the signed addresses.
attack:
  text: Somebody guesses the bucket's name and lists or fetches files directly, where nobody looks.
  technique: T1530
fix: >-
  Create an origin access control, set it on the origin, and let the bucket's policy allow cloudfront.amazonaws.com with
  aws:SourceArn of the distribution (Terraform: aws_cloudfront_origin_access_control, origin_access_control_id). Then
  block public access to the bucket.
equivalent: ["prowler:cloudfront_distributions_s3_origin_access_control"]
*/
-- A bucket's website cannot be signed for at all.
SELECT
  d.arn AS subject,
  any_of(
    SELECT o.kind IN ('s3', 's3_website') FROM aws_cloudfront_origin o WHERE o.distribution_arn = d.arn
  ) AS applies,
  every_of(
    SELECT
      o.kind IN ('custom', 'vpc')
      OR (o.kind = 's3' AND (o.has_access_control OR o.has_access_identity))
    FROM aws_cloudfront_origin o
    WHERE o.distribution_arn = d.arn
  ) AS passed,
  'It fetches unsigned from the bucket ' || COALESCE(
    first_of(
      SELECT o.bucket
      FROM aws_cloudfront_origin o
      WHERE
        o.distribution_arn = d.arn
        AND (o.kind = 's3_website' OR (o.kind = 's3' AND NOT o.has_access_control AND NOT o.has_access_identity))
    ),
    '(unknown)'
  ) || '.' AS reason
FROM aws_cloudfront_distribution d
