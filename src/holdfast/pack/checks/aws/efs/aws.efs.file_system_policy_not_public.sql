/*
id: aws.efs.file_system_policy_not_public
title: No file system's policy lets everyone in
severity: medium
subject: aws_efs_file_system
program: cloud-infrastructure
controls: [A.8.3, A.5.15]
why: >-
  Without a policy, or with one that names everyone, being on the network is all that it takes to read and write every
  file.
attack:
  text: From one compromised container the attacker mounts the file system as root and leaves with every file.
  technique: T1530
fix: >-
  Console: File system policy, enforce IAM authorization. In the policy name the roles of the services, with
  elasticfilesystem:ClientMount and ClientWrite (Terraform: aws_efs_file_system_policy), and mount with the option
  iam.
equivalent: ["prowler:efs_not_publicly_accessible"]
*/
SELECT
  f.arn AS subject,
  TRUE AS applies,
  f.has_policy
  AND none_of(
    SELECT s.is_public AND NOT list_contains(s.condition_keys, 'elasticfilesystem:accessedviamounttarget')
    FROM aws_efs_file_system_policy_statement s
    WHERE s.file_system_arn = f.arn
  ) AS passed,
  'Whoever reaches ' || COALESCE(f.name, f.arn)
  || ' on the network may mount it: its policy asks nobody who they are.' AS reason
FROM aws_efs_file_system f
