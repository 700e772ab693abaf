/*
id: aws.cloudfront.distribution_requires_https
title: Distributions serve nothing over plain HTTP
severity: high
subject: aws_cloudfront_distribution
program: cloud-infrastructure
controls: [A.8.24/in-transit, A.5.14, A.8.21]
why: >-
  Visitors can talk to this distribution unencrypted; what they type and what they are shown can be read and changed on
  the way.
attack:
  text: Somebody on a shared network swaps a script in your page, and each visitor's browser runs it.
  technique: T1557
fix: >-
  Console: the behaviour's Viewer protocol policy, Redirect HTTP to HTTPS (Terraform: aws_cloudfront_distribution,
  viewer_protocol_policy = "redirect-to-https" in default_cache_behavior and each ordered_cache_behavior).
equivalent: ["prowler:cloudfront_distributions_https_enabled"]
*/
SELECT
  d.arn AS subject,
  d.enabled AS applies,
  none_of(
    SELECT b.viewer_protocol_policy = 'allow-all' FROM aws_cloudfront_behavior b WHERE b.distribution_arn = d.arn
  ) AS passed,
  'Paths ' || COALESCE(
    first_of(
      SELECT b.path_pattern
      FROM aws_cloudfront_behavior b
      WHERE b.distribution_arn = d.arn AND b.viewer_protocol_policy = 'allow-all'
    ),
    '*'
  ) || ' are served over plain HTTP.' AS reason
FROM aws_cloudfront_distribution d
