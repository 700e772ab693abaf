/*
id: aws.ecs.task_definition_mounts_over_tls
title: Tasks mount file systems over TLS
severity: medium
subject: aws_ecs_task_definition
program: cloud-infrastructure
controls: [A.8.24/in-transit, A.5.14]
why: >-
  Files travel between this task and its EFS file system in the clear.
attack:
  text: Somebody inside one machine of the VPC reads the files as they pass.
  technique: T1040
fix: >-
  Set transitEncryption (Terraform: aws_ecs_task_definition, efs_volume_configuration, transit_encryption = "ENABLED").
*/
SELECT
  t.arn AS subject,
  TRUE AS applies,
  NOT t.mounts_file_system_in_clear AS passed,
  'The task definition ' || COALESCE(t.name, t.arn) || ' mounts a file system without TLS.' AS reason
FROM aws_ecs_task_definition t
