/*
id: aws.logs.log_group_keeps_a_year
title: Log groups keep what they record for a year
severity: medium
subject: aws_logs_log_group
program: detection-response
controls: [A.8.15/recorded, A.5.28, A.5.33]
why: >-
  Intrusions are often noticed months later. When the lines of the first day are gone, nobody can say how it began and
  what was taken. A year covers nearly all cases, and the period that an auditor asks about.
attack:
  text: An intruder waits quietly until the first weeks are deleted, and with them every trace of how they came in.
  technique: T1562.008
fix: >-
  Set the retention to 365 days or more: aws logs put-retention-policy --log-group-name NAME --retention-in-days 365
  (Terraform: aws_cloudwatch_log_group, retention_in_days). Debug logs that need not be kept so long can go to a log
  group of their own, with an exception that says so.
equivalent: ["prowler:cloudwatch_log_group_retention_policy_specific_days_enabled"]
*/
SELECT
  g.arn AS subject,
  TRUE AS applies,
  g.retention_days = 0 OR g.retention_days >= 365 AS passed,
  'Lines are deleted after ' || CAST(g.retention_days AS VARCHAR) || CASE WHEN g.retention_days = 1 THEN ' day.' ELSE ' days.' END AS reason
FROM aws_logs_log_group g
