/*
id: aws.ecs.service_undoes_failed_deployments
title: A deployment that fails is undone by itself
severity: low
subject: aws_ecs_service
program: product-security
controls: [A.8.32, A.5.30]
why: >-
  A broken version keeps being started again and again until somebody notices.
attack:
  text: It takes no attacker; one wrong variable on a Friday is enough.
  technique: T1499
fix: >-
  Turn on the deployment circuit breaker with rollback (Terraform: aws_ecs_service, deployment_circuit_breaker { enable =
  true, rollback = true }).
*/
SELECT
  s.arn AS subject,
  s.desired_count > 0 AS applies,
  s.rolls_back AS passed,
  'A failed deployment of ' || COALESCE(s.name, s.arn) || ' is not undone.' AS reason
FROM aws_ecs_service s
