/*
id: aws.apigateway.stage_logs_no_bodies
title: Stages of REST APIs do not write whole requests into logs
severity: medium
subject: aws_apigateway_stage
program: privacy
controls: [A.8.12, A.8.15/protected, A.5.34]
why: >-
  Data tracing writes each request and answer in full: tokens, passwords, customers' data. The log then needs the same
  care as the database, and has it never.
attack:
  text: Somebody who may only read logs takes session tokens from them and becomes your customers.
  technique: T1552
fix: >-
  Turn data tracing off (Terraform: aws_api_gateway_method_settings, data_trace_enabled = false), and delete what the log
  group holds already.
*/
SELECT
  s.arn AS subject,
  TRUE AS applies,
  NOT s.logs_bodies AS passed,
  'Whole requests to ' || COALESCE(s.name, s.arn) || ' are written into its log.' AS reason
FROM aws_apigateway_stage s
