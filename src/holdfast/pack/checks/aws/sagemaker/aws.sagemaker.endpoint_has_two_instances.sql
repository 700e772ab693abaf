/*
id: aws.sagemaker.endpoint_has_two_instances
title: Endpoints run on two instances or more
severity: low
subject: aws_sagemaker_endpoint_configuration
program: cloud-infrastructure
controls: [A.8.14]
why: SageMaker spreads instances over zones. With one, a failing zone takes the endpoint away.
attack:
  text: >-
    No attacker is needed: one machine fails, and whoever waits for the model's answer waits.
  technique: T1499
fix: >-
  Make a new configuration with two instances or more in each variant (Terraform: initial_instance_count = 2).
equivalent: ["prowler:sagemaker_endpoint_config_prod_variant_instances"]
*/
SELECT
  c.arn AS subject,
  NOT c.serverless AS applies,
  c.instances >= 2 AS passed,
  'A variant of ' || COALESCE(c.name, c.arn) || ' begins with fewer than two instances.' AS reason
FROM aws_sagemaker_endpoint_configuration c
