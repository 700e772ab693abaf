/*
id: aws.mq.broker_not_public
title: No message broker is open to the internet
severity: high
subject: aws_mq_broker
program: cloud-infrastructure
controls: [A.8.20/perimeter, A.8.3]
why: >-
  Everybody on the internet can knock at this broker and its console. What remains is one password, or the next flaw
  of the engine.
attack:
  text: A published flaw of the broker lets a robot run code on it, days before your maintenance window.
  technique: T1190
fix: >-
  It can only be set when the broker is made: make a new one in private subnets (Terraform: publicly_accessible =
  false) and move clients to it.
equivalent: ["prowler:mq_broker_not_publicly_accessible"]
exposure: internet
*/
SELECT
  b.arn AS subject,
  TRUE AS applies,
  NOT b.publicly_accessible AS passed,
  'The broker ' || COALESCE(b.name, b.arn) || ' answers on the internet.' AS reason
FROM aws_mq_broker b
