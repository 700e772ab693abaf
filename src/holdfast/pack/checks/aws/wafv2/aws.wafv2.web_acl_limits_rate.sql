/*
id: aws.wafv2.web_acl_limits_rate
title: Web application firewalls limit how often one address may ask
severity: medium
subject: aws_wafv2_web_acl
program: cloud-infrastructure
controls: [A.8.21, A.8.6]
why: >-
  One address may ask as often as it likes: for passwords, for records one by one, for the costliest search.
attack:
  text: Somebody tries ten thousand leaked passwords a minute against your sign-in, from one rented machine.
  technique: T1110.004
fix: >-
  Add a rate-based rule, with a lower limit for sign-in paths (Terraform: aws_wafv2_web_acl, rule with
  rate_based_statement and action { block {} }).
*/
SELECT
  w.arn AS subject,
  TRUE AS applies,
  any_of(SELECT r.kind = 'rate' AND NOT r.only_counts FROM aws_wafv2_rule r WHERE r.web_acl_arn = w.arn)
  AND w.rules > 0 AS passed,
  'No rule of the web ACL ' || COALESCE(w.name, w.arn) || ' limits the rate.' AS reason
FROM aws_wafv2_web_acl w
