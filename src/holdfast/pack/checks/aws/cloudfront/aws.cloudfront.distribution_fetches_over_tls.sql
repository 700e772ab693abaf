/*
id: aws.cloudfront.distribution_fetches_over_tls
title: Distributions fetch from origins over TLS
severity: medium
subject: aws_cloudfront_distribution
program: cloud-infrastructure
controls: [A.8.24/in-transit, A.5.14]
why: >-
  Visitors see a lock, but from CloudFront to your servers their requests cross the internet in the clear.
attack:
  text: Somebody on the way between the edge and your origin reads sessions that the browser had sent encrypted.
  technique: T1040
fix: >-
  Set the origin's protocol policy to HTTPS only (Terraform: custom_origin_config, origin_protocol_policy =
  "https-only"). A bucket's website speaks HTTP only: use the bucket itself with origin access control.
equivalent: ["prowler:cloudfront_distributions_origin_traffic_encrypted"]
*/
-- match-viewer is as good as what visitors may use; the default and each path are held to HTTPS by another check,
-- but the origin must not depend on it.
SELECT
  d.arn AS subject,
  d.enabled
  AND any_of(SELECT o.kind <> 's3' FROM aws_cloudfront_origin o WHERE o.distribution_arn = d.arn) AS applies,
  every_of(
    SELECT o.kind IN ('s3', 'vpc') OR o.protocol_policy = 'https-only'
    FROM aws_cloudfront_origin o
    WHERE o.distribution_arn = d.arn
  ) AS passed,
  'It fetches from ' || COALESCE(
    first_of(
      SELECT o.domain_name || ' by ' || o.protocol_policy
      FROM aws_cloudfront_origin o
      WHERE o.distribution_arn = d.arn AND o.kind NOT IN ('s3', 'vpc') AND o.protocol_policy <> 'https-only'
    ),
    'an origin in the clear'
  ) || '.' AS reason
FROM aws_cloudfront_distribution d
