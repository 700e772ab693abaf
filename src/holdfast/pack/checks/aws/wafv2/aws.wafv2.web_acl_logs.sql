/*
id: aws.wafv2.web_acl_logs
title: Web application firewalls log what they decide
severity: medium
subject: aws_wafv2_web_acl
program: detection-response
controls: [A.8.15/recorded, A.8.16]
why: >-
  Without its log nobody can see which attacks are tried, nor which customers a rule blocks by mistake.
attack:
  text: Somebody tries payload after payload until one passes; afterwards there is no list of what came through.
  technique: T1562.008
fix: >-
  Console: Logging and metrics, Enable, to a log group, stream or bucket whose name begins with aws-waf-logs- (Terraform:
  aws_wafv2_web_acl_logging_configuration; redact the authorization and cookie headers).
equivalent: ["prowler:wafv2_webacl_logging_enabled"]
*/
SELECT
  w.arn AS subject,
  TRUE AS applies,
  w.logs AS passed,
  'The web ACL ' || COALESCE(w.name, w.arn) || ' does not log.' AS reason
FROM aws_wafv2_web_acl w
