/*
id: aws.msk.cluster_logs_brokers
title: Kafka clusters keep their logs
severity: low
subject: aws_msk_cluster
program: detection-response
controls: [A.8.15/recorded]
why: Without the brokers' logs nobody can tell who signed in, who was refused, and why a broker stopped.
attack:
  text: The attacker tries credentials against the brokers for days, and no line is written anywhere.
  technique: T1562.008
fix: >-
  aws kafka update-monitoring --logging-info with a log group (Terraform: logging_info { broker_logs { cloudwatch_logs
  } }).
*/
SELECT
  c.arn AS subject,
  NOT c.serverless AS applies,
  c.logs_brokers AS passed,
  'No log of the brokers of ' || COALESCE(c.name, c.arn) || ' is kept.' AS reason
FROM aws_msk_cluster c
