/*
id: aws.ecs.cluster_records_shells
title: What people type into containers is recorded
severity: medium
subject: aws_ecs_cluster
program: detection-response
controls: [A.8.15/recorded, A.8.18, A.8.2]
why: >-
  Somebody may open a shell in a container of this cluster, and nothing tells afterwards what was done there.
attack:
  text: Somebody with a stolen session reads a database from inside a container, and leaves no line behind.
  technique: T1059
fix: >-
  Send sessions to a log group or bucket (Terraform: aws_ecs_cluster, configuration { execute_command_configuration {
  logging = "OVERRIDE", log_configuration ... } }).
*/
-- DEFAULT sends it where the container logs; NONE nowhere.
SELECT
  c.arn AS subject,
  c.status = 'ACTIVE' AS applies,
  c.logs_exec IN ('DEFAULT', 'OVERRIDE') AS passed,
  'What is typed into containers of ' || COALESCE(c.name, c.arn) || ' is recorded nowhere.' AS reason
FROM aws_ecs_cluster c
