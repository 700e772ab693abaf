/*
id: aws.apigateway.stage_behind_firewall
title: Stages of public REST APIs stand behind a web application firewall
severity: medium
subject: aws_apigateway_stage
program: cloud-infrastructure
controls: [A.8.20/perimeter, A.8.21, A.8.16]
why: >-
  Whatever the internet sends reaches your code: the known attacks of the day, and floods from a few addresses.
attack:
  text: A scanner tries the newest published flaw on every API that it finds, within hours, before yours is patched.
  technique: T1190
fix: >-
  Associate a web ACL with AWS's managed rules and a rate limit (Terraform: aws_wafv2_web_acl_association with the
  stage's ARN).
equivalent: ["prowler:apigateway_restapi_waf_acl_attached"]
*/
SELECT
  s.arn AS subject,
  NOT s.api_is_private AS applies,
  s.web_acl_arn <> '' AS passed,
  'No web ACL stands before ' || COALESCE(s.name, s.arn) || '.' AS reason
FROM aws_apigateway_stage s
