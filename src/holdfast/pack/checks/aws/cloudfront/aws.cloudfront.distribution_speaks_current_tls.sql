/*
id: aws.cloudfront.distribution_speaks_current_tls
title: Distributions speak TLS 1.2 and newer only
severity: medium
subject: aws_cloudfront_distribution
program: cloud-infrastructure
controls: [A.8.24/in-transit, A.8.24, A.8.21]
why: >-
  This distribution still speaks versions of TLS that have known weaknesses and that no current browser needs.
attack:
  text: Somebody between a visitor and you makes both fall back to the oldest version that they share, and attacks that.
  technique: T1557
fix: >-
  Console: Settings, Security policy, TLSv1.2_2021 or newer (Terraform: aws_cloudfront_distribution, viewer_certificate,
  minimum_protocol_version). It needs a certificate of your own.
*/
SELECT
  d.arn AS subject,
  d.enabled AS applies,
  d.minimum_protocol LIKE 'TLSv1.2%' OR d.minimum_protocol LIKE 'TLSv1.3%' AS passed,
  'Visitors may use ' || d.minimum_protocol || '.' AS reason
FROM aws_cloudfront_distribution d
