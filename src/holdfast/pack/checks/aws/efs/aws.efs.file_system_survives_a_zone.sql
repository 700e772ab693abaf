/*
id: aws.efs.file_system_survives_a_zone
title: Shared file systems survive the loss of a zone
severity: low
subject: aws_efs_file_system
program: cloud-infrastructure
controls: [A.8.14]
why: >-
  One Zone storage is cheaper because a fire in one place destroys it. Fine for scratch data; not for what customers
  gave you. And where one zone's mount target is the only way in, the files are safe but nobody reaches them.
attack:
  text: >-
    No attacker is needed: a zone is lost, and the files with it.
  technique: T1485
fix: >-
  Copy to a Regional file system with AWS DataSync and switch over (Terraform: leave availability_zone_name out). Make a
  mount target in each zone that uses it (Terraform: aws_efs_mount_target).
equivalent: ["prowler:efs_multi_az_enabled"]
*/
-- "If the mount target's zone goes down, you can't access your file system through that mount target", and there is one
-- for a zone at most (EFS User Guide, "Creating or deleting mount targets in a VPC").
SELECT
  f.arn AS subject,
  TRUE AS applies,
  NOT f.one_zone AND f.mount_targets > 1 AS passed,
  'The files in ' || COALESCE(f.name, f.arn)
  || CASE WHEN f.one_zone THEN ' are kept in one zone only.' ELSE ' are reached through one zone at most.' END AS reason
FROM aws_efs_file_system f
