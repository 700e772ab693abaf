/*
id: aws.cloudfront.distribution_shows_own_certificate
title: Distributions under a name of ours show our certificate
severity: low
subject: aws_cloudfront_distribution
program: cloud-infrastructure
controls: [A.8.24, A.8.21]
why: >-
  Without a certificate of your own the distribution answers under a name that could be anybody's, and CloudFront's own
  certificate cannot be kept to TLS 1.2.
attack:
  text: >-
    Customers learn that your content comes from d3xample.cloudfront.net, and trust the attacker's d4xample as much.
  technique: T1583.001
fix: >-
  Give it a name of yours and a certificate for it from Certificate Manager in us-east-1 (Terraform:
  aws_cloudfront_distribution, aliases and viewer_certificate with acm_certificate_arn and ssl_support_method =
  "sni-only").
equivalent: ["prowler:cloudfront_distributions_custom_ssl_certificate"]
*/
SELECT
  d.arn AS subject,
  d.enabled AS applies,
  d.uses_own_certificate AS passed,
  'It shows CloudFront''s own certificate.' AS reason
FROM aws_cloudfront_distribution d
