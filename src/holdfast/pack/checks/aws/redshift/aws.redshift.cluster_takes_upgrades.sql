/*
id: aws.redshift.cluster_takes_upgrades
title: Warehouses take new versions by themselves
severity: medium
subject: aws_redshift_cluster
program: cloud-infrastructure
controls: [A.8.8]
why: New versions carry the mends of known weaknesses, in the maintenance window that you choose.
attack:
  text: An attacker who may ask queries uses a published flaw of the old version to read what is not theirs.
  technique: T1211
fix: >-
  aws redshift modify-cluster --allow-version-upgrade (Terraform: allow_version_upgrade = true).
equivalent: ["prowler:redshift_cluster_automatic_upgrades"]
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  c.auto_version_upgrade AS passed,
  'New versions are not installed on ' || COALESCE(c.name, c.arn) || '.' AS reason
FROM aws_redshift_cluster c
