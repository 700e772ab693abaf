/*
id: aws.emr.cluster_keeps_logs
title: EMR clusters keep their logs
severity: low
subject: aws_emr_cluster
program: detection-response
controls: [A.8.15/recorded]
why: Clusters live for hours. Without logs elsewhere nobody can tell later what ran on them.
attack:
  text: The attacker starts a job, takes the data, and ends the cluster, with all its traces.
  technique: T1562.008
fix: >-
  Start clusters with a place for logs (Terraform: log_uri, log_encryption_kms_key_id).
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  c.log_location <> '' AS passed,
  'Logs of ' || COALESCE(c.name, c.arn) || ' go when it goes.' AS reason
FROM aws_emr_cluster c
