/*
id: aws.ecs.service_on_latest_platform
title: Fargate services run on the newest platform
severity: medium
subject: aws_ecs_service
program: cloud-infrastructure
controls: [A.8.8, A.8.19]
why: >-
  The service is held at an older version of Fargate, which misses what was mended since.
attack:
  text: A flaw of the old platform that was published long ago still works here.
  technique: T1211
fix: >-
  Set the platform version to LATEST (Terraform: aws_ecs_service, platform_version = "LATEST") and deploy anew.
equivalent: ["prowler:ecs_service_fargate_latest_platform_version"]
*/
SELECT
  s.arn AS subject,
  s.platform_version <> '' AS applies,
  s.platform_version IN ('LATEST', '1.4.0') AS passed,
  COALESCE(s.name, s.arn) || ' is held at the platform ' || s.platform_version || '.' AS reason
FROM aws_ecs_service s
