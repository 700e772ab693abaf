/*
id: aws.rds.instance_takes_minor_upgrades
title: Databases take minor versions by themselves
severity: medium
subject: aws_rds_instance
program: cloud-infrastructure
controls: [A.8.8, A.8.9, "cis-aws:3.2.2"]
why: >-
  Minor versions carry the engine's security fixes. A database that waits for somebody to install them runs with known
  holes for months.
attack:
  text: >-
    The engine's release notes say what was mended. Attackers read them too, and look for databases that have not
    been.
  technique: T1190
fix: >-
  aws rds modify-db-instance --db-instance-identifier ID --auto-minor-version-upgrade (Terraform:
  auto_minor_version_upgrade = true). Choose a maintenance window in which a minute's break does no harm.
equivalent: ["prowler:rds_instance_minor_version_upgrade_enabled"]
*/
SELECT
  d.arn AS subject,
  TRUE AS applies,
  d.auto_minor_version_upgrade AS passed,
  'The database ' || COALESCE(d.name, d.arn) || ' (' || COALESCE(d.engine || ' ' || d.engine_version, 'engine not read')
  || ') waits for somebody to install minor versions.' AS reason
FROM aws_rds_instance d
