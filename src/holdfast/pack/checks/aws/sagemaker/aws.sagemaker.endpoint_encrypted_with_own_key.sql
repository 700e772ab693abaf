/*
id: aws.sagemaker.endpoint_encrypted_with_own_key
title: Disks of endpoints are under a key of our own
severity: medium
subject: aws_sagemaker_endpoint_configuration
program: cloud-infrastructure
controls: [A.8.24/at-rest, A.8.24/keys]
why: The model, and what customers send it, lie on these disks.
attack:
  text: Whoever gets hold of the disk has the model and some of what it was asked.
  technique: T1530
fix: >-
  Make a new configuration with a key (Terraform: kms_key_arn) and update the endpoint to it. Instance types with
  local disks encrypt those by themselves.
equivalent: ["prowler:sagemaker_endpoint_config_kms_encryption_enabled"]
*/
SELECT
  c.arn AS subject,
  NOT c.serverless AS applies,
  c.kms_key <> '' AS passed,
  'The disks behind ' || COALESCE(c.name, c.arn) || ' are under no key of ours.' AS reason
FROM aws_sagemaker_endpoint_configuration c
