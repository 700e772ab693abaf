/*
id: aws.elasticbeanstalk.environment_streams_logs
title: Environments keep their logs elsewhere
severity: medium
subject: aws_elasticbeanstalk_environment
program: detection-response
controls: [A.8.15/recorded, A.8.15/protected]
why: >-
  Logs stand on the instances alone, and go with them when they are replaced.
attack:
  text: Whoever breaks into the instance deletes its log; or the next deployment does it for them.
  technique: T1070
fix: >-
  Console: Configuration, Updates, monitoring and logging, Log streaming (Terraform: setting in
  aws:elasticbeanstalk:cloudwatch:logs, StreamLogs = true).
equivalent: ["prowler:elasticbeanstalk_environment_cloudwatch_logging_enabled"]
*/
SELECT
  e.arn AS subject,
  TRUE AS applies,
  e.streams_logs AS passed,
  'Logs of ' || COALESCE(e.name, e.arn) || ' stay on its instances.' AS reason
FROM aws_elasticbeanstalk_environment e
