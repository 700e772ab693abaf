/*
id: aws.sagemaker.model_in_vpc
title: Models run inside our network
severity: low
subject: aws_sagemaker_model
program: cloud-infrastructure
controls: [A.8.22]
why: In a VPC, endpoint policies and flow logs see where a model reads and writes.
attack:
  text: Code in a model copies data to a bucket of somebody else, and no policy of the network could refuse it.
  technique: T1537
fix: >-
  Make the model with subnets and security groups (Terraform: vpc_config).
equivalent: ["prowler:sagemaker_models_vpc_settings_configured"]
*/
SELECT
  m.arn AS subject,
  TRUE AS applies,
  m.in_vpc OR m.isolated AS passed,
  'The containers of ' || COALESCE(m.name, m.arn) || ' reach AWS past our networks.' AS reason
FROM aws_sagemaker_model m
