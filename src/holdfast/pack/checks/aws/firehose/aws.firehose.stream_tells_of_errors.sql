/*
id: aws.firehose.stream_tells_of_errors
title: Delivery streams tell of what they could not deliver
severity: low
subject: aws_firehose_stream
program: detection-response
controls: [A.8.15/recorded]
why: >-
  A delivery stream that fails in silence leaves holes in your logs, found only when you look for what is not there.
attack:
  text: The attacker takes a right away from the delivery role, and for weeks no log arrives; nobody notices.
  technique: T1562.008
fix: >-
  Console: Configuration, Destination error logs, Enabled (Terraform: cloudwatch_logging_options { enabled = true } in
  the destination).
*/
SELECT
  s.arn AS subject,
  TRUE AS applies,
  s.logs_errors AS passed,
  'Nobody learns of records that ' || COALESCE(s.name, s.arn) || ' could not deliver.' AS reason
FROM aws_firehose_stream s
