/*
id: aws.dms.task_logs
title: Replication tasks keep a log
severity: low
subject: aws_dms_replication_task
program: detection-response
controls: [A.8.15/recorded]
why: A copy that lost rows, or went where it should not, can only be understood from the task's log.
attack:
  text: The attacker adds a task that copies a table out, and nothing says afterwards what it took.
  technique: T1562.008
fix: >-
  aws dms modify-replication-task with Logging EnableLogging true in its settings (Terraform:
  replication_task_settings).
equivalent:
  - prowler:dms_replication_task_source_logging_enabled
  - prowler:dms_replication_task_target_logging_enabled
*/
SELECT
  t.arn AS subject,
  TRUE AS applies,
  t.logs AS passed,
  'No log of ' || COALESCE(t.name, t.arn) || ' is kept.' AS reason
FROM aws_dms_replication_task t
