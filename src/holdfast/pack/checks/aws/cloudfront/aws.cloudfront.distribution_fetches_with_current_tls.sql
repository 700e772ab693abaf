/*
id: aws.cloudfront.distribution_fetches_with_current_tls
title: Distributions speak TLS 1.2 with origins
severity: low
subject: aws_cloudfront_distribution
program: cloud-infrastructure
controls: [A.8.24/in-transit, A.8.24]
why: >-
  Between the edge and your servers, versions of TLS with known weaknesses are still allowed.
attack:
  text: Somebody on the way makes both sides fall back to the oldest version that they share, and attacks that.
  technique: T1557
fix: >-
  Set the origin's SSL protocols to TLSv1.2 alone (Terraform: custom_origin_config, origin_ssl_protocols = ["TLSv1.2"]).
equivalent: ["prowler:cloudfront_distributions_using_deprecated_ssl_protocols"]
*/
SELECT
  d.arn AS subject,
  d.enabled
  AND any_of(
    SELECT o.kind = 'custom' AND o.protocol_policy <> 'http-only'
    FROM aws_cloudfront_origin o
    WHERE o.distribution_arn = d.arn
  ) AS applies,
  none_of(
    SELECT
      o.kind = 'custom'
      AND o.protocol_policy <> 'http-only'
      AND (
        list_contains(o.tls_protocols, 'TLSv1')
        OR list_contains(o.tls_protocols, 'TLSv1.1')
        OR list_contains(o.tls_protocols, 'SSLv3')
      )
    FROM aws_cloudfront_origin o
    WHERE o.distribution_arn = d.arn
  ) AS passed,
  'With an origin it still speaks TLS 1.1 or older.' AS reason
FROM aws_cloudfront_distribution d
