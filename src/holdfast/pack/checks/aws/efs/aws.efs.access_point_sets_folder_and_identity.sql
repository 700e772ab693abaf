/*
id: aws.efs.access_point_sets_folder_and_identity
title: Doors into file systems set a folder and an identity
severity: medium
subject: aws_efs_access_point
program: cloud-infrastructure
controls: [A.8.3, A.8.22]
why: >-
  An access point is there to keep services on one file system apart. Without a folder and a user of its own it keeps
  nothing apart.
attack:
  text: From one compromised service the attacker reads the files of all others that share the file system.
  technique: T1530
fix: >-
  Make a new access point with a folder and a user other than root (Terraform: root_directory { path }, posix_user {
  uid, gid }), and use it in the mounts.
equivalent: ["prowler:efs_access_point_enforce_root_directory", "prowler:efs_access_point_enforce_user_identity"]
*/
SELECT
  p.arn AS subject,
  TRUE AS applies,
  p.root_directory <> '/' AND p.sets_identity AND p.user_id <> 0 AS passed,
  'Through ' || COALESCE(p.name, p.arn)
  || ' a service reaches more than a folder of its own, or acts as whom it likes.' AS reason
FROM aws_efs_access_point p
