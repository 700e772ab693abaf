/*
id: aws.ecs.container_root_readonly
title: Containers cannot change their own files
severity: low
subject: aws_ecs_task_definition
program: product-security
controls: [A.8.9, A.8.19, A.8.7]
why: >-
  Who breaks into this container can put tools into it and change the program that runs.
attack:
  text: The attacker downloads a miner or a tunnel into the container and makes it start with the service.
  technique: T1105
fix: >-
  Set readonlyRootFilesystem, with a tmpfs or volume for what must be written (Terraform: container_definitions,
  readonlyRootFilesystem = true). Not for Windows.
equivalent: ["prowler:ecs_task_definitions_containers_readonly_access"]
*/
SELECT
  t.arn AS subject,
  TRUE AS applies,
  every_of(SELECT c.root_is_readonly FROM aws_ecs_container c WHERE c.task_definition_arn = t.arn) AS passed,
  'The container ' || COALESCE(
    first_of(
      SELECT c.container_name
      FROM aws_ecs_container c
      WHERE c.task_definition_arn = t.arn AND NOT c.root_is_readonly
    ),
    '(unknown)'
  ) || ' can change its own files.' AS reason
FROM aws_ecs_task_definition t
