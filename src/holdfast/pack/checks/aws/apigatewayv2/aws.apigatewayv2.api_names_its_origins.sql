/*
id: aws.apigatewayv2.api_names_its_origins
title: APIs that take cookies name the origins that may call them
severity: medium
subject: aws_apigatewayv2_api
program: product-security
controls: [A.8.26, A.8.9]
why: >-
  Pages of any site may call this API from a visitor's browser and read what it answers.
attack:
  text: A page that your customer opens elsewhere calls the API in their name, and reads their albums.
  technique: T1185
fix: >-
  Name the origins of your own pages (Terraform: aws_apigatewayv2_api, cors_configuration, allow_origins).
*/
SELECT
  a.arn AS subject,
  a.protocol = 'HTTP' AS applies,
  NOT (
    list_contains(a.allowed_origins, '*')
    OR (
      a.allows_credentials
      AND (list_contains(a.allowed_origins, 'https://*') OR list_contains(a.allowed_origins, 'http://*'))
    )
  ) AS passed,
  'Pages of every site may call ' || COALESCE(a.name, a.arn) || '.' AS reason
FROM aws_apigatewayv2_api a
