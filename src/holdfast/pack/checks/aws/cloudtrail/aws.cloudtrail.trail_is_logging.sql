/*
id: aws.cloudtrail.trail_is_logging
title: Trails record, and what they record arrives
severity: high
subject: aws_cloudtrail_trail
program: detection-response
controls: [A.8.15/recorded]
why: A trail that is stopped, or that cannot write to its bucket, looks as if somebody watched while nobody does.
attack:
  text: Stopping the trail is among the first things that an attacker with administrator's rights does.
  technique: T1562.008
fix: >-
  aws cloudtrail start-logging --name TRAIL. If delivery fails, mend what the reason names: the bucket's policy, the
  key's policy, or the bucket that is gone. Look in the event history who called StopLogging.
*/
SELECT
  t.arn AS subject,
  TRUE AS applies,
  t.is_logging AND t.delivery_error = '' AS passed,
  'The trail ' || COALESCE(t.name, t.arn)
  || CASE
    WHEN t.is_logging THEN ' cannot write to its bucket: ' || COALESCE(t.delivery_error, '')
    ELSE ' is stopped'
  END || '.' AS reason
FROM aws_cloudtrail_trail t
