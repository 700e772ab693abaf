/*
id: aws.wafv2.web_acl_blocks_something
title: Web application firewalls have rules that block
severity: high
subject: aws_wafv2_web_acl
program: cloud-infrastructure
controls: [A.8.20/perimeter, A.8.21]
why: >-
  This firewall lets everything through: it has no rules, or each of them only counts. It looks like protection on every
  diagram.
attack:
  text: The attacks that you believe are stopped at the door arrive at the application.
  technique: T1190
fix: >-
  Add AWS's managed rule groups (Terraform: aws_wafv2_web_acl, rule with managed_rule_group_statement and
  override_action { none {} }); once a rule has counted nothing wrong for a week, let it block.
equivalent: ["prowler:wafv2_webacl_with_rules"]
*/
SELECT
  w.arn AS subject,
  TRUE AS applies,
  w.default_action = 'block'
  OR any_of(SELECT NOT r.only_counts FROM aws_wafv2_rule r WHERE r.web_acl_arn = w.arn) AS passed,
  CASE
    WHEN w.rules = 0 THEN 'The web ACL ' || COALESCE(w.name, w.arn) || ' has no rules.'
    ELSE 'Every rule of the web ACL ' || COALESCE(w.name, w.arn) || ' only counts.'
  END AS reason
FROM aws_wafv2_web_acl w
