/*
id: aws.rds.cluster_exports_logs
title: Database clusters send their logs to CloudWatch
severity: medium
subject: aws_rds_cluster
program: detection-response
controls: [A.8.15/recorded]
why: >-
  Logs that stay on the cluster go when it goes, and are overwritten after days. After an incident they are what tells
  who signed in and what was asked.
attack:
  text: The attacker signs in, takes what there is, and deletes the cluster. Its logs are gone with it.
  technique: T1562.008
fix: >-
  aws rds modify-db-cluster --cloudwatch-logs-export-configuration with the engine's logs, such as postgresql or audit
  (Terraform: enabled_cloudwatch_logs_exports).
equivalent:
  - prowler:rds_cluster_integration_cloudwatch_logs
  - prowler:documentdb_cluster_cloudwatch_log_export
  - prowler:neptune_cluster_integration_cloudwatch_logs
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  c.exports_logs AS passed,
  'No log of ' || COALESCE(c.name, c.arn) || ' leaves the cluster.' AS reason
FROM aws_rds_cluster c
