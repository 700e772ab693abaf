/*
id: aws.dms.instance_takes_minor_upgrades
title: Replication instances take minor versions by themselves
severity: medium
subject: aws_dms_replication_instance
program: cloud-infrastructure
controls: [A.8.8]
why: Minor versions carry the mends of known weaknesses of a machine that knows two databases' passwords.
attack:
  text: An attacker in the network uses a published flaw of the old version to get at both databases.
  technique: T1211
fix: >-
  aws dms modify-replication-instance --auto-minor-version-upgrade (Terraform: auto_minor_version_upgrade = true).
equivalent: ["prowler:dms_instance_minor_version_upgrade_enabled"]
*/
SELECT
  i.arn AS subject,
  TRUE AS applies,
  i.auto_minor_version_upgrade AS passed,
  'New minor versions are not installed on ' || COALESCE(i.name, i.arn) || '.' AS reason
FROM aws_dms_replication_instance i
