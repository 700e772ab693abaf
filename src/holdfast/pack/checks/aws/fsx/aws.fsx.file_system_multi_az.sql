/*
id: aws.fsx.file_system_multi_az
title: FSx file systems survive the loss of a zone
severity: low
subject: aws_fsx_file_system
program: cloud-infrastructure
controls: [A.8.14]
why: When its zone fails, every machine that mounts this file system stands still.
attack:
  text: >-
    No attacker is needed: a failing data centre takes the files away.
  technique: T1499
fix: >-
  The deployment type cannot be changed: restore a backup into a MULTI_AZ file system (Terraform: deployment_type) and
  switch over.
equivalent: ["prowler:fsx_windows_file_system_multi_az_enabled"]
*/
SELECT
  f.arn AS subject,
  f.kind <> 'LUSTRE' AS applies,
  f.multi_az AS passed,
  'The file system ' || COALESCE(f.name, f.arn) || ' stands in one zone only.' AS reason
FROM aws_fsx_file_system f
