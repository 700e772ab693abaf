/*
id: aws.cloudwatch.trail_changes_raise_alarm
title: A change of CloudTrail raises an alarm
severity: medium
subject: aws_account
program: detection-response
controls: [A.8.16, A.8.15/recorded, "cis-aws:5.5"]
why: >-
  A trail that is stopped or redirected remembers nothing of what comes next.
attack:
  text: >-
    The first call after the break-in is StopLogging; what follows is in no log.
  technique: T1562.008
fix: >-
  Let the trail of all regions deliver to a log group; there, make a metric filter with the pattern of these events,
  and on its metric an alarm (Sum of 1 or more in five minutes) that tells an SNS topic which somebody reads. The
  reason names the events that are missing. The pattern begins so: { ($.eventName = "CreateTrail") || ($.eventName =
  "UpdateTrail") || ($.eventName = "DeleteTrail") || ($.eventName = "StartLogging") || ($.eventName = "StopLogging") }
equivalent: ["prowler:cloudwatch_log_metric_filter_and_alarm_for_cloudtrail_configuration_changes_enabled"]
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
        WHERE w.account_id = t.account_id AND w.watch = 'trails'
      )
    FROM aws_cloudtrail_trail t
    WHERE t.account_id = a.account_id
  ) AS passed,
  'No alarm that acts is raised in the account ' || a.account_id || COALESCE(
    first_of(
      SELECT ' by ' || array_to_string(w.missing, ', ')
      FROM aws_logs_log_group_watch w
      WHERE w.account_id = a.account_id AND w.watch = 'trails' AND NOT w.alarmed
    ),
    ': no trail of all regions delivers to a log group where this is counted'
  ) || '.' AS reason
FROM aws_account a
