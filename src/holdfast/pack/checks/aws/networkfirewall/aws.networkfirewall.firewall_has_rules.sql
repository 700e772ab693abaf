/*
id: aws.networkfirewall.firewall_has_rules
title: Network firewalls have rules
severity: high
subject: aws_networkfirewall_firewall
program: cloud-infrastructure
controls: [A.8.20, A.8.22, A.8.23]
why: >-
  The firewall's policy has no rules: it costs money and looks like protection on every diagram.
attack:
  text: What you believe is filtered on its way out is not.
  technique: T1048
fix: >-
  Add groups of rules, for a start AWS's managed ones (Terraform: aws_networkfirewall_firewall_policy,
  stateful_rule_group_reference).
equivalent: ["prowler:networkfirewall_policy_rule_group_associated"]
*/
SELECT
  f.arn AS subject,
  TRUE AS applies,
  f.rule_groups >= 1 AS passed,
  'The policy of ' || COALESCE(f.name, f.arn) || ' has no rules.' AS reason
FROM aws_networkfirewall_firewall f
