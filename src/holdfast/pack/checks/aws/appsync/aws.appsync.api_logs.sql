/*
id: aws.appsync.api_logs
title: GraphQL APIs log what fails in each field
severity: medium
subject: aws_appsync_graphql_api
program: detection-response
controls: [A.8.15/recorded, A.8.16]
why: >-
  After an incident nobody can say who asked for which fields; with GraphQL, the address alone says nothing.
attack:
  text: Somebody tries one query after the other until one gives what it should not, and no log knows of it.
  technique: T1562.008
fix: >-
  Turn logging on, ERROR at least (Terraform: aws_appsync_graphql_api, log_config with field_log_level).
equivalent: ["prowler:appsync_field_level_logging_enabled"]
*/
SELECT
  a.arn AS subject,
  TRUE AS applies,
  a.logs AND a.field_log_level IN ('ERROR', 'INFO', 'DEBUG', 'ALL') AS passed,
  'Requests to ' || COALESCE(a.name, a.arn) || ' are not logged by field.' AS reason
FROM aws_appsync_graphql_api a
