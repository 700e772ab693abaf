/*
id: aws.cloudfront.distribution_behind_firewall
title: Distributions stand behind a web application firewall
severity: medium
subject: aws_cloudfront_distribution
program: cloud-infrastructure
controls: [A.8.20/perimeter, A.8.21, A.8.16]
why: >-
  Whatever the internet sends goes on to your origins: the known attacks of the day, and floods from a few addresses.
attack:
  text: A scanner tries the newest published flaw on every site that it finds, within hours, before yours is patched.
  technique: T1190
fix: >-
  Console: Security, Edit, Enable security protections (Terraform: aws_wafv2_web_acl with scope CLOUDFRONT, and
  web_acl_id on the distribution).
equivalent: ["prowler:cloudfront_distributions_using_waf"]
*/
SELECT
  d.arn AS subject,
  d.enabled
  AND any_of(SELECT o.kind <> 's3' FROM aws_cloudfront_origin o WHERE o.distribution_arn = d.arn) AS applies,
  d.web_acl_arn <> '' AS passed,
  'No web ACL stands before it.' AS reason
FROM aws_cloudfront_distribution d
