/*
id: aws.mq.broker_logs
title: Message brokers keep their logs
severity: low
subject: aws_mq_broker
program: detection-response
controls: [A.8.15/recorded]
why: Without logs nobody can tell who signed in and what they changed.
attack:
  text: The attacker signs in to the broker's console, reads the queues, and no line is written anywhere.
  technique: T1562.008
fix: >-
  aws mq update-broker --logs General=true,Audit=true (Terraform: logs { general = true, audit = true }).
equivalent: ["prowler:mq_broker_logging_enabled"]
*/
SELECT
  b.arn AS subject,
  TRUE AS applies,
  b.logs_general AND (b.logs_audit OR b.engine = 'RABBITMQ') AS passed,
  'Logs of ' || COALESCE(b.name, b.arn) || ' are not kept.' AS reason
FROM aws_mq_broker b
