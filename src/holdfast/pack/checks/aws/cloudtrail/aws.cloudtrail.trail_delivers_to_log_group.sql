/*
id: aws.cloudtrail.trail_delivers_to_log_group
title: Trails deliver to a log group too
severity: low
subject: aws_cloudtrail_trail
program: detection-response
controls: [A.8.15/recorded, A.8.16]
why: >-
  In a bucket the events wait until somebody reads them. In a log group filters count them as they come, and alarms go
  off within minutes.
attack:
  text: >-
    The attacker stops the trail and deletes what they can. An alarm would have told of the first call; a file in a
    bucket tells of it at the next review.
  technique: T1562.008
fix: >-
  Give the trail a log group and a role that may write there (aws cloudtrail update-trail with
  --cloud-watch-logs-log-group-arn; Terraform: cloud_watch_logs_group_arn). Where another system reads the bucket as
  events come, record that as an exception.
equivalent: ["prowler:cloudtrail_cloudwatch_logging_enabled"]
*/
SELECT
  t.arn AS subject,
  TRUE AS applies,
  t.log_group_arn <> '' AS passed,
  'The trail ' || t.name || ' delivers to no log group.' AS reason
FROM aws_cloudtrail_trail t
