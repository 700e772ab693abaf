/*
id: aws.cloudfront.distribution_logs_access
title: Distributions log each request
severity: medium
subject: aws_cloudfront_distribution
program: detection-response
controls: [A.8.15/recorded, A.8.16, "cis-aws:4.10"]
why: >-
  After an incident nobody can say who fetched what at the edge, from where, and since when; what the cache answered was
  never seen behind it.
attack:
  text: Somebody collects files one by one through your own distribution, and no line of it is left to count them.
  technique: T1562.008
fix: >-
  Console: the distribution's Logging tab, add a standard log destination (Terraform: logging_config, or
  aws_cloudwatch_log_delivery_source with log_type ACCESS_LOGS and a delivery for it).
equivalent: ["prowler:cloudfront_distributions_logging_enabled"]
*/
SELECT
  d.arn AS subject,
  d.enabled AS applies,
  d.logs_to_bucket
  OR d.logs_delivered
  OR every_of(SELECT b.has_realtime_logs FROM aws_cloudfront_behavior b WHERE b.distribution_arn = d.arn) AS passed,
  'Requests are not logged.' AS reason
FROM aws_cloudfront_distribution d
