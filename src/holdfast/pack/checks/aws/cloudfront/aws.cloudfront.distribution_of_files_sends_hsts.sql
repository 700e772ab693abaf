/*
id: aws.cloudfront.distribution_of_files_sends_hsts
title: Distributions of files tell browsers to insist on HTTPS
severity: low
subject: aws_cloudfront_distribution
program: product-security
controls: [A.8.24/in-transit, A.8.26]
why: >-
  A bucket cannot send Strict-Transport-Security. Without it the first request of each visit may travel in the clear.
attack:
  text: Somebody on a shared network catches that first request and answers it instead of you.
  technique: T1557
fix: >-
  Attach a response headers policy, for a start AWS's Managed-SecurityHeadersPolicy (Terraform: default_cache_behavior,
  response_headers_policy_id).
*/
SELECT
  d.arn AS subject,
  d.enabled
  AND d.has_aliases
  AND any_of(
    SELECT b.path_pattern = '*' AND b.origin_kind IN ('s3', 's3_website')
    FROM aws_cloudfront_behavior b
    WHERE b.distribution_arn = d.arn
  ) AS applies,
  any_of(
    SELECT b.path_pattern = '*' AND b.hsts_seconds > 0
    FROM aws_cloudfront_behavior b
    WHERE b.distribution_arn = d.arn
  ) AS passed,
  'Its answers do not send Strict-Transport-Security.' AS reason
FROM aws_cloudfront_distribution d
