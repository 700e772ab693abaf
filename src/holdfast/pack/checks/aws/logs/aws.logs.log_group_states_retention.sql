/*
id: aws.logs.log_group_states_retention
title: Log groups say when their lines end
severity: low
subject: aws_logs_log_group
program: privacy
controls: [A.8.10, A.5.34]
why: >-
  A new log group keeps everything for ever. Logs hold addresses, names and what people did; keeping them without an
  end breaks the promise to delete, and costs more every month.
attack:
  text: An intruder reads ten years of requests, with the data of customers who asked long ago to be forgotten.
  technique: T1654
fix: >-
  Decide how long the lines are needed and set it: aws logs put-retention-policy (Terraform: aws_cloudwatch_log_group,
  retention_in_days). 365 days also satisfies the check on keeping a year. Log groups that AWS services create by
  themselves need it too.
*/
SELECT
  g.arn AS subject,
  TRUE AS applies,
  g.retention_days > 0 AS passed,
  'Lines are kept for ever.' AS reason
FROM aws_logs_log_group g
