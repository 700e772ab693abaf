/*
id: aws.kinesis.stream_keeps_a_week
title: Streams keep records long enough to mend a mistake
severity: low
subject: aws_kinesis_stream
program: cloud-infrastructure
controls: [A.8.13/restorable]
why: >-
  If a consumer fails on a Friday evening, its records are lost by Saturday night. A week lets you mend it and read
  them again.
attack:
  text: Somebody stops the consumer on a holiday; when it is noticed, what it should have recorded no longer exists.
  technique: T1489
fix: >-
  aws kinesis increase-stream-retention-period --retention-period-hours 168 (Terraform: retention_period = 168).
equivalent: ["prowler:kinesis_stream_data_retention_period"]
*/
SELECT
  s.arn AS subject,
  TRUE AS applies,
  s.retention_hours >= 168 AS passed,
  'Records in ' || COALESCE(s.name, s.arn) || ' are gone after ' || CAST(s.retention_hours AS VARCHAR)
  || ' hours.' AS reason
FROM aws_kinesis_stream s
