/*
id: aws.transfer.server_logs
title: Servers for files log what users do
severity: medium
subject: aws_transfer_server
program: detection-response
controls: [A.8.15/recorded]
why: After an incident this log alone says who signed in, from where, and which files they took.
attack:
  text: With a partner's stolen key somebody fetches everything there is, and no line is written.
  technique: T1562.008
fix: >-
  aws transfer update-server --structured-log-destinations with a log group (Terraform: structured_log_destinations).
*/
SELECT
  s.arn AS subject,
  TRUE AS applies,
  s.logs AS passed,
  'Nobody can tell later which files were taken from ' || COALESCE(s.name, s.arn) || '.' AS reason
FROM aws_transfer_server s
