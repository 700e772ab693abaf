/*
id: aws.redshift.namespace_logs_connections
title: Serverless warehouses keep a log of who signs in
severity: medium
subject: aws_redshift_serverless_namespace
program: detection-response
controls: [A.8.15/recorded]
why: After an incident these logs alone say who signed in, from where, and so what may have been taken.
attack:
  text: With an analyst's password the attacker unloads the customers' table, and no record of the sign-in exists.
  technique: T1562.008
fix: >-
  aws redshift-serverless update-namespace --log-exports connectionlog userlog (Terraform: log_exports).
*/
SELECT
  s.arn AS subject,
  TRUE AS applies,
  s.logs_connections AS passed,
  'Nobody can tell later who signed in to ' || COALESCE(s.name, s.arn) || '.' AS reason
FROM aws_redshift_serverless_namespace s
