/*
id: aws.mq.broker_multi_az
title: Message brokers survive the loss of a zone
severity: low
subject: aws_mq_broker
program: cloud-infrastructure
controls: [A.8.14]
why: When its zone or its one machine fails, everything that waits for messages stands still.
attack:
  text: >-
    No attacker is needed: a failing data centre stops your orders.
  technique: T1499
fix: >-
  The deployment mode cannot be changed: make a new broker as ACTIVE_STANDBY_MULTI_AZ or CLUSTER_MULTI_AZ (Terraform:
  deployment_mode) and move clients to it.
equivalent: ["prowler:mq_broker_active_deployment_mode", "prowler:mq_broker_cluster_deployment_mode"]
*/
SELECT
  b.arn AS subject,
  TRUE AS applies,
  b.multi_az AS passed,
  'The broker ' || COALESCE(b.name, b.arn) || ' stands in one zone only.' AS reason
FROM aws_mq_broker b
