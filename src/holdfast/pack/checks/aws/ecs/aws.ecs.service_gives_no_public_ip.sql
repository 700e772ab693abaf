/*
id: aws.ecs.service_gives_no_public_ip
title: Services give their tasks no public addresses
severity: high
subject: aws_ecs_service
program: cloud-infrastructure
controls: [A.8.20/perimeter, A.8.22]
why: >-
  Each task of this service stands on the internet by itself, beside the load balancer, the firewall and their logs.
attack:
  text: A scanner finds the task's own address and speaks to it past everything that should stand before it.
  technique: T1190
fix: >-
  Run the tasks in private subnets with a NAT gateway or endpoints (Terraform: aws_ecs_service, network_configuration,
  assign_public_ip = false).
equivalent: ["prowler:ecs_service_no_assign_public_ip", "prowler:ecs_task_set_no_assign_public_ip"]
*/
SELECT
  s.arn AS subject,
  TRUE AS applies,
  NOT s.gives_public_ip AS passed,
  'Tasks of ' || COALESCE(s.name, s.arn) || ' get public addresses.' AS reason
FROM aws_ecs_service s
