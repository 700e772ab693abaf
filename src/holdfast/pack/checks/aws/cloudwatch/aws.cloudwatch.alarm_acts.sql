/*
id: aws.cloudwatch.alarm_acts
title: Alarms tell somebody
severity: medium
subject: aws_cloudwatch_alarm
program: detection-response
controls: [A.8.16]
why: >-
  An alarm that does nothing when it goes off is a red line on a page that nobody has open.
attack:
  text: >-
    The attacker switches the alarms' actions off before the noisy part. Each still goes off, and nobody hears it.
  technique: T1562.006
fix: >-
  Give the alarm an action for the state ALARM, such as an SNS topic that somebody reads, and switch its actions on
  (aws cloudwatch enable-alarm-actions; Terraform: alarm_actions and actions_enabled of aws_cloudwatch_metric_alarm).
equivalent:
  - prowler:cloudwatch_alarm_actions_enabled
  - prowler:cloudwatch_alarm_actions_alarm_state_configured
*/
SELECT
  a.arn AS subject,
  TRUE AS applies,
  a.actions_enabled AND array_length(a.alarm_actions) > 0 AS passed,
  'The alarm ' || a.name || CASE WHEN a.actions_enabled THEN ' has no action.' ELSE ' has its actions switched off.' END
    AS reason
FROM aws_cloudwatch_alarm a
