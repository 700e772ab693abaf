/*
id: aws.stepfunctions.state_machine_logs_no_data
title: Logs of state machines leave out what runs work on
severity: low
subject: aws_stepfunctions_state_machine
program: cloud-infrastructure
controls: [A.8.11, A.8.12]
why: >-
  Steps pass customers' data along. In the log it lies in the clear for everybody who may read logs, for as long as
  logs are kept.
attack:
  text: Somebody who may only read logs collects addresses and tokens from months of runs.
  technique: T1654
fix: >-
  aws stepfunctions update-state-machine --logging-configuration includeExecutionData=false (Terraform:
  include_execution_data = false).
*/
SELECT
  m.arn AS subject,
  m.log_level <> 'OFF' AS applies,
  NOT m.logs_data AS passed,
  'The log of ' || COALESCE(m.name, m.arn) || ' holds all that its steps were given and gave.' AS reason
FROM aws_stepfunctions_state_machine m
