/*
id: aws.efs.file_system_survives_a_zone
title: Shared file systems survive the loss of a zone
severity: low
subject: aws_efs_file_system
program: cloud-infrastructure
controls: [A.8.14]
why: >-
  One Zone storage is cheaper because a fire in one place destroys it. Fine for scratch data; not for what customers
  gave you.
attack:
  text: >-
    No attacker is needed: a zone is lost, and the files with it.
  technique: T1485
fix: >-
  Copy to a Regional file system with AWS DataSync and switch over (Terraform: leave availability_zone_name out).
equivalent: ["prowler:efs_multi_az_enabled"]
*/
SELECT
  f.arn AS subject,
  TRUE AS applies,
  NOT f.one_zone AS passed,
  'The files in ' || COALESCE(f.name, f.arn) || ' are kept in one zone only.' AS reason
FROM aws_efs_file_system f
