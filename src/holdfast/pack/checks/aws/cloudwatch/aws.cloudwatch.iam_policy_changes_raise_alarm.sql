/*
id: aws.cloudwatch.iam_policy_changes_raise_alarm
title: A change of IAM policies raises an alarm
severity: medium
subject: aws_account
program: detection-response
controls: [A.8.16, A.8.15/recorded, "cis-aws:5.4"]
why: >-
  Who may do what changes here. Outside of deployments that is rare, and seldom harmless.
attack:
  text: >-
    The attacker attaches the administrator's policy to a user whom nobody looks at, and comes back later.
  technique: T1098.003
fix: >-
  Let the trail of all regions deliver to a log group; there, make a metric filter with the pattern of these events,
  and on its metric an alarm (Sum of 1 or more in five minutes) that tells an SNS topic which somebody reads. The
  reason names the events that are missing. The pattern begins so: { ($.eventName = "PutUserPolicy") || ($.eventName =
  "AttachUserPolicy") || ... }
equivalent: ["prowler:cloudwatch_log_metric_filter_policy_changes"]
reads: {aws_cloudtrail_account_trail: account, aws_cloudtrail_trail: account, aws_logs_log_group_watch: account}
*/
-- Where the organization's trail records the account, it is watched in the account that owns the trail.
SELECT
  a.arn AS subject,
  none_of(
    SELECT NOT t.is_own AND t.is_multi_region AND t.is_logging
    FROM aws_cloudtrail_account_trail t
    WHERE t.account_arn = a.arn
  ) AS applies,
  any_of(
    SELECT
      t.is_multi_region AND t.is_logging AND t.records_management_writes AND any_of(
        SELECT w.alarmed AND w.log_group_arn = t.log_group_arn
        FROM aws_logs_log_group_watch w
        WHERE w.account_id = t.account_id AND w.watch = 'iam-policies'
      )
    FROM aws_cloudtrail_trail t
    WHERE t.account_id = a.account_id
  ) AS passed,
  'No alarm that acts is raised in the account ' || a.account_id || COALESCE(
    first_of(
      SELECT ' by ' || array_to_string(w.missing, ', ')
      FROM aws_logs_log_group_watch w
      WHERE w.account_id = a.account_id AND w.watch = 'iam-policies' AND NOT w.alarmed
    ),
    ': no trail of all regions delivers to a log group where this is counted'
  ) || '.' AS reason
FROM aws_account a
