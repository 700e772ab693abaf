/*
id: aws.redshift.cluster_logs_connections
title: Warehouses keep a log of who signs in
severity: medium
subject: aws_redshift_cluster
program: detection-response
controls: [A.8.15/recorded]
why: After an incident these logs alone say who signed in, from where, and so what may have been taken.
attack:
  text: With an analyst's password the attacker unloads the customers' table, and no record of the sign-in exists.
  technique: T1562.008
fix: >-
  aws redshift enable-logging --log-destination-type cloudwatch --log-exports connectionlog userlog (Terraform:
  aws_redshift_logging).
equivalent: ["prowler:redshift_cluster_audit_logging"]
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  c.logs_connections AS passed,
  'Nobody can tell later who signed in to ' || COALESCE(c.name, c.arn) || '.' AS reason
FROM aws_redshift_cluster c
