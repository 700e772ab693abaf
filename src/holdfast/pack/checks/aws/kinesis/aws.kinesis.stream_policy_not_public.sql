/*
id: aws.kinesis.stream_policy_not_public
title: No stream's policy lets everyone in
severity: critical
subject: aws_kinesis_stream
program: cloud-infrastructure
controls: [A.8.3, A.5.15, A.8.12, "cis-aws:2.21"]
why: Strangers may read every event of this stream, or put in their own.
attack:
  text: >-
    Somebody with any AWS account reads along as your customers act, or feeds events that never happened to your
    services.
  technique: T1530
fix: >-
  Name the accounts and roles that need the stream as principals (aws kinesis put-resource-policy; Terraform:
  aws_kinesis_resource_policy).
exposure: internet
*/
SELECT
  s.arn AS subject,
  TRUE AS applies,
  none_of(SELECT s.is_public FROM aws_kinesis_stream_policy_statement s WHERE s.stream_arn = s.arn) AS passed,
  'The policy of ' || COALESCE(s.name, s.arn) || ' allows everyone to do ' || COALESCE(
    first_of(
      SELECT CASE WHEN s.not_action THEN 'all but ' ELSE '' END || s.action
      FROM aws_kinesis_stream_policy_statement s
      WHERE s.stream_arn = s.arn AND s.is_public
    ),
    'what only you should'
  ) || '.' AS reason
FROM aws_kinesis_stream s
