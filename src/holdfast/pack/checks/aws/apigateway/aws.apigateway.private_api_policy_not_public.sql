/*
id: aws.apigateway.private_api_policy_not_public
title: Private REST APIs say which VPCs may call them
severity: medium
subject: aws_apigateway_rest_api
program: cloud-infrastructure
controls: [A.8.3, A.5.15, "cis-aws:2.21"]
why: >-
  This API is private, but its policy lets any VPC in, those of other AWS customers included.
attack:
  text: Somebody with a VPC endpoint of their own, in their own account, calls your internal API.
  technique: T1199
fix: >-
  Hold the statement with the condition aws:SourceVpce or aws:SourceVpc (Terraform: aws_api_gateway_rest_api_policy).
*/
SELECT
  a.arn AS subject,
  a.is_private AS applies,
  none_of(SELECT s.is_public FROM aws_apigateway_rest_api_policy_statement s WHERE s.rest_api_arn = a.arn) AS passed,
  'The policy of ' || COALESCE(a.name, a.arn) || ' lets every VPC in.' AS reason
FROM aws_apigateway_rest_api a
