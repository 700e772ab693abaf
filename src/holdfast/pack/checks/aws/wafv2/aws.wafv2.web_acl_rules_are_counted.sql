/*
id: aws.wafv2.web_acl_rules_are_counted
title: What each rule of a firewall does is counted
severity: low
subject: aws_wafv2_web_acl
program: detection-response
controls: [A.8.15, A.8.16]
why: >-
  Nobody can see, or be alarmed, that this rule suddenly blocks a thousand times as much as yesterday.
attack:
  text: An attack begins and is partly stopped; the graph that would have shown it was never drawn.
  technique: T1562.008
fix: >-
  Turn the rule's CloudWatch metrics on (Terraform: visibility_config, cloudwatch_metrics_enabled = true).
equivalent: ["prowler:wafv2_webacl_rule_logging_enabled"]
*/
SELECT
  w.arn AS subject,
  w.rules > 0 AS applies,
  w.has_metrics AND every_of(SELECT r.has_metrics FROM aws_wafv2_rule r WHERE r.web_acl_arn = w.arn) AS passed,
  COALESCE(
    first_of(
      SELECT 'The rule ' || r.name || ' is not counted.'
      FROM aws_wafv2_rule r
      WHERE r.web_acl_arn = w.arn AND NOT r.has_metrics
    ),
    'The web ACL itself is not counted.'
  ) AS reason
FROM aws_wafv2_web_acl w
