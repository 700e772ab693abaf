/*
id: aws.apigateway.stage_cache_encrypted
title: Cached answers of REST APIs are encrypted
severity: medium
subject: aws_apigateway_stage
program: cloud-infrastructure
controls: [A.8.24/at-rest]
why: >-
  The cache holds answers with your customers' data, in the clear.
attack:
  text: Storage of the cache that is read past API Gateway gives those answers away.
  technique: T1530
fix: >-
  Console: the stage's cache settings, Encrypt cache data (Terraform: aws_api_gateway_method_settings,
  cache_data_encrypted = true).
equivalent: ["prowler:apigateway_restapi_cache_encrypted"]
*/
SELECT
  s.arn AS subject,
  s.caches AS applies,
  s.encrypts_cache AS passed,
  'The cache of ' || COALESCE(s.name, s.arn) || ' is not encrypted.' AS reason
FROM aws_apigateway_stage s
