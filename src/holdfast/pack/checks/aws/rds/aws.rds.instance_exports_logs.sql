/*
id: aws.rds.instance_exports_logs
title: Databases send their logs to CloudWatch
severity: low
subject: aws_rds_instance
program: detection-response
controls: [A.8.15/recorded]
why: >-
  Logs that stay on the database go when it goes, and are overwritten after days. After an incident they are what
  tells who signed in and what was asked.
attack:
  text: The attacker signs in, takes what there is, and deletes the instance. Its logs are gone with it.
  technique: T1562.008
fix: >-
  aws rds modify-db-instance --db-instance-identifier ID --cloudwatch-logs-export-configuration with the engine's
  logs, such as postgresql, or audit and error (Terraform: enabled_cloudwatch_logs_exports).
equivalent: ["prowler:rds_instance_integration_cloudwatch_logs"]
*/
SELECT
  d.arn AS subject,
  NOT d.is_cluster_member AS applies,
  d.exports_logs AS passed,
  'No log of ' || COALESCE(d.name, d.arn) || ' leaves the database.' AS reason
FROM aws_rds_instance d
