/*
id: aws.ecs.task_definition_variables_hold_no_secrets
title: Containers' variables do not hold secrets
severity: high
subject: aws_ecs_task_definition
program: product-security
controls: [A.5.17, A.8.24/keys]
why: >-
  By its name, a variable of this task definition holds a secret in the clear. Everyone who may look at task
  definitions reads it, in each old revision too, and it stands in Terraform's state.
attack:
  text: Somebody with read-only rights lists the configuration and has the secret, without asking what it opens.
  technique: T1552
fix: >-
  Put the secret into Secrets Manager and name it under secrets, valueFrom (Terraform: container_definitions, secrets);
  then change it, because the old one has been seen, and deregister the old revisions.
*/
-- Judged by names alone: values are never kept. A name that ends in what points to a secret (_ARN, _NAME ...) is fine.
SELECT
  t.arn AS subject,
  t.revision >= 1 AS applies,
  none_of(
    SELECT
      (
        UPPER(v.name) LIKE '%PASSWORD%'
        OR UPPER(v.name) LIKE '%PASSWD%'
        OR UPPER(v.name) LIKE '%SECRET%'
        OR UPPER(v.name) LIKE '%PRIVATE_KEY%'
        OR UPPER(v.name) LIKE '%API_KEY%'
        OR UPPER(v.name) LIKE '%APIKEY%'
        OR UPPER(v.name) LIKE '%ACCESS_KEY'
        OR UPPER(v.name) LIKE '%AUTH_TOKEN%'
        OR UPPER(v.name) LIKE '%CREDENTIALS'
        OR UPPER(v.name) LIKE '%CONNECTION_STRING'
        OR UPPER(v.name) IN ('TOKEN', 'GITHUB_TOKEN', 'SLACK_TOKEN', 'ACCESS_TOKEN', 'REFRESH_TOKEN')
      )
      AND NOT (
        UPPER(v.name) LIKE '%ARN'
        OR UPPER(v.name) LIKE '%NAME'
        OR UPPER(v.name) LIKE '%ID'
        OR UPPER(v.name) LIKE '%PATH'
        OR UPPER(v.name) LIKE '%FILE'
        OR UPPER(v.name) LIKE '%URL'
        OR UPPER(v.name) LIKE '%PARAMETER'
        OR UPPER(v.name) LIKE '%LENGTH'
        OR UPPER(v.name) LIKE '%VERSION'
        OR UPPER(v.name) LIKE '%STAGE'
        OR UPPER(v.name) LIKE '%REGION'
      )
    FROM aws_ecs_container_variable v
    WHERE v.task_definition_arn = t.arn
  ) AS passed,
  'The task definition ' || COALESCE(t.name, t.arn) || ' has a variable that by its name holds a secret: ' || COALESCE(
    first_of(
      SELECT v.name
      FROM aws_ecs_container_variable v
      WHERE
        v.task_definition_arn = t.arn
        AND (
          UPPER(v.name) LIKE '%PASS%'
          OR UPPER(v.name) LIKE '%SECRET%'
          OR UPPER(v.name) LIKE '%KEY%'
          OR UPPER(v.name) LIKE '%TOKEN%'
          OR UPPER(v.name) LIKE '%CREDENTIALS'
          OR UPPER(v.name) LIKE '%CONNECTION_STRING'
        )
        AND NOT (UPPER(v.name) LIKE '%ARN' OR UPPER(v.name) LIKE '%NAME' OR UPPER(v.name) LIKE '%ID')
    ),
    ''
  ) || '.' AS reason
FROM aws_ecs_task_definition t
