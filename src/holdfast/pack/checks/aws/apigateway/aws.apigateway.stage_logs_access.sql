/*
id: aws.apigateway.stage_logs_access
title: Stages of REST APIs log each request
severity: medium
subject: aws_apigateway_stage
program: detection-response
controls: [A.8.15/recorded, A.8.16, "cis-aws:4.10"]
why: >-
  After an incident nobody can say who called what, from where, and since when.
attack:
  text: Somebody pulls records one by one through the API, and no line of it is left to count them.
  technique: T1562.008
fix: >-
  Console: the stage's Logs and tracing, Custom access logging (Terraform: aws_api_gateway_stage, access_log_settings).
equivalent: ["prowler:apigateway_restapi_logging_enabled"]
*/
SELECT
  s.arn AS subject,
  TRUE AS applies,
  s.logs_access OR s.logs_execution AS passed,
  'Requests to ' || COALESCE(s.name, s.arn) || ' are not logged.' AS reason
FROM aws_apigateway_stage s
