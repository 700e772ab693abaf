/*
id: aws.sagemaker.model_isolated
title: Models run without a network of their own
severity: medium
subject: aws_sagemaker_model
program: cloud-infrastructure
controls: [A.8.12, A.8.22]
why: >-
  A model gets what customers send and gives an answer. It has no need to call anybody, and code inside it is often a
  stranger's.
attack:
  text: A downloaded model carries code that sends what customers asked to its maker.
  technique: T1195
fix: >-
  Make the model with EnableNetworkIsolation (Terraform: enable_network_isolation = true) and a new endpoint
  configuration.
equivalent: ["prowler:sagemaker_models_network_isolation_enabled"]
*/
SELECT
  m.arn AS subject,
  TRUE AS applies,
  m.isolated AS passed,
  'The containers of ' || COALESCE(m.name, m.arn) || ' may call whom they like.' AS reason
FROM aws_sagemaker_model m
