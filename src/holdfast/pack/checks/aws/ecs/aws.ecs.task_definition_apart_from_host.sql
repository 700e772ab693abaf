/*
id: aws.ecs.task_definition_apart_from_host
title: Tasks see neither their host's processes nor its memory nor its network
severity: high
subject: aws_ecs_task_definition
program: cloud-infrastructure
controls: [A.8.22, A.8.9]
why: >-
  What runs in this task can look into every other process of its host, or listen and speak as the host does.
attack:
  text: From one container the attacker reads the others' memory, or the credentials that the metadata service gives the host.
  technique: T1611
fix: >-
  Remove pidMode and ipcMode host, and use networkMode awsvpc (Terraform: aws_ecs_task_definition, pid_mode, ipc_mode,
  network_mode).
equivalent:
  - "prowler:ecs_task_definitions_host_namespace_not_shared"
  - "prowler:ecs_task_definitions_host_networking_mode_users"
*/
SELECT
  t.arn AS subject,
  TRUE AS applies,
  NOT t.shares_host_processes AND NOT t.shares_host_memory AND t.network_mode <> 'host' AS passed,
  'The task definition ' || COALESCE(t.name, t.arn) || ' shares its host''s '
    || CASE
      WHEN t.shares_host_processes THEN 'processes'
      WHEN t.shares_host_memory THEN 'memory'
      ELSE 'network'
    END || '.' AS reason
FROM aws_ecs_task_definition t
