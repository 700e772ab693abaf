/*
id: aws.apigatewayv2.stage_logs_access
title: Stages of HTTP and WebSocket APIs log each request
severity: medium
subject: aws_apigatewayv2_stage
program: detection-response
controls: [A.8.15/recorded, A.8.16, "cis-aws:4.10"]
why: >-
  After an incident nobody can say who called what, from where, and since when.
attack:
  text: Somebody pulls records one by one through the API, and no line of it is left to count them.
  technique: T1562.008
fix: >-
  Console: the API's Monitor, Logging, Access logging (Terraform: aws_apigatewayv2_stage, access_log_settings).
equivalent: ["prowler:apigatewayv2_api_access_logging_enabled"]
*/
SELECT
  s.arn AS subject,
  TRUE AS applies,
  s.logs_access AS passed,
  'Requests to ' || COALESCE(s.name, s.arn) || ' are not logged.' AS reason
FROM aws_apigatewayv2_stage s
