/*
id: aws.ecs.container_logs
title: Containers log
severity: medium
subject: aws_ecs_task_definition
program: detection-response
controls: [A.8.15/recorded, A.8.15]
why: >-
  What this container says is gone when it stops; after an incident there is nothing to read.
attack:
  text: The attacker does what they like in a container that leaves no trace, and it is replaced by a fresh one.
  technique: T1562.008
fix: >-
  Give each container a logConfiguration, such as awslogs (Terraform: container_definitions, logConfiguration).
equivalent: ["prowler:ecs_task_definitions_logging_enabled"]
*/
SELECT
  t.arn AS subject,
  TRUE AS applies,
  every_of(SELECT c.log_driver <> '' FROM aws_ecs_container c WHERE c.task_definition_arn = t.arn) AS passed,
  'The container ' || COALESCE(
    first_of(
      SELECT c.container_name FROM aws_ecs_container c WHERE c.task_definition_arn = t.arn AND c.log_driver = ''
    ),
    '(unknown)'
  ) || ' does not log.' AS reason
FROM aws_ecs_task_definition t
