/*
id: aws.apigateway.api_methods_ask_who
title: Public REST APIs ask who calls each method
severity: high
subject: aws_apigateway_rest_api
program: product-security
controls: [A.8.3, A.8.5, A.8.26]
why: >-
  A method of this API answers anybody on the internet. An API key is no sign-in: it is a name for counting.
attack:
  text: Somebody reads the paths from your web app's script and calls the one that asks nothing.
  technique: T1190
fix: >-
  Set the method's authorization to a Cognito, Lambda or IAM authorizer (Terraform: aws_api_gateway_method,
  authorization). If it is public on purpose, record an exception that names the method.
equivalent: ["prowler:apigateway_restapi_authorizers_enabled", "prowler:apigateway_restapi_public_with_authorizer"]
exposure: internet
*/
-- OPTIONS answers a browser's question before the real request, and carries nothing.
SELECT
  a.arn AS subject,
  NOT a.is_private AS applies,
  none_of(
    SELECT m.authorization_type = 'NONE' AND m.http_method <> 'OPTIONS'
    FROM aws_apigateway_method m
    WHERE m.rest_api_arn = a.arn
  ) AS passed,
  'Nobody is asked who they are at ' || COALESCE(
    first_of(
      SELECT m.http_method || ' ' || m.path
      FROM aws_apigateway_method m
      WHERE m.rest_api_arn = a.arn AND m.authorization_type = 'NONE' AND m.http_method <> 'OPTIONS'
    ),
    'some method'
  ) || '.' AS reason
FROM aws_apigateway_rest_api a
