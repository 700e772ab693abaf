/*
id: aws.apigateway.domain_name_speaks_current_tls
title: Names of APIs speak TLS 1.2 and newer only
severity: medium
subject: aws_apigateway_domain_name
program: cloud-infrastructure
controls: [A.8.24/in-transit, A.8.24, A.8.21]
why: >-
  Clients may still talk to this API with TLS 1.0, which has known weaknesses.
attack:
  text: Somebody between a client and you makes both fall back to the oldest version that they share, and attacks that.
  technique: T1557
fix: >-
  Set the security policy to TLS 1.2 or newer (Terraform: aws_apigatewayv2_domain_name, domain_name_configuration,
  security_policy = "TLS_1_2").
*/
SELECT
  d.arn AS subject,
  TRUE AS applies,
  d.security_policy <> 'TLS_1_0' AND d.security_policy NOT LIKE '%TLS_1_0%' AS passed,
  COALESCE(d.name, d.arn) || ' still speaks TLS 1.0.' AS reason
FROM aws_apigateway_domain_name d
