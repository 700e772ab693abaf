/*
id: aws.ecs.cluster_measures_containers
title: Clusters measure their containers
severity: low
subject: aws_ecs_cluster
program: detection-response
controls: [A.8.16, A.8.6]
why: >-
  Nobody sees that a task restarts again and again, or works at full load for a stranger.
attack:
  text: A miner runs in one container for weeks; the only trace is the bill.
  technique: T1496
fix: >-
  Turn on Container Insights (Terraform: aws_ecs_cluster, setting { name = "containerInsights", value = "enhanced" }).
equivalent: ["prowler:ecs_cluster_container_insights_enabled"]
*/
SELECT
  c.arn AS subject,
  c.status = 'ACTIVE' AS applies,
  c.container_insights IN ('enabled', 'enhanced') AS passed,
  'Container Insights is ' || c.container_insights || '.' AS reason
FROM aws_ecs_cluster c
