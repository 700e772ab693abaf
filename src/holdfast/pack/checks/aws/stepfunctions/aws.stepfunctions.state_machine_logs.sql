/*
id: aws.stepfunctions.state_machine_logs
title: State machines keep a log of their runs
severity: medium
subject: aws_stepfunctions_state_machine
program: detection-response
controls: [A.8.15/recorded]
why: >-
  Express runs leave no trace without a log; standard ones are forgotten after 90 days. Then nobody can say what ran,
  and with what result.
attack:
  text: The attacker starts the export with their own address as its target, and nothing records that it ran.
  technique: T1562.008
fix: >-
  aws stepfunctions update-state-machine --logging-configuration level=ERROR,destinations=... (Terraform:
  logging_configuration { level, log_destination }).
equivalent: ["prowler:stepfunctions_statemachine_logging_enabled"]
*/
SELECT
  m.arn AS subject,
  TRUE AS applies,
  m.log_level <> 'OFF' AS passed,
  'No log of the runs of ' || COALESCE(m.name, m.arn) || ' is kept.' AS reason
FROM aws_stepfunctions_state_machine m
