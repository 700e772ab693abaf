/*
id: aws.ecs.container_not_privileged
title: Containers have no rights over their host
severity: high
subject: aws_ecs_task_definition
program: cloud-infrastructure
controls: [A.8.22, A.8.2, A.8.9]
why: >-
  A privileged container is as mighty as the machine under it: it sees all other containers there, and their roles' keys.
attack:
  text: One flaw in one container, and the attacker owns the host and every service that runs on it.
  technique: T1611
fix: >-
  Remove privileged and the capabilities SYS_ADMIN and ALL (Terraform: container_definitions, privileged = false and
  linuxParameters); Fargate does not allow either.
equivalent: ["prowler:ecs_task_definitions_no_privileged_containers"]
*/
SELECT
  t.arn AS subject,
  TRUE AS applies,
  none_of(
    SELECT
      c.is_privileged
      OR list_contains(c.added_capabilities, 'SYS_ADMIN')
      OR list_contains(c.added_capabilities, 'ALL')
    FROM aws_ecs_container c
    WHERE c.task_definition_arn = t.arn
  ) AS passed,
  'The container ' || COALESCE(
    first_of(
      SELECT c.container_name
      FROM aws_ecs_container c
      WHERE
        c.task_definition_arn = t.arn
        AND (
          c.is_privileged
          OR list_contains(c.added_capabilities, 'SYS_ADMIN')
          OR list_contains(c.added_capabilities, 'ALL')
        )
    ),
    '(unknown)'
  ) || ' has rights over its host.' AS reason
FROM aws_ecs_task_definition t
