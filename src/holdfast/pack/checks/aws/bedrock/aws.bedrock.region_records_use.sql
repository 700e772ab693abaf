/*
id: aws.bedrock.region_records_use
title: Calls of models are recorded where agents run
severity: medium
subject: aws_bedrock_region
program: detection-response
controls: [A.8.15/recorded, A.8.16]
why: >-
  When an agent has done something it should not, only this record tells what it was asked. It also shows when
  somebody else uses your models at your cost.
attack:
  text: >-
    With stolen keys somebody sells the use of your models, or talks an agent into giving out other customers' data;
    nothing shows it.
  technique: T1496.004
fix: >-
  aws bedrock put-model-invocation-logging-configuration with an S3 bucket or log group, encrypted and readable by few
  (Terraform: aws_bedrock_model_invocation_logging_configuration).
equivalent: ["prowler:bedrock_model_invocation_logging_enabled"]
reads: {aws_bedrock_agent: region}
*/
SELECT
  r.arn AS subject,
  any_of(SELECT TRUE FROM aws_bedrock_agent a WHERE a.account_id = r.account_id AND a.region = r.region) AS applies,
  r.logs_invocations AS passed,
  COALESCE(r.name, r.arn) || ' keeps no record of what models were asked.' AS reason
FROM aws_bedrock_region r
