/*
id: aws.datasync.task_logs
title: Copying tasks keep a log
severity: low
subject: aws_datasync_task
program: detection-response
controls: [A.8.15/recorded]
why: A copy that left files out, or went where it should not, can only be understood from the task's log.
attack:
  text: The attacker adds a task that copies files out, and nothing says afterwards what it took.
  technique: T1562.008
fix: >-
  aws datasync update-task with CloudWatchLogGroupArn and LogLevel BASIC (Terraform: cloudwatch_log_group_arn, options
  { log_level = "BASIC" }).
equivalent: ["prowler:datasync_task_logging_enabled"]
*/
SELECT
  t.arn AS subject,
  TRUE AS applies,
  t.logs AS passed,
  'No log of what ' || COALESCE(t.name, t.arn) || ' copied is kept.' AS reason
FROM aws_datasync_task t
