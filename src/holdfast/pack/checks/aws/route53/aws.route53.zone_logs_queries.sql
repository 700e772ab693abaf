/*
id: aws.route53.zone_logs_queries
title: Public zones log queries
severity: low
subject: aws_route53_zone
program: detection-response
controls: [A.8.15/recorded, A.8.16]
why: >-
  Who looks your names up, and which names that do not exist are tried, shows an attack while it is still being prepared.
attack:
  text: Somebody tries a word list of subdomains against your zone, and nothing notes it.
  technique: T1590.002
fix: >-
  Console: the zone's Configure query logging (Terraform: aws_route53_query_log, to a log group in us-east-1 named
  /aws/route53/ZONE).
equivalent: ["prowler:route53_public_hosted_zones_cloudwatch_logging_enabled"]
*/
SELECT
  z.arn AS subject,
  NOT z.is_private AS applies,
  z.logs_queries AS passed,
  'Queries for ' || COALESCE(z.name, z.arn) || ' are not logged.' AS reason
FROM aws_route53_zone z
