/*
id: aws.stepfunctions.state_machine_under_own_key
title: State machines are encrypted with a key of the company
severity: low
subject: aws_stepfunctions_state_machine
program: cloud-infrastructure
controls: [A.8.24/keys]
why: The history of runs holds what the steps worked on. A key of yours says who may read it, and can be turned off.
attack:
  text: Somebody with a role that may read executions reads customers' data from their history; no key's log shows it.
  technique: T1530
fix: >-
  aws stepfunctions update-state-machine --encryption-configuration type=CUSTOMER_MANAGED_KMS_KEY,kmsKeyId=...
  (Terraform: encryption_configuration).
equivalent: ["prowler:stepfunctions_statemachine_encrypted_with_cmk"]
*/
SELECT
  m.arn AS subject,
  TRUE AS applies,
  m.kms_key <> '' AS passed,
  'Runs of ' || COALESCE(m.name, m.arn) || ' are encrypted with a key that only AWS holds.' AS reason
FROM aws_stepfunctions_state_machine m
